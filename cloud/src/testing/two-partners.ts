import type { SessionPrice } from '../core/tariff.ts'
import { SeedSchema } from '../seed.ts'
import { keyFor } from './role-keys.ts'
import { password, type TestCloud } from './test-cloud.ts'

/** One of two organisations with a site of its own, where somebody has charged and paid. */
export interface Partner {
  readonly organisationId: string
  readonly key: string
  /** What its things are called in paths. */
  readonly names: Readonly<
    Record<'charger' | 'site' | 'session' | 'payment' | 'organisation' | 'slug', string>
  >
  /** What its money is called: numbers of one list, and an id. */
  readonly agreement: string
  readonly payout: string
  /** Texts that stand in nobody else's data: names, ids, cards and amounts. */
  readonly marks: readonly string[]
}

const then = '2026-11-20T02:00:00.000Z'

/** Two partners on one system, each with the same kinds of things. */
export async function twoPartners(system: TestCloud): Promise<{ alfa: Partner; bravo: Partner }> {
  return { alfa: await addPartner(system, 'alfa', 1), bravo: await addPartner(system, 'bravo', 2) }
}

async function addPartner(system: TestCloud, name: string, number: number): Promise<Partner> {
  const site = `taman-${name}`
  const charger = `CLK-${name.toUpperCase()}`
  const tariff = `Tarif ${name}`
  const priceIdrPerKwh = 2000 + number
  await system.cloud.seed(
    SeedSchema.parse({
      sites: [
        {
          ...{ slug: site, name: `Taman ${name}`, address: `Jalan ${name} 1`, timeZone: 'Asia/Makassar' },
          ...{ latitude: -8.5 - number / 10, longitude: 115 + number / 10 },
        },
      ],
      chargers: [
        {
          ...{ chargePointId: charger, site, name: `Pos ${name}` },
          connectors: [{ connectorId: 1, voltageV: 220, maxPowerW: 1200 }],
        },
      ],
      tariffs: [{ name: tariff, site, priceIdrPerKwh, validFrom: '2026-01-01T00:00:00Z' }],
    }),
    { [`COLOK_SEED_PASSWORD_${charger.replace('-', '_')}`]: password },
  )
  const budget = await system.api(`/sites/${site}/power-budget`, {
    method: 'PUT',
    body: { limitW: 5000 + number },
  })
  if (budget.status !== 200) throw new Error(JSON.stringify(budget.body))
  const ids = {
    organisation: `organisation-${name}`,
    session: `session-${name}`,
    payment: `payment-${name}`,
    refund: `refund-${name}`,
  }
  const card = `CARD${name.toUpperCase()}`
  const usedIdr = 30_000 + 1111 * number
  const refundIdr = 50_000 - usedIdr
  await insertAll(system, { ids, name, site, charger, card, priceIdrPerKwh, usedIdr, refundIdr })
  const agreement = await agree(system, { name, site, basisPoints: 4000 + number })
  const shareIdr = 20_000 + 1313 * number
  const payout = await earn(system, { ...ids, name, number, agreement, usedIdr, shareIdr })
  const names = { ...ids, charger, site, slug: name }
  const amounts = [priceIdrPerKwh, usedIdr, refundIdr, shareIdr].map(String)
  return {
    organisationId: ids.organisation,
    key: await keyFor(system, 'partner', ids.organisation),
    names,
    ...{ agreement, payout },
    marks: [
      ...Object.values(ids),
      charger,
      site,
      agreement,
      `PT ${name}`,
      `reference-${name}`,
      tariff,
      card,
      `Taman ${name}`,
      ...amounts,
    ],
  }
}

/** What an organisation is to get; the id of the agreement. */
async function agree(
  system: TestCloud,
  { name, site, basisPoints }: { name: string; site: string; basisPoints: number },
): Promise<string> {
  const made = await system.api<{ id: string }>('/agreements', {
    method: 'POST',
    body: {
      ...{ organisation: name, places: [{ site, holding: 'hosted' }], startsOn: '2026-11-01' },
      terms: {
        share: { of: 'gross', basisPoints, gatewayFeeBy: 'operator' },
        electricity: { reckonedBy: 'kWh', paidBy: 'partner', idrPerKwh: 1445 },
        pphBasisPoints: 200,
      },
    },
  })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return made.body.id
}

/** Its share of the session, and a payout; the number of the payout. */
async function earn(
  { database }: TestCloud,
  facts: {
    readonly organisation: string
    readonly session: string
    readonly name: string
    readonly number: number
    readonly agreement: string
    readonly usedIdr: number
    readonly shareIdr: number
  },
): Promise<string> {
  const { organisation: organisationId, session: sessionId, name, agreement, usedIdr, shareIdr } = facts
  const { number } = facts
  const { query } = database.writeConnection.tx
  await query
    .insertInto('partnerEntry')
    .values({
      ...{
        id: `entry-${name}`,
        organisationId,
        agreementId: agreement,
        kind: 'session',
        ref: `entry:${name}`,
      },
      ...{ sessionId, businessDay: '2026-11-20', energyWh: 9000, chargedIdr: usedIdr, pbjtIdr: 0, ppnIdr: 0 },
      ...{ shareIdr, electricityIdr: 0, gatewayFeeIdr: 0, createdAt: then },
    })
    .execute()
  await query
    .insertInto('partnerBankAccount')
    .values({
      ...{ id: `account-${name}`, organisationId, sealedAccount: '', masked: `BCA …${name}` },
      ...{ state: 'confirmed', proposedBy: 'k', proposedByName: 'key', proposedAt: then },
    })
    .execute()
  await query
    .insertInto('payout')
    .values({
      ...{
        id: `payout-${name}`,
        number,
        organisationId,
        bankAccountId: `account-${name}`,
        amountIdr: shareIdr,
      },
      ...{ state: 'proposed', proposedBy: 'k', proposedByName: 'key', proposedAt: then },
    })
    .execute()
  return String(number)
}

async function insertAll(
  { database }: TestCloud,
  facts: {
    readonly ids: Readonly<Record<'organisation' | 'session' | 'payment' | 'refund', string>>
    readonly name: string
    readonly site: string
    readonly charger: string
    readonly card: string
    readonly priceIdrPerKwh: number
    readonly usedIdr: number
    readonly refundIdr: number
  },
): Promise<void> {
  const { ids, name, charger: chargePointId, card, priceIdrPerKwh, usedIdr, refundIdr } = facts
  const { query } = database.writeConnection.tx
  const site = await query
    .selectFrom('site')
    .select('id')
    .where('slug', '=', facts.site)
    .executeTakeFirstOrThrow()
  const charger = await query
    .selectFrom('charger')
    .select('id')
    .where('chargePointId', '=', chargePointId)
    .executeTakeFirstOrThrow()
  const price: SessionPrice = {
    ...{ tariffId: `tariff-${name}`, priceIdrPerKwh, priceIdrPerHour: 0, sessionFeeIdr: 0, idleFee: null },
    ...{ ppnBasisPoints: 0, pbjt: { mode: 'none', basisPoints: 0 }, cap: null },
  }
  await query
    .insertInto('organisation')
    .values({ id: ids.organisation, slug: name, name: `PT ${name}`, kind: 'partner', createdAt: then })
    .execute()
  await query
    .insertInto('organisationSite')
    .values({ organisationId: ids.organisation, siteId: site.id, since: '2026-11-01T00:00:00.000Z' })
    .execute()
  const session = await query
    .insertInto('session')
    .values({
      ...{ id: ids.session, chargerId: charger.id, connectorId: 1, idTag: card, authorization: 'Accepted' },
      ...{ state: 'finished', startedAt: then, startReceivedAt: then, meterStartWh: 0, meterStopWh: 9000 },
      ...{ stoppedAt: '2026-11-20T03:00:00.000Z', energyWh: 9000, totalIdr: usedIdr, priceIdrPerKwh },
      ...{ price: JSON.stringify(price), suspectReasons: '["clock"]' },
    })
    .returning('transactionId')
    .executeTakeFirstOrThrow()
  await query
    .insertInto('meterValue')
    .values({
      ...{ chargerId: charger.id, connectorId: 1, transactionId: session.transactionId, measuredAt: then },
      ...{ receivedAt: then, energyWh: usedIdr, sampledValues: '[]' },
    })
    .execute()
  await query
    .insertInto('chargerEvent')
    .values({
      ...{ chargerId: charger.id, connectorId: null, kind: 'BootNotification', occurredAt: then },
      ...{ receivedAt: then, detail: JSON.stringify({ chargeBoxSerialNumber: card }) },
    })
    .execute()
  await query
    .insertInto('payment')
    .values({
      ...{ id: ids.payment, reference: `reference-${name}`, method: 'qris', chargerId: charger.id },
      ...{ connectorId: 1, price: JSON.stringify(price), amountIdr: 50_000, state: 'settled', usedIdr },
      ...{ expiresAt: then, createdAt: then, endedAt: then },
    })
    .execute()
  await query.insertInto('paidSession').values({ sessionId: ids.session, paymentId: ids.payment }).execute()
  await query
    .insertInto('rating')
    .values({
      ...{ paymentId: ids.payment, chargerId: charger.id, siteId: site.id, stars: 4 },
      ...{ word: `terima kasih ${name}`, createdAt: then },
    })
    .execute()
  await query
    .insertInto('refund')
    .values({
      ...{ id: ids.refund, reference: `${ids.refund}-1`, paymentId: ids.payment, amountIdr: refundIdr },
      ...{ reason: 'unused', state: 'refunded', createdAt: then, endedAt: then },
    })
    .execute()
}
