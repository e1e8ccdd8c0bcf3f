import type { RPCClient } from 'ocpp-rpc'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestCloud, type TestCloud } from '../../testing/test-cloud.ts'
import type { NearbyCharger } from './schemas.ts'

let system: TestCloud
let sangeh: RPCClient
let kuta: RPCClient

beforeAll(async () => {
  system = await startTestCloud()
  const site = { name: 'Sentral Parkir Kuta', address: 'Kuta, Badung, Bali', timeZone: 'Asia/Makassar' }
  await system.api('/sites/sentral-parkir-kuta', {
    method: 'PUT',
    body: { ...site, latitude: -8.7226, longitude: 115.1769 },
  })
  await system.api('/chargers/CLK-0002', {
    method: 'PUT',
    body: {
      site: 'sentral-parkir-kuta',
      name: 'Pos Selatan',
      connectors: [1, 2].map((connectorId) => ({ connectorId, voltageV: 220, maxPowerW: 1200 })),
    },
  })
  sangeh = await system.connect('CLK-0001')
  kuta = await system.connect('CLK-0002')
  for (const charger of [sangeh, kuta]) for (const socket of [1, 2]) await says(charger, socket, 'Available')
})
afterAll(() => system.stop())

const says = (charger: RPCClient, connectorId: number, status: string) =>
  charger.call('StatusNotification', { connectorId, status, errorCode: 'NoError' })

const near = async (query: string) => {
  const response = await system.cloud.app.request(`/api/v1/nearest-chargers?${query}`)
  return { status: response.status, body: (await response.json()) as { items: NearbyCharger[] } }
}
const page = async (query: string) => {
  const html = await (await system.cloud.app.request(`/nearest${query}`)).text()
  return { html, text: html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ') }
}
const ids = async (query: string) => (await near(query)).body.items.map(({ chargePointId }) => chargePointId)
const denpasar = 'latitude=-8.65&longitude=115.22'

test('anybody may ask, and learns what stands on the post’s own page, the nearest first', async () => {
  const { status, body } = await near(denpasar)
  expect(status).toBe(200)
  expect(body.items.map(({ chargePointId }) => chargePointId)).toEqual(['CLK-0002', 'CLK-0001'])
  expect(body.items[0]).toEqual({
    chargePointId: 'CLK-0002',
    name: 'Pos Selatan',
    site: {
      slug: 'sentral-parkir-kuta',
      name: 'Sentral Parkir Kuta',
      address: 'Kuta, Badung, Bali',
      latitude: -8.7226,
      longitude: 115.1769,
    },
    distanceM: expect.closeTo(9366, -2),
    freeConnectors: 2,
    connectors: 2,
    price: expect.objectContaining({ priceIdrPerKwh: 2466 }),
    reservationMinutes: null,
    page: expect.stringMatching(/\/c\/CLK-0002$/),
  })
  expect(await ids(`${denpasar}&limit=1`)).toEqual(['CLK-0002'])
  for (const far of [
    'latitude=-6.2&longitude=106.82',
    'latitude=52.5&longitude=13.4',
    'latitude=90&longitude=0',
  ])
    expect((await ids(far)).toSorted(), far).toEqual(['CLK-0001', 'CLK-0002'])
})

test('a post counts while a socket is ready, it is connected, and it is in service', async () => {
  await says(kuta, 1, 'Charging')
  expect((await near(denpasar)).body.items[0]).toMatchObject({ freeConnectors: 1, connectors: 2 })
  await says(kuta, 2, 'Faulted')
  expect(await ids(denpasar)).toEqual(['CLK-0001'])
  await says(kuta, 2, 'Available')
  await system.api('/chargers/CLK-0001/registration', { method: 'PUT', body: { registration: 'Rejected' } })
  expect(await ids(denpasar)).toEqual(['CLK-0002'])
  await system.api('/chargers/CLK-0001/registration', { method: 'PUT', body: { registration: 'Accepted' } })
  await sangeh.close({ force: true })
  await expect.poll(() => ids(denpasar)).toEqual(['CLK-0002'])
  sangeh = await system.connect('CLK-0001')
  await expect.poll(() => ids(denpasar)).toEqual(['CLK-0002', 'CLK-0001'])
})

test('a position that is none is refused with the field that is wrong', async () => {
  for (const query of [
    '',
    'latitude=-8.65',
    'latitude=91&longitude=0',
    'latitude=a&longitude=b',
    `${denpasar}&limit=0`,
  ])
    expect((await near(query)).status).toBe(400)
})

test('the page finds a post by a position, a town, a name of a site, and says what it does not know', async () => {
  expect((await page('?lat=-8.48&lon=115.21')).text).toMatch(
    /Dari lokasi Anda .* 1 Sangeh Monkey Forest, Pos 1/,
  )
  expect((await page('?town=denpasar')).text).toMatch(
    /Dari Denpasar .* 1 Sentral Parkir Kuta, Pos Selatan 9,4 km/,
  )
  expect((await page('?q=surab')).text).toContain('Dari Surabaya')
  expect((await page('?q=monkey')).text).toContain('Dari Sangeh Monkey Forest')
  expect((await page('?q=badung&lang=en')).text).toContain('From Sentral Parkir Kuta')
  const unknown = await page(`?q=${encodeURIComponent('<b>Atlantis%_')}`)
  expect(unknown.text).toContain('Kami tidak mengenal')
  expect(unknown.html).not.toContain('<b>Atlantis')
  for (const query of ['', '?lat=95&lon=200', '?lat=&lon=1', '?town=mars', '?q=%00', '?lat=NaN&lon=NaN'])
    expect((await page(query)).text).toContain('Pakai lokasi saya')
})

test('the map is an outline of our own, and shows each post by its number', async () => {
  const { html } = await page('?town=denpasar')
  expect(html).toMatch(/<use class="land" href="\/static\/[0-9a-f]{12}\/indonesia\.svg#land"/)
  expect(html.match(/class="pin"/g)).toHaveLength(2)
  expect(html).not.toContain('<image')
})
