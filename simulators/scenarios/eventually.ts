import { setTimeout as pause } from 'node:timers/promises'

/** Real processes on a busy machine; a story that takes longer is stuck. */
const deadlineMs = 45_000
const probeEveryMs = 50

/**
 * Asks again and again until the answer is neither `undefined` nor `false`, and returns it. Throws past the deadline,
 * with what was waited for and what `describe` says of how things stand.
 */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  describe: () => string = () => '',
): Promise<T> {
  const sinceMs = performance.now()
  while (performance.now() - sinceMs < deadlineMs) {
    const answer = await probe()
    if (answer !== undefined && answer !== false) return answer
    await pause(probeEveryMs)
  }
  throw new Error(`not within ${deadlineMs / 1000} s: ${what}\n${describe()}`)
}
