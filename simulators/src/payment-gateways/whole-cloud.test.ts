import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Cloud, composeCloud } from '@colok/cloud/compose'
import { ConfigSchema } from '@colok/cloud/config'
import { withoutDisk } from '@colok/cloud/db/durability'
import { openSqlite } from '@colok/cloud/db/sqlite'
import { composePaymentGateways } from '@colok/cloud/gateways'
import { createLog } from '@colok/cloud/log'
import { SeedSchema } from '@colok/cloud/seed'
import { seededRandom } from '@colok/shared/testing/seeded-random'
import { socketPair } from '@colok/shared/testing/socket-pair'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { toIso } from '@colok/shared/time'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FaultKind } from './faults.ts'
import { generatePaymentKeys } from './keys.ts'
import { createPaymentProviders, type PaymentProviders } from './providers.ts'

const second = 1000
const minute = 60_000
const keys = generatePaymentKeys()
const publicUrl = 'http://colok.test'
const seed = SeedSchema.parse({
  sites: [
    {
      slug: 'sangeh',
      name: 'Sangeh',
      address: 'Sangeh, Bali',
      timeZone: 'Asia/Makassar',
      latitude: -8.48,
      longitude: 115.21,
    },
  ],
  chargers: [
    {
      chargePointId: 'CLK-0001',
      name: 'Pos 1',
      site: 'sangeh',
      connectors: [{ connectorId: 1, maxPowerW: 2200, voltageV: 230 }],
    },
  ],
  tariffs: [{ name: 'Tarif', priceIdrPerKwh: 2000, validFrom: '2026-01-01T00:00:00Z' }],
})

let folder: string
let clock: VirtualClock
let database: Awaited<ReturnType<typeof openSqlite>>
let cloud: Cloud
let operatorKey: string
let providers: PaymentProviders
let post: Post

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'colok-payments-'))
  database = await openSqlite(join(folder, 'cloud.sqlite'), withoutDisk)
  clock = new VirtualClock({ wallMs: Date.UTC(2026, 10, 23, 3), busy: database.settled })
  providers = createPaymentProviders({
    clock,
    random: seededRandom(1),
    keys,
    urls: {
      doku: 'http://doku.test',
      astrapay: 'http://astrapay.test',
      midtrans: 'http://midtrans.test',
      issuerApp: 'http://apps.test',
    },
    merchantUrl: () => `${publicUrl}/gateways`,
    fetch: async (input, init) => cloud.app.fetch(new Request(input, init)),
  })
  cloud = composeCloud({
    config: { ...ConfigSchema.parse({ idleLimitS: 86_400 }), secret: 'x'.repeat(32), publicUrl },
    database,
    clock,
    random: seededRandom(2),
    log: createLog('silent', { write: () => {} }),
    fetch: providers.fetch,
    paymentGateways: (world) => composePaymentGateways(providers.accounts, world),
  })
  await whileAdvancing(cloud.seed(seed, { COLOK_SEED_PASSWORD_CLK_0001: 'p'.repeat(32) }))
  operatorKey = (await whileAdvancing(cloud.start())).operatorKey ?? ''
  post = new Post()
  await whileAdvancing(cloud.acceptSocket('CLK-0001', post.pair.left))
  post.tell('StatusNotification', { connectorId: 1, status: 'Preparing', errorCode: 'NoError' })
  await clock.advance(second)
})
afterEach(async () => {
  providers.stop()
  await whileAdvancing(cloud.stop())
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

async function whileAdvancing<T>(work: Promise<T>): Promise<T> {
  let done = false
  const finished = work.finally(() => {
    done = true
  })
  while (!done) await clock.advance(1)
  return finished
}
const request = (path: string, init?: RequestInit) =>
  whileAdvancing(Promise.resolve(cloud.app.request(path, init)))

/** A charge point with one socket that starts when it is told to. */
class Post {
  readonly pair = socketPair(clock)
  transactionId: number | undefined
  #calls = 0

  constructor() {
    this.pair.right.onMessage((text) => {
      const [kind, id, action, payload] = JSON.parse(text) as [number, string, string, { idTag: string }]
      if (kind === 3) {
        const { transactionId } = action as unknown as { transactionId?: number }
        this.transactionId = transactionId ?? this.transactionId
        return
      }
      this.pair.right.send(
        JSON.stringify([3, id, action === 'GetConfiguration' ? {} : { status: 'Accepted' }]),
      )
      if (action === 'RemoteStartTransaction')
        this.tell('StartTransaction', {
          connectorId: 1,
          idTag: payload.idTag,
          meterStart: 0,
          timestamp: toIso(clock.wallMs()),
        })
    })
  }

  tell(action: string, payload: object): void {
    this.#calls += 1
    this.pair.right.send(JSON.stringify([2, `p${this.#calls}`, action, payload]))
  }

  stop(meterStop: number): void {
    const { transactionId } = this
    this.tell('StopTransaction', {
      transactionId,
      meterStop,
      timestamp: toIso(clock.wallMs()),
      reason: 'Local',
    })
  }
}

/** The driver chooses Rp 20,000 to be held, and the owner of the account says yes in its app. */
async function holdAndLink(fault: FaultKind | undefined): Promise<void> {
  const opened = await request('/c/CLK-0001/1/pay', {
    method: 'POST',
    body: new URLSearchParams({ amountIdr: '20000', method: 'reserve' }),
  })
  expect(opened.status).toBe(303)
  const page = await (await request(opened.headers.get('Location') ?? '')).text()
  const link = /href="(http:\/\/astrapay\.test\/bind\/\d+)"/.exec(page)?.[1] ?? ''
  const back = new URL(providers.astrapay.accounts.approve(link) ?? '')
  if (fault !== undefined) providers.astrapay.faults.arm(fault)
  expect((await request(`${back.pathname}${back.search}`)).status).toBe(303)
  await clock.advance(2 * minute)
}

async function balances(): Promise<Record<string, number>> {
  const headers = { Authorization: `Bearer ${operatorKey}` }
  const books = (await (await request('/api/v1/ledger/trial-balance', { headers })).json()) as {
    accounts: { account: string; debitIdr: number; creditIdr: number }[]
  }
  return Object.fromEntries(
    books.accounts.map(({ account, debitIdr, creditIdr }) => [account, debitIdr - creditIdr]),
  )
}

const faults: readonly (FaultKind | undefined)[] = [
  undefined,
  'loseAnswer',
  'timeoutBefore',
  'timeoutAfter',
  'slow',
]

for (const fault of faults)
  test(`AstraPay holds and takes what was used, ${fault === undefined ? 'undisturbed' : `with ${fault} at each`}`, async () => {
    await holdAndLink(fault)
    const purse = providers.rails.purses.of('astrapay')
    if (fault !== undefined) expect(providers.astrapay.faults.armed(fault)).toBe(0)
    expect(purse.reservedIdr).toBe(20_000)
    expect(post.transactionId).toBeDefined()
    await clock.advance(30 * minute)
    if (fault !== undefined) providers.astrapay.faults.arm(fault)
    post.stop(1500)
    await clock.advance(2 * minute)
    if (fault !== undefined) expect(providers.astrapay.faults.armed(fault)).toBe(0)
    expect([purse.balanceIdr, purse.reservedIdr]).toEqual([997_000, 0])
    expect(providers.astrapay.book.balance.receivedIdr).toBe(3000)
    expect(await balances()).toEqual({ 'psp_receivable:astrapay': 3000, revenue_energy: -3000 })
  })

test('a stranger’s code links nothing, and nothing is held', async () => {
  const opened = await request('/c/CLK-0001/1/pay', {
    method: 'POST',
    body: new URLSearchParams({ amountIdr: '20000', method: 'reserve' }),
  })
  const page = opened.headers.get('Location') ?? ''
  expect((await request(`${page}/linked?authCode=123456`)).status).toBe(409)
  expect(await (await request(page)).text()).toContain('http://astrapay.test/bind/')
  await clock.advance(11 * minute)
  expect(providers.rails.purses.of('astrapay').reservedIdr).toBe(0)
  expect(await balances()).toEqual({})
})
