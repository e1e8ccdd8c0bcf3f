import { batteryAt, motorcycle72V32Ah } from '../motorcycle/battery.ts'
import type { Bill } from '../payment-gateways/bill.ts'
import type { IssuerId } from '../payment-gateways/issuers.ts'
import type { CloudHost } from './cloud-host.ts'
import type { MessageHost } from './message-host.ts'
import { type OnBadAnswer, Pages } from './pages.ts'
import type { PaymentHost, ProviderName } from './payment-host.ts'
import { Visitor, type VisitorParts } from './visitor.ts'

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

export interface PayerParts extends VisitorParts {
  readonly cloud: CloudHost
  readonly payments: PaymentHost
  readonly messages: MessageHost
  readonly onBadAnswer: OnBadAnswer
}

/** The people without a card who come to one charger and pay on the page of its socket. */
export class Payers {
  readonly #parts: PayerParts
  readonly #visitor: Visitor
  readonly #pages: Pages
  readonly #bills = new Map<string, Bill>()

  constructor(parts: PayerParts) {
    this.#parts = parts
    this.#visitor = new Visitor(parts)
    this.#pages = new Pages(parts.cloud, parts.onBadAnswer)
  }

  /** Whether the provider has all the money of the payment that this idTag stands for. */
  hasPaid(idTag: string): boolean {
    const bill = this.#bills.get(idTag)
    return bill?.payment !== undefined && bill.payment.amountIdr === bill.amountIdr
  }

  start(): void {
    this.#visitor.come(visitsEveryMs, () => this.#visit())
  }

  close(): void {
    this.#visitor.close()
  }

  async #visit(): Promise<void> {
    const { chargePoint, dice } = this.#parts
    const manner = dice.weighted(manners)
    const amountIdr = dice.pick(amountsIdr)
    const app = dice.weighted(apps)
    const permille = dice.between(50, 980)
    const stayMs = dice.between(2 * 60_000, 80 * 60_000)
    let page: string | undefined
    let claims: string | undefined
    await this.#visitor.stand(async (connectorId) => {
      this.#visitor.note(`a payer (${manner}, Rp ${amountIdr} by ${app}) at socket ${connectorId}`)
      chargePoint.post.plug(connectorId, batteryAt(motorcycle72V32Ah, permille))
      page = await this.#behave({
        ...{ manner, amountIdr, app, stayMs, connectorId },
        onOpened: (opened) => {
          claims = opened
        },
      })
    })
    if (page !== undefined && dice.chance(0.5)) await this.#askForReceipt(page)
    if (claims !== undefined && dice.chance(0.7)) await this.#claim(claims)
  }

  /** Has the receipt sent to a phone, once it is there; asks again where no answer came. */
  async #askForReceipt(page: string): Promise<void> {
    const { dice, messages } = this.#parts
    const number = `+62812${String(dice.between(0, 99_999_999)).padStart(8, '0')}`
    for (let tries = 0; tries < 4; tries += 1) {
      await this.#visitor.wait(dice.between(30_000, 120_000))
      const answer = await this.#pages.post(`${page}/receipt/send`, { to: number })
      if (answer?.status !== 200) continue
      this.#visitor.note(`a receipt will come to ${number}`)
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
    readonly onOpened: (page: string) => void
  }): Promise<string | undefined> {
    const { manner, amountIdr, app, stayMs, connectorId } = visit
    const { chargePoint, dice, payments } = this.#parts
    const { rails } = payments.providers
    const path = `/c/${chargePoint.id}/${connectorId}/pay`
    await this.#visitor.wait(dice.between(3_000, 20_000))
    const opened = await this.#openPayment(path, amountIdr)
    if (opened === undefined) return undefined
    visit.onOpened(opened.page)
    const other = manner === 'paysTwo' ? await this.#openPayment(path, amountIdr) : undefined
    await this.#visitor.wait(dice.between(4_000, 60_000))
    if (manner === 'leavesUnpaid') return undefined
    if (manner === 'declines') {
      rails.decline(opened.bill)
      return undefined
    }
    if (manner === 'paysLate') {
      // The app was left open, and confirms when the QR has run out.
      await this.#visitor.waitAlways(
        opened.bill.expiresAt - this.#parts.clock.wallMs() + dice.between(1_000, 240_000),
      )
      this.#pay(opened.bill, app)
      return undefined
    }
    this.#pay(opened.bill, app)
    if (manner === 'sendsTwice') this.#pay(opened.bill, app)
    if (manner === 'paysAndLeaves') return undefined
    if (other !== undefined) {
      await this.#visitor.wait(dice.between(500, 30_000))
      this.#pay(other.bill, app)
    }
    if (!(await this.#visitor.energyWithin(connectorId, patienceMs))) return undefined
    await this.#visitor.charge(connectorId, manner === 'addsMore' ? stayMs / 4 : stayMs)
    if (manner === 'addsMore') {
      const more = await this.#openPayment(`${opened.page}/top-up`, dice.pick(amountsIdr))
      await this.#visitor.wait(dice.between(4_000, 60_000))
      if (more !== undefined) this.#pay(more.bill, app)
      await this.#visitor.charge(connectorId, stayMs)
    }
    if (manner === 'stopsByPage') {
      await this.#pages.post(`${opened.page}/stop`, {})
      await this.#visitor.wait(dice.between(2_000, 40_000))
    }
    if (manner !== 'pullsOut') await this.#pages.read(opened.page)
    return opened.page
  }

  /** Asks for a QR until there is one, or patience is at its end, and finds it in an app. */
  async #openPayment(path: string, amountIdr: number): Promise<Opened | undefined> {
    const { cloud, dice, payments } = this.#parts
    for (let tries = 0; tries < 4 && this.#visitor.isOpen; tries += 1) {
      const answer = await this.#pages.post(path, { amountIdr: String(amountIdr), method: 'qris' })
      const page = answer?.status === 303 ? (answer.headers.get('Location') ?? '') : ''
      const id = idAt(page)
      if (id !== '') {
        const [row] = await cloud.rows<{ gateway: ProviderName; reference: string; idTag: string | null }>(
          'select gateway, reference, id_tag from payment where id = ?',
          [id],
        )
        const bill = row && payments.providers.rails.find(row.gateway, row.reference)
        if (row === undefined || bill === undefined) return undefined
        this.#visitor.note(`a QR of ${row.gateway} for Rp ${bill.amountIdr}`)
        if (row.idTag !== null) {
          this.#bills.set(row.idTag, bill)
          this.#parts.chronicle.rename(row.idTag)
        }
        return { page, bill }
      }
      await this.#visitor.wait(dice.between(3_000, 15_000))
    }
    return undefined
  }

  #pay(bill: Bill, app: IssuerId): void {
    const { kind } = this.#parts.payments.providers.rails.pay(bill, app, { late: true })
    this.#visitor.note(`pays Rp ${bill.amountIdr} to ${bill.provider}: ${kind}`)
  }

  /** Says where change is to go that the provider does not take back, once that is known; twice now and then. */
  async #claim(page: string): Promise<void> {
    const { cloud, dice } = this.#parts
    const id = idAt(page)
    for (let tries = 0; tries < 3; tries += 1) {
      await this.#visitor.wait(dice.between(3 * 60_000, 12 * 60_000))
      const claimable = await cloud.rows<{ id: string }>(
        `select id from refund where state = 'claimable'
           and payment_id in (select id from payment where id = ? or tops_up = ?) order by id`,
        [id, id],
      )
      for (const refund of claimable) {
        const form = { refundId: refund.id, name: 'Wayan', institution: 'BPD Bali', account: '0102030405' }
        const times = dice.chance(0.3) ? 2 : 1
        await Promise.all(Array.from({ length: times }, () => this.#pages.post(`${page}/claim`, form)))
        this.#visitor.note('says where change is to go')
      }
    }
  }
}

function idAt(page: string): string {
  return /^\/p\/([0-9a-f-]{36})\./.exec(page)?.[1] ?? ''
}
