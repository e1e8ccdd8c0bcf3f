import type { CaseResult } from './case-result.ts'

/** Runs cases side by side, `atATime` of them, and gives their results in the order of the cases. */
export async function runSuite<Case extends { readonly id: string }>(
  cases: readonly Case[],
  run: (each: Case) => Promise<CaseResult>,
  options: { readonly atATime: number; readonly onResult: (result: CaseResult) => void },
): Promise<CaseResult[]> {
  const results = new Map<string, CaseResult>()
  const queue = cases.values()
  const work = async () => {
    for (const next of queue) {
      const result = await run(next)
      results.set(next.id, result)
      options.onResult(result)
    }
  }
  await Promise.all(Array.from({ length: options.atATime }, work))
  return cases.flatMap(({ id }) => results.get(id) ?? [])
}
