import type { ConformanceCase } from './kit/bench.ts'
import { type CaseResult, runCase } from './run-case.ts'

/** Cases mostly wait, so that more of them than processors run at a time. */
const casesAtATime = 5

/** Runs the cases side by side and returns their results in the order of the cases. */
export async function runSuite(
  cases: readonly ConformanceCase[],
  onResult: (result: CaseResult) => void,
): Promise<CaseResult[]> {
  const results = new Map<string, CaseResult>()
  const queue = [...cases]
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const result = await runCase(next)
      results.set(next.id, result)
      onResult(result)
    }
  }
  await Promise.all(Array.from({ length: casesAtATime }, work))
  return cases.flatMap(({ id }) => results.get(id) ?? [])
}
