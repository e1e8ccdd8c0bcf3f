import type { Cloud } from './kit/cloud.ts'
import type { ConformanceCase } from './kit/conformance-case.ts'
import { type CaseResult, runCase } from './run-case.ts'

/** Some cases wait for the central system's own clock; the others go on meanwhile. */
const casesAtATime = 8

/** Runs the cases side by side and returns their results in the order of the cases. */
export async function runSuite(
  cases: readonly ConformanceCase[],
  cloud: Cloud,
  onResult: (result: CaseResult) => void,
): Promise<CaseResult[]> {
  const results = new Map<string, CaseResult>()
  const queue = cases.values()
  const work = async () => {
    for (const next of queue) {
      const result = await runCase(next, cloud)
      results.set(next.id, result)
      onResult(result)
    }
  }
  await Promise.all(Array.from({ length: casesAtATime }, work))
  return cases.flatMap(({ id }) => results.get(id) ?? [])
}
