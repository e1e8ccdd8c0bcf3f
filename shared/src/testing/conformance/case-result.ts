import { CaseFailure } from './case-failure.ts'

/** What came of one test case. */
export type CaseResult = { readonly id: string; readonly title: string; readonly seconds: number } & (
  | { readonly outcome: 'pass' }
  | { readonly outcome: 'not applicable'; readonly reason: string }
  | {
      readonly outcome: 'fail'
      readonly reason: string
      /** What went over the wire, a line each. */
      readonly frames: string
      /** What the tested side logged, where that is kept. */
      readonly log?: string
    }
)

/** Why a case failed, in the words of the case; a fault of the test kit itself says that it is one. */
export function reasonOf(cause: unknown): string {
  if (cause instanceof CaseFailure) return cause.message
  return `the test kit failed: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`
}
