import type { FaultKind } from './faults.ts'
import { type Outcome, World, type WorldOptions } from './world.ts'

/** The most worlds that are tried for a shorter story. */
const maxTries = 60

export interface Story {
  readonly options: WorldOptions
  readonly outcome: Outcome
}

/**
 * Makes a failing story shorter: fewer chargers, fewer kinds of fault, less time, as long as the same checker finds
 * something. Actors draw from streams of their own, so most of what is left happens as before.
 */
export async function shrink(failing: Story): Promise<Story> {
  let best = failing
  let tries = 0
  const attempt = async (change: Partial<WorldOptions>): Promise<boolean> => {
    if (tries >= maxTries) return false
    tries += 1
    const options = { ...best.options, ...change }
    const outcome = await new World(options).run()
    if (outcome.violation?.checker !== failing.outcome.violation?.checker) return false
    best = { options, outcome }
    return true
  }
  const guilty = best.options.chargers.find((number) =>
    best.outcome.violation?.subject.endsWith(String(number).padStart(4, '0')),
  )
  if (guilty !== undefined && best.options.chargers.length > 1) await attempt({ chargers: [guilty] })
  for (let half = best.options.chargers; half.length > 1; ) {
    const middle = half.length >> 1
    if (await attempt({ chargers: half.slice(0, middle) })) half = best.options.chargers
    else if (await attempt({ chargers: half.slice(middle) })) half = best.options.chargers
    else break
  }
  for (const kind of best.options.faults) await attempt({ faults: without(best.options.faults, kind) })
  while (best.options.durationMs > 600_000 && (await attempt({ durationMs: best.options.durationMs / 2 })));
  return best
}

function without(kinds: ReadonlySet<FaultKind>, kind: FaultKind): ReadonlySet<FaultKind> {
  return new Set([...kinds].filter((each) => each !== kind))
}
