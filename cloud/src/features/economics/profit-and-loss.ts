import { toIso } from '@colok/shared/time'
import { startOfBusinessDay } from '../../core/business-day.ts'
import {
  addFigures,
  type CostKind,
  energyCostHalfUp,
  noFigures,
  type PostFigures,
  type PurchasePrice,
  purchasePriceOn,
  resultOf,
  shareOut,
} from '../../core/profit-and-loss.ts'
import type { Reach } from '../../core/roles.ts'
import { firstDayOf, monthAfter } from '../../core/statement-period.ts'
import type { SqlRunner } from '../../db/database.ts'
import { type Sort, sortedWhole } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { siteWithin } from '../access/reach.ts'
import {
  billedSessions,
  type CostRow,
  enteredCosts,
  gatewayFees,
  messageCosts,
  type PartnerAmount,
  partnerAmounts,
  sessionFacts,
} from './month-facts.ts'
import type { PostProfit, ProfitAndLoss, ProfitSortKey } from './schemas.ts'

interface Post {
  readonly id: number
  readonly siteId: string
  readonly site: string
  readonly siteName: string
  readonly chargePointId: string
  readonly name: string
}

interface Asked {
  readonly month: string
  readonly reach: Reach
  readonly site?: string | undefined
  /** Left out: site by site. */
  readonly sort?: Sort<ProfitSortKey> | undefined
}

/**
 * Profit and loss of each post within reach in a month. What is nobody's own is divided among all posts of the network by
 * their sessions; bills are read of those only that are told of.
 */
export async function profitAndLoss(
  services: Pick<Services, 'read' | 'clock'>,
  { month, reach, site, sort }: Asked,
): Promise<ProfitAndLoss> {
  const { read } = services
  const posts = await allPosts(read)
  const visible = await sitesWithin(services, { month, reach, site })
  const figures = new Figures(posts)
  for (const [id, sessions] of await billedSessions(read, month)) figures.add(id, { sessions })
  await addEnergyAndRevenue(read, figures, { month, siteIds: [...visible] })
  for (const { chargerId, amountIdr } of await gatewayFees(read, month))
    figures.divide('gatewayFeeIdr', amountIdr, figures.postsOf({ chargerId }))
  figures.divide('messagesIdr', await messageCosts(read, month), posts)
  for (const cost of await enteredCosts(read, month))
    figures.divideEvenly(columnOf(cost), cost.amountIdr, figures.postsOf(cost))
  const places = await placesOfAgreements(read)
  for (const part of await partnerAmounts(read, { month, reach }))
    figures.divide('partnerIdr', part.amountIdr, postsOfPart(figures, part, places))
  const rows = posts
    .filter(({ siteId }) => visible.has(siteId))
    .map((post) => toRow(post, figures.of(post.id)))
  const isWhole = reach.kind === 'all' && site === undefined
  if (isWhole && figures.isAnythingLeft) rows.push(toRow(undefined, figures.left))
  const sum = rows.reduce(
    (total, { site: _, siteName: __, chargePointId: ___, name: ____, resultIdr: _____, ...row }) =>
      addFigures(total, row),
    noFigures,
  )
  return { month, posts: sortedWhole(rows, sort), total: { ...sum, resultIdr: resultOf(sum) } }
}

/** The figures of each post while they are gathered, and what could be given to none. */
class Figures {
  left: PostFigures = noFigures
  isAnythingLeft = false
  readonly #posts: readonly Post[]
  readonly #byPost: Map<number, PostFigures>

  constructor(posts: readonly Post[]) {
    this.#posts = posts
    this.#byPost = new Map(posts.map(({ id }) => [id, noFigures]))
  }

  of(id: number): PostFigures {
    return this.#byPost.get(id) ?? noFigures
  }

  add(id: number, more: Partial<PostFigures>): void {
    this.#byPost.set(id, addFigures(this.of(id), more))
  }

  /** The charger itself, all of the site, or where neither is named everything. */
  postsOf(place: { readonly chargerId: number | null; readonly siteId?: string | null }): readonly Post[] {
    if (place.chargerId !== null) return this.#posts.filter(({ id }) => id === place.chargerId)
    if (place.siteId == null) return this.#posts
    return this.#posts.filter(({ siteId }) => siteId === place.siteId)
  }

  /** In proportion to their sessions. */
  divide(kind: CostKind, amountIdr: number, among: readonly Post[]): void {
    this.#divide(kind, amountIdr, among, (post) => this.of(post.id).sessions)
  }

  divideEvenly(kind: CostKind, amountIdr: number, among: readonly Post[]): void {
    this.#divide(kind, amountIdr, among, () => 1)
  }

  #divide(kind: CostKind, amountIdr: number, among: readonly Post[], weightOf: (post: Post) => number): void {
    if (amountIdr === 0) return
    if (among.length === 0) {
      this.left = addFigures(this.left, { [kind]: amountIdr })
      this.isAnythingLeft = true
      return
    }
    const parts = shareOut(amountIdr, among.map(weightOf))
    for (const [index, { id }] of among.entries()) this.add(id, { [kind]: parts[index] ?? 0 })
  }
}

/** Energy is priced once for each post and price, so that many small sessions round no worse than a large one. */
async function addEnergyAndRevenue(
  runner: SqlRunner,
  figures: Figures,
  { month, siteIds }: { readonly month: string; readonly siteIds: readonly string[] },
): Promise<void> {
  const prices = await purchasePrices(runner)
  const boughtAt = new Map<string, { chargerId: number; price: PurchasePrice; energyWh: number }>()
  const siteOf = new Map(figures.postsOf({ chargerId: null }).map(({ id, siteId }) => [id, siteId]))
  for await (const { chargerId, day, energyWh, billedWh, revenueIdr } of sessionFacts(
    runner,
    month,
    siteIds,
  )) {
    const price = purchasePriceOn(prices.get(siteOf.get(chargerId) ?? '') ?? [], day)
    figures.add(chargerId, {
      ...{ soldWh: billedWh ?? 0, boughtWh: energyWh, revenueIdr },
      unpricedWh: price === undefined ? energyWh : 0,
    })
    if (price === undefined) continue
    const key = `${chargerId} ${price.validFrom}`
    const before = boughtAt.get(key)?.energyWh ?? 0
    boughtAt.set(key, { chargerId, price, energyWh: before + energyWh })
  }
  for (const { chargerId, price, energyWh } of boughtAt.values())
    figures.add(chargerId, { energyIdr: energyCostHalfUp(energyWh, price.priceSenPerKwh) })
  for (const [siteId, ofSite] of prices) {
    const price = purchasePriceOn(ofSite, firstDayOf(month))
    const posts = figures.postsOf({ chargerId: null, siteId })
    if (price !== undefined) figures.divideEvenly('energyIdr', price.standingIdrPerMonth, posts)
  }
}

async function purchasePrices(runner: SqlRunner): Promise<ReadonlyMap<string, PurchasePrice[]>> {
  const rows = await runner.all<PurchasePrice & { siteId: string }>(
    'select site_id, valid_from, price_sen_per_kwh, standing_idr_per_month from purchase_tariff',
    [],
  )
  return Map.groupBy(rows, ({ siteId }) => siteId)
}

async function allPosts(runner: SqlRunner): Promise<Post[]> {
  return runner.all<Post>(
    `select charger.id, site_id, slug as site, site.name as site_name, charge_point_id, charger.name
     from charger join site on site.id = site_id order by slug, charge_point_id`,
    [],
  )
}

/**
 * The sites that are told of: those that somebody with this reach had at the end of the month, or has now while it goes on. A
 * month in which another partner had a site before is told to neither: its figures are of the whole month.
 */
async function sitesWithin(
  { read, clock }: Pick<Services, 'read' | 'clock'>,
  { month, reach, site }: Asked,
): Promise<ReadonlySet<string>> {
  const at = toIso(lastInstant(month, clock.wallMs()))
  let query = read.query
    .selectFrom('site')
    .select('id')
    .where(siteWithin(reach, 'site.id', at))
  if (reach.kind === 'organisation') {
    const { organisationId } = reach
    const began = toIso(startOfBusinessDay(firstDayOf(month), 'Asia/Jakarta'))
    query = query.where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('organisationSite as own')
            .innerJoin('organisationSite as other', 'other.siteId', 'own.siteId')
            .select('other.siteId')
            .whereRef('own.siteId', '=', 'site.id')
            .where('own.organisationId', '=', organisationId)
            .where('other.organisationId', '<>', organisationId)
            .where('own.since', '>', began)
            .where('own.since', '<=', at)
            .whereRef('other.since', '<', 'own.since')
            .where(({ or, eb }) => or([eb('other.until', 'is', null), eb('other.until', '>', began)])),
        ),
      ),
    )
  }
  if (site !== undefined) query = query.where('slug', '=', site)
  const rows = await query.execute()
  return new Set(rows.map(({ id }) => id))
}

function lastInstant(month: string, now: number): number {
  return Math.min(now, startOfBusinessDay(firstDayOf(monthAfter(month)), 'Asia/Jakarta') - 1)
}

const columnOf = ({ kind }: CostRow): CostKind =>
  kind === 'sim' ? 'simIdr' : kind === 'visit' ? 'visitsIdr' : 'otherIdr'

interface AgreementPlace {
  readonly agreementId: string
  readonly siteId: string
  readonly chargerId: number | null
}

async function placesOfAgreements(runner: SqlRunner): Promise<ReadonlyMap<string, AgreementPlace[]>> {
  const rows = await runner.all<AgreementPlace>(
    'select agreement_id, site_id, charger_id from agreement_place order by id',
    [],
  )
  return Map.groupBy(rows, ({ agreementId }) => agreementId)
}

/** What is the agreement's as a whole, such as a guarantee, is of all its places. */
function postsOfPart(
  figures: Figures,
  part: PartnerAmount,
  places: ReadonlyMap<string, AgreementPlace[]>,
): readonly Post[] {
  if (part.chargerId !== null || part.siteId !== null) return figures.postsOf(part)
  const posts = (places.get(part.agreementId) ?? []).flatMap((place) => figures.postsOf(place))
  return [...new Map(posts.map((post) => [post.id, post])).values()]
}

function toRow(post: Post | undefined, figures: PostFigures): PostProfit {
  return {
    site: post?.site ?? null,
    siteName: post?.siteName ?? null,
    chargePointId: post?.chargePointId ?? null,
    name: post?.name ?? null,
    ...figures,
    resultIdr: resultOf(figures),
  }
}
