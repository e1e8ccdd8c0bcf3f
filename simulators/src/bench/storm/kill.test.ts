import { expect, test } from 'vitest'
import { killUnderLoad } from './kill.ts'

// Starting the real process four times takes its time on a busy machine; each wait in it has a deadline of its own.
test('killed three times under the load of sixty chargers, the central system has every fact that it acknowledged, once', async () => {
  const { acknowledged, findings } = await killUnderLoad({ chargers: 60, kills: 3, factsEach: 1000 })
  expect(findings).toEqual([])
  for (const facts of [acknowledged.starts, acknowledged.readings, acknowledged.stops, acknowledged.statuses])
    expect(facts.length).toBeGreaterThan(150)
}, 300_000)
