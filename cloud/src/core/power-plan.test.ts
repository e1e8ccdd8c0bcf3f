import { seededRandom } from '@colok/shared/testing/seeded-random'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Told, tellStations } from './power-messages.ts'
import { fits, type Permit, type StationMessage, toldNothing } from './power-permit.ts'
import { heldW, type PlannedCharger, planSite } from './power-plan.ts'
import type { Sharing, SharingSocket } from './power-sharing.ts'

const minute = 60_000
const timing = {
  minOnMs: 5 * minute,
  minOffMs: 2 * minute,
  turnMs: 15 * minute,
  longestWaitMs: 60 * minute,
}

/** A post with two sockets of 1,200 W; `charging` of them have a session. */
const post = (id: string, charging: number, change: Partial<PlannedCharger> = {}): PlannedCharger => ({
  id,
  isWithinReach: true,
  isControllable: true,
  ratingW: 2400,
  permit: toldNothing,
  socketsW: [1200, 1200],
  sockets: Array.from(
    { length: charging },
    (_, index): SharingSocket => ({
      id: `${id}/${index + 1}`,
      priority: 0,
      maxW: 1200,
      needW: null,
      leastW: null,
      isSated: false,
      limitW: 0,
      sinceMs: 0,
      isNew: true,
    }),
  ),
  ...change,
})
const site = (budgetW: number, nowMs = 0) => ({
  budgetW,
  sharing: 'equal' as const,
  timing,
  nowMs,
})
const told = (held: Partial<Permit[0]>) => ({
  ratingW: 2400,
  permit: [{ safeW: null, lease: null, ...held }],
})

test('each charger has a safe part of the budget, and together they have no more', () => {
  const plan = planSite([post('A', 0), post('B', 0)], site(3000))
  expect([...plan.chargers.values()]).toEqual([
    { safeW: 1500, leaseW: null },
    { safeW: 1500, leaseW: null },
  ])
})

test('who draws more than its part is raised for a time, and the others stand back meanwhile', () => {
  const chargers = [post('A', 2, told({ safeW: 1200 })), post('B', 0, told({ safeW: 1200 }))]
  const plan = planSite(chargers, site(2400))
  expect(Object.fromEntries(plan.chargers)).toEqual({
    A: { safeW: 1200, leaseW: 2400 },
    B: { safeW: 1200, leaseW: 0 },
  })
  expect(Object.fromEntries(plan.shares)).toEqual({ 'A/1': 1200, 'A/2': 1200 })
})

test('a charger out of reach keeps what it has, and the others share the rest', () => {
  const away = post('B', 1, { isWithinReach: false, ...told({ safeW: 1200 }) })
  const plan = planSite([post('A', 2, told({ safeW: 1200 })), away], site(2400))
  expect(plan.chargers.has('B')).toBe(false)
  expect([...plan.shares.values()].reduce((sum, shareW) => sum + shareW, 0)).toBe(1200)
})

test('one that takes no charging profiles counts with all its sockets', () => {
  const dumb = post('B', 0, { isWithinReach: false, isControllable: false })
  const plan = planSite([post('A', 1), dumb], site(3000))
  expect(plan.chargers.get('A')?.safeW).toBe(600)
})

test('what a charger was told counts until it has run out, and what raises it while it may', () => {
  const raised = told({ safeW: 600, lease: { limitW: 2000, untilMs: 10 * minute } })
  expect(heldW(raised, 0)).toBe(2000)
  expect(heldW(raised, 11 * minute)).toBe(600)
  const stoodBack = told({ safeW: 600, lease: { limitW: 0, untilMs: 20 * minute } })
  expect(heldW(stoodBack, 9 * minute)).toBe(0)
  // Whoever is raised now is so for longer than this one still stands back.
  expect(heldW(stoodBack, 11 * minute)).toBe(600)
  expect(heldW({ ratingW: 2400, permit: toldNothing }, 0)).toBe(2400)
  const perhaps = { ratingW: 2400, permit: [...raised.permit, ...stoodBack.permit] }
  expect(heldW(perhaps, 0)).toBe(2000)
})

/** Chargers as they really are, which obey what reaches them. */
class Reality {
  readonly held = new Map<string, Permit[0]>()
  readonly #random: () => number

  constructor(ids: readonly string[], random: () => number) {
    for (const id of ids) this.held.set(id, { safeW: null, lease: null })
    this.#random = random
  }

  /** Requests and answers get lost, and some are refused. */
  readonly send = async (id: string, message: StationMessage): Promise<Told> => {
    const fate = this.#random()
    if (fate < 0.15) return 'unknown'
    if (fate < 0.3) return 'refused'
    const held = this.held.get(id) ?? { safeW: null, lease: null }
    this.held.set(
      id,
      message.kind === 'safe' ? { ...held, safeW: message.limitW } : { ...held, lease: message },
    )
    return fate < 0.45 ? 'unknown' : 'accepted'
  }

  drawsW(nowMs: number): number {
    return [...this.held.values()].reduce((sum, { safeW, lease }) => {
      const isLeased = lease !== null && nowMs < lease.untilMs
      return sum + (isLeased ? lease.limitW : (safeW ?? 2400))
    }, 0)
  }
}

describe('over messages that are lost, chargers that come and go, and a system that dies', () => {
  test('what all may draw never exceeds the budget once every charger has its part', async () => {
    const sharing = fc.constantFrom<Sharing>('equal', 'priority')
    await fc.assert(
      fc.asyncProperty(fc.nat(), sharing, fc.integer({ min: 0, max: 8000 }), async (seed, by, budgetW) => {
        const random = seededRandom(seed)
        const ids = ['A', 'B', 'C']
        const reality = new Reality(ids, random)
        const kept = new Map<string, Permit>()
        const keep = async (id: string, permit: Permit) => void kept.set(id, permit)
        let nowMs = 0
        let wasSafe = false
        for (let step = 0; step < 120; step += 1) {
          nowMs += Math.round(random() * 3 * minute)
          const isAway = random() < 0.2
          if (isAway) nowMs += Math.round(random() * 30 * minute)
          const chargers = ids.map((id) =>
            post(id, Math.floor(random() * 3), {
              isWithinReach: random() < 0.8,
              permit: kept.get(id) ?? toldNothing,
            }),
          )
          const around = { ...site(budgetW, nowMs), sharing: by }
          const plan = planSite(chargers, around)
          await tellStations(chargers, plan, { budgetW, nowMs, send: reality.send, keep })
          const known = ids.map((id) => ({ ratingW: 2400, permit: kept.get(id) ?? toldNothing }))
          wasSafe ||= fits(known, budgetW, nowMs)
          // Whatever happens next, also if nobody ever tells anything again.
          if (wasSafe)
            for (let laterMs = 0; laterMs < 31 * minute; laterMs += minute / 2)
              expect(reality.drawsW(nowMs + laterMs)).toBeLessThanOrEqual(budgetW)
        }
        expect(wasSafe).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  test('when all is answered, everybody gets what the plan has for it', async () => {
    const chargers = [post('A', 2, told({ safeW: 1200 })), post('B', 0, told({ safeW: 1200 }))]
    const kept = new Map<string, Permit>()
    const keep = async (id: string, permit: Permit) => void kept.set(id, permit)
    const sent: unknown[] = []
    const send = async (id: string, { kind, limitW }: StationMessage): Promise<Told> => {
      sent.push([id, kind, limitW])
      return 'accepted'
    }
    const telling = { budgetW: 2400, nowMs: 0, send, keep }
    expect(await tellStations(chargers, planSite(chargers, site(2400)), telling)).toBe(true)
    expect(sent).toEqual([
      ['B', 'lease', 0],
      ['A', 'lease', 2400],
    ])
    const again = chargers.map((charger) => ({ ...charger, permit: kept.get(charger.id) ?? toldNothing }))
    expect(await tellStations(again, planSite(again, site(2400)), telling)).toBe(true)
    expect(sent).toHaveLength(2)
  })
})
