import { toIso } from '@colok/shared/time'
import type { RPCClient } from 'ocpp-rpc'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestCloud, type TestCloud, testNow } from '../../testing/test-cloud.ts'
import { connectVirtualCharger } from '../../testing/virtual-charger.ts'
import { startVirtualCloud } from '../../testing/virtual-cloud.ts'

const hour = 3_600_000
const card = '04A1B2C3D4E5F6'
const account = {
  name: 'Ojek Bali',
  address: 'Denpasar',
  taxNumber: '01.234.567.8-901.000',
  payWithinDays: 14,
}

let system: TestCloud
let charger: RPCClient
let hours = 0
beforeEach(async () => {
  system = await startTestCloud()
  charger = await system.connect()
  hours = 0
  await put('/postpaid-accounts/ojek-bali', account)
  await put(`/id-tags/${card}`, { status: 'Accepted', label: 'Motor 7', postpaidAccount: 'ojek-bali' })
})
afterEach(() => system.stop())

const put = async (path: string, body: object) => {
  const response = await system.api(path, { method: 'PUT', body })
  expect(response.status).toBe(200)
  return response.body
}
const post = <Body>(path: string, body: object) => system.api<Body>(path, { method: 'POST', body })
const charge = async (energyWh: number, idTag = card) => {
  const meterStart = hours * 10_000
  const startedAt = toIso(testNow + hours * hour)
  hours += 1
  system.setWall(testNow + hours * hour)
  const start = { connectorId: 1, idTag, meterStart, timestamp: startedAt }
  const { transactionId, idTagInfo } = (await charger.call('StartTransaction', start)) as {
    transactionId: number
    idTagInfo: { status: string }
  }
  const timestamp = toIso(testNow + hours * hour)
  await charger.call('StopTransaction', { transactionId, meterStop: meterStart + energyWh, timestamp })
  return idTagInfo.status
}
const books = async () => {
  const { body } = await system.api<{ accounts: { account: string; debitIdr: number; creditIdr: number }[] }>(
    '/ledger/trial-balance',
  )
  return Object.fromEntries(
    body.accounts.map(({ account: name, debitIdr, creditIdr }) => [name.split(':')[0], debitIdr - creditIdr]),
  )
}

test('what the cards of an organisation charge is owed, invoiced by the month and paid', async () => {
  await charge(1000)
  await charge(500)
  await charge(700, '04AAAA')
  expect(await books()).toEqual({ postpaid_ar: 3699, revenue_energy: -3699 })
  expect((await system.api('/postpaid-accounts/ojek-bali')).body).toMatchObject({ owedIdr: 3699 })

  const invoice = await post<{ number: number }>('/postpaid-accounts/ojek-bali/invoices', {
    month: '2026-11',
  })
  expect(invoice).toMatchObject({
    status: 201,
    body: {
      totalIdr: 3699,
      dueOn: '2026-12-07',
      paidAt: null,
      content: {
        account: { name: 'Ojek Bali' },
        lines: [
          { businessDay: '2026-11-23', card: 'Motor 7', energyWh: 1000, amountIdr: 2466 },
          { energyWh: 500, amountIdr: 1233 },
        ],
      },
    },
  })
  expect((await post('/postpaid-accounts/ojek-bali/invoices', { month: '2026-11' })).status).toBe(409)
  const path = `/invoices/${invoice.body.number}`
  expect((await post(`${path}/payment`, { note: 'BPD 17' })).body).toMatchObject({
    paidAt: expect.any(String),
  })
  expect((await post(`${path}/payment`, { note: 'BPD 17' })).status).toBe(409)
  expect(await books()).toEqual({ bank: 3699, revenue_energy: -3699 })
})

test('a session comes with the invoice of the month in which it ended, or a later one', async () => {
  await charge(1000)
  expect((await post('/postpaid-accounts/ojek-bali/invoices', { month: '2026-10' })).status).toBe(409)
  expect((await post('/postpaid-accounts/ojek-bali/invoices', { month: '2026-12' })).status).toBe(201)
})

test('a suspect session is owed once a person has said what it took', async () => {
  await charge(9_000_000)
  expect(await books()).toEqual({})
  const { body } = await system.api<{ items: { id: string }[] }>('/sessions')
  const decision = { decision: 'bill', energyWh: 1000, note: 'the meter jumped' }
  expect((await post(`/sessions/${body.items[0]?.id}/resolution`, decision)).status).toBe(200)
  expect(await books()).toEqual({ postpaid_ar: 2466, revenue_energy: -2466 })
})

test('who pays is fixed when a session starts, whosever its card is when it ends', async () => {
  await put('/postpaid-accounts/hotel-ubud', { ...account, name: 'Hotel Ubud' })
  const start = { connectorId: 1, idTag: card, meterStart: 0, timestamp: toIso(testNow) }
  const { transactionId } = (await charger.call('StartTransaction', start)) as { transactionId: number }
  await put(`/id-tags/${card}`, { status: 'Accepted', postpaidAccount: 'hotel-ubud' })
  system.setWall(testNow + hour)
  await charger.call('StopTransaction', { transactionId, meterStop: 1000, timestamp: toIso(testNow + hour) })
  const owed = async (slug: string) => (await system.api(`/postpaid-accounts/${slug}`)).body
  expect(await owed('ojek-bali')).toMatchObject({ owedIdr: 2466 })
  expect(await owed('hotel-ubud')).toMatchObject({ owedIdr: 0 })
  hours = 1
  await charge(1000)
  expect(await owed('hotel-ubud')).toMatchObject({ owedIdr: 2466 })
})

test('an invoice is a PDF too', async () => {
  await charge(1000)
  const { body } = await post<{ number: number }>('/postpaid-accounts/ojek-bali/invoices', {
    month: '2026-11',
  })
  const response = await system.cloud.app.request(`/api/v1/invoices/${body.number}/pdf`, {
    headers: { Authorization: `Bearer ${system.operatorKey}` },
  })
  const pdf = Buffer.from(await response.arrayBuffer()).toString('latin1')
  expect(pdf).toMatch(/^%PDF-/)
  expect(pdf).toContain(`(Faktur nomor ${body.number})`)
})

test('the cards of a blocked organisation start nothing', async () => {
  await put('/postpaid-accounts/ojek-bali', { ...account, blocked: true })
  expect(await charge(100)).toBe('Blocked')
  await put('/postpaid-accounts/ojek-bali', account)
  expect(await charge(100)).toBe('Accepted')
})

test('a card of an organisation that does not exist is refused', async () => {
  const body = { status: 'Accepted', postpaidAccount: 'nobody' }
  const response = await system.api<{ detail: string }>('/id-tags/04BEEF', { method: 'PUT', body })
  expect([response.status, response.body.detail]).toEqual([400, expect.stringContaining('nobody')])
})

test('some days into the next month the invoice is there by itself', async () => {
  const virtual = await startVirtualCloud()
  await virtual.api('/postpaid-accounts/ojek-bali', { method: 'PUT', body: account })
  const details = { status: 'Accepted', postpaidAccount: 'ojek-bali' }
  await virtual.api(`/id-tags/${card}`, { method: 'PUT', body: details })
  const virtualCharger = await connectVirtualCharger(virtual)
  const start = { connectorId: 1, idTag: card, meterStart: 0, timestamp: toIso(virtual.clock.wallMs()) }
  const [, , { transactionId }] = (await virtualCharger.call('StartTransaction', start)) as [
    number,
    string,
    { transactionId: number },
  ]
  await virtual.clock.advance(60_000)
  const timestamp = toIso(virtual.clock.wallMs())
  await virtualCharger.call('StopTransaction', { transactionId, meterStop: 20, timestamp })
  const invoices = async () => (await virtual.api<{ items: object[] }>('/invoices')).body.items
  await virtual.clock.stride(6 * hour, hour / 12)
  expect(await invoices()).toEqual([])
  virtual.clock.setWall(Date.UTC(2026, 11, 4))
  await virtual.clock.stride(6 * hour, hour / 12)
  expect(await invoices()).toEqual([expect.objectContaining({ month: '2026-11', totalIdr: 49 })])
  await virtual.stop()
})
