import { expect } from 'vitest'
import { trialBalance } from '../features/ledger/queries.ts'
import type { WalletHoldView, WalletStatementLine, WalletView } from '../features/wallets/schemas.ts'
import { PayingCharger } from './paying-charger.ts'
import { PrepaidWorld } from './prepaid-world.ts'

const second = 1000

/** A wallet with its card, as a test knows them. */
export interface TestWallet {
  readonly id: string
  readonly idTag: string
}

/** Two posts, a provider, and holders of wallets, on a clock that a test moves. */
export class WalletWorld {
  readonly prepaid: PrepaidWorld
  /** The posts CLK-0001 and CLK-0002. */
  readonly posts: readonly [PayingCharger, PayingCharger]
  #cards = 0

  private constructor(prepaid: PrepaidWorld) {
    this.prepaid = prepaid
    this.posts = [prepaid.charger, new PayingCharger(prepaid.clock)]
  }

  static async start(options: Parameters<typeof PrepaidWorld.start>[0] = {}): Promise<WalletWorld> {
    const world = new WalletWorld(await PrepaidWorld.start(options))
    await world.prepaid.connect('CLK-0002', world.posts[1])
    return world
  }

  advance(ms: number): Promise<void> {
    return this.prepaid.clock.advance(ms)
  }

  async ask<Body>(method: string, path: string, body?: unknown): Promise<Body> {
    const answer = await this.prepaid.api<Body>(path, { method, ...(body !== undefined && { body }) })
    expect([answer.status < 300, answer.status < 300 ? '' : answer.body]).toEqual([true, ''])
    return answer.body
  }

  /** A wallet with one card and so much in it. */
  async wallet(amountIdr: number): Promise<TestWallet> {
    const { id } = await this.ask<WalletView>('POST', '/wallets', { name: 'Wayan' })
    const idTag = await this.card(id)
    for (let left = amountIdr; left > 0; left -= 1_000_000) await this.topUp(id, Math.min(left, 1_000_000))
    return { id, idTag }
  }

  /** Another card of a wallet. */
  async card(walletId: string): Promise<string> {
    this.#cards += 1
    const idTag = `WALLET${this.#cards}`
    await this.ask('PUT', `/id-tags/${idTag}`, { status: 'Accepted' })
    await this.ask('PUT', `/wallets/${walletId}/cards/${idTag}`)
    return idTag
  }

  async topUp(walletId: string, amountIdr: number): Promise<string> {
    const { reference } = await this.ask<{ reference: string }>('POST', `/wallets/${walletId}/top-ups`, {
      amountIdr,
    })
    await this.prepaid.payAndTell(reference)
    return reference
  }

  view(walletId: string): Promise<WalletView> {
    return this.ask<WalletView>('GET', `/wallets/${walletId}`)
  }

  /** Free, set aside and owed. */
  async funds(walletId: string): Promise<[number, number, number]> {
    const { balanceIdr, heldIdr, owedIdr } = await this.view(walletId)
    return [balanceIdr, heldIdr, owedIdr]
  }

  /** All that is its holder's, wherever it lies. */
  async worth(walletId: string): Promise<number> {
    const [balanceIdr, heldIdr, owedIdr] = await this.funds(walletId)
    return balanceIdr + heldIdr - owedIdr
  }

  async holds(walletId: string): Promise<WalletHoldView[]> {
    return (await this.ask<{ items: WalletHoldView[] }>('GET', `/wallets/${walletId}/holds`)).items
  }

  async statement(walletId: string): Promise<WalletStatementLine[]> {
    return (await this.ask<{ items: WalletStatementLine[] }>('GET', `/wallets/${walletId}/statement`)).items
  }

  /** Taps a card at a post and waits for what comes of it; the verdict. */
  async tap(post: PayingCharger, idTag: string, options?: { begins: boolean }): Promise<string | undefined> {
    post.tap(idTag, options)
    await this.advance(second)
    return post.verdicts.at(-1)
  }

  /** Takes so much at a post and ends the session, unless its limit has ended it. */
  async chargeAndEnd(post: PayingCharger, energyWh: number): Promise<void> {
    await this.advance(30 * 60_000)
    post.charge(energyWh)
    post.end('EVDisconnected')
    await this.advance(second)
  }

  /**
   * Where every rupiah is: debits and credits are equal, the providers agree with us, and what the ledger holds is what the
   * rows say is set aside, for each of them.
   */
  async booksAgree(): Promise<void> {
    const { database, gateway, spare } = this.prepaid
    const books = await trialBalance(database.read)
    expect(books.balanced).toBe(true)
    const held = new Map<string, number>()
    let receivableIdr = 0
    for (const { account, debitIdr, creditIdr } of books.accounts) {
      const [name = '', owner = ''] = account.split(':')
      if (name === 'held') held.set(owner, creditIdr)
      if (name === 'psp_receivable') receivableIdr += debitIdr - creditIdr
      if (name === 'wallet_ar') expect(creditIdr, 'nobody is owed by a debt').toBe(0)
    }
    expect(receivableIdr, 'the providers and we agree').toBe(gateway.balanceIdr + spare.balanceIdr)
    const rows = await this.prepaid.rows<{ id: string; amountIdr: number }>(
      `select id, amount_idr from wallet_hold where state not in ('ended', 'released')`,
    )
    expect(new Map(rows.map(({ id, amountIdr }) => [id, amountIdr]))).toEqual(held)
  }

  stop(): Promise<void> {
    return this.prepaid.stop()
  }
}
