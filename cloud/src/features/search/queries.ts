import { sql } from 'kysely'
import { accessMatrix } from '../../access-matrix.ts'
import type { Actor } from '../../http/actor.ts'
import type { Services } from '../../services.ts'
import { mayCall } from '../access/guard.ts'
import { eventWithin } from '../access/reach.ts'
import { listChargers, someChargers } from '../chargers/queries.ts'
import { parseAddress } from '../messages/address.ts'
import { sitePlaces } from '../sites/queries.ts'
import type { Found } from './schemas.ts'

/** Of each kind. Who finds more asks more closely. */
const mostOfKind = 5

/** The route of the API that shows one of a kind: who may not call it finds none. */
const shownBy: Readonly<Record<Found['kind'], string>> = {
  charger: 'GET /api/v1/chargers/:chargePointId',
  site: 'GET /api/v1/sites/:slug',
  session: 'GET /api/v1/sessions/:id',
  payment: 'GET /api/v1/payments/:id',
  card: 'GET /api/v1/id-tags/:idTag',
  driver: 'GET /api/v1/drivers/:id',
}

type Search = (services: Services, actor: Actor, text: string) => Promise<Found[]>

/** What is called so, or has it as its number: of everything that this caller may see, what is meant exactly first. */
export async function search(services: Services, actor: Actor, text: string): Promise<Found[]> {
  const found: Found[] = []
  for (const [kind, find] of Object.entries(finders))
    if (mayCall(actor, accessMatrix[shownBy[kind as Found['kind']]]))
      found.push(...(await find(services, actor, text)))
  return found.sort((one, other) => Number(other.isExact) - Number(one.isExact))
}

const finders: Readonly<Record<Found['kind'], Search>> = {
  charger: findChargers,
  site: findSites,
  session: findSessions,
  payment: findPayments,
  card: findCards,
  driver: findDrivers,
}

const isSame = (one: string | null, other: string) => one?.toLowerCase() === other.toLowerCase()

async function findChargers(services: Services, { reach }: Actor, text: string): Promise<Found[]> {
  const exactly = await someChargers(services, reach, [text, text.toUpperCase()])
  const { items } = await listChargers(services, { reach, text, sort: 'chargePointId', limit: mostOfKind })
  const all = [
    ...exactly,
    ...items.filter((one) => exactly.every((same) => same.chargePointId !== one.chargePointId)),
  ]
  return all.map(({ chargePointId, name, site, serialNumber }) => ({
    ...{ kind: 'charger', id: chargePointId, title: chargePointId, detail: `${name}, ${site.name}` },
    isExact: isSame(chargePointId, text) || isSame(serialNumber, text),
  }))
}

async function findSites(services: Services, { reach }: Actor, text: string): Promise<Found[]> {
  const wanted = text.toLowerCase()
  const sites = await sitePlaces(services, reach)
  return sites
    .filter(({ slug, name }) => slug.includes(wanted) || name.toLowerCase().includes(wanted))
    .map(({ slug, name }) => ({
      ...{ kind: 'site' as const, id: slug, title: name, detail: slug },
      isExact: isSame(slug, text) || isSame(name, text),
    }))
    .sort((one, other) => Number(other.isExact) - Number(one.isExact))
    .slice(0, mostOfKind)
}

/** OCPP's integer. */
const greatestTransactionId = 2_147_483_647

/** By OCPP's transaction number, or by its own id. */
async function findSessions(services: Services, { reach }: Actor, text: string): Promise<Found[]> {
  const number = /^#?\d{1,10}$/.test(text) ? Number(text.replace('#', '')) : undefined
  const isNumber = number !== undefined && number <= greatestTransactionId
  const rows = await services.read.query
    .selectFrom('session')
    .innerJoin('charger', 'charger.id', 'session.chargerId')
    .select(['session.id', 'transactionId', 'chargePointId', 'connectorId', 'startedAt'])
    .where(eventWithin(reach, 'charger.siteId', 'session.startedAt'))
    .where(isNumber ? 'transactionId' : 'session.id', '=', isNumber ? number : text.toLowerCase())
    .execute()
  return rows.map(({ id, transactionId, chargePointId, connectorId, startedAt }) => ({
    ...{ kind: 'session', id, title: `#${transactionId}`, isExact: true },
    detail: `${chargePointId}/${connectorId}, ${startedAt}`,
  }))
}

/** By the reference that stands on receipts and at the provider, or by its id. */
async function findPayments(services: Services, { reach }: Actor, text: string): Promise<Found[]> {
  const rows = await services.read.query
    .selectFrom('payment')
    .leftJoin('charger', 'charger.id', 'payment.chargerId')
    .select(['payment.id', 'reference', 'amountIdr', 'payment.state'])
    .where(eventWithin(reach, 'charger.siteId', 'payment.createdAt'))
    .where(({ eb, or }) =>
      or([eb('reference', 'in', [text, text.toUpperCase()]), eb('payment.id', '=', text.toLowerCase())]),
    )
    .limit(mostOfKind)
    .execute()
  return rows.map(({ id, reference, amountIdr, state }) => ({
    ...{ kind: 'payment', id, title: reference, detail: `Rp ${amountIdr}, ${state}`, isExact: true },
  }))
}

/** By the number in its chip, or the label that is printed on it. */
async function findCards({ read }: Services, _: Actor, text: string): Promise<Found[]> {
  const uid = text.replaceAll(/[\s:-]/g, '').toUpperCase()
  const rows = await read.query
    .selectFrom('idTag')
    .select(['idTag', 'label', 'status'])
    .where(({ eb, or }) =>
      or([eb('idTag', '=', uid), eb(sql<string>`lower(coalesce(label, ''))`, 'like', beginning(text))]),
    )
    .orderBy('idTag')
    .limit(mostOfKind)
    .execute()
  return rows.map(({ idTag, label, status }) => ({
    ...{ kind: 'card', id: idTag, title: label ?? idTag, detail: `${idTag}, ${status}` },
    isExact: idTag === uid || isSame(label, text),
  }))
}

/** By phone, e-mail, plate, or the beginning of the name. */
async function findDrivers({ read }: Services, _: Actor, text: string): Promise<Found[]> {
  const address = parseAddress('whatsapp', text)
  const phone = address.kind === 'address' ? address.address.address : undefined
  const plate = text.replaceAll(/\s/g, '').toUpperCase()
  const rows = await read.query
    .selectFrom('user')
    .select(['user.id', 'name', 'phone', 'email'])
    .select(
      sql<number>`case when exists (select 1 from vehicle where user_id = "user".id
        and replace(plate, ' ', '') = ${plate}) then 1 else 0 end`.as('isByPlate'),
    )
    // Staff who charge nothing have a page of their own organisation.
    .where(sql<boolean>`(phone is not null or exists (select 1 from driver_card where user_id = "user".id))`)
    .where(({ eb, or }) =>
      or([
        eb(sql<string>`lower(name)`, 'like', beginning(text)),
        eb('email', '=', text.toLowerCase()),
        ...(phone === undefined ? [] : [eb('phone', '=', phone)]),
        sql<boolean>`exists (select 1 from vehicle where user_id = "user".id and replace(plate, ' ', '') = ${plate})`,
      ]),
    )
    .orderBy('user.id')
    .limit(mostOfKind)
    .execute()
  return rows.map(({ id, name, phone: known, email, isByPlate }) => ({
    ...{ kind: 'driver', id, title: name, detail: isByPlate === 1 ? plate : (known ?? email ?? '') },
    isExact: isByPlate === 1 || isSame(email, text) || (phone !== undefined && known === phone),
  }))
}

const beginning = (text: string) => `${text.toLowerCase().replaceAll(/[\\%_]/g, '')}%`
