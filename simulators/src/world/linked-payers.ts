import { batteryAt, motorcycle72V32Ah } from '../motorcycle/battery.ts'
import type { CloudHost } from './cloud-host.ts'
import { type OnBadAnswer, Pages } from './pages.ts'
import type { PaymentHost } from './payment-host.ts'
import { Visitor, type VisitorParts } from './visitor.ts'

/** How those pay who let money be set aside in their account at AstraPay, and how often. */
const manners = { ordinary: 6, saysNo: 1, leaves: 1, stopsByPage: 2, pullsOut: 2, linksAnew: 2 } as const

const visitsEveryMs = 70 * 60_000
const patienceMs = 150_000
const amountsIdr = [5_000, 10_000, 20_000] as const

export interface LinkedPayerParts extends VisitorParts {
  readonly cloud: CloudHost
  readonly payments: PaymentHost
  readonly onBadAnswer: OnBadAnswer
}

/** The people at one charger who link their account once, and have only taken out of it what they used. */
export class LinkedPayers {
  readonly #parts: LinkedPayerParts
  readonly #visitor: Visitor
  readonly #pages: Pages
  /** Payments' references by the idTags that stand for them. */
  readonly #references = new Map<string, string>()
  /** What their browser keeps of the account that was linked last. */
  #cookie = ''

  constructor(parts: LinkedPayerParts) {
    this.#parts = parts
    this.#visitor = new Visitor(parts)
    this.#pages = new Pages(parts.cloud, parts.onBadAnswer)
  }

  /**
   * Whether the provider has kept money aside for the payment that this idTag stands for. What was given back meanwhile,
   * because nobody heard of a start in time, ends the session when its charger is heard again.
   */
  hasSetAside(idTag: string): boolean {
    const reference = this.#references.get(idTag) ?? ''
    return this.#parts.payments.providers.astrapay.reservations.find(reference) !== undefined
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
    const permille = dice.between(50, 980)
    const stayMs = dice.between(2 * 60_000, 80 * 60_000)
    await this.#visitor.stand(async (connectorId) => {
      this.#visitor.note(`has Rp ${amountIdr} set aside (${manner}) at socket ${connectorId}`)
      this.#visitor.plug(connectorId, batteryAt(motorcycle72V32Ah, permille))
      await this.#visitor.wait(dice.between(3_000, 20_000))
      if (manner === 'linksAnew') this.#cookie = ''
      const path = `/c/${chargePoint.id}/${connectorId}/pay`
      const form = { amountIdr: String(amountIdr), method: 'reserve' }
      const answer = await this.#pages.post(path, form, this.#cookie)
      const page = answer?.status === 303 ? (answer.headers.get('Location') ?? '') : ''
      if (!(await this.#agree(page, manner === 'saysNo')) || manner === 'leaves') return
      if (!(await this.#visitor.energyWithin(connectorId, patienceMs))) return
      await this.#visitor.charge(connectorId, stayMs)
      if (manner === 'stopsByPage') {
        await this.#pages.post(`${page}/stop`, {})
        await this.#visitor.wait(dice.between(2_000, 40_000))
      }
      if (manner !== 'pullsOut') await this.#pages.read(page)
    })
  }

  /** Says yes in the provider's app where it asks, and comes back to the payment's page. */
  async #agree(page: string, saysNo: boolean): Promise<boolean> {
    const { chronicle, cloud, dice, payments } = this.#parts
    const id = /^\/p\/([0-9a-f-]{36})\./.exec(page)?.[1]
    if (id === undefined) return false
    const [row] = await cloud.rows<{ reference: string; idTag: string | null }>(
      'select reference, id_tag from payment where id = ?',
      [id],
    )
    if (row === undefined || row.idTag === null) return false
    this.#references.set(row.idTag, row.reference)
    chronicle.rename(row.idTag)
    const text = (await this.#pages.read(page))?.text ?? ''
    const link = /href="(http:\/\/astrapay\.world\/bind\/\d+)"/.exec(text)?.[1]
    if (link === undefined) return true
    await this.#visitor.wait(dice.between(4_000, 60_000))
    const back = saysNo ? undefined : payments.providers.astrapay.accounts.approve(link)
    if (back === undefined) return false
    const { pathname, search } = new URL(back)
    const answer = await cloud.request(`${pathname}${search}`)
    this.#cookie = answer?.headers.get('Set-Cookie')?.split(';')[0] ?? this.#cookie
    this.#visitor.note(`comes back from its provider, and is answered ${answer?.status ?? 'nothing'}`)
    return true
  }
}
