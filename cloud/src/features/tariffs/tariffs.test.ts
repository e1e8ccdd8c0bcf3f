import { toIso } from '@colok/shared/time'
import type { RPCClient } from 'ocpp-rpc'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestCloud, type TestCloud, testNow } from '../../testing/test-cloud.ts'

const minute = 60_000
const at = (offsetMs: number) => toIso(testNow + offsetMs)
const card = '04A1B2C3D4E5F6'

let system: TestCloud
let charger: RPCClient
beforeEach(async () => {
  system = await startTestCloud()
  charger = await system.connect()
})
afterEach(() => system.stop())

const publish = (tariff: object) =>
  system.api<{ detail?: string }>('/tariffs', {
    method: 'POST',
    body: { name: 'Uji', priceIdrPerKwh: 2000, validFrom: '2026-06-01T00:00:00Z', ...tariff },
  })
const ride = async (minutes: number, energyWh: number, idTag = card) => {
  const request = { connectorId: 1, idTag, meterStart: 0, timestamp: at(0) }
  const { transactionId } = (await charger.call('StartTransaction', request)) as { transactionId: number }
  return async () => {
    system.setWall(testNow + minutes * minute)
    const timestamp = at(minutes * minute)
    await charger.call('StopTransaction', { transactionId, meterStop: energyWh, timestamp })
    const { body } = await system.api<{ items: { bill: { lines: object[]; totalIdr: number } }[] }>(
      '/sessions',
    )
    return body.items[0]?.bill
  }
}
const status = (name: string, offsetMs: number) =>
  charger.call('StatusNotification', {
    connectorId: 1,
    status: name,
    errorCode: 'NoError',
    timestamp: at(offsetMs),
  })

test('a price above the decree’s cap is not published, and a fee only with the rule it rests on', async () => {
  expect((await publish({ priceIdrPerKwh: 2467 })).body.detail).toContain('Permen ESDM 1/2023 allows')
  const fee = { sessionFeeIdr: 1000 }
  expect((await publish(fee)).body.detail).toContain('name the rule')
  expect((await publish({ ...fee, feeBasis: 'Perda Badung 7/2025' })).status).toBe(201)
})

test('a lower cap that comes into force later counts for sessions that start under it', async () => {
  const cap = { decree: 'Permen ESDM 9/2026', maxIdrPerKwh: 2000, validFrom: '2026-11-01T00:00:00Z' }
  expect((await system.api('/price-caps', { method: 'POST', body: cap })).status).toBe(201)
  const bill = await (await ride(60, 1000))()
  expect(bill).toMatchObject({ totalIdr: 2000 })
  expect(bill?.lines).toContainEqual(expect.objectContaining({ kind: 'decreedCap', amountIdr: -466 }))
  expect((await publish({ priceIdrPerKwh: 2001 })).status).toBe(400)
  const { body } = await system.api<{ items: { decree: string }[] }>('/price-caps')
  expect(body.items.map(({ decree }) => decree)).toEqual(['Permen ESDM 9/2026', 'Permen ESDM 1/2023'])
})

test('a session keeps the price of its start, though a dearer hour begins meanwhile', async () => {
  const peak = { fromTime: '11:30', untilTime: '14:00', priceIdrPerKwh: 2400 }
  await publish({ rates: [peak], site: 'sangeh-monkey-forest' })
  const bill = await (await ride(60, 1000))()
  expect(bill).toMatchObject({ totalIdr: 2000 })
})

test('a card of a customer group gets the group’s price, others everybody’s', async () => {
  await publish({ name: 'Ojol', customerGroup: 'ojol', priceIdrPerKwh: 1500 })
  const ojol = { status: 'Accepted', customerGroup: 'ojol' }
  expect((await system.api('/id-tags/04AAAA', { method: 'PUT', body: ojol })).body).toMatchObject(ojol)
  expect(await (await ride(60, 1000, '04AAAA'))()).toMatchObject({ totalIdr: 1500 })
})

test('idling costs from the end of the grace time, as the statuses of the socket tell', async () => {
  const idleFee = { graceMinutes: 15, priceIdrPerHour: 6000 }
  await publish({ idleFee, feeBasis: 'Perda Badung 7/2025' })
  const finish = await ride(90, 1000)
  await status('Charging', minute)
  await status('SuspendedEV', 60 * minute)
  const bill = await finish()
  expect(bill?.lines).toContainEqual({
    kind: 'idle',
    seconds: 900,
    priceIdrPerHour: 6000,
    amountIdr: 1500,
  })
  expect(bill).toMatchObject({ totalIdr: 2000 + 1500 + 165 })
})

test('the electricity tax is the site’s, and the page says what comes on top', async () => {
  const site = {
    name: 'Sangeh',
    address: 'Sangeh, Bali',
    latitude: -8.48,
    longitude: 115.2,
    timeZone: 'Asia/Makassar',
    pbjt: { mode: 'added', basisPoints: 1000 },
  }
  const saved = await system.api('/sites/sangeh-monkey-forest', { method: 'PUT', body: site })
  expect(saved.body).toMatchObject(site)
  const page = await (await system.cloud.app.request('/c/CLK-0001')).text()
  expect(page.replace(/<[^>]+>/g, '')).toContain('Rp 2.466 per kWh, ditambah pajak listrik (PBJT) 10 %.')
  expect(await (await ride(60, 1000))()).toMatchObject({ totalIdr: 2466 + 247, pbjtIdr: 247 })
})

test('a tariff that was kept before sockets could be held is still the same one when it is published again', async () => {
  expect((await publish({ name: 'Lama' })).status).toBe(201)
  const { tx } = system.database.writeConnection
  const [row] = await tx.all<{ terms: string }>("select terms from tariff where name = 'Lama'", [])
  const { reservationMinutes: _, ...before } = JSON.parse(row?.terms ?? '{}')
  await tx.run("update tariff set terms = ? where name = 'Lama'", [JSON.stringify(before)])
  expect((await publish({ name: 'Lama' })).status).toBe(201)
  expect(await tx.all("select id from tariff where name = 'Lama'", [])).toHaveLength(1)
  expect((await publish({ name: 'Lama', reservationMinutes: 15 })).status).toBe(409)
})

test('a tariff is tried before it is published: the bill of a session, and why it could not be', async () => {
  const tariff = {
    name: 'Malam',
    priceIdrPerKwh: 2400,
    sessionFeeIdr: 500,
    rates: [{ fromTime: '22:00', untilTime: '05:00', priceIdrPerKwh: 2000 }],
    validFrom: '2026-12-01T00:00:00Z',
  }
  const preview = (startsAt: string, usage: Record<string, string> = {}) =>
    system.api<{ bill: { lines: object[]; totalIdr: number }; objection: string | null; detail: string }>(
      `/tariffs/preview?${new URLSearchParams({
        ...{ tariff: JSON.stringify(tariff), startsAt, energyWh: '1250', minutes: '60', ...usage },
      })}`,
    )
  const night = await preview('2026-12-02T23:00:00+07:00')
  expect(night.body.bill).toMatchObject({
    lines: [
      { kind: 'energy', priceIdrPerKwh: 2000, amountIdr: 2500 },
      { kind: 'session', amountIdr: 500 },
      { kind: 'ppn', amountIdr: 55 },
    ],
    totalIdr: 3055,
  })
  expect(night.body.objection).toContain('feeBasis')
  expect((await preview('2026-12-02T12:00:00+07:00')).body.bill.totalIdr).toBe(3555)
  const idle = await preview('2026-12-02T12:00:00+07:00', { idleMinutes: '61' })
  expect(idle.status).toBe(400)
  expect((await system.api<{ items: object[] }>('/tariffs')).body.items).toHaveLength(1)
})
