import { batteryAt, motorcycle72V32Ah } from '../motorcycle/battery.ts'
import type { Bill } from '../payment-gateways/bill.ts'
import type { CloudHost } from './cloud-host.ts'
import { insist } from './insist.ts'
import type { PaymentHost, ProviderName } from './payment-host.ts'
import { Visitor, type VisitorParts } from './visitor.ts'

/** How those come whose cards hang on wallets, and how often. */
const manners = {
  ordinary: 6,
  topsUp: 4,
  paysLate: 1,
  twoAtOnce: 2,
  pullsOut: 2,
} as const

const visitsEveryMs = 45 * 60_000
const patienceMs = 60_000
/** The least that a wallet is filled up with buys two or three visits, so that wallets are empty now and then. */
const amountsIdr = [10_000, 10_000, 20_000, 50_000] as const

interface Wallet {
  readonly id: string
  /** The path of its holder's own page. */
  readonly page: string
  readonly cards: readonly string[]
  readonly bills: Bill[]
}

/** The people near one charger who have money in wallets, and cards that hang on them. */
export class Holders {
  readonly #parts: VisitorParts & { readonly cloud: CloudHost; readonly payments: PaymentHost }
  readonly #cards: readonly (readonly string[])[]
  readonly #visitor: Visitor
  readonly #wallets: Wallet[] = []

  constructor(
    parts: VisitorParts & {
      readonly cloud: CloudHost
      readonly payments: PaymentHost
      /** Wallet by wallet. */
      readonly cards: readonly (readonly string[])[]
    },
  ) {
    this.#parts = parts
    this.#cards = parts.cards
    this.#visitor = new Visitor(parts)
  }

  /** Whether a card hangs on a wallet into which somebody has ever paid. */
  hasMoney(idTag: string): boolean {
    const wallet = this.#wallets.find(({ cards }) => cards.includes(idTag))
    return wallet?.bills.some(({ payment }) => payment !== undefined) ?? false
  }

  start(): void {
    void this.#openWallets()
    this.#visitor.come(visitsEveryMs, () => this.#visit())
  }

  close(): void {
    this.#visitor.close()
  }

  async #openWallets(): Promise<void> {
    const { chargePoint } = this.#parts
    for (const [index, cards] of this.#cards.entries()) {
      const name = `${chargePoint.id}-wallet-${index + 1}`
      const { body } = await insist(this.#parts, {
        method: 'POST',
        path: '/wallets',
        body: { name },
        once: name,
      })
      const { id, page } = body as { id: string; page: string }
      for (const card of cards)
        await insist(this.#parts, { method: 'PUT', path: `/wallets/${id}/cards/${card}` })
      this.#visitor.note(`a wallet for ${cards.join(' and ')}`)
      this.#wallets.push({ id, page: new URL(page).pathname, cards, bills: [] })
    }
  }

  async #visit(): Promise<void> {
    const { dice } = this.#parts
    const manner = dice.weighted(manners)
    const number = dice.between(0, this.#cards.length - 1)
    const permille = dice.between(50, 980)
    const stayMs = dice.between(2 * 60_000, 60 * 60_000)
    const amountIdr = dice.pick(amountsIdr)
    const wallet = this.#wallets[number]
    if (wallet === undefined) return
    if (manner === 'topsUp' || manner === 'paysLate' || wallet.bills.length === 0)
      await this.#topUp(wallet, amountIdr, manner === 'paysLate')
    const cards = manner === 'twoAtOnce' ? wallet.cards : wallet.cards.slice(0, 1)
    await Promise.all(
      cards.map((card) =>
        this.#visitor.stand(async (connectorId) => {
          this.#visitor.note(`a holder (${manner}) at socket ${connectorId}`)
          this.#visitor.plug(connectorId, batteryAt(motorcycle72V32Ah, permille))
          await this.#visitor.wait(dice.between(2_000, 15_000))
          this.#visitor.tap(card, connectorId)
          if (!(await this.#visitor.energyWithin(connectorId, patienceMs))) return
          await this.#visitor.charge(connectorId, stayMs)
          if (manner === 'pullsOut') return
          this.#visitor.tap(card, connectorId)
          await this.#visitor.wait(dice.between(1_000, 12_000))
        }),
      ),
    )
  }

  /** On the wallet's own page; too late, when the app was left open until the QR had run out. */
  async #topUp(wallet: Wallet, amountIdr: number, late: boolean): Promise<void> {
    const { cloud, clock, dice, payments } = this.#parts
    const form = { method: 'POST', body: new URLSearchParams({ amountIdr: String(amountIdr) }) }
    const answer = await cloud.request(`${wallet.page}/top-up`, form)
    if (answer?.status !== 303) return
    const [row] = await cloud.rows<{ gateway: ProviderName; reference: string }>(
      `select gateway, reference from payment where wallet_id = ? and state = 'awaitingPayment' order by id desc limit 1`,
      [wallet.id],
    )
    const { rails } = payments.providers
    const bill = row && rails.find(row.gateway, row.reference)
    if (bill === undefined) return
    await this.#visitor.wait(dice.between(4_000, 60_000))
    if (late) await this.#visitor.waitAlways(bill.expiresAt - clock.wallMs() + dice.between(1_000, 240_000))
    const { kind } = rails.pay(bill, dice.pick(['gopay', 'dana', 'astrapay']), { late: true })
    wallet.bills.push(bill)
    this.#visitor.note(`fills a wallet up with Rp ${amountIdr} by ${bill.provider}: ${kind}`)
    await this.#visitor.wait(dice.between(5_000, 60_000))
  }
}
