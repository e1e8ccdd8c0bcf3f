import { toIso } from '@colok/shared/time'
import type { Services } from '../../services.ts'
import { queueException } from './exceptions.ts'

/** A link that lost its end in a chat is tried a few times; more in an hour is somebody who tries addresses. */
const innocentPerHour = 20
const hourMs = 3_600_000

/** How often addresses of drivers' pages were wrong, in this process and this hour. */
export class Guesses {
  #hour = 0
  #count = 0

  /** Whether this one is the first too many of its hour. */
  isSuspicious(now: number): boolean {
    const hour = Math.floor(now / hourMs)
    this.#count = hour === this.#hour ? this.#count + 1 : 1
    this.#hour = hour
    return this.#count === innocentPerHour + 1
  }
}

/** An address of a payment's page that is none of ours: it shows nothing, is logged, and many of them are an alert. */
export async function wrongAddress(services: Services, from: string): Promise<void> {
  services.log.warn({ from }, 'an address of a payment’s page was wrong')
  if (!services.payments.guesses.isSuspicious(services.clock.wallMs())) return
  const day = toIso(services.clock.wallMs()).slice(0, 10)
  await services.writer.write((tx) =>
    queueException(tx, services, {
      ref: `guessed:${day}`,
      kind: 'guessedAddress',
      detail: `More than ${innocentPerHour} wrong addresses of drivers' payment pages within an hour, the last from ${from}. None was ours; look into the log for where they come from.`,
    }),
  )
}
