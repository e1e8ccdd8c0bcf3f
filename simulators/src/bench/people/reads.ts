import {
  chargers,
  type Database,
  formerPartnerId,
  partnerIdOf,
  partners,
  sessionIdOf,
  userIdOf,
} from './seed.ts'
import { timed } from './sign-ins.ts'

export interface ReadTimes {
  readonly what: string
  readonly api: number[]
  readonly bare: number[]
}

/** Something that the API is asked for, and the statement behind it. */
interface Read {
  readonly what: string
  /** Of the round's number. */
  readonly ask: (round: number) => {
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
    readonly statement: string
    readonly parameters: readonly (string | number)[]
  }
}

const page = 50
const columns = `session.*, charge_point_id, slug as site_slug, time_zone`
const joined = `session join charger on charger.id = session.charger_id join site on site.id = charger.site_id`
const newest = 'order by transaction_id desc limit ?'
const held = `exists (select 1 from organisation_site as held where organisation_id = ? and held.site_id = charger.site_id
  and since <= started_at and (until is null or until > started_at))`
const ofCharger = 'session.charger_id = (select id from charger where charge_point_id = ?)'
const ofPartner = `select ${columns} from ${joined} where transaction_id in (
    select transaction_id from charger cross join session
    where site_id in (select site_id from organisation_site where organisation_id = ?) and charger_id = charger.id and ${held}
      and transaction_id >= coalesce((select transaction_id from session where charger_id = charger.id and ${held}
        order by transaction_id desc limit 1 offset ?), 0)
    ${newest})
  order by transaction_id desc`
const ofPartnerParameters = (id: string) => [id, id, id, page, page + 1]
const ofDriver = `session join driver_card on driver_card.id_tag = session.id_tag
  join charger on charger.id = session.charger_id join site on site.id = charger.site_id
  where user_id = ? and started_at >= linked_at and (ended_at is null or started_at <= ended_at)`

const bearer = (key: string) => ({ Authorization: `Bearer ${key}` })
const cursor = (before: number) => Buffer.from(String(before)).toString('base64url')

/** In turns, so that a busy moment of the machine falls on both. */
export async function measureReads(options: {
  readonly url: string
  readonly database: Database
  readonly rounds: number
  readonly sessions: number
  readonly operatorKey: string
  readonly partnerKeys: readonly string[]
  readonly formerPartnerKey: string
  /** Of the people from the first driver on, by their number. */
  readonly drivers: ReadonlyMap<number, string>
  readonly progress: (text: string) => void
}): Promise<ReadTimes[]> {
  const { url, database, rounds, progress } = options
  const figures: ReadTimes[] = []
  for (const { what, ask } of readsOf(options)) {
    progress(`${what}, ${rounds} times`)
    const times: ReadTimes = { what, api: [], bare: [] }
    // The first one compiles and warms up, on both sides.
    for (let round = 0; round <= rounds; round += 1) {
      const { path, headers, statement, parameters } = ask(round)
      const api = await timed(() => get(`${url}/api/v1${path}`, headers))
      const bare = await timed(() => database.read.all(statement, parameters))
      if (round === 0) continue
      times.api.push(api)
      times.bare.push(bare)
    }
    figures.push(times)
  }
  return figures
}

function readsOf(of: {
  readonly sessions: number
  readonly operatorKey: string
  readonly partnerKeys: readonly string[]
  readonly formerPartnerKey: string
  readonly drivers: ReadonlyMap<number, string>
}): Read[] {
  const operator = bearer(of.operatorKey)
  const middle = Math.floor(of.sessions / 2)
  const spread = (round: number, count: number) => (round * 7_919) % count
  const drivers = [...of.drivers]
  const list = (more: string) => `select ${columns} from ${joined} ${more}`
  const charger = (round: number) => `BENCH-${spread(round, chargers) + 1}`
  return [
    {
      what: 'sessions, first page',
      ask: () => ({
        ...{ path: '/sessions', headers: operator },
        ...{ statement: list(newest), parameters: [page + 1] },
      }),
    },
    {
      what: 'sessions, a page in the middle',
      ask: (round) => ({
        ...{ path: `/sessions?cursor=${cursor(middle - round)}`, headers: operator },
        statement: list(`where transaction_id < ? ${newest}`),
        parameters: [middle - round, page + 1],
      }),
    },
    {
      what: 'sessions of a charger',
      ask: (round) => ({
        ...{ path: `/sessions?chargePointId=${charger(round)}`, headers: operator },
        statement: list(`where ${ofCharger} ${newest}`),
        parameters: [charger(round), page + 1],
      }),
    },
    {
      what: 'sessions of a charger, a page in the middle',
      ask: (round) => ({
        path: `/sessions?chargePointId=${charger(round)}&cursor=${cursor(middle)}`,
        headers: operator,
        statement: list(`where ${ofCharger} and transaction_id < ? ${newest}`),
        parameters: [charger(round), middle, page + 1],
      }),
    },
    {
      what: 'one session',
      ask: (round) => {
        const id = sessionIdOf(spread(round * 631, of.sessions) + 1)
        return {
          ...{ path: `/sessions/${id}`, headers: operator },
          ...{ statement: list('where session.id = ?'), parameters: [id] },
        }
      },
    },
    {
      what: 'a partner’s sessions, first page',
      ask: (round) => {
        const partner = spread(round, Math.min(partners, of.partnerKeys.length))
        return {
          ...{ path: '/sessions', headers: bearer(of.partnerKeys[partner] ?? '') },
          statement: ofPartner,
          parameters: ofPartnerParameters(partnerIdOf(partner + 1)),
        }
      },
    },
    {
      what: 'a former partner’s sessions',
      ask: () => ({
        ...{ path: '/sessions', headers: bearer(of.formerPartnerKey) },
        ...{ statement: ofPartner, parameters: ofPartnerParameters(formerPartnerId) },
      }),
    },
    {
      what: 'a driver’s own sessions',
      ask: (round) => {
        const [person, cookie] = drivers[round % drivers.length] ?? [0, '']
        return {
          ...{ path: '/me/sessions', headers: { Cookie: cookie } },
          statement: `select ${columns} from ${ofDriver} ${newest}`,
          parameters: [userIdOf(person), page + 1],
        }
      },
    },
  ]
}

async function get(url: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const response = await fetch(url, { headers })
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${url} answers ${response.status}: ${text.slice(0, 400)}`)
}
