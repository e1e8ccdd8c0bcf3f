import type { Clock } from '@colok/shared/time'
import type { CloudHost } from './cloud-host.ts'

const againMs = 60_000

/** Something that is asked of the operator API, with the key of the first operator unless another is named. */
export interface Asked {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  readonly body?: object | string
  readonly bearer?: string
  /** The `Idempotency-Key`, for what must not be done twice however often it is asked. */
  readonly once?: string
}

export interface Answered {
  readonly status: number
  readonly body: unknown
}

export interface Insisted extends Answered {
  /** Whether it was the first time of asking that was answered: no answer before it was lost. */
  readonly isFirst: boolean
}

/** Asks again each minute until the central system is there and answers. */
export async function insist(
  { cloud, clock }: { readonly cloud: CloudHost; readonly clock: Clock },
  asked: Asked,
): Promise<Insisted> {
  for (let isFirst = true; ; isFirst = false) {
    const answer = await cloud.ask(asked)
    // 409 under an Idempotency-Key: the first of the two is still under way.
    if (answer !== undefined && (asked.once === undefined || answer.status !== 409))
      return { ...answer, isFirst }
    await new Promise<void>((resolve) => clock.after(againMs, resolve))
  }
}
