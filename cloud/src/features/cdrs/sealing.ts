import { hash } from 'node:crypto'
import { readOcmf } from '@colok/shared/ocmf'
import { toIso } from '@colok/shared/time'
import type { Bill } from '../../core/bill.ts'
import { type CdrFacts, cdrOf, creditOf } from '../../core/cdr.ts'
import { Cdr, type SignedData } from '../../core/cdr-schema.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { boundsIn } from '../../core/signed-reading.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { findBySession, paidFor } from '../payments/payment-rows.ts'
import { recordsOf } from '../signed-readings/records.ts'
import { readPrice } from '../tariffs/prices.ts'

/** What stands before the first hash of the chain. */
const chainStart = '0'.repeat(64)

/** Of a record: whoever changes one, or takes one out, breaks all that come after it. */
function hashOf(previousHash: string, content: string): string {
  return hash('sha256', `${previousHash}\n${content}`)
}

interface BilledSession {
  readonly id: string
  readonly startedAt: string
  readonly stoppedAt: string
  readonly idTag: string
  readonly chargerId: number
  readonly chargePointId: string
  readonly connectorId: number
  readonly meterStartWh: number
  readonly meterStopWh: number
  readonly energyWh: number | null
  readonly totalIdr: number | null
  readonly bill: string | null
  readonly price: string | null
  readonly stopReason: string | null
  readonly businessDay: string
  readonly organisation: string | null
  readonly walletId: string | null
  readonly siteId: string
  readonly siteName: string
  readonly address: string
  readonly latitude: number
  readonly longitude: number
  /** Of the newest record of the session. */
  readonly sealedKind: 'cdr' | 'credit' | null
  readonly sealedVersion: number | null
  readonly sealedId: string | null
  /** Of the newest record of all. */
  readonly lastNumber: number | null
  readonly lastHash: string | null
  readonly isPaidAhead: number
  readonly isSigned: number
}

/** A record as it is stored. */
export interface StoredCdr {
  readonly number: number
  readonly id: string
  readonly sessionId: string
  readonly version: number
  readonly kind: 'cdr' | 'credit'
  readonly siteId: string
  readonly businessDay: string
  readonly totalIdr: number
  readonly energyWh: number
  readonly content: string
  readonly hash: string
  readonly sealedAt: string
}

/**
 * Seals what a session cost, in the commit that bills or waives it; a session that waits for a person has none. Once for
 * each bill: the same again writes nothing.
 */
export async function sealCdr(tx: Tx, services: Services, sessionId: string): Promise<void> {
  const session = await billedSession(tx, sessionId)
  if (session === undefined || session.sealedKind === 'cdr') return
  const payer = session.isPaidAhead === 1 ? await payerOf(tx, sessionId) : undefined
  const signedData = session.isSigned === 1 ? await signedDataOf(tx, sessionId) : undefined
  const facts = factsOf(services, { session, payer, signedData })
  const { lastNumber: number, lastHash } = session
  const last = number === null || lastHash === null ? undefined : { number, hash: lastHash }
  await append(tx, last, {
    ...{ sessionId, kind: 'cdr', version: (session.sealedVersion ?? 0) + 1, credits: null },
    ...{ siteId: session.siteId, businessDay: session.businessDay, energyWh: facts.energyWh },
    cdr: cdrOf(facts),
  })
}

const billedSession = (tx: Tx, sessionId: string): Promise<BilledSession | undefined> =>
  first(
    tx,
    `select session.id, started_at, stopped_at, session.id_tag, session.charger_id, charge_point_id, connector_id,
       meter_start_wh, meter_stop_wh, session.energy_wh, session.total_idr, bill, price, stop_reason, session.business_day,
       postpaid_account as organisation, wallet_session.wallet_id, site.id as site_id, site.name as site_name, address,
       latitude, longitude, sealed.kind as sealed_kind, sealed.version as sealed_version, sealed.id as sealed_id,
       last.number as last_number, last.hash as last_hash,
       exists (select 1 from paid_session where paid_session.session_id = session.id) as is_paid_ahead,
       exists (select 1 from signed_reading where signed_reading.session_id = session.id) as is_signed
     from session join charger on charger.id = session.charger_id join site on site.id = charger.site_id
       left join id_tag on id_tag.id_tag = session.id_tag
       left join wallet_session on wallet_session.session_id = session.id
       left join cdr as sealed on sealed.number = (select max(number) from cdr where session_id = ?)
       left join cdr as last on last.number = (select max(number) from cdr)
     where session.id = ? and session.total_idr is not null`,
    [sessionId, sessionId],
  )

/** Takes a sealed record back by a credit. */
export async function sealCredit(
  tx: Tx,
  services: Services,
  { cdr, reason }: { readonly cdr: StoredCdr; readonly reason: string },
): Promise<void> {
  const { sessionId, version, siteId, businessDay, energyWh, id } = cdr
  const sealedAt = toIso(services.clock.wallMs())
  await append(tx, await lastOf(tx), {
    ...{ sessionId, kind: 'credit', version, credits: id, siteId, businessDay, energyWh },
    cdr: creditOf(Cdr.parse(JSON.parse(cdr.content)), { sealedAt, reason }),
  })
}

export const cdrColumns = `number, id, session_id, version, kind, site_id, business_day, total_idr, energy_wh, content, hash,
  sealed_at`

interface Last {
  readonly number: number
  readonly hash: string
}

/** Only one unit writes at a time, on either engine, so numbers have no gaps and hashes one chain. */
const lastOf = (tx: Tx): Promise<Last | undefined> =>
  first(tx, 'select number, hash from cdr order by number desc limit 1', [])

async function append(
  tx: Tx,
  last: Last | undefined,
  record: {
    readonly sessionId: string
    readonly kind: 'cdr' | 'credit'
    readonly version: number
    readonly credits: string | null
    readonly siteId: string
    readonly businessDay: string
    readonly energyWh: number
    readonly cdr: Cdr
  },
): Promise<void> {
  const { cdr, sessionId, version, kind, credits, siteId, businessDay, energyWh } = record
  const content = JSON.stringify(cdr)
  await tx.run(
    `insert into cdr (number, id, session_id, version, kind, credits, site_id, business_day, total_idr, energy_wh, content,
       hash, sealed_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      (last?.number ?? 0) + 1,
      cdr.id,
      sessionId,
      version,
      kind,
      credits,
      siteId,
      businessDay,
      cdr.total_cost.incl_vat,
      energyWh,
      content,
      hashOf(last?.hash ?? chainStart, content),
      cdr.last_updated,
    ],
  )
}

function factsOf(
  services: Services,
  known: {
    readonly session: BilledSession
    readonly payer: CdrFacts['payer'] | undefined
    readonly signedData: SignedData | undefined
  },
): CdrFacts {
  const { session, payer, signedData } = known
  const bill = session.bill === null ? null : (JSON.parse(session.bill) as Bill)
  const ms = fromStoredInstant(session.stoppedAt) - fromStoredInstant(session.startedAt)
  return {
    partyId: services.settings.partyId,
    id: services.newId(),
    sessionId: session.id,
    startedAt: session.startedAt,
    stoppedAt: session.stoppedAt,
    sealedAt: toIso(services.clock.wallMs()),
    seconds: Math.max(0, Math.floor(ms / 1000)),
    idTag: session.idTag,
    payer: payer ?? payerOfCard(session),
    site: {
      ...{ id: session.siteId, name: session.siteName, address: session.address },
      ...{ latitude: session.latitude, longitude: session.longitude },
    },
    chargerId: session.chargerId,
    chargePointId: session.chargePointId,
    connectorId: session.connectorId,
    meterStartWh: session.meterStartWh,
    meterStopWh: session.meterStopWh,
    // Of one that was waived since its meter went back nobody knows.
    energyWh: Math.max(0, bill?.energyWh ?? session.energyWh ?? 0),
    bill,
    decree: readPrice(session.price)?.cap?.decree,
    stopReason: session.stopReason ?? 'Other',
    signedData,
    corrects: session.sealedId?.replace(/-C$/, ''),
  }
}

/** The payment that a session was paid ahead by, with what was added to it. */
async function payerOf(tx: Tx, sessionId: string): Promise<CdrFacts['payer'] | undefined> {
  const payment = await findBySession(tx, sessionId)
  if (payment === undefined) return undefined
  const paid = await paidFor(tx, payment.id)
  return {
    kind: 'payment',
    id: payment.id,
    paidIdr: paid.reduce((sum, { amountIdr }) => sum + amountIdr, 0),
  }
}

function payerOfCard({ walletId, organisation }: BilledSession): CdrFacts['payer'] {
  if (walletId !== null) return { kind: 'wallet', id: walletId }
  return organisation === null ? { kind: 'card' } : { kind: 'organisation', slug: organisation }
}

/** What is genuine of what was signed of a session, as OCPI carries it. */
export async function signedDataOf(runner: SqlRunner, sessionId: string): Promise<SignedData | undefined> {
  const genuine = (await recordsOf(runner, sessionId)).filter(({ verdict }) => verdict === 'valid')
  const read = genuine.flatMap(({ record }) => {
    const result = readOcmf(record)
    return result.kind === 'read' ? [{ text: record, record: result.record }] : []
  })
  if (read.length === 0) return undefined
  const publicKey = read.at(-1)?.record.signature.XK
  return {
    encoding_method: 'OCMF',
    ...(publicKey !== undefined && { public_key: publicKey }),
    signed_values: read.map(({ text, record }) => ({
      nature: boundsIn(record).end ? 'End' : 'Start',
      plain_data: record.payloadText,
      signed_data: Buffer.from(text).toString('base64'),
    })),
  }
}
