import { afterEach, beforeEach, expect, test } from 'vitest'
import { PrepaidWorld } from '../../testing/prepaid-world.ts'

const second = 1000
const minute = 60_000

let world: PrepaidWorld
beforeEach(async () => {
  world = await PrepaidWorld.start()
})
afterEach(() => world.stop())

/** Chooses, pays and is charging. */
async function charging(amountIdr = 5000) {
  const payment = await world.choose(amountIdr)
  await world.payAndTell(payment.reference)
  await world.clock.advance(5 * second)
  expect(world.charger.isCharging).toBe(true)
  return payment
}
const refundStates = () =>
  world.rows<{ state: string; amountIdr: number }>('select state, amount_idr from refund order by id')
const exceptions = async () =>
  (await world.rows<{ kind: string }>('select kind from payment_exception order by id')).map(
    ({ kind }) => kind,
  )

test('from the QR to the change: paid, limited by the charger, billed, and the rest is back', async () => {
  expect(await world.text('/c/CLK-0001')).toContain('Bayar dengan QRIS')
  const { page, reference } = await world.choose(5000)
  expect(await world.text(page)).toMatch(/Rp 5\.000 untuk 2,03 kWh/)
  expect((await world.request(`${page}/qr.svg`)).headers.get('Content-Type')).toBe('image/svg+xml')
  await world.balances({})
  await world.payAndTell(reference)
  await world.balances({ held: -5000 })
  await world.clock.advance(5 * second)
  expect(world.charger.asked.filter(([action]) => action !== 'TriggerMessage').slice(-2)).toEqual([
    ['DataTransfer', expect.objectContaining({ messageId: 'SetSessionLimit' })],
    ['RemoteStartTransaction', { connectorId: 1, idTag: expect.stringMatching(/^[0-9A-Z]{20}$/) }],
  ])
  await world.clock.stride(30 * minute, minute)
  world.charger.charge(1000)
  await world.clock.advance(second)
  expect(await world.text(page)).toMatch(
    /1,00 kWh Rp 2\.466 dari 2,03 kWh \(Rp 5\.000\) Daya 1\.200 W Sisa waktu ± 51 m/,
  )
  await world.clock.stride(30 * minute, minute)
  world.charger.end('EVDisconnected')
  await world.clock.advance(5 * second)
  expect(await world.text(page)).toMatch(/Dibayar Rp 5\.000 Terpakai Rp 2\.466 Kembali Rp 2\.534/)
  expect(await world.text(page)).toContain('Sudah kembali ke aplikasi yang Anda pakai.')
  expect(await refundStates()).toEqual([{ state: 'refunded', amountIdr: 2534 }])
  await world.balances({ revenue_energy: -2466 })
  expect(world.charger.asked.at(-1)).toEqual([
    'DataTransfer',
    expect.objectContaining({ messageId: 'FinalCost' }),
  ])
})

test('a session ends at the limit, costs what was paid at most, and nothing is owed but the change', async () => {
  await charging()
  await world.clock.stride(2 * 60 * minute, 5 * minute)
  world.charger.charge(9999)
  await world.clock.advance(5 * second)
  expect(world.charger.isCharging).toBe(false)
  // 2,027 Wh at Rp 2,466 are Rp 4,998.58.
  expect(await refundStates()).toEqual([{ state: 'refunded', amountIdr: 1 }])
  await world.balances({ revenue_energy: -4999 })
})

test('money is taken for a socket that is plugged in only', async () => {
  world.charger.status('Available')
  await world.clock.advance(second)
  expect(await world.text('/c/CLK-0001')).not.toContain('Bayar dengan QRIS')
  const refused = await world.post('/c/CLK-0001/1/pay', { amountIdr: '5000' })
  expect([refused.status, await refused.text()]).toEqual([
    409,
    expect.stringContaining('Colokkan kabel motor'),
  ])
  world.charger.status('Charging')
  await world.clock.advance(second)
  expect(await (await world.post('/c/CLK-0001/1/pay', { amountIdr: '5000' })).text()).toContain(
    'sedang dipakai',
  )
  world.charger.disconnect()
  await world.clock.advance(second)
  expect(await (await world.post('/c/CLK-0001/1/pay', { amountIdr: '5000' })).text()).toContain(
    'belum tersambung',
  )
  expect(world.gateway.bills.size).toBe(0)
})

test('any amount may be typed, in rupiah or in kWh, and nonsense is refused', async () => {
  for (const form of [{ amountIdr: '7.500' }, { kwh: '2,5' }]) {
    const response = await world.post('/c/CLK-0001/1/pay', form)
    expect(response.status).toBe(303)
  }
  expect([...world.gateway.bills.values()].map(({ asked }) => asked.amountIdr)).toEqual([7500, 6165])
  for (const form of [
    { amountIdr: '999' },
    { amountIdr: '1000001' },
    { amountIdr: '-5000' },
    { kwh: 'x' },
    {},
  ]) {
    const response = await world.post('/c/CLK-0001/1/pay', form as Record<string, string>)
    expect([response.status, await response.text()]).toEqual([409, expect.stringContaining('Rp 1.000')])
  }
})

test('other ways to pay are offered where a provider has them, and lead to its page', async () => {
  expect(await world.text('/c/CLK-0001/1/pay')).toMatch(/QRIS Kartu atau VA/)
  const response = await world.post('/c/CLK-0001/1/pay', { amountIdr: '5000', method: 'page' })
  const page = await (await world.request(response.headers.get('Location') ?? '')).text()
  expect(page).toMatch(/href="http:\/\/pay.example\/P\w+"/)
  expect([...world.spare.bills.values()].map(({ asked }) => asked.method)).toEqual(['page'])
})

test('a lost notification is found by asking the provider', async () => {
  const { reference } = await world.choose(5000)
  world.gateway.pay(reference)
  await world.clock.advance(30 * second)
  expect(world.charger.isCharging).toBe(true)
  await world.balances({ held: -5000 })
})

test('a doubled notification starts once', async () => {
  const { reference } = await world.choose(5000)
  world.gateway.pay(reference)
  for (let times = 0; times < 3; times += 1)
    expect((await world.notify({ reference, amountIdr: 5000 })).status).toBe(200)
  await world.clock.advance(10 * second)
  await world.notify({ reference, amountIdr: 5000 })
  expect(world.charger.asked.filter(([action]) => action === 'RemoteStartTransaction')).toHaveLength(1)
  await world.balances({ held: -5000 })
})

test('a charger that refuses: the money goes back at once', async () => {
  world.charger.remoteStart = 'Rejected'
  const { page, reference } = await world.choose(5000)
  await world.payAndTell(reference)
  await world.clock.advance(5 * second)
  expect(await world.text(page)).toMatch(/Pengisian tidak jadi Pos menolak untuk mulai\./)
  expect(await refundStates()).toEqual([{ state: 'refunded', amountIdr: 5000 }])
  await world.balances({})
})

test('a charger that goes offline before it is told: it is tried until the deadline, then the money goes back', async () => {
  const { reference } = await world.choose(5000)
  world.charger.disconnect()
  await world.payAndTell(reference)
  await world.clock.advance(60 * second)
  await world.balances({ held: -5000 })
  await world.clock.advance(60 * second)
  expect(await refundStates()).toEqual([{ state: 'refunded', amountIdr: 5000 }])
  await world.balances({})
})

test('a charger that comes back in time starts after all', async () => {
  const { reference } = await world.choose(5000)
  world.charger.disconnect()
  await world.payAndTell(reference)
  await world.clock.advance(40 * second)
  await world.connectCharger()
  await world.clock.advance(10 * second)
  expect(world.charger.isCharging).toBe(true)
  await world.balances({ held: -5000 })
})

test('accepted, but never begun: the money goes back at the deadline, and its idTag opens nothing any more', async () => {
  world.charger.begins = false
  const { reference } = await world.choose(5000)
  await world.payAndTell(reference)
  await world.clock.advance(2 * minute)
  expect(await refundStates()).toEqual([{ state: 'refunded', amountIdr: 5000 }])
  await world.balances({})
  const [started] = world.charger.asked.filter(([action]) => action === 'RemoteStartTransaction')
  world.charger.begin(String(started?.[1].idTag))
  await world.clock.advance(5 * second)
  expect(world.charger.isCharging).toBe(false)
  expect(await exceptions()).toEqual(['startedAfterRefund'])
  await world.balances({})
})

test('a charger that was cut off after it said yes may be charging: it is waited for', async () => {
  world.charger.begins = false
  const { reference } = await world.choose(5000)
  await world.payAndTell(reference)
  await world.clock.advance(5 * second)
  world.charger.disconnect()
  const [started] = world.charger.asked.filter(([action]) => action === 'RemoteStartTransaction')
  world.charger.begin(String(started?.[1].idTag))
  await world.clock.advance(5 * minute)
  await world.balances({ held: -5000 })
  await world.connectCharger()
  await world.clock.advance(5 * second)
  world.charger.charge(500)
  world.charger.end('Remote')
  await world.clock.advance(10 * second)
  await world.balances({ revenue_energy: -1233 })
})

test('no answer to the start: if it began all the same it is billed, if not the money goes back', async () => {
  world.charger.remoteStart = 'nothing'
  const { reference } = await world.choose(5000)
  await world.payAndTell(reference)
  await world.clock.advance(3 * minute)
  expect(await refundStates()).toEqual([{ state: 'refunded', amountIdr: 5000 }])
  await world.balances({})
})

test('more is added while it charges: the limit rises, and the top-up goes back first', async () => {
  const { page } = await charging()
  await world.clock.stride(30 * minute, minute)
  world.charger.charge(1500)
  const more = await world.choose(10_000, `${page}/top-up`)
  await world.payAndTell(more.reference)
  await world.clock.advance(5 * second)
  expect(await world.text(more.page)).toContain('Tambahan sudah masuk')
  await world.balances({ held: -15_000 })
  await world.clock.stride(60 * minute, 5 * minute)
  world.charger.charge(1500)
  await world.clock.advance(second)
  expect(world.charger.isCharging).toBe(true)
  world.charger.end('Remote')
  await world.clock.advance(10 * second)
  // 3 kWh are Rp 7,398: Rp 5,000 of the first payment and Rp 2,398 of the second.
  expect(await refundStates()).toEqual([{ state: 'refunded', amountIdr: 7602 }])
  expect(await world.text(page)).toMatch(/Dibayar Rp 15\.000 Terpakai Rp 7\.398 Kembali Rp 7\.602/)
  await world.balances({ revenue_energy: -7398 })
})

test('a top-up that is paid when the session has ended goes back', async () => {
  const { page } = await charging()
  const more = await world.choose(10_000, `${page}/top-up`)
  world.charger.end('Remote')
  await world.clock.advance(5 * second)
  await world.payAndTell(more.reference)
  await world.clock.advance(5 * second)
  expect((await refundStates()).map(({ amountIdr }) => amountIdr)).toEqual([5000, 10_000])
  await world.balances({})
})

test('the driver stops by the page', async () => {
  const { page } = await charging()
  await world.clock.stride(10 * minute, minute)
  world.charger.charge(200)
  expect((await world.post(`${page}/stop`, {})).status).toBe(303)
  await world.clock.advance(10 * second)
  expect(world.charger.isCharging).toBe(false)
  await world.balances({ revenue_energy: -493 })
})

test('after a power cut the session goes on with what is left, and one bill is settled', async () => {
  await charging()
  await world.clock.stride(30 * minute, minute)
  world.charger.charge(1000)
  world.charger.end('PowerLoss')
  await world.clock.advance(5 * minute)
  await world.balances({ held: -5000 })
  const [started] = world.charger.asked.filter(([action]) => action === 'RemoteStartTransaction')
  world.charger.begin(String(started?.[1].idTag))
  await world.clock.stride(30 * minute, minute)
  world.charger.charge(500)
  world.charger.end('Remote')
  await world.clock.advance(10 * second)
  await world.balances({ revenue_energy: -(2466 + 1233) })
})

test('after a power cut from which the charger did not go on, the rest comes back a quarter of an hour later', async () => {
  await charging()
  await world.clock.stride(30 * minute, minute)
  world.charger.charge(1000)
  world.charger.end('PowerLoss')
  await world.clock.stride(16 * minute, minute)
  await world.balances({ revenue_energy: -2466 })
})

test('a charger that knows no limit is stopped from here before more flows than was paid for', async () => {
  world.charger.knowsLimits = false
  await charging()
  for (let minutes = 0; minutes < 120 && world.charger.isCharging; minutes += 1) {
    await world.clock.advance(minute)
    if (world.charger.isCharging) world.charger.charge(20)
  }
  expect(world.charger.isCharging).toBe(false)
  await world.clock.advance(10 * second)
  const [session] = await world.rows<{ energyWh: number }>('select energy_wh from session')
  expect(session?.energyWh).toBeGreaterThan(1980)
  expect(session?.energyWh).toBeLessThanOrEqual(2027)
  const { body } = await world.api<{ items: object[] }>('/payments')
  expect(body.items).toEqual([
    expect.objectContaining({ state: 'settled', limitedBy: 'cloud', limitWh: 2027, overshootWh: 0 }),
  ])
  const [{ amountIdr: backIdr } = { amountIdr: 0 }] = await refundStates()
  await world.balances({ revenue_energy: backIdr - 5000 })
})

test('a charger that dies mid-session and never comes back: what was measured is paid, the rest goes back', async () => {
  await charging()
  await world.clock.stride(10 * minute, minute)
  world.charger.charge(200)
  await world.clock.advance(second)
  world.charger.disconnect()
  await world.clock.stride(49 * 60 * minute, 10 * minute)
  expect(await refundStates()).toEqual([{ state: 'refunded', amountIdr: 5000 - 493 }])
  await world.balances({ revenue_energy: -493 })
  // It comes back after all, with more: that is for a person to see, and changes no bill.
  world.charger.end('Other')
  await world.connectCharger()
  await world.clock.advance(10 * second)
  await world.balances({ revenue_energy: -493 })
})

test('what a charger delivers beyond what was paid for is measured, shown, and charged to nobody', async () => {
  world.charger.knowsLimits = false
  const { page } = await charging()
  await world.clock.stride(2 * 60 * minute, 5 * minute)
  // All at once, between two looks.
  world.charger.charge(2100)
  world.charger.end('EVDisconnected')
  await world.clock.advance(10 * second)
  const { body } = await world.api<{ items: object[] }>('/payments?chargePointId=CLK-0001')
  expect(body.items).toEqual([expect.objectContaining({ limitWh: 2027, deliveredWh: 2100, overshootWh: 73 })])
  expect(await world.text(`${page}/receipt`)).toContain('Lebih dari yang dibayar, gratis 0,073 kWh')
  await world.balances({ revenue_energy: -5000 })
})

test('a suspect end waits for a person, and then the rest goes back', async () => {
  await charging()
  await world.clock.advance(minute)
  world.charger.charge(9000)
  await world.clock.advance(5 * second)
  await world.clock.advance(minute)
  expect(await exceptions()).toEqual(['sessionUnresolved'])
  await world.balances({ held: -5000 })
  const [session] = await world.rows<{ id: string }>('select id from session')
  const decision = { decision: 'bill', energyWh: 20, note: 'the meter jumped' }
  const resolved = await world.api(`/sessions/${session?.id}/resolution`, { method: 'POST', body: decision })
  expect(resolved.status).toBe(200)
  await world.clock.advance(10 * second)
  await world.balances({ revenue_energy: -49 })
  expect(await world.rows('select resolution from payment_exception where resolved_at is not null')).toEqual([
    { resolution: 'the meter jumped' },
  ])
})
