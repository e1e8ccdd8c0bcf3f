import type { Rate } from './charging-schedule.ts'

/** What a socket takes from the mains. */
interface Draw {
  readonly powerW: number
  readonly currentMa: number
}

/** Whether a session may take energy now, and what is known of its vehicle. */
interface Delivery {
  readonly connectorId: number
  readonly allowed: boolean
  /** Since when it is allowed or not. */
  readonly sinceMs: number
  /** The most that the vehicle was seen to draw; `null` until it has drawn for `settleMs`, or too much. */
  readonly seen: Draw | null
  /** Since when it draws more than its own limit. */
  readonly overMs: number | null
}

export interface Deliveries {
  readonly sockets: readonly Delivery[]
  /** Since when all together draw more than the station may. */
  readonly overMs: number | null
}
export const noDeliveries: Deliveries = { sockets: [], overMs: null }

/** A session that wants energy: the limit of its own, and its last reading. */
export interface Demand {
  readonly connectorId: number
  readonly limit: Rate | null
  readonly draw: Draw
}

export interface DeliveryTiming {
  /** Vehicles' chargers soft-start, and their power jitters: only what lasts so long is too much. */
  readonly overLastsMs: number
  /** So long after it began to draw, a vehicle draws what it wants. */
  readonly settleMs: number
  /** Contacts wear out, and vehicles' chargers take offence at being cycled. */
  readonly minOnMs: number
  readonly minOffMs: number
}
export const deliveryTiming: DeliveryTiming = {
  overLastsMs: 5_000,
  settleMs: 10_000,
  minOnMs: 30_000,
  minOffMs: 60_000,
}

/** A meter of class 1 and a supply beside its nominal voltage are no reason to switch off. */
const tolerance = 1.02

interface Surroundings {
  /** What all may take together: each of these holds. */
  readonly station: readonly Rate[]
  readonly nowMs: number
  readonly timing: DeliveryTiming
}

/**
 * Which sessions may take energy. A socket switches and cannot modulate: a vehicle that draws more than the limit is held
 * back (SuspendedEVSE) until the limit admits what it was seen to draw. Who takes energy goes on while it fits; where all
 * together are too much, the last to come waits; who waits comes in the order of waiting, and a vehicle that was never
 * measured is let on alone, to be measured. A limit of nothing holds at once; else `minOnMs` and `minOffMs` do, but for a
 * vehicle that is being measured.
 *
 * Pure: call it after each reading and each change of a limit, with what it gave last. One delivery for each demand; what it
 * gave last itself where nothing has changed, as nearly always.
 */
export function decideDeliveries(
  before: Deliveries,
  demands: readonly Demand[],
  surroundings: {
    readonly station: readonly Rate[]
    readonly nowMs: number
    readonly timing?: DeliveryTiming
  },
): Deliveries {
  const around: Surroundings = { timing: deliveryTiming, ...surroundings }
  const kept = demands.map((demand) => {
    const measured = measure(deliveryOf(before, demand, around), demand, around)
    const { connectorId, limit, draw } = demand
    return { connectorId, limit, draw, delivery: heldToItsLimit(measured, demand, around) }
  })
  const { sockets, overMs } = heldToTheStation(kept, before.overMs, around)
  const after = letOn(sockets, around)
  const isAsBefore =
    overMs === before.overMs &&
    after.length === before.sockets.length &&
    after.every(({ delivery }, index) => delivery === before.sockets[index])
  return isAsBefore ? before : { sockets: after.map(({ delivery }) => delivery), overMs }
}

interface Socket extends Demand {
  readonly delivery: Delivery
}

/** Who comes new has not been switched off, so no time of rest is due. */
function deliveryOf(before: Deliveries, { connectorId }: Demand, { nowMs, timing }: Surroundings): Delivery {
  const known = before.sockets.find((each) => each.connectorId === connectorId)
  return known ?? { connectorId, allowed: false, sinceMs: nowMs - timing.minOffMs, seen: null, overMs: null }
}

function measure(delivery: Delivery, { draw, limit }: Demand, { nowMs, timing }: Surroundings): Delivery {
  if (!delivery.allowed) return delivery.overMs === null ? delivery : { ...delivery, overMs: null }
  const isSettled = nowMs - delivery.sinceMs >= timing.settleMs
  const seen = isSettled ? most(delivery.seen, draw) : delivery.seen
  const overMs = exceeds(draw, limit) ? (delivery.overMs ?? nowMs) : null
  return seen === delivery.seen && overMs === delivery.overMs ? delivery : { ...delivery, seen, overMs }
}

function heldToItsLimit(delivery: Delivery, { draw, limit }: Demand, around: Surroundings): Delivery {
  if (!delivery.allowed) return delivery
  if (admitsNothing(limit) || around.station.some(admitsNothing))
    return heldBack(delivery, delivery.seen, around)
  const isTooMuch = lasts(delivery.overMs, around) && mayEnd(delivery, around)
  return isTooMuch ? heldBack(delivery, most(delivery.seen, draw), around) : delivery
}

/** Where all together draw too much for too long, the one that came last waits: one at a time, then all is measured anew. */
function heldToTheStation(
  sockets: readonly Socket[],
  since: number | null,
  around: Surroundings,
): { sockets: readonly Socket[]; overMs: number | null } {
  if (around.station.length === 0) return { sockets, overMs: null }
  const running = sockets.filter(({ delivery }) => delivery.allowed)
  if (!exceedsAny(together(running.map(({ draw }) => draw)), around.station)) return { sockets, overMs: null }
  const overMs = since ?? around.nowMs
  const last = running
    .filter(({ delivery }) => mayEnd(delivery, around))
    .reduce<Socket | undefined>(
      (latest, each) => (latest && latest.delivery.sinceMs > each.delivery.sinceMs ? latest : each),
      undefined,
    )
  if (last === undefined || !lasts(overMs, around)) return { sockets, overMs }
  const delivery = heldBack(last.delivery, most(last.delivery.seen, last.draw), around)
  return { sockets: sockets.map((each) => (each === last ? { ...each, delivery } : each)), overMs: null }
}

/** Lets on who has waited longest and fits, and after it the next. */
function letOn(sockets: readonly Socket[], around: Surroundings): readonly Socket[] {
  const { nowMs, station, timing } = around
  const waiting = sockets
    .filter(({ delivery }) => !delivery.allowed && nowMs - delivery.sinceMs >= timing.minOffMs)
    .sort((one, other) => one.delivery.sinceMs - other.delivery.sinceMs)
  if (waiting.length === 0) return sockets
  let running = sockets.filter(({ delivery }) => delivery.allowed)
  for (const { delivery, limit, draw, connectorId } of waiting) {
    const expected = running.map((each) => expectedOf(each, around))
    const someoneIsMeasured = station.length > 0 && expected.includes(null)
    const own = delivery.seen ?? nothing
    const all = together([own, ...expected.map((each) => each ?? nothing)])
    if (someoneIsMeasured || admitsNothing(limit) || exceeds(own, limit)) continue
    if (
      station.some(admitsNothing) ||
      exceedsAny(all, station) ||
      (delivery.seen === null && station.some((each) => leavesNothing(all, each)))
    )
      continue
    const on = { ...delivery, allowed: true, sinceMs: nowMs, overMs: null }
    running = [...running, { connectorId, limit, draw, delivery: on }]
  }
  const lately = new Map(running.map(({ connectorId, delivery }) => [connectorId, delivery]))
  return sockets.map((each) => ({ ...each, delivery: lately.get(each.connectorId) ?? each.delivery }))
}

/** What a running vehicle counts for: its draw once it has settled; before, what it drew last time, if that is known. */
function expectedOf({ delivery, draw }: Socket, { nowMs, timing }: Surroundings): Draw | null {
  if (nowMs - delivery.sinceMs >= timing.settleMs) return draw
  return delivery.seen === null ? null : most(delivery.seen, draw)
}

function heldBack(delivery: Delivery, seen: Draw | null, { nowMs }: Surroundings): Delivery {
  return { ...delivery, allowed: false, sinceMs: nowMs, seen, overMs: null }
}

function lasts(overMs: number | null, { nowMs, timing }: Surroundings): boolean {
  return overMs !== null && nowMs - overMs >= timing.overLastsMs
}

function mayEnd({ seen, sinceMs }: Delivery, { nowMs, timing }: Surroundings): boolean {
  return seen === null || nowMs - sinceMs >= timing.minOnMs
}

const nothing: Draw = { powerW: 0, currentMa: 0 }

function most(one: Draw | null, other: Draw): Draw {
  if (one === null) return other
  if (one.powerW >= other.powerW && one.currentMa >= other.currentMa) return one
  return {
    powerW: Math.max(one.powerW, other.powerW),
    currentMa: Math.max(one.currentMa, other.currentMa),
  }
}

function together(draws: readonly Draw[]): Draw {
  return draws.reduce(
    (sum, { powerW, currentMa }) => ({
      powerW: sum.powerW + powerW,
      currentMa: sum.currentMa + currentMa,
    }),
    nothing,
  )
}

function admitsNothing(limit: Rate | null): boolean {
  return limit !== null && limit.tenths < Math.max(1, limit.minTenths)
}

function exceeds(draw: Draw, limit: Rate | null): boolean {
  return limit !== null && inTenths(draw, limit) > limit.tenths * tolerance
}

function exceedsAny(draw: Draw, limits: readonly Rate[]): boolean {
  return limits.some((limit) => exceeds(draw, limit))
}

function leavesNothing(draw: Draw, limit: Rate): boolean {
  return inTenths(draw, limit) >= limit.tenths
}

function inTenths({ powerW, currentMa }: Draw, { unit }: Rate): number {
  return unit === 'W' ? powerW * 10 : currentMa / 100
}
