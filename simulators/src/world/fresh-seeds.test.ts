import { expect, test } from 'vitest'
import { everyFault } from './faults.ts'
import { World } from './world.ts'

/** Fresh each time, so that every run of the tests looks where none has looked; `COLOK_WORLD_SEED` brings one back. */
const firstSeed = Number(process.env.COLOK_WORLD_SEED ?? Date.now() % 1_000_000_000)
const seeds = Array.from({ length: 3 }, (_, index) => firstSeed + index)
const chargers = [1, 2, 3]
const hours = 5

test.each(seeds)('everything holds with seed %i', { timeout: 240_000 }, async (seed) => {
  const durationMs = hours * 3_600_000
  const { violation, transactions } = await new World({
    seed,
    chargers,
    durationMs,
    faults: everyFault,
  }).run()
  const again = `npm run world -- --seed ${seed} --chargers ${chargers.length} --hours ${hours}`
  const account =
    violation && [`${violation.checker}: ${violation.what}`, ...violation.story, again].join('\n')
  expect(account).toBeUndefined()
  expect(transactions).toBeGreaterThan(0)
})
