import { type CaseResult, reasonOf } from '@colok/shared/testing/conformance/case-result'
import type { Cloud } from './kit/cloud.ts'
import type { ConformanceCase } from './kit/conformance-case.ts'

/** Runs one case with a charge point of its own. Never rejects. */
export async function runCase({ id, title, run }: ConformanceCase, cloud: Cloud): Promise<CaseResult> {
  const startedMs = performance.now()
  const seconds = () => (performance.now() - startedMs) / 1000
  const problems: string[] = []
  let frames = ''
  try {
    const bench = await cloud.bench(id)
    const { chargePoint } = bench
    try {
      await run(bench)
    } catch (cause) {
      problems.push(reasonOf(cause))
    } finally {
      await chargePoint.disconnect()
    }
    problems.push(...chargePoint.breaches, ...chargePoint.unexpected)
    frames = String(chargePoint.log)
  } catch (cause) {
    problems.push(reasonOf(cause))
  }
  if (problems.length === 0) return { id, title, seconds: seconds(), outcome: 'pass' }
  return { id, title, seconds: seconds(), outcome: 'fail', reason: problems.join('; '), frames }
}
