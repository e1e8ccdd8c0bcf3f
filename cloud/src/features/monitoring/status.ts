import type { Instant } from '@colok/shared/time'
import { type Availability, availabilityOf, availabilityOfAll } from '../../core/availability.ts'
import type { Services } from '../../services.ts'
import { spansWithin } from './queries.ts'

const dayMs = 24 * 3_600_000

/** How far back the page looks, and how often it counts anew: anybody may ask for it. */
const shownDays = 30
const countEveryMs = 5 * 60_000

/** Sites on one page. */
const mostSites = 500

/** What anybody has typed into a report is told to everybody only when one of us has taken it, or a charger says so too. */
const isKnown = `(incident.source <> 'report' or incident.acknowledged_at is not null
  or exists (select 1 from alert where incident_number = incident.number and open_key is not null and alert.kind <> 'report'))`

export interface SiteStatus {
  readonly slug: string
  readonly name: string
  readonly sockets: number
  readonly working: number
  /** Of the last 30 days; undefined when nothing is known. */
  readonly basisPoints: number | undefined
  /** Since when something is being repaired there. */
  readonly troubleSince: string | undefined
}

export interface NetworkStatus {
  readonly at: Instant
  readonly sites: readonly SiteStatus[]
  readonly basisPoints: number | undefined
}

/** What anybody may know of the network. The days behind are counted once in five minutes, whoever asks. */
export class StatusBoard {
  readonly #services: Services
  #counted: { readonly at: Instant; readonly bySite: ReadonlyMap<string, Availability> } | undefined

  constructor(services: Services) {
    this.#services = services
  }

  async now(): Promise<NetworkStatus> {
    const { read, clock } = this.#services
    const at = clock.wallMs()
    const bySite = await this.#availability(at)
    const rows = await read.all<{
      readonly slug: string
      readonly name: string
      readonly sockets: number
      readonly working: number
      readonly troubleSince: string | null
    }>(
      `select site.slug, site.name, count(*) as sockets,
         cast(sum(case when connected = 1 and status is not null and status not in ('Faulted', 'Unavailable')
           then 1 else 0 end) as bigint) as working,
         (select min(opened_at) from incident where incident.site_id = site.id and incident.closed_at is null
            and incident.recovered_at is null and incident.kind in ('outage', 'equipment') and ${isKnown}) as trouble_since
       from connector join charger on charger.id = charger_id join site on site.id = charger.site_id
       where connector_id > 0 and registration = 'Accepted' and (connected = 1 or disconnected_at is not null)
       group by site.id, site.slug, site.name order by site.name, site.slug limit ?`,
      [mostSites],
    )
    const known = [...bySite.values()]
    const all = availabilityOfAll(known, { from: at - shownDays * dayMs, to: at })
    return {
      at,
      basisPoints: all.basisPoints,
      sites: rows.map(({ troubleSince, ...site }) => ({
        ...site,
        basisPoints: bySite.get(site.slug)?.basisPoints,
        troubleSince: troubleSince ?? undefined,
      })),
    }
  }

  async #availability(now: Instant): Promise<ReadonlyMap<string, Availability>> {
    if (this.#counted !== undefined && now - this.#counted.at < countEveryMs) return this.#counted.bySite
    const time = { from: now - shownDays * dayMs, to: now }
    const sockets = await spansWithin(this.#services.read, { ...time, reach: { kind: 'all' } })
    const bySite = new Map(
      [...Map.groupBy(sockets, ({ site }) => site)].map(([site, group]) => [
        site,
        availabilityOfAll(
          group.map(({ spans }) => availabilityOf(spans, time)),
          time,
        ),
      ]),
    )
    this.#counted = { at: now, bySite }
    return bySite
  }
}
