import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Rate } from './charging-schedule.ts'
import { type Deliveries, decideDeliveries, deliveryTiming, noDeliveries } from './delivery.ts'

const { minOnMs, minOffMs, overLastsMs } = deliveryTiming
const second = 1_000
const watts = (limitW: number, minW = 0): Rate => ({ unit: 'W', tenths: limitW * 10, minTenths: minW * 10 })
const amperes = (limitA: number): Rate => ({ unit: 'A', tenths: limitA * 10, minTenths: 0 })

/** A post whose vehicles draw what they want whenever they are let; read once a second. */
class Post {
  nowMs = 0
  deliveries: Deliveries = noDeliveries
  station: Rate | null = null
  /** Each change of a socket, as `at connector on|off`. */
  readonly changes: string[] = []
  readonly #vehicles: { wantsW: number; limit: Rate | null }[]

  constructor(...vehicles: { wantsW: number; limit?: Rate | null }[]) {
    this.#vehicles = vehicles.map(({ wantsW, limit = null }) => ({ wantsW, limit }))
  }

  setLimit(connectorId: number, limit: Rate | null): void {
    this.#vehicles[connectorId - 1]!.limit = limit
  }

  setWants(connectorId: number, wantsW: number): void {
    this.#vehicles[connectorId - 1]!.wantsW = wantsW
  }

  isOn(connectorId: number): boolean {
    return this.deliveries.sockets.find((each) => each.connectorId === connectorId)?.allowed ?? false
  }

  get drawW(): number {
    return this.#vehicles.reduce((sum, { wantsW }, index) => sum + (this.isOn(index + 1) ? wantsW : 0), 0)
  }

  run(seconds: number): this {
    for (let passed = 0; passed < seconds; passed += 1) {
      this.nowMs += second
      const demands = this.#vehicles.map(({ wantsW, limit }, index) => {
        const powerW = this.isOn(index + 1) ? wantsW : 0
        return {
          connectorId: index + 1,
          limit,
          draw: { powerW, currentMa: Math.round((powerW / 220) * 1_000) },
        }
      })
      const before = [1, 2, 3].map((id) => this.isOn(id))
      this.deliveries = decideDeliveries(this.deliveries, demands, {
        station: this.station === null ? [] : [this.station],
        nowMs: this.nowMs,
      })
      for (const [index, was] of before.entries())
        if (this.isOn(index + 1) !== was)
          this.changes.push(`${this.nowMs / second} ${index + 1} ${was ? 'off' : 'on'}`)
    }
    return this
  }
}

describe('a socket under a limit of its own', () => {
  test('takes energy at once where the limit admits it', () => {
    expect(new Post({ wantsW: 1_200, limit: watts(1_200) }).run(300).changes).toEqual(['1 1 on'])
    expect(new Post({ wantsW: 1_200 }).run(300).changes).toEqual(['1 1 on'])
  })

  test('is held back once it is seen to draw more, and not tried again', () => {
    const post = new Post({ wantsW: 1_200, limit: amperes(5) }).run(600)
    expect(post.changes).toEqual(['1 1 on', `${2 + overLastsMs / second} 1 off`])
  })

  test('is decided as before, with the same decision, while nothing changes', () => {
    const post = new Post({ wantsW: 1_200, limit: watts(1_200) }, { wantsW: 800 }).run(60)
    const { deliveries } = post
    expect(post.run(600).deliveries).toBe(deliveries)
    expect(post.run(1).deliveries.sockets.map(({ allowed }) => allowed)).toEqual([true, true])
    post.setLimit(1, watts(0))
    expect(post.run(1).deliveries).not.toBe(deliveries)
  })

  test('comes back when the limit rises, after its time of rest', () => {
    const post = new Post({ wantsW: 1_200, limit: watts(1_000) }).run(10)
    post.setLimit(1, watts(1_500))
    post.run(minOffMs / second)
    expect(post.changes.slice(1)).toEqual(['7 1 off', `${7 + minOffMs / second} 1 on`])
  })

  test('does not draw under a limit of nothing, or below its minimum, from the first moment', () => {
    expect(new Post({ wantsW: 1_200, limit: watts(0) }).run(300).changes).toEqual([])
    expect(new Post({ wantsW: 1_200, limit: watts(1_300, 1_400) }).run(300).changes).toEqual([])
  })

  test('is switched off at once by a limit of nothing, in the middle of its shortest time on', () => {
    const post = new Post({ wantsW: 1_200 }).run(3)
    post.setLimit(1, watts(0))
    expect(post.run(1).changes.at(-1)).toBe('4 1 off')
  })

  test('stays on for its shortest time when it is known and the limit falls below its draw', () => {
    const post = new Post({ wantsW: 1_200 }).run(15)
    post.setLimit(1, watts(1_000))
    expect(post.run(60).changes.at(-1)).toBe(`${1 + minOnMs / second} 1 off`)
  })

  test('is not switched off by a soft start that overshoots for a moment', () => {
    const post = new Post({ wantsW: 1_900, limit: watts(1_300) }).run(4)
    post.setWants(1, 1_200)
    expect(post.run(300).changes).toEqual(['1 1 on'])
  })
})

describe('sockets that share the limit of the station', () => {
  test('wait their turn: the first takes energy, the second when the first is done', () => {
    const post = new Post({ wantsW: 1_200 }, { wantsW: 1_200 })
    post.station = watts(1_500)
    post.run(120)
    expect([post.isOn(1), post.isOn(2)]).toEqual([true, false])
    post.setWants(1, 100)
    post.run(120)
    expect([post.isOn(1), post.isOn(2)]).toEqual([true, true])
  })

  test('come on one after another where all fit, each measured alone', () => {
    const post = new Post({ wantsW: 1_200 }, { wantsW: 1_200 })
    post.station = watts(2_400)
    expect(post.run(300).changes).toEqual(['1 1 on', '11 2 on'])
  })

  test('the last to come waits when the limit falls', () => {
    const post = new Post({ wantsW: 700 }, { wantsW: 900 })
    post.station = watts(2_000)
    post.run(120)
    post.station = watts(1_000)
    expect(post.run(120).changes.slice(2)).toEqual([`${121 + overLastsMs / second} 2 off`])
  })
})

test('whatever the limits do: what is allowed settles, keeps to the limits, and contacts get their rest', () => {
  const limit = fc.option(
    fc
      .record({ unit: fc.constantFrom('A', 'W'), limitW: fc.integer({ min: 0, max: 4_000 }) })
      .map(({ unit, limitW }) => (unit === 'W' ? watts(limitW) : amperes(Math.round(limitW / 22) / 10))),
  )
  const wantsW = fc.integer({ min: 100, max: 2_000 })
  const vehicle = fc.record({ wantsW, limit })
  const change = fc.record({
    waitS: fc.integer({ min: 0, max: 90 }),
    connectorId: fc.constantFrom(0, 1, 2, 3),
    limit,
  })
  fc.assert(
    fc.property(
      fc.tuple(vehicle, vehicle, vehicle),
      fc.array(change, { maxLength: 8 }),
      (vehicles, changes) => {
        const post = new Post(...vehicles)
        const own = vehicles.map((each) => each.limit)
        for (const { waitS, connectorId, limit: next } of changes) {
          post.run(waitS)
          if (connectorId === 0) post.station = next
          else {
            post.setLimit(connectorId, next)
            own[connectorId - 1] = next
          }
        }
        post.run(600)
        const settled = post.changes.length
        post.run(600)
        expect(post.changes.length).toBe(settled)
        for (const [index, { wantsW: drawW }] of vehicles.entries())
          if (post.isOn(index + 1)) expect(drawW).toBeLessThanOrEqual(mostW(own[index]!) * 1.03)
        expect(post.drawW).toBeLessThanOrEqual(mostW(post.station) * 1.03)
        for (const connectorId of [1, 2, 3]) {
          const times = post.changes
            .map((each) => each.split(' '))
            .filter(([, id]) => Number(id) === connectorId)
            .map(([at, , way]) => ({ at: Number(at), way }))
          for (const [index, { at, way }] of times.entries())
            if (way === 'on' && index > 0)
              expect(at - (times[index - 1]?.at ?? 0)).toBeGreaterThanOrEqual(minOffMs / second)
        }
      },
    ),
    { numRuns: 150 },
  )
})

function mostW(limit: Rate | null): number {
  if (limit === null) return Number.POSITIVE_INFINITY
  return limit.unit === 'W' ? limit.tenths / 10 : limit.tenths * 22
}
