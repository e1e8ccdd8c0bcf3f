/** What goes wrong at a provider, each for as many times as it is armed. */
export type FaultKind =
  /** The work is done and committed; the connection breaks before the answer. */
  | 'loseAnswer'
  /** 504 and nothing was done. */
  | 'timeoutBefore'
  /** 504 and it was done. */
  | 'timeoutAfter'
  /** The answer takes 30 s. */
  | 'slow'
  | 'loseNotification'
  | 'duplicateNotification'
  /** A notification is held back until the next one has gone, or for a minute. */
  | 'holdNotification'
  | 'badSignature'
  /** The payer's app sends Rp 1,000 less than the bill. */
  | 'wrongAmount'
  /** A refund is accepted, and done a minute later. */
  | 'refundPending'
  /** A refund is accepted, and fails a minute later. */
  | 'refundFails'
  /** A refund is carried out, and once more under another of the provider's own numbers. */
  | 'refundTwice'
  /** A capture is refused, and what was set aside stands: the same may be taken later. */
  | 'refuseCapture'
  /** What was set aside has gone back to its owner by itself just before it was to be captured. */
  | 'lapseReserve'

export class FaultSwitches<Kind extends string = FaultKind> {
  readonly #armed = new Map<Kind, number>()
  /** How far the provider's clock is ahead of ours; negative when behind. */
  clockSkewMs = 0

  arm(kind: Kind, times = 1): void {
    if (!Number.isSafeInteger(times) || times < 0) throw new RangeError(`${times} is no number of times`)
    this.#armed.set(kind, times)
  }

  armed(kind: Kind): number {
    return this.#armed.get(kind) ?? 0
  }

  /** Whether it happens now; once less from then on. */
  take(kind: Kind): boolean {
    const left = this.armed(kind)
    if (left > 0) this.#armed.set(kind, left - 1)
    return left > 0
  }
}
