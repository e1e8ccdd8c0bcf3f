import { seededRandom } from '@colok/shared/testing/seeded-random'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { expect } from 'vitest'
import { type Cloud, composeCloud } from '../compose.ts'
import { ConfigSchema } from '../config.ts'
import type { Database } from '../db/database.ts'
import { trialBalance } from '../features/ledger/queries.ts'
import { createLog } from '../log.ts'
import { FakeGateway } from './fake-gateway.ts'
import { MortalProcess } from './mortal-process.ts'
import { PayingCharger } from './paying-charger.ts'
import { password, testNow, testSeed } from './test-cloud.ts'
import { newTestDatabase } from './test-database.ts'

/** An account that nobody answers at: what a test is about is what is queued. */
const messaging = { email: { smtpUrl: 'smtp://127.0.0.1:1', from: 'halo@colok.example' } }

/** The process that is running now, and its key. */
interface Running {
  readonly life: MortalProcess
  readonly cloud: Cloud
}

/**
 * A provider, a post, a driver's browser and the central system between them, on a clock that a test moves. The central
 * system can be killed and started again on its database.
 */
export class PrepaidWorld {
  readonly clock: VirtualClock
  readonly gateway: FakeGateway
  /** Tried where the other one does not answer. */
  readonly spare: FakeGateway
  /** Sets money aside, where a test wants that. */
  readonly wallet: FakeGateway
  readonly charger: PayingCharger
  readonly database: Database
  readonly logged: string[] = []
  readonly #remove: () => Promise<void>
  #running: Running | undefined
  #operatorKey = ''
  #generation = 0

  readonly #setsAside: boolean
  /** What the driver's browser keeps. */
  #cookie = ''

  private constructor(database: Database, remove: () => Promise<void>, setsAside: boolean) {
    this.database = database
    this.#setsAside = setsAside
    this.#remove = remove
    this.clock = new VirtualClock({ wallMs: testNow, busy: database.settled })
    this.gateway = new FakeGateway(this.clock)
    this.spare = new FakeGateway(this.clock, 'midtrans')
    this.wallet = new FakeGateway(this.clock, 'astrapay')
    this.charger = new PayingCharger(this.clock)
  }

  static async start(
    options: { readonly diesAt?: MortalProcess['diesAt']; readonly setsAside?: boolean } = {},
  ): Promise<PrepaidWorld> {
    const stored = await newTestDatabase()
    const world = new PrepaidWorld(await stored.open(), () => stored.remove(), options.setsAside ?? false)
    await world.startProcess(options.diesAt)
    return world
  }

  get life(): MortalProcess {
    return this.#now.life
  }

  get #now(): Running {
    if (this.#running === undefined) throw new Error('The central system is not running.')
    return this.#running
  }

  async startProcess(diesAt?: MortalProcess['diesAt']): Promise<void> {
    const life = new MortalProcess()
    this.#generation += 1
    const cloud = composeCloud({
      config: {
        ...ConfigSchema.parse({ idleLimitS: 86_400, messaging }),
        secret: 'x'.repeat(32),
        publicUrl: 'http://colok.example',
      },
      database: life.database(this.database),
      clock: this.clock,
      random: seededRandom(this.#generation),
      log: createLog('info', { write: (line) => void this.logged.push(line) }),
      paymentGateways: () =>
        [this.gateway, this.spare, ...(this.#setsAside ? [this.wallet] : [])].map((one) => life.gateway(one)),
    })
    this.#running = { life, cloud }
    const passwords = { COLOK_SEED_PASSWORD_CLK_0001: password, COLOK_SEED_PASSWORD_CLK_0002: password }
    await this.whileAdvancing(cloud.seed(testSeed, passwords))
    const { operatorKey } = await this.whileAdvancing(cloud.start())
    this.#operatorKey = operatorKey ?? this.#operatorKey
    await this.connectCharger()
    // From here on: what a start itself writes is not what a test is about.
    life.commits = 0
    life.diesAt = diesAt
  }

  /** Ends the process as SIGKILL does, and starts another. */
  async kill(): Promise<void> {
    await this.life.bury()
    this.charger.disconnect()
    await this.startProcess()
  }

  async connectCharger(): Promise<void> {
    await this.whileAdvancing(this.#now.cloud.acceptSocket('CLK-0001', this.charger.connect()))
    this.charger.status(this.charger.isCharging ? 'Charging' : 'Preparing')
    await this.clock.advance(100)
  }

  /** Connects another charger of the seed. */
  async connect(chargePointId: string, charger: PayingCharger): Promise<void> {
    await this.whileAdvancing(this.#now.cloud.acceptSocket(chargePointId, charger.connect()))
    charger.status('Preparing')
    await this.clock.advance(100)
  }

  async whileAdvancing<T>(work: Promise<T>): Promise<T> {
    let done = false
    const finished = work.finally(() => {
      done = true
    })
    while (!done) {
      if (this.#running?.life.isDead) return Promise.reject(new Error('The central system is dead.'))
      await this.clock.advance(1)
    }
    return finished
  }

  request(path: string, init?: RequestInit): Promise<Response> {
    return this.whileAdvancing(Promise.resolve(this.#now.cloud.app.request(path, init)))
  }

  /** A page as its words. */
  async text(path: string): Promise<string> {
    const html = await (await this.request(path)).text()
    return html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
  }

  /** As the driver's browser, which keeps what it is given. */
  async post(path: string, form: Record<string, string>): Promise<Response> {
    const headers = this.#cookie === '' ? undefined : { Cookie: this.#cookie }
    return this.request(path, {
      method: 'POST',
      body: new URLSearchParams(form),
      ...(headers && { headers }),
    })
  }

  /** Chooses an amount to be set aside; where that is followed, and where an account is to be linked first. */
  async setAside(
    amountIdr: number,
  ): Promise<{ page: string; reference: string; agree: () => Promise<Response> }> {
    const form = { amountIdr: String(amountIdr), method: 'reserve' }
    const response = await this.post('/c/CLK-0001/1/pay', form)
    expect([response.status, response.status === 303 ? '' : await response.text()]).toEqual([303, ''])
    const page = response.headers.get('Location') ?? ''
    const [payment] = await this.rows<{ reference: string }>(
      'select reference from payment order by id desc limit 1',
    )
    return { page, reference: payment?.reference ?? '', agree: () => this.comeBack(page, 'agreed') }
  }

  /** The driver's browser is back from the provider. */
  async comeBack(page: string, authCode: string): Promise<Response> {
    const response = await this.request(`${page}/linked?authCode=${authCode}`)
    this.#cookie = response.headers.get('Set-Cookie')?.split(';')[0] ?? this.#cookie
    return response
  }

  async api<Body = Record<string, unknown>>(
    path: string,
    { method = 'GET', body }: { method?: string; body?: unknown } = {},
  ): Promise<{ status: number; body: Body }> {
    const response = await this.request(`/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.#operatorKey}`, 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as Body }
  }

  /** Chooses an amount on the post's page; where the payment is followed, and what the provider knows it by. */
  async choose(amountIdr: number, path = '/c/CLK-0001/1/pay'): Promise<{ page: string; reference: string }> {
    const response = await this.post(path, { amountIdr: String(amountIdr) })
    expect([response.status, response.status === 303 ? '' : await response.text()]).toEqual([303, ''])
    const reference = [...this.gateway.bills.keys(), ...this.spare.bills.keys()].at(-1) ?? ''
    return { page: response.headers.get('Location') ?? '', reference }
  }

  /** The provider's notification, as often as it is called. */
  notify(told: object, signature = 'good', gateway = 'doku'): Promise<Response> {
    return this.request(`/gateways/${gateway}/notify`, {
      method: 'POST',
      headers: { signature },
      body: JSON.stringify(told),
    })
  }

  async payAndTell(reference: string): Promise<void> {
    this.gateway.pay(reference)
    const amountIdr = this.gateway.bills.get(reference)?.paidIdr
    expect((await this.notify({ reference, amountIdr })).status).toBe(200)
  }

  rows<Row>(statement: string): Promise<Row[]> {
    return Promise.resolve(this.database.read.all<Row>(statement, []))
  }

  /**
   * Where every rupiah is: the books balance, what the provider has agrees with what we say that it owes us, and what is
   * held or owed is what is expected, nothing unless said.
   */
  async balances(expected: { readonly [account: string]: number }): Promise<void> {
    const books = await trialBalance(this.database.read)
    expect(books.balanced).toBe(true)
    const byName: Record<string, number> = {}
    for (const { account, debitIdr, creditIdr } of books.accounts) {
      const [name = ''] = account.split(':')
      byName[name] = (byName[name] ?? 0) + debitIdr - creditIdr
    }
    expect(byName.psp_receivable ?? 0, 'the provider and we agree').toBe(
      this.gateway.balanceIdr + this.spare.balanceIdr + this.wallet.balanceIdr,
    )
    const { psp_receivable: _, ...others } = byName
    expect(others).toEqual(expected)
  }

  async stop(): Promise<void> {
    if (!this.life.isDead) await this.whileAdvancing(this.#now.cloud.stop())
    await this.database.close()
    await this.#remove()
  }
}
