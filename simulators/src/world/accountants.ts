import type { Clock } from '@colok/shared/time'
import type { Chronicle } from './chronicle.ts'
import type { CloudHost } from './cloud-host.ts'
import type { Dice } from './dice.ts'
import { type Asked, insist } from './insist.ts'
import { partners } from './partners.ts'

const worksEveryMs = 5 * 3_600_000

const scopes = [
  'statements.write',
  'payouts.write',
  'partners.read',
  'refunds.write',
  'sessions.resolve',
] as const

export interface AccountantParts {
  readonly cloud: CloudHost
  readonly clock: Clock
  readonly dice: Dice
  readonly chronicle: Chronicle
}

/** Two people who close partners' months and pay them out: one proposes, the other approves; both press twice now and then. */
export class Accountants {
  readonly #parts: AccountantParts
  #keys: readonly [first: string, second: string] = ['', '']
  #open = true

  constructor(parts: AccountantParts) {
    this.#parts = parts
  }

  /** Both get their keys; gives that of the first. */
  async enter(): Promise<string> {
    const make = async (name: string) => {
      const made = await insist(this.#parts, {
        method: 'POST',
        path: '/api-keys',
        body: { name, role: 'finance', scopes },
      })
      return (made.body as { key: string }).key
    }
    this.#keys = [await make('accountant'), await make('treasurer')]
    return this.#keys[0]
  }

  start(): void {
    const { clock, dice } = this.#parts
    clock.after(dice.exponential(worksEveryMs), () => {
      if (!this.#open) return
      void this.work()
      this.start()
    })
  }

  close(): void {
    this.#open = false
  }

  /** Closes what is over, proposes what is owed, approves what was proposed and pays what was approved. */
  async work(): Promise<void> {
    const { cloud } = this.#parts
    const [accountant, treasurer] = this.#keys
    for (const { slug: organisation } of partners) {
      const closing = { organisation, period: this.#monthBefore() }
      await this.#press({ method: 'POST', path: '/statements', body: closing, bearer: accountant })
      await this.#press({ method: 'POST', path: '/payouts', body: { organisation }, bearer: accountant })
    }
    const proposed = await cloud.rows<{ number: number }>(
      `select number from payout where state = 'proposed' order by number`,
    )
    for (const { number } of proposed)
      await this.#press({
        method: 'POST',
        path: `/payouts/${number}/approval`,
        body: {},
        // Now and then whoever proposed it tries to approve it too.
        bearer: this.#parts.dice.chance(0.3) ? accountant : treasurer,
      })
    const approved = await cloud.rows<{ number: number }>(
      `select number from payout where state = 'approved' order by number`,
    )
    for (const { number } of approved)
      await this.#press({
        method: 'POST',
        path: `/payouts/${number}/payment`,
        body: { bankReference: `BPD ${number}` },
        bearer: accountant,
      })
  }

  /** By the clocks of the sites. */
  #monthBefore(): string {
    const day = new Date(this.#parts.clock.wallMs() + 8 * 3_600_000)
    return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 0)).toISOString().slice(0, 7)
  }

  async #press(asked: Asked): Promise<void> {
    const times = this.#parts.dice.chance(0.4) ? 2 : 1
    const tell = async () => {
      const { status } = await insist(this.#parts, asked)
      this.#parts.chronicle.note('partners', `${asked.method} ${asked.path} was answered ${status}`)
    }
    await Promise.all(Array.from({ length: times }, tell))
  }
}
