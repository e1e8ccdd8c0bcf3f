/** What the doctor says of one thing: `look` where only a person can see whether it is well. */
export interface Check {
  /** "Meter 2". */
  readonly device: string
  readonly verdict: 'ok' | 'look' | 'warn' | 'fail'
  /** What was found, with figures. */
  readonly finding: string
  /** What to do about it; always there unless the verdict is `ok`. */
  readonly hint?: string
}

export function worstVerdict(checks: readonly Check[]): Check['verdict'] {
  const order = ['fail', 'warn', 'look'] as const
  return order.find((verdict) => checks.some((check) => check.verdict === verdict)) ?? 'ok'
}
