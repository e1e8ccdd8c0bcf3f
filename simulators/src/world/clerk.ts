import type { Clock } from '@colok/shared/time'
import type { Chronicle } from './chronicle.ts'
import type { CloudHost } from './cloud-host.ts'
import type { Dice } from './dice.ts'
import { type Asked, type Insisted, insist } from './insist.ts'
import { type PaymentHost, type ProviderName, providerNames } from './payment-host.ts'

const worksEveryMs = 100 * 60_000

export interface ClerkParts {
  readonly cloud: CloudHost
  readonly clock: Clock
  readonly dice: Dice
  readonly chronicle: Chronicle
  readonly payments: PaymentHost
}

/** Who looks after the money: uploads settlement files, and decides what only a person can; presses twice now and then. */
export class Clerk {
  readonly #parts: ClerkParts
  readonly #waived = new Set<string>()
  readonly #transferred = new Set<string>()
  readonly #writtenOff = new Set<string>()
  #open = true
  /** Settlement files that are being uploaded. */
  #uploads = 0

  constructor(parts: ClerkParts) {
    this.#parts = parts
  }

  /** Sessions that are to cost nothing by the clerk's decision. */
  get waived(): ReadonlySet<string> {
    return this.#waived
  }

  /** Whether a provider has paid out and its file has not been taken yet. */
  get isUploading(): boolean {
    return this.#uploads > 0
  }

  /** Refunds that the clerk has transferred by the bank. */
  get transferred(): ReadonlySet<string> {
    return this.#transferred
  }

  /** Payments of which nothing could be captured, and which the clerk has let go. */
  get writtenOff(): ReadonlySet<string> {
    return this.#writtenOff
  }

  start(): void {
    const { clock, dice } = this.#parts
    clock.after(dice.exponential(worksEveryMs), () => {
      if (!this.#open) return
      void this.#settle(dice.pick(providerNames))
      void this.decide()
      this.start()
    })
  }

  /** Leaves no file in the drawer. */
  async close(): Promise<void> {
    this.#open = false
    for (const name of providerNames) await this.#settle(name)
  }

  /** A provider pays out, and its file is uploaded until it has been taken. */
  async #settle(name: ProviderName): Promise<void> {
    const { clock, payments } = this.#parts
    const { paidOutIdr, report } = payments.providers[name].book.settle(clock.wallMs())
    if (report.trim().split('\n').length < 2) return
    this.#note(`${name} pays out Rp ${paidOutIdr}`)
    this.#uploads += 1
    await this.#insist({
      method: 'PUT',
      path: `/reconciliation/gateways/${name}/settlement-report`,
      body: report,
    })
    this.#uploads -= 1
  }

  /** What only a person can decide. */
  async decide(): Promise<void> {
    const { cloud } = this.#parts
    const open = await cloud.rows<{ ref: string; kind: string }>(
      `select ref, kind from payment_exception where resolved_at is null
         and kind in ('sessionUnresolved', 'settlementDouble', 'refundUncertain', 'uncaptured') order by id`,
    )
    for (const { ref, kind } of open) {
      const about = ref.slice(ref.indexOf(':') + 1)
      if (kind === 'sessionUnresolved') {
        this.#waived.add(about)
        const body = { decision: 'waive', note: 'Nobody can say what it took.' }
        await this.#press({ method: 'POST', path: `/sessions/${about}/resolution`, body })
      } else if (kind === 'refundUncertain') await this.#judgeRefund(about)
      else if (kind === 'uncaptured') await this.#judgeCapture(about)
      else {
        const body = { note: 'It is on the statement of the bank.' }
        await this.#press({ method: 'POST', path: `/reconciliation/settlement-rows/${about}/booking`, body })
      }
    }
    const claimed = await cloud.rows<{ id: string }>(
      `select id from refund where state = 'manual' order by id`,
    )
    for (const { id } of claimed) {
      this.#transferred.add(id)
      const body = { note: 'Transferred to the account that was said.' }
      const wasLate = await this.#press({ method: 'POST', path: `/refunds/${id}/transfer`, body })
      if (wasLate) this.#transferred.delete(id)
    }
  }

  /** Looks into the provider's books whether a refund was carried out. */
  async #judgeRefund(id: string): Promise<void> {
    const { cloud, payments } = this.#parts
    const [refund] = await cloud.rows<{ gateway: ProviderName; reference: string; own: string }>(
      `select gateway, payment.reference, refund.reference as own
       from refund join payment on payment.id = payment_id where refund.id = ?`,
      [id],
    )
    if (refund === undefined) return
    const bill = payments.providers.rails.find(refund.gateway, refund.reference)
    const isDone = bill?.refunds.some(({ reference, state }) => reference === refund.own && state === 'done')
    const body = { outcome: isDone ? 'carriedOut' : 'notCarriedOut', note: 'It stands in their books.' }
    await this.#press({ method: 'POST', path: `/refunds/${id}/verdict`, body })
  }

  /** Looks into the provider's books whether what was used was taken. */
  async #judgeCapture(id: string): Promise<void> {
    const { cloud, payments } = this.#parts
    const [payment] = await cloud.rows<{ reference: string }>('select reference from payment where id = ?', [
      id,
    ])
    const reservation = payments.providers.astrapay.reservations.find(payment?.reference ?? '')
    const isTaken = reservation?.capture !== undefined
    if (!isTaken) this.#writtenOff.add(id)
    const body = { outcome: isTaken ? 'captured' : 'writtenOff', note: 'So it stands in their books.' }
    await this.#press({ method: 'POST', path: `/payments/${id}/capture-verdict`, body })
  }

  /**
   * Presses twice now and then; the second time must change nothing. Whether something else was quicker: no answer was lost,
   * and none says that it was done.
   */
  async #press(asked: Asked): Promise<boolean> {
    const twice = this.#parts.dice.chance(0.4)
    const answers = await Promise.all([this.#insist(asked), ...(twice ? [this.#insist(asked)] : [])])
    return answers.every(({ status, isFirst }) => status === 409 && isFirst)
  }

  async #insist(asked: Asked): Promise<Insisted> {
    const answer = await insist(this.#parts, asked)
    this.#note(`clerk ${asked.method} ${asked.path} was answered ${answer.status}`)
    return answer
  }

  #note(text: string): void {
    this.#parts.chronicle.note('payments', text)
  }
}
