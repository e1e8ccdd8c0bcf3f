import type { Cancel, Clock } from '@colok/shared/time'

/** What may happen to a message on its way to the merchant. */
interface NotificationFaults {
  take(kind: 'loseNotification' | 'duplicateNotification' | 'holdNotification' | 'badSignature'): boolean
}

/** One message to the merchant, with what its provider does when it is not taken. */
export interface Notification {
  /** For the log. */
  readonly about: string
  /** Made anew for each attempt, so that it is signed at its own time. Undefined when the merchant gives no token. */
  make(faults: { readonly badSignature: boolean }): Promise<Request | undefined>
  /** Whether the merchant has taken it. */
  isTaken(answer: { readonly status: number; readonly text: string }): boolean
  /** When to try again, each from the first attempt, after an answer of this status (0 for none). */
  retriesMs(status: number): readonly number[]
}

export interface Attempt {
  readonly at: number
  readonly about: string
  readonly attempt: number
  /** 0 when there was no answer. */
  readonly status: number
  readonly isTaken: boolean
}

/** Providers wait 15 to 30 s for an answer. */
const answerWithinMs = 15_000

/** A notification that is held back goes after the next one, or by then. */
const heldForMs = 60_000

const mostAttempts = 1000

const noAnswer = { status: 0, text: '' }

/** Tells the merchant, again and again on the provider's schedule. */
export class Notifier {
  /** Newest last. */
  readonly attempts: Attempt[] = []
  readonly #clock: Clock
  readonly #faults: NotificationFaults
  readonly #fetch: typeof fetch
  readonly #timers = new Set<Cancel>()
  #held: Notification[] = []

  constructor(parts: {
    readonly clock: Clock
    readonly faults: NotificationFaults
    readonly fetch: typeof fetch
  }) {
    this.#clock = parts.clock
    this.#faults = parts.faults
    this.#fetch = parts.fetch
  }

  send(notification: Notification): void {
    if (this.#faults.take('loseNotification')) return
    if (this.#faults.take('holdNotification')) {
      this.#held.push(notification)
      this.#later(heldForMs, () => this.#releaseHeld())
      return
    }
    const isTwice = this.#faults.take('duplicateNotification')
    void this.#deliver(notification).then(() => this.#releaseHeld())
    if (isTwice) void this.#deliver(notification)
  }

  /** Nothing is sent any more. */
  stop(): void {
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
    this.#held = []
  }

  #releaseHeld(): void {
    const held = this.#held
    this.#held = []
    for (const notification of held) void this.#deliver(notification)
  }

  async #deliver(notification: Notification, attempt = 1, firstAtMs = this.#clock.monotonicMs()) {
    const request = await notification.make({ badSignature: this.#faults.take('badSignature') })
    const answer = request === undefined ? noAnswer : await this.#post(request)
    const isTaken = notification.isTaken(answer)
    this.attempts.push({
      at: this.#clock.wallMs(),
      about: notification.about,
      attempt,
      status: answer.status,
      isTaken,
    })
    this.attempts.splice(0, this.attempts.length - mostAttempts)
    if (isTaken) return
    const dueMs = notification.retriesMs(answer.status)[attempt - 1]
    if (dueMs === undefined) return
    const waitMs = Math.max(0, firstAtMs + dueMs - this.#clock.monotonicMs())
    this.#later(waitMs, () => void this.#deliver(notification, attempt + 1, firstAtMs))
  }

  async #post(request: Request): Promise<{ status: number; text: string }> {
    const abort = new AbortController()
    let cancel = () => {}
    const silence = new Promise<{ status: number; text: string }>((resolve) => {
      cancel = this.#later(answerWithinMs, () => {
        abort.abort()
        resolve(noAnswer)
      })
    })
    const answered = async () => {
      const response = await this.#fetch(request, { signal: abort.signal, redirect: 'manual' })
      return { status: response.status, text: await response.text() }
    }
    try {
      return await Promise.race([silence, answered()])
    } catch {
      return noAnswer
    } finally {
      cancel()
    }
  }

  #later(delayMs: number, run: () => void): Cancel {
    const cancel = this.#clock.after(delayMs, () => {
      this.#timers.delete(forget)
      run()
    })
    const forget = () => {
      this.#timers.delete(forget)
      cancel()
    }
    this.#timers.add(forget)
    return forget
  }
}
