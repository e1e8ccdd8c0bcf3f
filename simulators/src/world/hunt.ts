import { type PlantedBug, plantedBugs } from './planted-bugs.ts'
import { World } from './world.ts'

/** The most seeds that a checker may need for its bug. */
const mostSeeds = 1_000

/**
 * Looks for each planted bug with seeds from `seed` on, as if nobody knew which seed finds it, and says after how many it was
 * found. Resolves with the exit status: 1 when one was not found within 1,000 seeds.
 */
export async function huntPlantedBugs(seed: number, say: (text: string) => void): Promise<number> {
  let missed = 0
  for (const bug of plantedBugs) {
    const needed = await seedsUntilFound(bug, seed)
    if (needed === undefined) missed += 1
    const outcome = needed === undefined ? `not within ${mostSeeds} seeds` : `seed ${needed}`
    say(`${outcome}: ${bug.finds}, ${bug.name}`)
  }
  say(`${plantedBugs.length - missed} of ${plantedBugs.length} planted bugs found, from seed ${seed} on`)
  return missed > 0 ? 1 : 0
}

/** 1 when the first seed finds it. */
async function seedsUntilFound(bug: PlantedBug, firstSeed: number): Promise<number | undefined> {
  const { hours, faults, intensity = 1, lookBack, plant, finds } = bug
  for (let tried = 1; tried <= mostSeeds; tried += 1) {
    const seed = firstSeed + tried - 1
    const durationMs = hours * 3_600_000
    const options = {
      ...{ seed, chargers: [1], durationMs, faults, intensity, plant },
      ...(lookBack !== undefined && { lookBack }),
    }
    const { violation } = await new World(options).run()
    if (violation?.checker === finds) return tried
  }
  return undefined
}
