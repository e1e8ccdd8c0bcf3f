import { seededRandom } from '@colok/shared/testing/seeded-random'
import { toIso } from '@colok/shared/time'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PrepaidWorld } from '../../testing/prepaid-world.ts'
import { startTestCloud, type TestCloud, testNow } from '../../testing/test-cloud.ts'
import { WalletWorld } from '../../testing/wallet-world.ts'
import type { SealedCdr } from './schemas.ts'

const second = 1000
const minute = 60_000
const hour = 3_600_000

/** What of records is told apart here. */
const brief = (items: readonly SealedCdr[]) =>
  items.map(({ number, kind, cdr }) => [number, kind, cdr.total_energy, cdr.total_cost.incl_vat])

describe('a session that was paid ahead', () => {
  let world: PrepaidWorld
  beforeAll(async () => {
    world = await PrepaidWorld.start()
  })
  afterAll(() => world.stop())

  const cdrs = async () => (await world.api<{ items: SealedCdr[] }>('/cdrs')).body.items
  const correct = (id: string, body: object) =>
    world.api<{ items: SealedCdr[]; detail: string }>(`/cdrs/${id}/correction`, { method: 'POST', body })
  const last = async () => (await cdrs()).at(-1)?.cdr.id ?? ''
  const day = async () =>
    (await world.api<{ differences: object[] }>('/reconciliation/sites/sangeh-monkey-forest/days/2026-11-23'))
      .body

  test('is not corrected before it is settled', async () => {
    const { page, reference } = await world.choose(5000)
    await world.payAndTell(reference)
    await world.clock.advance(15 * second)
    await world.clock.advance(6 * minute)
    world.charger.charge(1000)
    world.charger.end('PowerLoss')
    await world.clock.advance(second)
    const refused = await correct(await last(), { decision: 'waive', note: 'n' })
    expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('not settled yet')])
    await world.clock.stride(16 * minute, minute)
    expect(await world.text(page)).toContain('Rp 2.534')
    await world.balances({ revenue_energy: -2466 })
  })

  test('that cost less than was thought has the difference go back by its provider', async () => {
    const id = await last()
    const { status, body } = await correct(id, {
      decision: 'bill',
      energyWh: 400,
      note: 'the meter was wrong',
    })
    expect([status, brief(body.items)]).toEqual([
      201,
      [
        [1, 'cdr', 1, 2466],
        [2, 'credit', 1, -2466],
        [3, 'cdr', 0.4, 986],
      ],
    ])
    expect(body.items[1]?.cdr).toMatchObject({
      credit: true,
      credit_reference_id: id,
      remark: 'the meter was wrong',
    })
    expect(body.items[2]?.cdr).toMatchObject({ x_corrects: id })
    await world.clock.advance(minute)
    await world.balances({ revenue_energy: -986 })
    const refunds = await world.rows<{ amountIdr: number; state: string }>(
      'select amount_idr, state from refund order by created_at',
    )
    expect(refunds).toEqual([
      { amountIdr: 2534, state: 'refunded' },
      { amountIdr: 1480, state: 'refunded' },
    ])
    const [session] = (await world.api<{ items: object[] }>('/sessions')).body.items as {
      energyWh: number
      amountIdr: number
    }[]
    expect(session).toMatchObject({ energyWh: 400, amountIdr: 986 })
  })

  test('is matched with the ledger on its day', async () => {
    expect((await day()).differences).toEqual([])
  })

  test('is never asked for more than was kept', async () => {
    const more = await correct(await last(), { decision: 'bill', energyWh: 900, note: 'it was more' })
    expect(brief(more.body.items).slice(-2)).toEqual([
      [4, 'credit', 0.4, -986],
      [5, 'cdr', 0.9, 986],
    ])
    await world.balances({ revenue_energy: -986 })
  })

  test('is waived, and then nothing is kept', async () => {
    const { status } = await correct(await last(), { decision: 'waive', note: 'a gesture' })
    expect(status).toBe(201)
    await world.clock.advance(minute)
    await world.balances({})
    expect((await day()).differences).toEqual([])
  })

  test('is corrected once for each record, and only by what would change', async () => {
    const sealed = await cdrs()
    const refusal = async (id: string, body: object) => {
      const { status, body: problem } = await correct(id, body)
      return [status, problem.detail]
    }
    const waive = { decision: 'waive', note: 'n' }
    expect(await refusal(sealed[0]?.cdr.id ?? '', waive)).toEqual([
      409,
      expect.stringContaining('taken back already'),
    ])
    expect(await refusal(sealed[1]?.cdr.id ?? '', waive)).toEqual([409, expect.stringContaining('A credit')])
    expect(await refusal('nothing', waive)).toEqual([404, expect.any(String)])
    expect((await refusal(await last(), { decision: 'bill', note: 'n' }))[0]).toBe(400)
  })

  test('who corrected what, and why, is kept', async () => {
    const { body } = await world.api<{ items: { action: string; detail: { note?: string } }[] }>('/activity')
    const notes = body.items
      .filter(({ action }) => action === 'cdr.corrected')
      .map(({ detail }) => detail.note)
    expect(notes).toEqual(['a gesture', 'it was more', 'the meter was wrong'])
  })
})

describe('a session that a wallet has paid', () => {
  test('is taken out of it as it really was: the difference is free again, or owed', async () => {
    const world = await WalletWorld.start()
    const post = world.posts[0]
    const { id, idTag } = await world.wallet(20_000)
    await world.tap(post, idTag)
    await world.chargeAndEnd(post, 1000)
    const standing = async () => (await world.ask<{ items: SealedCdr[] }>('GET', '/cdrs')).items.at(-1)?.cdr
    expect((await standing())?.cdr_token).toMatchObject({ uid: idTag, contract_id: id })
    for (const [energyWh, worthIdr] of [
      [400, 20_000 - 986],
      [2000, 20_000 - 4932],
    ] as const) {
      const correction = { decision: 'bill', energyWh, note: 'the meter was wrong' }
      await world.ask('POST', `/cdrs/${(await standing())?.id}/correction`, correction)
      expect(await world.worth(id)).toBe(worthIdr)
    }
    await world.ask('POST', `/cdrs/${(await standing())?.id}/correction`, {
      decision: 'waive',
      note: 'a gesture',
    })
    expect(await world.worth(id)).toBe(20_000)
    await world.booksAgree()
    await world.stop()
  })
})

describe('sessions of an organisation', () => {
  let system: TestCloud
  beforeAll(async () => {
    system = await startTestCloud()
    const account = { name: 'Ojek Bali', address: 'Denpasar', payWithinDays: 14 }
    await system.api('/postpaid-accounts/ojek-bali', { method: 'PUT', body: account })
    const card = { status: 'Accepted', postpaidAccount: 'ojek-bali' }
    await system.api('/id-tags/04BEEF', { method: 'PUT', body: card })
    const charger = await system.connect()
    for (const hours of [0, 1, 2]) {
      const start = {
        connectorId: 1,
        idTag: '04BEEF',
        meterStart: hours * 10_000,
        timestamp: toIso(testNow + hours * hour),
      }
      const { transactionId } = (await charger.call('StartTransaction', start)) as { transactionId: number }
      system.setWall(testNow + (hours + 1) * hour)
      const timestamp = toIso(testNow + (hours + 1) * hour)
      await charger.call('StopTransaction', { transactionId, meterStop: hours * 10_000 + 1000, timestamp })
    }
  })
  afterAll(() => system.stop())

  const cdrs = async () => (await system.api<{ items: SealedCdr[] }>('/cdrs?limit=200')).body.items
  const correct = (id: string, body: object) => system.api(`/cdrs/${id}/correction`, { method: 'POST', body })
  const owedIdr = async () =>
    (await system.api<{ owedIdr: number }>('/postpaid-accounts/ojek-bali')).body.owedIdr
  const billedIdr = async () => {
    const { body } = await system.api<{ items: { amountIdr: number }[] }>('/sessions')
    return body.items.reduce((sum, { amountIdr }) => sum + amountIdr, 0)
  }

  /** The records that nothing has taken back, by session. */
  async function standing(): Promise<string[]> {
    const all = await cdrs()
    const credited = new Set(all.map(({ cdr }) => cdr.credit_reference_id))
    return all.filter(({ kind, cdr }) => kind === 'cdr' && !credited.has(cdr.id)).map(({ cdr }) => cdr.id)
  }

  test('after any corrections records, bills and what is owed are the same sum', async () => {
    const random = seededRandom(20)
    for (let round = 0; round < 15; round += 1) {
      const ids = await standing()
      expect(ids).toHaveLength(3)
      const id = ids[Math.floor(random() * 3)] ?? ''
      const energyWh = Math.floor(random() * 3000)
      const decision = random() < 0.2 ? { decision: 'waive' } : { decision: 'bill', energyWh }
      const { status } = await correct(id, { ...decision, note: `round ${round}` })
      expect([201, 409]).toContain(status)
      const sealedIdr = (await cdrs()).reduce((sum, { cdr }) => sum + cdr.total_cost.incl_vat, 0)
      expect([sealedIdr, await owedIdr()]).toEqual([await billedIdr(), sealedIdr])
    }
    const { body } = await system.api<{ balanced: boolean }>('/ledger/trial-balance')
    expect(body.balanced).toBe(true)
  })

  interface Issued {
    readonly number: number
    readonly totalIdr: number
    readonly content: {
      readonly lines: readonly { readonly amountIdr: number; readonly corrects: number | null }[]
    }
  }
  const issue = () =>
    system.api<Issued>('/postpaid-accounts/ojek-bali/invoices', {
      method: 'POST',
      body: { month: '2026-11' },
    })

  test('the invoice is for what was corrected; what is corrected after it comes with the next', async () => {
    const [id = ''] = await standing()
    await correct(id, { decision: 'bill', energyWh: 777, note: 'for the invoice' })
    const invoice = await issue()
    expect([invoice.status, invoice.body.totalIdr]).toEqual([201, await billedIdr()])
    const [first = '', second = ''] = await standing()
    const owed = await owedIdr()
    // Less than was invoiced: the invoice stays as it is, and there is nothing to ask for until more was charged.
    expect((await correct(first, { decision: 'waive', note: 'the socket was broken' })).status).toBe(201)
    const creditIdr = (await billedIdr()) - owed
    expect(creditIdr).toBeLessThan(0)
    expect(await owedIdr()).toBe(owed + creditIdr)
    expect((await issue()).status).toBe(409)
    await system.api(`/invoices/${invoice.body.number}/payment`, { method: 'POST', body: { note: 'BPD 17' } })
    expect(await owedIdr()).toBe(creditIdr)
    // And more: the next invoice is for the difference of both, and then nothing is owed to anybody.
    expect(
      (await correct(second, { decision: 'bill', energyWh: 9000, note: 'the meter was wrong' })).status,
    ).toBe(201)
    const next = await issue()
    expect(next.body.totalIdr).toBe((await billedIdr()) - owed)
    expect(next.body.content.lines.map(({ corrects }) => corrects)).toEqual([
      invoice.body.number,
      invoice.body.number,
    ])
    await system.api(`/invoices/${next.body.number}/payment`, { method: 'POST', body: { note: 'BPD 18' } })
    expect(await owedIdr()).toBe(0)
    const stands = (await system.api<Issued>(`/invoices/${invoice.body.number}`)).body
    expect(stands).toMatchObject({ totalIdr: invoice.body.totalIdr })
  })
})
