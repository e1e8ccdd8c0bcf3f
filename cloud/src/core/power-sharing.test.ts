import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evenly, type PowerTiming, type Sharing, type SharingSocket, shareOut } from './power-sharing.ts'

const minute = 60_000
const timing: PowerTiming = {
  minOnMs: 5 * minute,
  minOffMs: 2 * minute,
  turnMs: 15 * minute,
  longestWaitMs: 60 * minute,
}
const stepMs = 30_000

/** A socket as a site has it: what it is, and what its vehicle draws. */
interface Parked {
  readonly id: string
  readonly priority: number
  readonly maxW: number
  readonly drawsW: number
  readonly leastW: number | null
}

interface Moment {
  readonly availableW: number
  readonly before: readonly SharingSocket[]
  readonly limits: ReadonlyMap<string, number>
}

/** A site as time passes, its sockets measured once they have been on. */
class Site {
  readonly moments: Moment[] = []
  readonly #sharing: Sharing
  #sockets: SharingSocket[]
  nowMs = 0

  readonly #parked: readonly Parked[]

  constructor(parked: readonly Parked[], sharing: Sharing) {
    this.#parked = parked
    this.#sharing = sharing
    this.#sockets = parked.map(({ id, priority, maxW, leastW }) => ({
      id,
      priority,
      maxW,
      leastW,
      needW: null,
      isSated: false,
      limitW: 0,
      sinceMs: 0,
      isNew: true,
    }))
  }

  /** Says how things stand with a socket. */
  place(id: string, state: Partial<SharingSocket>): void {
    this.#sockets = this.#sockets.map((socket) => (socket.id === id ? { ...socket, ...state } : socket))
  }

  step(availableW: number): ReadonlyMap<string, number> {
    this.nowMs += stepMs
    const pool = { availableW, sharing: this.#sharing, nowMs: this.nowMs, timing }
    const limits = shareOut(this.#sockets, pool)
    this.moments.push({ availableW, before: this.#sockets, limits })
    this.#sockets = this.#sockets.map((socket, index) => {
      const limitW = limits.get(socket.id) ?? 0
      const switched = limitW > 0 !== socket.limitW > 0
      return {
        ...socket,
        limitW,
        needW: limitW > 0 ? (this.#parked[index]?.drawsW ?? null) : socket.needW,
        sinceMs: switched ? this.nowMs : socket.sinceMs,
        isNew: socket.isNew && limitW === 0,
      }
    })
    return limits
  }

  onMsOf(id: string): number {
    return this.moments.filter(({ limits }) => (limits.get(id) ?? 0) > 0).length * stepMs
  }
}

const sharing = fc.constantFrom<Sharing>('equal', 'priority')
const parked = fc
  .array(
    fc
      .record({
        priority: fc.integer({ min: 0, max: 3 }),
        maxW: fc.integer({ min: 100, max: 7400 }),
        draws: fc.double({ min: 0.05, max: 1, noNaN: true }),
        modulates: fc.boolean(),
      })
      .map(({ draws, modulates, ...rest }) => ({
        ...rest,
        drawsW: Math.max(1, Math.floor(rest.maxW * draws)),
        leastW: modulates ? Math.ceil(rest.maxW / 5) : null,
      })),
    { minLength: 1, maxLength: 8 },
  )
  .map((list): Parked[] => list.map((one, index) => ({ ...one, id: `S${index}` })))
const total = (limits: ReadonlyMap<string, number>) =>
  [...limits.values()].reduce((sum, limitW) => sum + limitW, 0)

describe('whatever the sockets, the budget and their history', () => {
  test('the sum of the shares never exceeds the budget, and no share a rating', () => {
    fc.assert(
      fc.property(
        parked,
        sharing,
        fc.array(fc.integer({ min: 0, max: 12_000 }), { minLength: 1, maxLength: 60 }),
        (list, by, budgets) => {
          const site = new Site(list, by)
          for (const availableW of budgets) {
            const limits = site.step(availableW)
            expect(total(limits)).toBeLessThanOrEqual(availableW)
            for (const { id, maxW, leastW } of list) {
              const limitW = limits.get(id) ?? -1
              expect(Number.isInteger(limitW)).toBe(true)
              expect(limitW).toBeLessThanOrEqual(maxW)
              if (limitW > 0 && leastW !== null) expect(limitW).toBeGreaterThanOrEqual(leastW)
            }
          }
        },
      ),
    )
  })

  test('once on, a socket stays on for its time, unless the budget shrinks; once off, it rests', () => {
    fc.assert(
      fc.property(parked, sharing, fc.integer({ min: 100, max: 12_000 }), (list, by, availableW) => {
        const site = new Site(list, by)
        for (let step = 0; step < 400; step += 1) {
          const { nowMs } = site
          site.step(availableW)
          const { before, limits } = site.moments.at(-1) as Moment
          for (const { id, limitW, sinceMs, isNew, needW, leastW } of before) {
            const isOn = (limits.get(id) ?? 0) > 0
            const forMs = nowMs + stepMs - sinceMs
            // One that was let on alone, and turns out to need more than there is, is no use to anybody.
            const isTooMuch = (leastW ?? needW ?? 0) > availableW
            if (limitW > 0 && forMs < timing.minOnMs && !isTooMuch)
              expect(isOn, `${id} was cut short`).toBe(true)
            if (limitW === 0 && !isNew && forMs < timing.minOffMs) expect(isOn, `${id} rests`).toBe(false)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  test('nobody starves whose need fits at all', () => {
    fc.assert(
      fc.property(parked, sharing, fc.integer({ min: 100, max: 12_000 }), (list, by, availableW) => {
        const site = new Site(list, by)
        const boundMs =
          timing.longestWaitMs + (list.length + 1) * (timing.minOnMs + timing.minOffMs + 2 * stepMs)
        const steps = Math.ceil((2 * boundMs) / stepMs)
        const waitingSince = new Map(list.map(({ id }) => [id, 0]))
        for (let step = 0; step < steps; step += 1) {
          const limits = site.step(availableW)
          for (const { id, drawsW, leastW } of list) {
            if ((limits.get(id) ?? 0) > 0) waitingSince.set(id, site.nowMs)
            const fits = (leastW ?? drawsW) <= availableW
            if (fits) expect(site.nowMs - (waitingSince.get(id) ?? 0), id).toBeLessThanOrEqual(boundMs)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  test('by priority, nobody is held back for somebody of a lower one', () => {
    fc.assert(
      fc.property(parked, fc.integer({ min: 100, max: 12_000 }), (list, availableW) => {
        const site = new Site(list, 'priority')
        for (let step = 0; step < 200; step += 1) {
          site.step(availableW)
          const { before, limits } = site.moments.at(-1) as Moment
          const forMs = ({ sinceMs }: SharingSocket) => site.nowMs - sinceMs
          const isOverdue = (socket: SharingSocket) =>
            socket.limitW === 0 && forMs(socket) >= timing.longestWaitMs
          if (before.some(isOverdue)) continue
          const isLocked = (socket: SharingSocket) => socket.limitW > 0 && forMs(socket) < timing.minOnMs
          const mayBeOn = ({ isNew, limitW, ...socket }: SharingSocket) =>
            limitW > 0 || isNew || site.nowMs - socket.sinceMs >= timing.minOffMs
          const heldBack = before.filter((socket) => limits.get(socket.id) === 0 && mayBeOn(socket))
          for (const high of heldBack) {
            const needW = high.leastW ?? high.needW ?? Math.min(high.maxW, availableW)
            const takenW = before
              .filter((other) => isLocked(other) || other.priority >= high.priority)
              .reduce((sum, { id }) => sum + (limits.get(id) ?? 0), 0)
            expect(takenW + needW, `${high.id} was left out`).toBeGreaterThan(availableW)
          }
        }
      }),
      { numRuns: 60 },
    )
  })
})

const motorcycle = (id: string, change: Partial<Parked> = {}): Parked => ({
  id,
  priority: 0,
  maxW: 1200,
  drawsW: 900,
  leastW: null,
  ...change,
})

test('two motorcycles and power for one: they take turns of a quarter of an hour', () => {
  const site = new Site([motorcycle('A'), motorcycle('B')], 'equal')
  for (let hour = 0; hour < 24 * 120; hour += 1) site.step(1200)
  const [a, b] = [site.onMsOf('A'), site.onMsOf('B')]
  expect(a + b).toBe(site.nowMs)
  expect(Math.abs(a - b)).toBeLessThanOrEqual(timing.turnMs)
  const switches = site.moments.filter(
    ({ before, limits }) => (before[0]?.limitW ?? 0) > 0 !== (limits.get('A') ?? 0) > 0,
  )
  expect(switches).toHaveLength(24 * 4)
})

test('by priority the higher one charges, and the lower one gets a turn when it has waited long enough', () => {
  const site = new Site([motorcycle('A', { priority: 5 }), motorcycle('B')], 'priority')
  for (let step = 0; step < 24 * 120; step += 1) site.step(1200)
  expect(site.onMsOf('A')).toBeGreaterThan(8 * site.onMsOf('B'))
  expect(site.onMsOf('B')).toBeGreaterThan(0)
})

test('a large need is not kept out for ever by small ones that begin one after the other', () => {
  const small = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'].map((id) =>
    motorcycle(id, { maxW: 400, drawsW: 400 }),
  )
  const site = new Site([...small, motorcycle('large', { maxW: 1400, drawsW: 1400 })], 'equal')
  for (const [index, { id }] of small.entries()) {
    const isOn = index < 4
    const since = { sinceMs: -(index % 4) * 3.75 * minute, isNew: false }
    site.place(id, { ...since, needW: 400, limitW: isOn ? 400 : 0 })
  }
  site.place('large', { needW: 1400, sinceMs: -timing.longestWaitMs })
  for (let step = 0; step < 120; step += 1) site.step(1700)
  expect(site.onMsOf('large')).toBeGreaterThan(0)
})

test('with power for all nobody waits, and each may draw its rating', () => {
  const site = new Site([motorcycle('A'), motorcycle('B', { leastW: 300 })], 'equal')
  for (let step = 0; step < 100; step += 1)
    expect([...site.step(2400).values()], `step ${step}`).toEqual([1200, 1200])
})

test('vehicles that were measured to draw less are let on together', () => {
  const site = new Site([motorcycle('A', { drawsW: 500 }), motorcycle('B', { drawsW: 500 })], 'equal')
  for (let step = 0; step < 200; step += 1) site.step(1300)
  expect([...(site.moments.at(-1)?.limits.values() ?? [])]).toEqual([500, 500])
})

test('what can be turned down is turned down, equally or in order', () => {
  const cars = ['A', 'B'].map((id, index) =>
    motorcycle(id, { maxW: 7400, drawsW: 7400, leastW: 1380, priority: index }),
  )
  expect(Object.fromEntries(new Site(cars, 'equal').step(6000))).toEqual({ A: 3000, B: 3000 })
  expect(Object.fromEntries(new Site(cars, 'priority').step(6000))).toEqual({ A: 1380, B: 4620 })
})

test('a full motorcycle gives way to one that waits', () => {
  const base = { priority: 0, maxW: 1200, needW: 900, leastW: null, isNew: false }
  const limits = shareOut(
    [
      { ...base, id: 'full', isSated: true, limitW: 900, sinceMs: 0 },
      { ...base, id: 'hungry', isSated: false, limitW: 0, sinceMs: 0 },
    ],
    { availableW: 1000, sharing: 'equal', nowMs: timing.minOnMs, timing },
  )
  expect(Object.fromEntries(limits)).toEqual({ full: 0, hungry: 900 })
})

test('a budget that shrinks is kept at once, whoever has just begun', () => {
  const site = new Site([motorcycle('A'), motorcycle('B')], 'equal')
  expect(total(site.step(2400))).toBe(2400)
  expect([...site.step(1000).values()].filter((limitW) => limitW > 0)).toEqual([900])
  expect(total(site.step(0))).toBe(0)
})

test('a total is shared evenly, and what one does not want goes to the others', () => {
  expect(evenly([1000, 100, 1000], 1500)).toEqual([700, 100, 700])
  expect(evenly([], 100)).toEqual([])
  fc.assert(
    fc.property(fc.array(fc.nat(5000)), fc.nat(20_000), (demands, available) => {
      const shares = evenly(demands, available)
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(available)
      for (const [index, share] of shares.entries()) expect(share).toBeLessThanOrEqual(demands[index] ?? 0)
    }),
  )
})
