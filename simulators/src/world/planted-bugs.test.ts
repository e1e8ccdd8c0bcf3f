import { expect, test } from 'vitest'
import { type PlantedBug, plantedBugs } from './planted-bugs.ts'
import { World } from './world.ts'

const limitMs = 120_000

const worldOf = ({
  seed,
  hours,
  faults,
  intensity = 1,
  lookBack,
}: Omit<PlantedBug, 'name' | 'finds' | 'plant'>) => ({
  seed,
  chargers: [1],
  durationMs: hours * 3_600_000,
  faults,
  intensity,
  ...(lookBack !== undefined && { lookBack }),
})

test.each(plantedBugs)('finds that $name', { timeout: limitMs }, async ({ finds, plant, ...run }) => {
  const { violation } = await new World({ ...worldOf(run), plant }).run()
  expect(violation?.checker, violation?.what).toBe(finds)
})

const runs = plantedBugs.map(({ name: _, finds: __, plant: ___, ...run }) => run)
const different = new Map(runs.map((run) => [JSON.stringify({ ...run, faults: [...run.faults] }), run]))

test.each([...different.values()])(
  'finds nothing with seed $seed for $hours h where nothing is planted',
  { timeout: limitMs },
  async (run) => {
    const { violation } = await new World(worldOf(run)).run()
    expect(violation).toBeUndefined()
  },
)

test('each checker has a bug that it finds', () => {
  const found = plantedBugs.map(({ finds }) => finds)
  expect(new Set(found).size).toBe(found.length)
  expect(found.length).toBe(37)
})
