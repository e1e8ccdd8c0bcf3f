import { changesOf, mayDrawW, type Permitted } from './power-permit.ts'
import { evenly, type PowerTiming, type Sharing, type SharingSocket, shareOut } from './power-sharing.ts'

/**
 * A charger that draws more than it would without the central system may do so for so long, unless it is told again: a
 * system that is away raises nobody.
 */
const raisedForMs = 10 * 60_000

/** One that stands back for others does so for longer, so that they have come down before it draws again. */
const loweredForMs = 2 * raisedForMs

/** A lease is renewed when so much of it is gone. */
const renewAfterMs = raisedForMs / 2

export interface PlannedCharger extends Permitted {
  readonly id: string
  /** It is connected and takes charging profiles. */
  readonly isWithinReach: boolean
  /** It takes charging profiles at all. */
  readonly isControllable: boolean
  /** The ratings of all its sockets, in W. */
  readonly socketsW: readonly number[]
  /** Those with a session. */
  readonly sockets: readonly SharingSocket[]
}

interface ChargerPlan {
  /** What it is to draw without the central system, in W. */
  readonly safeW: number
  /** What it is to draw for now, in W; null where what it may draw anyway will do. */
  readonly leaseW: number | null
}

export interface SitePlan {
  readonly chargers: ReadonlyMap<string, ChargerPlan>
  /** By the id of the socket. */
  readonly shares: ReadonlyMap<string, number>
}

interface Site {
  readonly budgetW: number
  readonly sharing: Sharing
  readonly timing: PowerTiming
  readonly nowMs: number
}

/**
 * What each charger and socket of a site may draw. Each charger has a safe part of the budget for good, which holds when
 * the central system is away; the parts sum to no more than the budget. On top of that, power is lent for a time: who
 * draws less stands back for longer than who draws more comes forward, so whatever is lost on the way, and whenever,
 * what may be drawn sums to no more than the budget. Chargers out of reach keep what they were told last.
 */
export function planSite(chargers: readonly PlannedCharger[], site: Site): SitePlan {
  const { budgetW, sharing, timing, nowMs } = site
  const safe = safeParts(chargers, budgetW)
  const within = chargers.filter(({ isWithinReach }) => isWithinReach)
  const keptW = sum(chargers.filter(({ isWithinReach }) => !isWithinReach).map((one) => heldW(one, nowMs)))
  const sockets = within.flatMap((charger) => charger.sockets)
  const shares = shareOut(sockets, { availableW: Math.max(0, budgetW - keptW), sharing, nowMs, timing })
  const sharesOf = (charger: PlannedCharger) => sum(charger.sockets.map(({ id }) => shares.get(id) ?? 0))
  const wouldDrawW =
    keptW + sum(within.map((charger) => Math.max(safe.get(charger.id) ?? 0, sharesOf(charger))))
  const plans = within.map((charger): [string, ChargerPlan] => {
    const safeW = safe.get(charger.id) ?? 0
    const drawsW = sharesOf(charger)
    const isInTheWay = charger.permit.some(
      ({ lease }) =>
        lease !== null &&
        lease.untilMs > nowMs &&
        (lease.limitW < drawsW || lease.limitW > Math.max(drawsW, safeW)),
    )
    const mustStandBack = wouldDrawW > budgetW && drawsW < safeW
    const isNeeded = drawsW > safeW || mustStandBack || isInTheWay
    return [charger.id, { safeW, leaseW: isNeeded ? drawsW : null }]
  })
  return { chargers: new Map(plans), shares }
}

/** The most that a charger may draw until whatever is raised now has run out, in W. */
export function heldW(charger: Permitted, nowMs: number): number {
  const instants = changesOf([charger], nowMs).filter((atMs) => atMs < nowMs + raisedForMs)
  return Math.max(...instants.map((atMs) => mayDrawW(charger, atMs)))
}

/** Until when a lease holds that is given now. */
export function leaseUntil(nowMs: number, { raises }: { readonly raises: boolean }): number {
  return nowMs + (raises ? raisedForMs : loweredForMs)
}

/** Whether what was told until an instant has to be told again. */
export function isDue(untilMs: number, nowMs: number, { raises }: { readonly raises: boolean }): boolean {
  return untilMs - nowMs <= leaseUntil(0, { raises }) - renewAfterMs
}

/** The budget, less what nobody can control, evenly over the sockets: it holds whoever is away. */
function safeParts(chargers: readonly PlannedCharger[], budgetW: number): ReadonlyMap<string, number> {
  const controllable = chargers.filter(({ isControllable }) => isControllable)
  const others = chargers.filter(({ isControllable }) => !isControllable)
  const sockets = controllable.flatMap(({ id, socketsW }) => socketsW.map((ratingW) => ({ id, ratingW })))
  const freeW = budgetW - sum(others.map(({ ratingW }) => ratingW))
  const parts = evenly(
    sockets.map(({ ratingW }) => ratingW),
    freeW,
  )
  const byCharger = new Map(chargers.map(({ id }) => [id, 0]))
  for (const [index, { id }] of sockets.entries())
    byCharger.set(id, (byCharger.get(id) ?? 0) + (parts[index] ?? 0))
  return byCharger
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
