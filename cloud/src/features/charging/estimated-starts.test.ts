import { toIso } from '@colok/shared/time'
import { vendorRequest } from '@colok/shared/vendor'
import type { RPCClient } from 'ocpp-rpc'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestCloud, type TestCloud, testNow } from '../../testing/test-cloud.ts'

let system: TestCloud
let charger: RPCClient
beforeEach(async () => {
  system = await startTestCloud()
  charger = await system.connect()
  // Half of the day costs less, and the session's hour is of the dear half.
  const dear = hourOf(testNow)
  const rates = [{ fromTime: clock(dear + 1), untilTime: clock(dear + 13), priceIdrPerKwh: 1200 }]
  const tariff = { name: 'Uji', priceIdrPerKwh: 2000, validFrom: '2026-06-01T00:00:00Z', rates }
  expect((await system.api('/tariffs', { method: 'POST', body: tariff })).status).toBe(201)
})
afterEach(() => system.stop())

const hourMs = 3_600_000
const clock = (hour: number) => `${String(hour % 24).padStart(2, '0')}:00`
const hourOf = (instant: number) =>
  Number(
    new Intl.DateTimeFormat('en', { hour: 'numeric', hourCycle: 'h23', timeZone: 'Asia/Makassar' }).format(
      instant,
    ),
  )

const facts = { connectorId: 1, meterStart: 5_000, timestamp: toIso(testNow) }

async function amountOfKwh(): Promise<number | undefined> {
  const start = { ...facts, idTag: '04A1B2C3D4E5F6' }
  const { transactionId } = (await charger.call('StartTransaction', start)) as { transactionId: number }
  const timestamp = toIso(testNow + hourMs)
  system.setWall(testNow + hourMs)
  await charger.call('StopTransaction', { transactionId, meterStop: 6_000, timestamp })
  const { body } = await system.api<{ items: { bill: { totalIdr: number } | null }[] }>('/sessions')
  return body.items[0]?.bill?.totalIdr
}

test('a start whose time is a guess gets the lowest price', async () => {
  const announced = await charger.call('DataTransfer', vendorRequest('EstimatedStart', facts))
  expect(announced).toEqual({ status: 'Accepted' })
  expect(await amountOfKwh()).toBe(1_200)
})

test('the notice of another start changes nothing', async () => {
  const later = { ...facts, timestamp: toIso(testNow + 1_000) }
  for (const other of [later, { ...facts, meterStart: 4_000 }, { ...facts, connectorId: 2 }])
    await charger.call('DataTransfer', vendorRequest('EstimatedStart', other))
  expect(await amountOfKwh()).toBe(2_000)
})

test('a notice that makes no sense is rejected', async () => {
  const broken = { ...vendorRequest('EstimatedStart', facts), data: '{"connectorId":0}' }
  expect(await charger.call('DataTransfer', broken)).toEqual({ status: 'Rejected' })
})
