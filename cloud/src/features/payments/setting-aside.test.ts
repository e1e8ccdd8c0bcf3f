import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FakeReservations } from '../../testing/fake-reservations.ts'
import { PrepaidWorld } from '../../testing/prepaid-world.ts'

const second = 1000
const minute = 60_000
const hour = 60 * minute

let world: PrepaidWorld
let wallet: FakeReservations
beforeEach(async () => {
  world = await PrepaidWorld.start({ setsAside: true })
  if (world.wallet.reservations === undefined) throw new Error('This wallet sets nothing aside.')
  wallet = world.wallet.reservations
})
afterEach(() => world.stop())

const reserveState = async () =>
  (await world.rows<{ state: string }>('select state from wallet_reserve order by payment_id')).map(
    ({ state }) => state,
  )
const exceptions = async () =>
  (await world.rows<{ kind: string }>('select kind from payment_exception where resolved_at is null')).map(
    ({ kind }) => kind,
  )

/** Linked, set aside, and charging. */
async function charging(amountIdr = 20_000) {
  const payment = await world.setAside(amountIdr)
  await payment.agree()
  for (let tries = 0; tries < 5 && !world.charger.isCharging; tries += 1)
    await world.clock.advance(3 * second)
  expect(world.charger.isCharging).toBe(true)
  return payment
}

/** So much later: nothing is waited for in between. */
async function later(durationMs: number) {
  world.clock.setWall(world.clock.wallMs() + durationMs)
  await world.clock.stride(10 * minute, minute)
}

/** A kWh, which is Rp 2,466, and the plug is pulled. */
async function chargeAndLeave() {
  await world.clock.stride(30 * minute, minute)
  world.charger.charge(1000)
  world.charger.end('EVDisconnected')
  await world.clock.advance(5 * second)
}

test('linked once, held, and only what was used is taken: there is nothing to refund', async () => {
  expect(await world.text('/c/CLK-0001/1/pay?method=reserve')).toContain('Uangnya hanya ditahan')
  const { page, agree } = await world.setAside(20_000)
  expect(await world.text(page)).toContain('Rp 20.000 ditahan di AstraPay Anda, dan hanya yang terpakai')
  expect(await (await world.request(page)).text()).toContain('href="http://wallet.example/')
  await world.balances({})
  expect((await agree()).headers.get('Set-Cookie')).toMatch(/^colok_wallet=.*HttpOnly; .*SameSite=Lax/)
  await world.clock.advance(5 * second)
  expect(wallet.standingIdr).toBe(20_000)
  expect(world.charger.isCharging).toBe(true)
  // What is only held is its owner's, and stands in no account of ours.
  await world.balances({})
  await chargeAndLeave()
  expect([wallet.takenIdr, wallet.standingIdr, wallet.balanceIdr]).toEqual([2466, 0, 997_534])
  await world.balances({ revenue_energy: -2466 })
  expect(await world.text(page)).toMatch(/Ditahan Rp 20\.000 Diambil Rp 2\.466 Dilepas Rp 17\.534/)
  expect(await world.text(page)).toContain('sisanya sudah bebas lagi di AstraPay Anda')
  expect(await world.text(`${page}/receipt`)).toContain('Ditahan di AstraPay')
  expect(await world.rows('select id from refund')).toEqual([])

  // The next time starts without asking anybody, and the account can be unlinked.
  world.charger.status('Preparing')
  await world.clock.advance(second)
  await world.setAside(5000)
  await world.clock.advance(5 * second)
  expect(world.charger.isCharging).toBe(true)
  expect(wallet.calls.filter((call) => call === 'link')).toHaveLength(1)
  world.charger.end('Remote')
  await world.clock.advance(5 * second)
  expect(wallet.standingIdr).toBe(0)
  expect((await world.post('/c/CLK-0001/1/unlink', {})).status).toBe(303)
  world.charger.status('Preparing')
  await world.clock.advance(second)
  await world.setAside(5000)
  expect(wallet.calls.filter((call) => call === 'link')).toHaveLength(2)
})

test('a link is renewed before it ends, and linked anew when the provider will not renew it', async () => {
  const again = async () => {
    world.charger.status('Preparing')
    await world.clock.advance(second)
    const { page } = await world.setAside(5000)
    await world.clock.advance(5 * second)
    return page
  }
  await charging(5000)
  world.charger.end('Remote')
  await world.clock.advance(5 * second)
  await later(13 * 24 * hour)
  await again()
  expect(wallet.calls.filter((call) => call === 'renewLink')).toHaveLength(1)
  expect(world.charger.isCharging).toBe(true)
  world.charger.end('Remote')
  await world.clock.advance(5 * second)

  await later(13 * 24 * hour)
  wallet.answers.set('renewLink', [
    { kind: 'misconfigured', code: '4017400', message: 'Unauthorized. [Code]' },
  ])
  expect(await world.text(await again())).toContain('AstraPay tidak terhubung lagi')
  expect([world.charger.isCharging, wallet.standingIdr]).toEqual([false, 0])
  expect(await world.text(await again())).toContain('Hubungkan AstraPay')
})

test('whoever is told to plug in first pays as they chose afterwards', async () => {
  world.charger.status('Available')
  await world.clock.advance(second)
  const refused = await world.post('/c/CLK-0001/1/pay', { amountIdr: '20000', method: 'reserve' })
  const page = await refused.text()
  expect([refused.status, page]).toEqual([409, expect.stringContaining('Uangnya hanya ditahan')])
  expect(page).toContain('name="method" value="reserve"')
  expect(page).not.toContain('name="method" value="qris"')
})

test('nobody links an account: it expires, and a code that the provider does not know links nothing', async () => {
  const { page } = await world.setAside(20_000)
  expect((await world.comeBack(page, 'made-up')).status).toBe(409)
  expect(await world.text(page)).toContain('Hubungkan AstraPay')
  await world.clock.stride(11 * minute, minute)
  expect(await world.text(page)).toContain('Waktu bayar habis')
  await world.comeBack(page, 'agreed')
  await world.clock.advance(minute)
  expect([wallet.standingIdr, world.charger.isCharging]).toEqual([0, false])
  await world.balances({})
})

test('too little in the account: nothing is held, and the page says so', async () => {
  wallet.balanceIdr = 19_999
  const { page, agree } = await world.setAside(20_000)
  await agree()
  await world.clock.advance(5 * second)
  expect(await world.text(page)).toContain('Saldo AstraPay tidak cukup')
  expect(await reserveState()).toEqual(['refused'])
  expect(world.charger.isCharging).toBe(false)
})

test('an answer that is lost after the money was held is asked for again, and it is held once', async () => {
  wallet.lostAnswers.set('reserve', 2)
  await charging()
  expect(wallet.standingIdr).toBe(20_000)
  expect(wallet.calls.filter((call) => call === 'reserve')).toHaveLength(3)
})

test('a try that was cut off may have held the money: a refusal of the next one gives it back', async () => {
  wallet.onDeed = async () => {
    wallet.onDeed = async () => undefined
    throw new Error('the process died before it heard the answer')
  }
  const { agree } = await world.setAside(20_000)
  await agree()
  await world.clock.advance(5 * second)
  expect(wallet.standingIdr).toBe(20_000)
  wallet.answers.set('reserve', [{ kind: 'declined', code: '4036314', message: 'Insufficient Funds' }])
  await world.clock.advance(3 * minute)
  expect([world.charger.isCharging, wallet.standingIdr]).toEqual([false, 0])
  expect(await reserveState()).toEqual(['voided'])
})

test('who never says whether it holds the money holds none in the end', async () => {
  wallet.lostAnswers.set('reserve', 1000)
  const { page, agree } = await world.setAside(20_000)
  await agree()
  await world.clock.advance(2 * minute)
  expect(await world.text(page)).toContain('AstraPay tidak menjawab')
  expect([world.charger.isCharging, wallet.standingIdr]).toEqual([false, 0])
  expect(await reserveState()).toEqual(['voided'])
  await world.balances({})
})

test('a charger that refuses: nothing is taken, whatever becomes of the release', async () => {
  world.charger.remoteStart = 'Rejected'
  wallet.lostAnswers.set('void', 3)
  const { page, agree } = await world.setAside(20_000)
  await agree()
  await world.clock.advance(minute)
  expect([wallet.standingIdr, wallet.takenIdr]).toEqual([0, 0])
  expect(await world.text(page)).toContain('Uang Anda sudah bebas lagi di AstraPay')
  await world.balances({})
})

test('a release that nobody answers: it lapses by itself', async () => {
  world.charger.remoteStart = 'Rejected'
  const { agree } = await world.setAside(20_000)
  wallet.answers.set(
    'void',
    Array.from({ length: 1000 }, () => ({ kind: 'unknown', message: 'no answer' })),
  )
  await agree()
  await world.clock.advance(minute)
  expect(await reserveState()).toEqual(['voiding'])
  await later(25 * hour)
  expect(await reserveState()).toEqual(['voided'])
})

test('a capture whose answer is lost, or that is refused while it stands, is tried until it is taken, once', async () => {
  const { page } = await charging()
  const busy = { kind: 'declined', code: '4296500', message: 'Too many requests' } as const
  wallet.answers.set('capture', [busy, { kind: 'unknown', message: 'no answer' }])
  wallet.lostAnswers.set('capture', 1)
  await chargeAndLeave()
  // What was used is owed by its owner until then.
  await world.balances({ capture_receivable: 2466, revenue_energy: -2466 })
  expect(await world.text(page)).toContain('AstraPay sedang mengambil yang terpakai')
  await world.clock.advance(minute)
  expect(wallet.takenIdr).toBe(2466)
  await world.balances({ revenue_energy: -2466 })
  expect(await exceptions()).toEqual([])
})

test('the provider tells of hold and capture before it answers: each is booked once', async () => {
  const statuses: number[] = []
  wallet.onDeed = async (reference, amountIdr) => {
    void world
      .notify({ reference, amountIdr }, 'good', 'astrapay')
      .then(({ status }) => statuses.push(status))
  }
  wallet.lostAnswers.set('reserve', 1)
  wallet.lostAnswers.set('capture', 1)
  await charging()
  await chargeAndLeave()
  await world.clock.advance(minute)
  expect(statuses.every((status) => status === 200) && statuses.length >= 2).toBe(true)
  expect(await exceptions()).toEqual([])
  await world.balances({ revenue_energy: -2466 })
})

test('it would lapse before the session ends: all of it is taken before, and the rest is refunded', async () => {
  const { page } = await charging()
  wallet.lostAnswers.set('capture', 1)
  await later(23 * hour)
  expect(wallet.takenIdr).toBe(20_000)
  await world.balances({ held: -20_000 })
  expect(world.charger.isCharging).toBe(true)
  await chargeAndLeave()
  expect(wallet.takenIdr).toBe(2466)
  await world.balances({ revenue_energy: -2466 })
  expect(await world.text(page)).toContain('Sudah kembali ke aplikasi yang Anda pakai')
})

test('a session of a charger that was away past the lapse is paid all the same', async () => {
  await charging()
  world.charger.disconnect()
  await later(23 * hour)
  await later(3 * hour)
  expect(wallet.takenIdr).toBe(20_000)
  world.charger.charge(1000)
  world.charger.end('EVDisconnected')
  await world.connectCharger()
  await world.clock.advance(minute)
  expect(wallet.takenIdr).toBe(2466)
  await world.balances({ revenue_energy: -2466 })
})

test('what was given up at its owner’s before it was taken: the session is stopped, and what it used is before a person', async () => {
  const { page } = await charging()
  const [reserved] = wallet.reserved.values()
  if (reserved !== undefined) reserved.state = 'voided'
  await later(23 * hour)
  expect(await reserveState()).toEqual(['lapsed'])
  expect(world.charger.isCharging).toBe(false)
  expect(await exceptions()).toContain('uncaptured')
  const [payment] = await world.rows<{ id: string }>('select id from payment')
  expect(await world.text(page)).toContain('Kami akan memeriksanya')
  expect((await world.api(`/payments/${payment?.id}`)).body).toMatchObject({ reserve: { state: 'lapsed' } })
  await world.balances({})
})

test('a capture that is refused for good: what was used is a receivable, until a person says what became of it', async () => {
  for (const outcome of ['captured', 'writtenOff']) {
    world.charger.status('Preparing')
    await world.clock.advance(second)
    const { page } = await charging()
    const reserved = [...wallet.reserved.values()].at(-1)
    if (reserved !== undefined) reserved.state = 'voided'
    await chargeAndLeave()
    expect(await exceptions()).toEqual(['uncaptured'])
    expect(await world.text(page)).toContain('Kami akan memeriksanya')
    const [payment] = await world.rows<{ id: string }>('select id from payment order by id desc limit 1')
    const verdict = { method: 'POST', body: { outcome, note: 'page 3 of their books' } }
    const path = `/payments/${payment?.id}/capture-verdict`
    if (outcome === 'captured' && reserved !== undefined) reserved.capturedIdr = 2466
    expect((await world.api(path, verdict)).status).toBe(201)
    expect((await world.api(path, verdict)).status).toBe(409)
    expect(await exceptions()).toEqual([])
  }
  await world.balances({ uncollected: 2466, revenue_energy: -4932 })
})

test('nobody says whether all was taken before it lapsed: a person does, and what was not used is owed to its owner', async () => {
  await charging()
  wallet.answers.set(
    'capture',
    Array.from({ length: 5000 }, () => ({ kind: 'unknown', message: 'no answer' })),
  )
  await later(23 * hour)
  await chargeAndLeave()
  await later(8 * 24 * hour)
  expect(await exceptions()).toEqual(['uncaptured'])
  await world.balances({ capture_receivable: 2466, revenue_energy: -2466 })
  const [payment] = await world.rows<{ id: string; reference: string }>('select id, reference from payment')
  const reserved = wallet.reserved.get(payment?.reference ?? '')
  if (reserved === undefined) throw new Error('Nothing was set aside.')
  Object.assign(reserved, { state: 'captured', capturedIdr: 20_000 })
  const verdict = { method: 'POST', body: { outcome: 'captured', note: 'page 3 of their books' } }
  expect((await world.api(`/payments/${payment?.id}/capture-verdict`, verdict)).status).toBe(201)
  await world.clock.advance(minute)
  // So late the provider gives nothing back: the driver says where it is to go.
  expect(await world.rows('select state, amount_idr from refund')).toEqual([
    { state: 'claimable', amountIdr: 17_534 },
  ])
  await world.balances({ refund_payable: -17_534, revenue_energy: -2466 })
  expect(await exceptions()).toEqual([])
})

test('more is held mid-session in the linked account, and each part is taken once', async () => {
  const { page } = await charging(5000)
  expect((await world.post(`${page}/top-up`, { amountIdr: '5000' })).status).toBe(303)
  await world.clock.advance(5 * second)
  expect(wallet.standingIdr).toBe(10_000)
  await world.clock.stride(30 * minute, minute)
  world.charger.charge(3000)
  world.charger.end('EVDisconnected')
  await world.clock.advance(5 * second)
  expect([wallet.takenIdr, wallet.standingIdr]).toEqual([7398, 0])
  await world.balances({ revenue_energy: -7398 })
})

const correctLast = async (body: object) => {
  const { items } = (await world.api<{ items: { cdr: { id: string } }[] }>('/cdrs')).body
  const path = `/cdrs/${items.at(-1)?.cdr.id}/correction`
  return world.api<{ detail: string }>(path, {
    method: 'POST',
    body: { note: 'the meter was wrong', ...body },
  })
}

test('a session that cost less than was captured has the difference refunded out of the capture, each time', async () => {
  const { page } = await charging()
  await chargeAndLeave()
  expect((await correctLast({ decision: 'bill', energyWh: 400 })).status).toBe(201)
  await world.clock.advance(5 * second)
  expect(wallet.balanceIdr).toBe(1_000_000 - 986)
  await world.balances({ revenue_energy: -986 })
  expect(await world.text(page)).toContain('Rp 1.480: Sudah kembali')
  expect(await world.text(page)).toMatch(/Ditahan Rp 20\.000 Diambil Rp 986 Dilepas Rp 19\.014/)

  const day = '/reconciliation/sites/sangeh-monkey-forest/days/2026-11-23'
  expect((await world.api(day)).body).toMatchObject({ differences: [] })

  expect((await correctLast({ decision: 'waive' })).status).toBe(201)
  await world.clock.advance(5 * second)
  expect(wallet.balanceIdr).toBe(1_000_000)
  expect(
    await world.rows('select state, amount_idr from refund order by created_at, amount_idr desc'),
  ).toEqual([
    { state: 'refunded', amountIdr: 1480 },
    { state: 'refunded', amountIdr: 986 },
  ])
  await world.balances({})
})

test('of what was held mid-session the last part goes back first, and what was captured whole as that of any payment', async () => {
  const { page } = await charging(5000)
  expect((await world.post(`${page}/top-up`, { amountIdr: '5000' })).status).toBe(303)
  await world.clock.advance(5 * second)
  await world.clock.stride(30 * minute, minute)
  world.charger.charge(3000)
  world.charger.end('EVDisconnected')
  await world.clock.advance(5 * second)
  expect((await correctLast({ decision: 'bill', energyWh: 1000 })).status).toBe(201)
  await world.clock.advance(5 * second)
  expect(wallet.balanceIdr).toBe(1_000_000 - 2466)
  expect(await world.rows('select amount_idr from refund order by amount_idr')).toEqual([
    { amountIdr: 2398 },
    { amountIdr: 2534 },
  ])
  await world.balances({ revenue_energy: -2466 })

  world.charger.status('Preparing')
  await world.clock.advance(second)
  await charging()
  await later(23 * hour)
  await chargeAndLeave()
  await world.clock.advance(minute)
  expect(wallet.balanceIdr).toBe(1_000_000 - 2 * 2466)
  expect((await correctLast({ decision: 'waive' })).status).toBe(201)
  await world.clock.advance(5 * second)
  expect(wallet.balanceIdr).toBe(1_000_000 - 2466)
  await world.balances({ revenue_energy: -2466 })
})

test('what is still being taken, or never was, is not corrected, and why is said', async () => {
  await charging()
  wallet.answers.set('capture', [{ kind: 'unknown', message: 'no answer' }])
  const reserved = [...wallet.reserved.values()].at(-1)
  await world.clock.stride(30 * minute, minute)
  world.charger.charge(1000)
  world.charger.end('EVDisconnected')
  await world.clock.advance(second)
  expect(await reserveState()).toEqual(['capturing'])
  const early = await correctLast({ decision: 'waive' })
  expect([early.status, early.body.detail]).toEqual([409, expect.stringContaining('still being taken')])
  if (reserved !== undefined) reserved.state = 'voided'
  await world.clock.advance(minute)
  expect(await reserveState()).toEqual(['lapsed'])
  const late = await correctLast({ decision: 'waive' })
  expect([late.status, late.body.detail]).toEqual([409, expect.stringContaining('never taken')])
  await world.balances({ capture_receivable: 2466, revenue_energy: -2466 })
})
