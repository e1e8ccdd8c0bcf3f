import type { Clock } from '@colok/shared/time'
import type { ChargePoint } from './charge-point.ts'
import type { Chronicle } from './chronicle.ts'
import type { CloudHost } from './cloud-host.ts'
import type { Dice } from './dice.ts'
import { type OnBadAnswer, Pages } from './pages.ts'

const reportsEveryMs = 2 * 3_600_000

const faults = ['noPower', 'cable', 'dark', 'payment', 'damaged', 'blocked', 'other'] as const

export interface ReporterParts {
  readonly chargePoint: ChargePoint
  readonly cloud: CloudHost
  readonly clock: Clock
  readonly dice: Dice
  readonly chronicle: Chronicle
  readonly onBadAnswer: OnBadAnswer
}

/** Those who tell on the page of one charger that something is wrong there, true or not; they press twice now and then. */
export class Reporters {
  readonly #parts: ReporterParts
  readonly #pages: Pages
  /** Numbers that were promised to hear when it is repaired, and when; wall clock. Never, where no answer came. */
  readonly phones = new Map<string, number>()
  #open = true

  constructor(parts: ReporterParts) {
    this.#parts = parts
    this.#pages = new Pages(parts.cloud, parts.onBadAnswer)
  }

  start(): void {
    const { clock, dice } = this.#parts
    clock.after(dice.exponential(reportsEveryMs), () => {
      if (!this.#open) return
      void this.#report()
      this.start()
    })
  }

  close(): void {
    this.#open = false
  }

  async #report(): Promise<void> {
    const { chargePoint, chronicle, dice } = this.#parts
    const phone = `+62857${String(dice.between(0, 99_999_999)).padStart(8, '0')}`
    const socket = String(dice.between(1, chargePoint.post.outlets.length))
    const form = { fault: dice.pick(faults), socket, words: 'Tolong dilihat.', phone }
    const presses = dice.chance(0.3) ? 2 : 1
    const path = `/c/${chargePoint.id}/report`
    const answers = await Promise.all(Array.from({ length: presses }, () => this.#pages.post(path, form)))
    const statuses = answers.map((answer) => answer?.status ?? 'nothing')
    chronicle.note(chargePoint.id, `${phone} reports ${form.fault}, and is answered ${statuses.join(', ')}`)
    if (statuses.includes(200)) this.phones.set(phone, this.#parts.clock.wallMs())
    else if (statuses.includes('nothing')) this.phones.set(phone, Number.NEGATIVE_INFINITY)
  }
}
