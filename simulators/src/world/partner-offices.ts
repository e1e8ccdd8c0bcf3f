import { readableByPartners } from '@colok/cloud/readable-by-partners'
import { type Clock, toIso } from '@colok/shared/time'
import type { Chronicle } from './chronicle.ts'
import type { CloudHost } from './cloud-host.ts'
import type { Dice } from './dice.ts'
import { type Asked, insist } from './insist.ts'
import { chargePointIdOf } from './neighbourhood.ts'
import { ownerOf, type Partner, partnerAt, partners } from './partners.ts'

const readsEveryMs = 25 * 60_000
/** Routes that are looked at each time. */
const looksAtOnce = 6

/** What answers byte by byte for as long as it is listened to, or is drawn in another thread. */
const leftOut = /\/events$|\/pdf$/

interface Office extends Partner {
  readonly id: string
  readonly key: string
  readonly chargePointIds: readonly string[]
}

/** A thing of a partner's, by what its path calls it. */
type Things = Readonly<Record<string, string | number | undefined>>

export interface OfficeParts {
  readonly cloud: CloudHost
  readonly clock: Clock
  readonly dice: Dice
  readonly chronicle: Chronicle
  readonly chargers: readonly number[]
  /** A partner has seen what is another's. */
  readonly onSeen: (what: string) => void
}

/** The offices of two partners: each reads, by its own key, whatever a partner may read, and asks for the other's too. */
export class PartnerOffices {
  readonly #parts: OfficeParts
  readonly #offices: Office[] = []
  #open = true

  constructor(parts: OfficeParts) {
    this.#parts = parts
  }

  /** Founds them: their organisation, their site, what was agreed on, where they are paid, and a key. */
  async found(finance: string): Promise<void> {
    for (const partner of partners) {
      const { slug, name, site, shareBasisPoints } = partner
      const organisation = await this.#ask('POST', '/organisations', { slug, name, kind: 'partner' })
      const { id } = organisation as { id: string }
      await this.#ask('PUT', `/organisations/${id}/sites/${site}`, {})
      await this.#admitOwner(partner, id)
      await this.#ask('POST', '/agreements', {
        organisation: slug,
        places: [{ site, holding: 'hosted' }],
        terms: { share: { of: 'gross', basisPoints: shareBasisPoints, gatewayFeeBy: 'operator' } },
        startsOn: '2026-11-01',
      })
      const scopes = ['partners.account', ...new Set(readableByPartners.map(({ permission }) => permission))]
      const wish = { name: slug, role: 'partner', organisationId: id, scopes }
      const { key } = (await this.#ask('POST', '/api-keys', wish)) as { key: string }
      const account = { bank: 'BPD Bali', accountNumber: '0102030405', holder: name }
      const accounts = `/partners/${slug}/bank-accounts`
      const { bankAccounts } = (await this.#ask('POST', accounts, account, key)) as {
        bankAccounts: readonly [{ readonly id: string }]
      }
      await this.#ask('POST', `${accounts}/${bankAccounts[0].id}/confirmation`, {}, finance)
      const numbers = this.#parts.chargers.filter((number) => partnerAt(number).slug === slug)
      const chargePointIds = numbers.map(chargePointIdOf)
      this.#offices.push({ ...partner, id, key, chargePointIds })
    }
  }

  start(): void {
    const { clock, dice } = this.#parts
    clock.after(dice.exponential(readsEveryMs), () => {
      if (!this.#open) return
      void this.look(looksAtOnce)
      this.start()
    })
  }

  close(): void {
    this.#open = false
  }

  /** Each partner looks at so many routes; at every one when it is left out. */
  async look(most = readableByPartners.length): Promise<void> {
    const { dice } = this.#parts
    for (const [mine, others] of [this.#offices, this.#offices.toReversed()] as [Office, Office][]) {
      const routes = readableByPartners.filter(
        ({ path }) => path.startsWith('/api/v1/') && !leftOut.test(path),
      )
      const chosen =
        most < routes.length
          ? Array.from({ length: most }, () => dice.pick(routes as [(typeof routes)[number]]))
          : routes
      const things = await this.#thingsOf(others)
      for (const { path } of chosen) await this.#read(path, { mine, others, things })
    }
  }

  async #read(
    route: string,
    { mine, others, things }: { readonly mine: Office; readonly others: Office; readonly things: Things },
  ): Promise<void> {
    const isList = !route.includes(':')
    const path = pathOf(route.slice('/api/v1'.length), isList ? mine : others, things)
    if (path === undefined) return
    const answer = await this.#parts.cloud.request(`/api/v1${path}`, {
      headers: { Authorization: `Bearer ${mine.key}` },
    })
    if (answer === undefined) return
    this.#note(`${mine.slug} GET ${route} was answered ${answer.status}`)
    // What was asked for by name may come back in the refusal.
    const asked = path.split(/[/?&=]/)
    const { slug, name, site, siteName, id, chargePointIds } = others
    const named = Object.values(things).filter((thing) => typeof thing === 'string')
    const marks = [slug, name, site, siteName, id, ...chargePointIds, ...named]
    const seen = marks.find((mark) => !asked.includes(mark) && answer.text.includes(mark))
    if (seen !== undefined) this.#parts.onSeen(`${mine.slug} saw ${seen} of ${slug} by GET ${route}`)
    else if (!isList && answer.status === 200)
      this.#parts.onSeen(`${mine.slug} was answered 200 for what is ${slug}'s: GET ${path}`)
  }

  /** The newest of each kind that this partner has. */
  async #thingsOf({ id, site, slug, chargePointIds }: Office): Promise<Things> {
    const { cloud } = this.#parts
    const newest = async (sql: string, ...parameters: string[]) =>
      (await cloud.rows<{ id: string | number }>(`${sql} limit 1`, parameters))[0]?.id
    const atSite =
      'charger_id in (select charger.id from charger join site on site.id = site_id where slug = ?)'
    return {
      chargePointId: chargePointIds[0],
      site,
      organisationId: id,
      slug,
      session: await newest(`select id from session where ${atSite} order by transaction_id desc`, site),
      payment: await newest(`select id from payment where ${atSite} order by id desc`, site),
      agreement: await newest('select id from agreement where organisation_id = ?', id),
      statement: await newest(
        'select number as id from statement where organisation_id = ? order by number desc',
        id,
      ),
      payout: await newest(
        'select number as id from payout where organisation_id = ? order by number desc',
        id,
      ),
    }
  }

  /** Somebody who has signed in before the story begins. */
  async #admitOwner(partner: Partner, organisationId: string): Promise<void> {
    const { cloud, clock } = this.#parts
    const { id, name, mailbox } = ownerOf(partner)
    const now = toIso(clock.wallMs())
    await cloud.tamper(
      `insert into "user" (id, name, email, email_verified, language, created_at, updated_at)
       values (?, ?, ?, 1, 'en', ?, ?)`,
      [id, name, mailbox, now, now],
    )
    await cloud.tamper(
      `insert into organisation_member (organisation_id, user_id, role, since) values (?, ?, 'partner', ?)`,
      [organisationId, id, now],
    )
  }

  async #ask(method: Asked['method'], path: string, body: object, bearer?: string): Promise<unknown> {
    const answer = await insist(this.#parts, { method, path, body, ...(bearer !== undefined && { bearer }) })
    if (answer.status >= 400) throw new Error(`${method} ${path} was answered ${JSON.stringify(answer)}`)
    return answer.body
  }

  #note(text: string): void {
    this.#parts.chronicle.note('partners', text)
  }
}

/** What a path's parameters stand for, by the collection that it begins with; undefined where this partner has no such thing. */
const namedBy: Readonly<Record<string, string>> = {
  chargers: 'chargePointId',
  sites: 'site',
  sessions: 'session',
  payments: 'payment',
  organisations: 'organisationId',
  agreements: 'agreement',
  statements: 'statement',
  payouts: 'payout',
  partners: 'slug',
}

function pathOf(route: string, { slug }: Office, things: Things): string | undefined {
  const collection = route.split('/')[1] ?? ''
  const parameters = route.match(/:\w+/g) ?? []
  if (parameters.length > 1) return undefined
  const name = things[namedBy[collection] ?? '']
  if (parameters.length === 1 && name === undefined) return undefined
  const path = route.replace(/:\w+/, String(name))
  if (route === '/statements/preview') return `${path}?organisation=${slug}&period=2026-11`
  return route === '/statements/open-entries' ? `${path}?organisation=${slug}` : path
}
