import type { Clock } from '@colok/shared/time'
import { matchesHash } from '../features/access/secrets.ts'
import type { KnownCharger } from '../features/chargers/connection-claims.ts'

/**
 * The password in a Basic `Authorization` header whose username is `username`; undefined for anything else. The known
 * name tells where the password begins, so a charge point id may hold a colon.
 */
function basicPassword(header: string | undefined, username: string): Buffer | undefined {
  const encoded = /^basic +([a-z0-9+/]+=*) *$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  const credentials = Buffer.from(encoded, 'base64')
  const prefix = Buffer.from(`${username}:`)
  return credentials.subarray(0, prefix.length).equals(prefix)
    ? credentials.subarray(prefix.length)
    : undefined
}

/** `next`: with the password that is to replace the present one. */
export type Verdict = 'authentic' | 'next' | 'refused'

/** Judges the credentials (security whitepaper, profile 1: the username is the charge point's id). */
export function judgeCredentials(charger: KnownCharger, header: string | undefined, secret: string): Verdict {
  if (charger.passwordHash === null) return charger.securityProfile === 0 ? 'authentic' : 'refused'
  const password = basicPassword(header, charger.chargePointId)
  if (password === undefined) return 'refused'
  const matches = (hash: string) =>
    spellings(password).some((spelling) => matchesHash(spelling, hash, secret))
  if (matches(charger.passwordHash)) return 'authentic'
  return charger.nextPasswordHash !== null && matches(charger.nextPasswordHash) ? 'next' : 'refused'
}

/** OCPP-J 1.6 §6.2: some chargers send the 20 bytes that the AuthorizationKey spells in hexadecimal digits. */
function spellings(password: Buffer): readonly (string | Buffer)[] {
  if (password.length !== 20) return [password]
  const digits = password.toString('hex')
  return [password, digits, digits.toUpperCase()]
}

/** Who tries what from where. The address is asked for only where there is something to remember: the kernel is asked. */
export interface Attempt {
  readonly chargePointId: string
  readonly address: string
}

const firstDelayMs = 250
const longestDelayMs = 8000
/** Refusals held back at once for one address and charger: with the delay, a bound on guesses a second. */
const maxHeldEach = 3
/** Beyond this a wrong answer is refused at once: an attack on many names takes no memory, and locks nobody out. */
const maxHeldTogether = 1000
const maxRemembered = 10_000
const forgetAfterMs = 15 * 60_000

interface Remembered {
  readonly chargePointId: string
  count: number
  held: number
  lastMs: number
}

/**
 * Slows down those who guess: each wrong answer is held back longer than the one before. Right passwords are never
 * delayed, so nobody can keep a charger out by guessing at it.
 */
export class FailedAttempts {
  readonly #clock: Clock
  readonly #attempts = new Map<string, Remembered>()
  /** How many of them are of this charger. */
  readonly #ofCharger = new Map<string, number>()
  #held = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether so many refusals are being held back that this attempt is refused unread. */
  isExhausted(attempt: Attempt): boolean {
    if (!this.#ofCharger.has(attempt.chargePointId)) return false
    return (this.#attempts.get(keyOf(attempt))?.held ?? 0) >= maxHeldEach
  }

  /** Counts a wrong answer and calls `refuse` when its time has come. Returns how many there have been. */
  failed(attempt: Attempt, refuse: () => void): number {
    const record = this.#recall(attempt)
    record.count += 1
    if (this.#held >= maxHeldTogether) {
      refuse()
      return record.count
    }
    record.held += 1
    this.#held += 1
    const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(10, record.count - 1))
    this.#clock.after(delayMs, () => {
      record.held -= 1
      this.#held -= 1
      refuse()
    })
    return record.count
  }

  succeeded(attempt: Attempt): void {
    if (this.#ofCharger.has(attempt.chargePointId)) this.#forget(keyOf(attempt))
  }

  #recall(attempt: Attempt): Remembered {
    const now = this.#clock.monotonicMs()
    const key = keyOf(attempt)
    const known = this.#attempts.get(key)
    const fresh = known && now - known.lastMs < forgetAfterMs
    const { chargePointId } = attempt
    const record = fresh ? known : { chargePointId, count: 0, held: known?.held ?? 0, lastMs: now }
    record.lastMs = now
    // Moved to the end, so that the first in the map is the one longest unseen.
    this.#forget(key)
    this.#attempts.set(key, record)
    this.#ofCharger.set(chargePointId, (this.#ofCharger.get(chargePointId) ?? 0) + 1)
    if (this.#attempts.size > maxRemembered) {
      for (const oldest of this.#attempts.keys()) {
        this.#forget(oldest)
        break
      }
    }
    return record
  }

  #forget(key: string): void {
    const known = this.#attempts.get(key)
    if (known === undefined) return
    this.#attempts.delete(key)
    const left = (this.#ofCharger.get(known.chargePointId) ?? 0) - 1
    if (left > 0) this.#ofCharger.set(known.chargePointId, left)
    else this.#ofCharger.delete(known.chargePointId)
  }
}

/** An address holds no blank. */
function keyOf({ chargePointId, address }: Attempt): string {
  return `${address} ${chargePointId}`
}
