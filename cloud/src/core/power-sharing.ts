/** How a site's power is shared among those who want it. */
export type Sharing = 'equal' | 'priority'

/** What keeps turns from being too short for contacts and vehicles, or too long for those who wait. */
export interface PowerTiming {
  /** A socket that was switched on stays on for so long, as long as the budget itself does not shrink. */
  readonly minOnMs: number
  /** One that was switched off stays off for so long. */
  readonly minOffMs: number
  /** After so long on, another one's turn has come. */
  readonly turnMs: number
  /** Whoever has waited for so long goes before every priority. */
  readonly longestWaitMs: number
}

/** A socket with a session, and what it was given last. */
export interface SharingSocket {
  readonly id: string
  /** The higher goes first, where the power is shared by priority. */
  readonly priority: number
  /** What it may draw at most: its rating, in W. */
  readonly maxW: number
  /** What its vehicle is expected to draw, in W; null as long as it was never measured. */
  readonly needW: number | null
  /** The least to which it can be turned down, in W; null for one that is only switched on and off. */
  readonly leastW: number | null
  /** It is full, or its cable is out: it takes nothing of what it has. */
  readonly isSated: boolean
  /** What it was given last, in W; 0 for one that is held back. */
  readonly limitW: number
  /** Since when it is on, or is held back. */
  readonly sinceMs: number
  /** It was never on in this session, so no time of rest is due. */
  readonly isNew: boolean
}

interface Pool {
  readonly availableW: number
  readonly sharing: Sharing
  readonly nowMs: number
  readonly timing: PowerTiming
}

/**
 * What each socket may draw from now on, in whole watts by its id; 0 holds it back. The sum never exceeds `availableW`.
 * Motorcycles cannot be turned down, so where there is not enough for all, their sockets take turns: who is on keeps its
 * turn, then who has waited longest comes. One that is switched off too early wears contacts and angers chargers, so
 * `minOnMs` and `minOffMs` are kept; only a shrinking budget breaks the first. Whoever waits beyond `longestWaitMs` is
 * served before all who are not within their `minOnMs`, and nobody who would be in its way is let on: nobody starves
 * whose need fits the budget at all.
 */
export function shareOut(sockets: readonly SharingSocket[], pool: Pool): ReadonlyMap<string, number> {
  const ample = sum(sockets.map(({ maxW }) => maxW)) <= pool.availableW
  const wanted = ample ? sockets.map((socket) => ({ ...socket, needW: socket.maxW })) : sockets
  const admitted: SharingSocket[] = []
  let leftW = pool.availableW
  let isKeptFree = false
  for (const socket of ranked(wanted, pool)) {
    const entry = entryW(socket, pool)
    const fits = entry <= leftW
    if (fits && (!isKeptFree || isLocked(socket, pool))) {
      admitted.push(socket)
      leftW -= entry
    } else if (entry <= pool.availableW && isOverdue(socket, pool)) isKeptFree = true
  }
  const limits = new Map(sockets.map(({ id }) => [id, 0]))
  for (const socket of admitted) limits.set(socket.id, entryW(socket, pool))
  for (const [id, extraW] of spread(admitted, leftW, pool.sharing))
    limits.set(id, (limits.get(id) ?? 0) + extraW)
  return limits
}

/** Shares a total among demands: each gets the same until it has enough. Whole numbers, never more than the total. */
export function evenly(demands: readonly number[], total: number): number[] {
  const shares = demands.map(() => 0)
  let left = Math.max(0, Math.floor(total))
  const byDemand = demands.map((demand, index) => ({ demand, index })).sort((a, b) => a.demand - b.demand)
  for (const [rank, { demand, index }] of byDemand.entries()) {
    const share = Math.min(demand, Math.floor(left / (byDemand.length - rank)))
    shares[index] = share
    left -= share
  }
  return shares
}

/** What it takes to let a socket on. One that was never measured is let on alone, if its rating is all that there is. */
function entryW({ leastW, needW, maxW }: SharingSocket, { availableW }: Pool): number {
  return Math.max(1, leastW ?? needW ?? Math.min(maxW, availableW))
}

/** What is left goes to those that can use a part of it. */
function spread(admitted: readonly SharingSocket[], leftW: number, sharing: Sharing): [string, number][] {
  const modulated = admitted.filter(({ leastW }) => leastW !== null)
  const extras = modulated.map(({ maxW, needW, leastW }) =>
    Math.max(0, Math.min(maxW, needW ?? maxW) - (leastW ?? 0)),
  )
  const shares = sharing === 'equal' ? evenly(extras, leftW) : inOrder(extras, leftW)
  return modulated.map(({ id }, index) => [id, shares[index] ?? 0])
}

function inOrder(demands: readonly number[], total: number): number[] {
  let left = total
  return demands.map((demand) => {
    const share = Math.min(demand, left)
    left -= share
    return share
  })
}

/** Who may be on, the first to be served first. */
function ranked(sockets: readonly SharingSocket[], pool: Pool): SharingSocket[] {
  return sockets
    .filter((socket) => !isResting(socket, pool))
    .map((socket) => ({ socket, rank: rankOf(socket, pool) }))
    .sort((one, other) => compare(one.rank, other.rank) || (one.socket.id < other.socket.id ? -1 : 1))
    .map(({ socket }) => socket)
}

/** The lower comes first, place by place. */
function rankOf(socket: SharingSocket, pool: Pool): readonly number[] {
  const { sinceMs } = socket
  const byPriority = pool.sharing === 'priority' ? -socket.priority : 0
  if (isLocked(socket, pool)) return [0, byPriority, 0, sinceMs]
  if (isOverdue(socket, pool)) return [1, 0, 0, sinceMs]
  if (socket.isSated) return [3, byPriority, 0, sinceMs]
  const isOn = socket.limitW > 0
  const turn = !isOn ? 1 : pool.nowMs - sinceMs < pool.timing.turnMs ? 0 : 2
  return [2, byPriority, turn, sinceMs]
}

function compare(one: readonly number[], other: readonly number[]): number {
  const place = one.findIndex((value, index) => value !== other[index])
  return place < 0 ? 0 : (one[place] ?? 0) - (other[place] ?? 0)
}

function isLocked({ limitW, sinceMs }: SharingSocket, { nowMs, timing }: Pool): boolean {
  return limitW > 0 && nowMs - sinceMs < timing.minOnMs
}

function isResting({ limitW, isNew, sinceMs }: SharingSocket, { nowMs, timing }: Pool): boolean {
  return limitW === 0 && !isNew && nowMs - sinceMs < timing.minOffMs
}

function isOverdue({ limitW, sinceMs, isSated }: SharingSocket, { nowMs, timing }: Pool): boolean {
  return limitW === 0 && !isSated && nowMs - sinceMs >= timing.longestWaitMs
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
