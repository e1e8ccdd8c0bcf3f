import { expect, test } from 'vitest'
import { ChargerBench } from '../testing/charger-bench.ts'
import { type Step, step } from './charger.ts'
import type { ChargerState, Reading } from './state.ts'

const nowAt = (monotonicMs: number) => ({
  monotonicMs,
  bootId: 'boot',
  wall: Date.UTC(2026, 10, 23) + monotonicMs,
})

/** A session a minute after its start, with one step of a charger further for each call. */
async function chargingPost() {
  const bench = await ChargerBench.start({ connectors: 2 })
  await bench.startSession()
  await bench.advance(60_000)
  let { state } = bench.charger
  let monotonicMs = bench.clock.monotonicMs()
  const last = state.connectors[0]!.meter.reading!
  return {
    /** The next reading of the meter, 100 ms later. */
    read(change: Partial<Reading>): Step {
      monotonicMs += 100
      const taken = step(
        state,
        { kind: 'meterRead', connectorId: 1, reading: { ...last, ...change } },
        nowAt(monotonicMs),
      )
      state = taken.state
      return taken
    },
    /** Something that makes the charger look at everything. */
    lookAtAll: (): Step => step(state, { kind: 'calendarSet' }, nowAt(monotonicMs)),
    state: (): ChargerState => state,
    lastWh: last.energyWh,
  }
}

test('a reading that only changes figures has nothing kept, and leaves nothing undone', async () => {
  const post = await chargingPost()
  for (const powerW of [1_190, 1_195, 1_199, 1_198]) {
    const { effects, mayBeKept } = post.read({ powerW })
    expect({ effects, mayBeKept }).toEqual({ effects: [], mayBeKept: false })
  }
  expect(post.state().connectors[0]!.meter.reading!.powerW).toBe(1_198)
  expect(post.lookAtAll().effects.filter(({ kind }) => kind !== 'show')).toEqual([])
})

test.each<[string, Partial<Reading>]>([
  ['a register that counts anew', { energyWh: 0 }],
  ['a current that is too much', { currentMa: 20_000 }],
  ['a draw that was never seen so high', { powerW: 1_250 }],
  ['mains that leave their range', { voltageMv: 170_000 }],
])('%s is more than figures', async (_, change) => {
  const post = await chargingPost()
  expect(post.read(change).mayBeKept).toBe(true)
})

test('Wh that are to be journalled are more than figures', async () => {
  const post = await chargingPost()
  // More in a tenth of a second than a socket delivers is not believed, so it comes by single Wh.
  const kept = Array.from({ length: 10 }, (_, index) => post.read({ energyWh: post.lastWh + index + 1 }))
  const records = kept.filter(({ effects }) => effects.some(({ kind }) => kind === 'record'))
  expect(records.length).toBeGreaterThan(0)
  expect(records.every(({ mayBeKept }) => mayBeKept)).toBe(true)
})
