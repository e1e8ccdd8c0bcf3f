import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { WalletWorld } from '../../testing/wallet-world.ts'
import { type MatchedSite, matchDay } from '../reconciliation/day-match.ts'
import type { WalletView } from './schemas.ts'

const second = 1000
const minute = 60_000

let world: WalletWorld
beforeAll(async () => {
  world = await WalletWorld.start()
})
afterEach(() => world.booksAgree())
afterAll(() => world.stop())

const limitsTold = (at: 0 | 1, idTag: string) =>
  world.posts[at].asked
    .filter(([action, { messageId }]) => action === 'DataTransfer' && messageId === 'SetSessionLimit')
    .map(([, { data }]) => JSON.parse(String(data)) as { idTag?: string; limitWh: number })
    .filter((limit) => limit.idTag === idTag)

describe('a wallet is filled up by QRIS', () => {
  test('once, whatever is told how often, and its holder has a receipt', async () => {
    const { id } = await world.wallet(0)
    const reference = await world.topUp(id, 50_000)
    await world.prepaid.notify({ reference, amountIdr: 50_000 })
    await world.advance(30 * second)
    expect(await world.funds(id)).toEqual([50_000, 0, 0])
    expect(await world.statement(id)).toMatchObject([{ kind: 'walletTopUp', amountIdr: 50_000, owedIdr: 0 }])
    const [receipt] = await world.prepaid.rows<{ content: string }>(
      'select content from receipt order by number desc limit 1',
    )
    expect(JSON.parse(receipt?.content ?? '')).toMatchObject({
      site: null,
      totalIdr: 50_000,
      payments: [{ reference, method: 'qris', amountIdr: 50_000 }],
    })
  })

  test('a notification that was lost is made good by asking', async () => {
    const { id } = await world.wallet(0)
    const { reference } = await world.ask<{ reference: string }>('POST', `/wallets/${id}/top-ups`, {
      amountIdr: 20_000,
    })
    world.prepaid.gateway.pay(reference)
    await world.advance(15 * second)
    expect(await world.funds(id)).toEqual([20_000, 0, 0])
  })

  test('money that comes late, for a wrong amount or above what the law allows goes back, and twice waits for a person', async () => {
    const { id } = await world.wallet(0)
    const open = async (amountIdr: number) =>
      (await world.ask<{ reference: string }>('POST', `/wallets/${id}/top-ups`, { amountIdr })).reference
    const late = await open(20_000)
    await world.advance(12 * minute)
    await world.prepaid.payAndTell(late)
    const wrong = await open(20_000)
    world.prepaid.gateway.pay(wrong, 15_000)
    await world.prepaid.notify({ reference: wrong, amountIdr: 15_000 })
    await world.advance(10 * second)
    const refunds = (reference: string) => [
      ...(world.prepaid.gateway.bills.get(reference)?.refunds.values() ?? []),
    ]
    expect([refunds(late), refunds(wrong)]).toEqual([[20_000], [15_000]])
    const twice = await world.topUp(id, 10_000)
    world.prepaid.gateway.payAgain(twice)
    await world.prepaid.notify({ reference: twice, amountIdr: 10_000, providerRef: 'another' })
    expect(await world.funds(id)).toEqual([10_000, 0, 0])
    const first = await open(1_000_000)
    const others = [await open(900_000)]
    const refused = await world.prepaid.api(`/wallets/${id}/top-ups`, {
      method: 'POST',
      body: { amountIdr: 100_000 },
    })
    expect(refused.status).toBe(409)
    await world.prepaid.payAndTell(first)
    for (const reference of others) await world.prepaid.payAndTell(reference)
    expect(await world.funds(id)).toEqual([1_910_000, 0, 0])
  })

  test('too little, too much, and for a frozen wallet is refused before anybody pays', async () => {
    const { id } = await world.wallet(0)
    const ask = async (amountIdr: number) =>
      (await world.prepaid.api(`/wallets/${id}/top-ups`, { method: 'POST', body: { amountIdr } })).status
    expect([await ask(9_999), await ask(1_000_001)]).toEqual([400, 400])
    await world.ask('PUT', `/wallets/${id}`, { name: 'Wayan', frozen: true })
    expect(await ask(10_000)).toBe(409)
  })
})

describe('a card of a wallet', () => {
  test('has its limit before it may start, stops there, and its wallet pays the bill', async () => {
    const [post] = world.posts
    const { id, idTag } = await world.wallet(10_000)
    expect(await world.tap(post, idTag)).toBe('Accepted')
    expect(limitsTold(0, idTag)).toMatchObject([{ limitWh: 4055 }, { limitWh: 4055 }])
    expect(await world.funds(id)).toEqual([0, 10_000, 0])
    await world.advance(30 * minute)
    post.charge(9000)
    await world.advance(second)
    expect(post.isCharging).toBe(false)
    // 4,055 Wh at Rp 2,466.
    expect(await world.funds(id)).toEqual([0, 0, 0])
    const [used] = await world.statement(id)
    expect(used).toMatchObject({ kind: 'walletUse', amountIdr: -10_000 })
    const [receipt] = await world.prepaid.rows<{ content: string }>(
      'select content from receipt where session_id is not null order by number desc limit 1',
    )
    expect(JSON.parse(receipt?.content ?? '')).toMatchObject({
      totalIdr: 10_000,
      owedIdr: 0,
      payments: [{ method: 'walletCard', amountIdr: 10_000 }],
    })
  })

  test('without a balance is blocked, and the display is told why', async () => {
    const [post] = world.posts
    const { idTag } = await world.wallet(0)
    expect(await world.tap(post, idTag)).toBe('Blocked')
    const told = post.asked.filter(([, { messageId }]) => messageId === 'CardRefused').at(-1)
    expect(JSON.parse(String(told?.[1].data))).toEqual({ idTag, reason: 'noBalance' })
  })

  test('that was presented, and began nothing, has its money back after five minutes', async () => {
    const { id, idTag } = await world.wallet(80_000)
    await world.tap(world.posts[0], idTag, { begins: false })
    expect(await world.funds(id)).toEqual([30_000, 50_000, 0])
    await world.tap(world.posts[0], idTag, { begins: false })
    expect(await world.funds(id)).toEqual([30_000, 50_000, 0])
    await world.advance(6 * minute)
    expect(await world.funds(id)).toEqual([80_000, 0, 0])
  })

  test('at two posts at once shares one balance, and two cards of a wallet do', async () => {
    const [one, other] = world.posts
    const { id, idTag } = await world.wallet(60_000)
    const second = await world.card(id)
    expect(await world.tap(one, idTag)).toBe('Accepted')
    expect(await world.tap(other, second)).toBe('Accepted')
    expect(limitsTold(1, second)).toMatchObject([{ limitWh: 4055 }, { limitWh: 4055 }])
    expect(await world.funds(id)).toEqual([0, 60_000, 0])
    await world.chargeAndEnd(one, 1000)
    await world.chargeAndEnd(other, 1000)
    expect(await world.worth(id)).toBe(60_000 - 2 * 2466)
  })

  test('presented twice in a row at two posts charges at both only with what is there', async () => {
    const [one, other] = world.posts
    const { id, idTag } = await world.wallet(30_000)
    expect(await world.tap(one, idTag, { begins: false })).toBe('Accepted')
    expect(await world.tap(other, idTag, { begins: false })).toBe('Blocked')
    expect(await world.funds(id)).toEqual([0, 30_000, 0])
    await world.advance(6 * minute)
    expect(await world.tap(other, idTag, { begins: false })).toBe('Accepted')
    await world.advance(6 * minute)
  })

  test('that used more than was set aside takes it from the balance; beyond that it is owed, and nothing starts', async () => {
    const [, post] = world.posts
    post.knowsLimits = false
    const { id, idTag } = await world.wallet(10_000)
    expect(await world.tap(post, idTag)).toBe('Accepted')
    // One big step between two readings: nobody could have stopped it.
    await world.chargeAndEnd(post, 6000)
    post.knowsLimits = true
    const owed = Math.round(6 * 2466) - 10_000
    expect(await world.funds(id)).toEqual([0, 0, owed])
    expect(await world.tap(post, idTag)).toBe('Blocked')
    const reference = await world.topUp(id, 10_000)
    expect(reference).toBeTruthy()
    expect(await world.funds(id)).toEqual([10_000 - owed, 0, 0])
    expect((await world.statement(id))[0]).toMatchObject({ amountIdr: 10_000, owedIdr: owed })
    expect(await world.tap(post, idTag, { begins: false })).toBe('Accepted')
    await world.advance(6 * minute)
  })

  test('at a charger that knows no limit is stopped from here', async () => {
    const post = world.posts[1]
    post.knowsLimits = false
    const { id, idTag } = await world.wallet(20_000)
    await world.tap(post, idTag)
    const { powerW } = post
    post.powerW = 6000
    for (let minutes = 0; minutes < 120 && post.isCharging; minutes += 1) {
      post.charge(100)
      await world.advance(minute)
    }
    post.powerW = powerW
    post.knowsLimits = true
    expect(post.isCharging).toBe(false)
    const [balanceIdr, heldIdr, owedIdr] = await world.funds(id)
    expect([heldIdr, owedIdr]).toEqual([0, 0])
    // Stopped ahead of two steps between readings.
    expect(balanceIdr).toBeLessThan(600)
  })

  test('that starts without having been presented is covered by what there is, and its charger is told then', async () => {
    const post = world.posts[0]
    const { id, idTag } = await world.wallet(15_000)
    post.begin(idTag)
    await world.advance(2 * second)
    const told = post.asked.filter(([, { messageId }]) => messageId === 'SetSessionLimit').at(-1)
    expect(JSON.parse(String(told?.[1].data))).toMatchObject({ limitWh: 6082 })
    await world.chargeAndEnd(post, 1000)
    expect(await world.worth(id)).toBe(15_000 - 2466)
  })

  test('blocked while it charges goes on to the end and is paid for; then it starts nothing', async () => {
    const post = world.posts[0]
    const { id, idTag } = await world.wallet(40_000)
    await world.tap(post, idTag)
    await world.ask('PUT', `/id-tags/${idTag}`, { status: 'Blocked' })
    await world.advance(minute)
    expect(post.isCharging).toBe(true)
    await world.chargeAndEnd(post, 2000)
    expect(await world.worth(id)).toBe(40_000 - 4932)
    expect(await world.tap(post, idTag)).toBe('Blocked')
  })
})

describe('for the desk', () => {
  test('a use is taken back once, and what is left is paid out by hand', async () => {
    const post = world.posts[0]
    const { id, idTag } = await world.wallet(20_000)
    await world.tap(post, idTag)
    await world.chargeAndEnd(post, 1000)
    const [use, topUp] = await world.statement(id)
    const reverse = (journalId: string | undefined) =>
      world.prepaid.api(`/wallets/${id}/reversals`, {
        method: 'POST',
        body: { journalId, note: 'The meter was tested.' },
      })
    expect((await reverse(topUp?.journalId)).status).toBe(404)
    expect((await reverse(use?.journalId)).status).toBe(201)
    expect(await world.worth(id)).toBe(20_000)
    expect((await reverse(use?.journalId)).status).toBe(409)
    await world.ask('PUT', `/wallets/${id}`, { name: 'Wayan', frozen: true })
    await world.advance(20 * second)
    const claim = { name: 'Wayan', institution: 'BRI', account: '1234567890' }
    const refund = await world.ask<{ id: string }>('POST', `/wallets/${id}/payouts`, {
      claim,
      note: 'She moves away.',
    })
    expect(refund).toMatchObject({ state: 'manual', amountIdr: 20_000, paymentId: null, walletId: id, claim })
    await world.ask('POST', `/refunds/${refund.id}/transfer`, { note: 'BRI 7781' })
    expect(await world.funds(id)).toEqual([0, 0, 0])
    expect((await world.ask<{ items: unknown[] }>('GET', '/refunds?state=manual')).items).toEqual([])
  })

  test('a debt that was paid and is taken back is its holder’s again', async () => {
    const post = world.posts[1]
    const { id, idTag } = await world.wallet(10_000)
    post.knowsLimits = false
    await world.tap(post, idTag)
    await world.chargeAndEnd(post, 6000)
    post.knowsLimits = true
    await world.topUp(id, 20_000)
    const use = (await world.statement(id)).find(({ kind }) => kind === 'walletUse')
    await world.ask('POST', `/wallets/${id}/reversals`, { journalId: use?.journalId, note: 'Not his.' })
    expect(await world.funds(id)).toEqual([30_000, 0, 0])
  })

  test('lists wallets, links a card to one payer only, and unlinks it', async () => {
    const { id, idTag } = await world.wallet(0)
    const other = await world.wallet(0)
    const link = await world.prepaid.api(`/wallets/${other.id}/cards/${idTag}`, { method: 'PUT' })
    expect(link.status).toBe(409)
    expect(await world.ask('DELETE', `/wallets/${id}/cards/${idTag}`)).toMatchObject({ cards: [] })
    expect(await world.tap(world.posts[0], idTag)).toBe('Blocked')
    await world.ask('PUT', `/wallets/${other.id}/cards/${idTag}`)
    const { items } = await world.ask<{ items: WalletView[] }>('GET', '/wallets?limit=200')
    expect(items.find((one) => one.id === other.id)?.cards).toHaveLength(2)
    expect((await world.prepaid.api('/wallets/none')).status).toBe(404)
  })
})

test('its holder fills it up on a page of its own, which nobody finds who was not given it', async () => {
  const { id } = await world.wallet(10_000)
  const path = new URL((await world.view(id)).page ?? '').pathname
  expect(await world.prepaid.text(path)).toMatch(/Saldo Wayan .*Rp 10\.000 Bisa dipakai/)
  expect((await world.prepaid.post(`${path}/top-up`, { amountIdr: '5.000' })).status).toBe(409)
  const opened = await world.prepaid.post(`${path}/top-up`, { amountIdr: '50.000' })
  expect([opened.status, opened.headers.get('Location')]).toEqual([303, path])
  const html = await (await world.prepaid.request(path)).text()
  const qr = html.match(/src="([^"]+qr\.svg\?of=[^"]+)"/)?.[1] ?? ''
  expect((await world.prepaid.request(qr)).headers.get('Content-Type')).toBe('image/svg+xml')
  await world.prepaid.payAndTell([...world.prepaid.gateway.bills.keys()].at(-1) ?? '')
  const text = await world.prepaid.text(path)
  expect(text).toMatch(/Rp 60\.000 Bisa dipakai .*Isi saldo Struk Rp 50\.000/)
  expect(text).not.toContain('QR sebagai teks')
  const receipt = (await (await world.prepaid.request(path)).text()).match(
    /href="http:\/\/colok\.example(\/r\/[^"]+)"/,
  )
  expect(await world.prepaid.text(receipt?.[1] ?? '')).toMatch(
    /Struk ini asli .*Isi saldo Rp 50\.000 QRIS Rp 50\.000/,
  )
  for (const wrong of [path.slice(0, -1), `/w/${id}`, `/w/${id}.`, '/w/x'])
    expect((await world.prepaid.request(wrong)).status, wrong).toBe(404)
})

test('a day is matched: what the meters gave is what the wallets paid, and what is still held or not posted is told', async () => {
  const [post] = world.posts
  const { idTag } = await world.wallet(30_000)
  await world.tap(post, idTag)
  await world.chargeAndEnd(post, 1000)
  const [site] = await world.prepaid.rows<MatchedSite>(
    'select site.id, slug, time_zone from site join charger on charger.site_id = site.id order by charger.id limit 1',
  )
  const [session] = await world.prepaid.rows<{ id: string; businessDay: string }>(
    'select id, business_day from session order by transaction_id desc limit 1',
  )
  if (site === undefined || session === undefined) throw new Error('Nothing was charged.')
  const match = () => matchDay(world.prepaid.database.read, site, session.businessDay)
  const ofIt = async () => (await match()).differences.filter(({ reference }) => reference === session.id)
  expect(await ofIt()).toEqual([])
  expect((await match()).ledger.energyIdr).toBeGreaterThanOrEqual(2466)
  const { tx, begin, rollback } = world.prepaid.database.writeConnection
  await begin()
  await tx.run('update session set total_idr = 2000 where id = ?', [session.id])
  await tx.run(`update wallet_hold set state = 'charging' where session_id = ?`, [session.id])
  const seen = await matchDay(tx, site, session.businessDay)
  await rollback()
  const kinds = seen.differences.filter(({ reference }) => reference === session.id).map(({ kind }) => kind)
  expect(kinds).toEqual(['billDiffers', 'heldAfterEnd'])
})
