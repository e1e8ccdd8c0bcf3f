import type { Clock } from '@colok/shared/time'
import { batteryAt, motorcycle72V32Ah, stateOfChargePermille } from '../motorcycle/battery.ts'
import type { Bill } from '../payment-gateways/bill.ts'
import type { IssuerId } from '../payment-gateways/issuers.ts'
import type { ChargePoint } from './charge-point.ts'
import type { Chronicle } from './chronicle.ts'
import type { CloudHost } from './cloud-host.ts'
import type { Dice } from './dice.ts'
import type { MessageHost } from './message-host.ts'
import type { PaymentHost, ProviderName } from './payment-host.ts'

/** How those pay who have no card, and how often. */
const manners = {
  ordinary: 8,
  paysLate: 2,
  paysTwo: 2,
  declines: 1,
  leavesUnpaid: 1,
  paysAndLeaves: 1,
  addsMore: 3,
  stopsByPage: 3,
  pullsOut: 2,
  sendsTwice: 1,
} as const
type Manner = keyof typeof manners

const apps: Readonly<Record<IssuerId, number>> = {
  gopay: 5,
  dana: 5,
  ovo: 2,
  shopeepay: 1,
  bca: 1,
  astrapay: 2,
  saqu: 1,
}

const visitsEveryMs = 50 * 60_000
const patienceMs = 150_000
const amountsIdr = [1_000, 2_000, 5_000, 10_000, 20_000] as const

/** A payment as its page opened it. */
interface Opened {
  readonly page: string
  readonly bill: Bill
}

export interface PayerParts {
  readonly chargePoint: ChargePoint
  readonly clock: Clock
  readonly dice: Dice
  readonly chronicle: Chronicle
  readonly cloud: CloudHost
  readonly payments: PaymentHost
  readonly messages: MessageHost
  /** Sockets where somebody stands. */
  readonly taken: Set<number>
  /** A page that answers with an error of its own. */
  readonly onBadAnswer: (what: string) => void
}

/** The people without a card who come to one charger and pay on the page of its socket. */
export class Payers {
  readonly #parts: PayerParts
  readonly #bills = new Map<string, Bill>()
  #open = true

  constructor(parts: PayerParts) {
    this.#parts = parts
  }

  /** Whether the provider has all the money of the payment that this idTag stands for. */
  hasPaid(idTag: string): boolean {
    const bill = this.#bills.get(idTag)
    return bill?.payment !== undefined && bill.payment.amountIdr === bill.amountIdr
  }

  start(): void {
    const { clock, dice } = this.#parts
    clock.after(dice.exponential(visitsEveryMs), () => {
      if (!this.#open) return
      void this.#visit()
      this.start()
    })
  }

  /** Nobody new comes; who is there leaves within minutes. */
  close(): void {
    this.#open = false
  }

  async #visit(): Promise<void> {
    const { chargePoint, dice, taken } = this.#parts
    const manner = dice.weighted(manners)
    const amountIdr = dice.pick(amountsIdr)
    const app = dice.weighted(apps)
    const permille = dice.between(50, 980)
    const stayMs = dice.between(2 * 60_000, 80 * 60_000)
    const free = chargePoint.post.outlets.filter(({ connectorId }) => !taken.has(connectorId))
    const outlet = free[dice.between(0, Math.max(0, free.length - 1))]
    if (outlet === undefined) return
    const { connectorId } = outlet
    taken.add(connectorId)
    this.#note(`a payer (${manner}, Rp ${amountIdr} by ${app}) at socket ${connectorId}`)
    chargePoint.post.plug(connectorId, batteryAt(motorcycle72V32Ah, permille))
    const page = await this.#behave({ manner, amountIdr, app, stayMs, connectorId })
    chargePoint.post.plug(connectorId, undefined)
    taken.delete(connectorId)
    if (page !== undefined && dice.chance(0.5)) await this.#askForReceipt(page)
  }

  /** Has the receipt sent to a phone, once it is there; asks again where no answer came. */
  async #askForReceipt(page: string): Promise<void> {
    const { dice, messages } = this.#parts
    const number = `+62812${String(dice.between(0, 99_999_999)).padStart(8, '0')}`
    for (let tries = 0; tries < 4; tries += 1) {
      await this.#wait(dice.between(30_000, 120_000))
      const answer = await this.#post(`${page}/receipt/send`, { to: number })
      if (answer?.status !== 200) continue
      this.#note(`a receipt will come to ${number}`)
      return messages.expect(number)
    }
  }

  /** Resolves with the page of a payment that was made; undefined where there was none. */
  async #behave(visit: {
    readonly manner: Manner
    readonly amountIdr: number
    readonly app: IssuerId
    readonly stayMs: number
    readonly connectorId: number
  }): Promise<string | undefined> {
    const { manner, amountIdr, app, stayMs, connectorId } = visit
    const { chargePoint, dice, payments } = this.#parts
    const { rails } = payments.providers
    const path = `/c/${chargePoint.id}/${connectorId}/pay`
    await this.#wait(dice.between(3_000, 20_000))
    const opened = await this.#openPayment(path, amountIdr)
    if (opened === undefined) return undefined
    const other = manner === 'paysTwo' ? await this.#openPayment(path, amountIdr) : undefined
    await this.#wait(dice.between(4_000, 60_000))
    if (manner === 'leavesUnpaid') return undefined
    if (manner === 'declines') {
      rails.decline(opened.bill)
      return undefined
    }
    if (manner === 'paysLate') {
      // The app was left open, and confirms when the QR has run out.
      await this.#waitAlways(
        opened.bill.expiresAt - this.#parts.clock.wallMs() + dice.between(1_000, 240_000),
      )
      this.#pay(opened.bill, app)
      return undefined
    }
    this.#pay(opened.bill, app)
    if (manner === 'sendsTwice') this.#pay(opened.bill, app)
    if (manner === 'paysAndLeaves') return undefined
    if (other !== undefined) {
      await this.#wait(dice.between(500, 30_000))
      this.#pay(other.bill, app)
    }
    if (!(await this.#energyWithin(connectorId))) return undefined
    await this.#charge(connectorId, manner === 'addsMore' ? stayMs / 4 : stayMs)
    if (manner === 'addsMore') {
      const more = await this.#openPayment(`${opened.page}/top-up`, dice.pick(amountsIdr))
      await this.#wait(dice.between(4_000, 60_000))
      if (more !== undefined) this.#pay(more.bill, app)
      await this.#charge(connectorId, stayMs)
    }
    if (manner === 'stopsByPage') {
      await this.#post(`${opened.page}/stop`, {})
      await this.#wait(dice.between(2_000, 40_000))
    }
    if (manner !== 'pullsOut') await this.#read(opened.page)
    return opened.page
  }

  /** Asks for a QR until there is one, or patience is at its end, and finds it in an app. */
  async #openPayment(path: string, amountIdr: number): Promise<Opened | undefined> {
    const { cloud, dice, payments } = this.#parts
    for (let tries = 0; tries < 4 && this.#open; tries += 1) {
      const answer = await this.#post(path, { amountIdr: String(amountIdr), method: 'qris' })
      const page = answer?.status === 303 ? (answer.headers.get('Location') ?? '') : ''
      const id = /^\/p\/([0-9a-f-]{36})\./.exec(page)?.[1]
      if (id !== undefined) {
        const [row] = await cloud.rows<{ gateway: ProviderName; reference: string; idTag: string | null }>(
          'select gateway, reference, id_tag from payment where id = ?',
          [id],
        )
        const bill = row && payments.providers.rails.find(row.gateway, row.reference)
        if (row === undefined || bill === undefined) return undefined
        this.#note(`a QR of ${row.gateway} for Rp ${bill.amountIdr}`)
        if (row.idTag !== null) {
          this.#bills.set(row.idTag, bill)
          this.#parts.chronicle.rename(row.idTag)
        }
        return { page, bill }
      }
      await this.#wait(dice.between(3_000, 15_000))
    }
    return undefined
  }

  #pay(bill: Bill, app: IssuerId): void {
    const { kind } = this.#parts.payments.providers.rails.pay(bill, app, { late: true })
    this.#note(`pays Rp ${bill.amountIdr} to ${bill.provider}: ${kind}`)
  }

  async #read(page: string): Promise<void> {
    const answer = await this.#parts.cloud.request(page)
    if (answer !== undefined && answer.status >= 400)
      this.#parts.onBadAnswer(`GET ${page} was answered ${answer.status}`)
  }

  async #post(path: string, form: Record<string, string>) {
    const answer = await this.#parts.cloud.request(path, { method: 'POST', body: new URLSearchParams(form) })
    if (answer !== undefined && answer.status >= 500)
      this.#parts.onBadAnswer(`POST ${path} was answered ${answer.status}`)
    return answer
  }

  async #energyWithin(connectorId: number): Promise<boolean> {
    for (let waitedMs = 0; waitedMs < patienceMs && this.#open; waitedMs += 2_000) {
      if (this.#parts.chargePoint.post.outlet(connectorId).contactClosed) return true
      await this.#wait(2_000)
    }
    return false
  }

  /** Until the pack is full, the time or the money is over, or the place closes. */
  async #charge(connectorId: number, stayMs: number): Promise<void> {
    let darkMs = 0
    for (let stayedMs = 0; stayedMs < stayMs && darkMs < 3 * 60_000 && this.#open; stayedMs += 30_000) {
      await this.#wait(30_000)
      const { contactClosed, motorcycle } = this.#parts.chargePoint.post.outlet(connectorId)
      darkMs = contactClosed ? 0 : darkMs + 30_000
      if (motorcycle === undefined || stateOfChargePermille(motorcycle72V32Ah, motorcycle) === 1000) return
    }
  }

  #wait(ms: number): Promise<void> {
    return this.#waitAlways(this.#open ? ms : Math.min(ms, 60_000))
  }

  #waitAlways(ms: number): Promise<void> {
    return new Promise((resolve) => this.#parts.clock.after(Math.max(0, ms), resolve))
  }

  #note(text: string): void {
    this.#parts.chronicle.note(this.#parts.chargePoint.id, text)
  }
}
