import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestCloud, type TestCloud } from '../../testing/test-cloud.ts'
import { exampleStudy } from './example.ts'
import type { Demand, Ranking, Study } from './schemas.ts'

let system: TestCloud
beforeAll(async () => {
  system = await startTestCloud()
  await system.api('/planning-studies/bali', { method: 'PUT', body: exampleStudy })
})
afterAll(() => system.stop())

const ranking = async (slug: string, query = '') =>
  (await system.api<Ranking>(`/planning-studies/${slug}/ranking${query}`)).body
const csv = (slug: string, init: RequestInit = {}) =>
  system.cloud.app.request(`/api/v1/planning-studies/${slug}/candidates`, {
    ...init,
    headers: { Authorization: `Bearer ${system.operatorKey}` },
  })

test("the paper's three sites come out as there", async () => {
  const { sites, weights, isConsistent, consistencyRatio } = await ranking('bali')
  expect(sites.map(({ name }) => name)).toEqual([
    'Sangeh Monkey Forest',
    'Sentral Parkir Kuta',
    'Lippo Plaza Sunset',
  ])
  for (const [index, score] of [0.251, 0.212, 0.198].entries())
    expect(Math.abs((sites[index]?.score ?? 0) - score)).toBeLessThanOrEqual(0.001)
  expect(weights.map(({ weight }) => weight.toFixed(2))).toEqual(['0.67', '0.09', '0.24'])
  expect([isConsistent, consistencyRatio?.toFixed(4)]).toEqual([true, '0.0093'])
})

test('with another weight the ranking is another one, as its turning point has said', async () => {
  const { turningPoints } = await ranking('bali')
  const point = turningPoints.find(({ key }) => key === 'distanceKm')
  expect(point?.first).toBe('Sangeh Monkey Forest')
  const firstAt = async (weight: number) =>
    (await ranking('bali', `?criterion=distanceKm&weight=${weight}`)).sites[0]?.name
  expect(await firstAt((point?.weight ?? 0) - 0.01)).toBe('Sentral Parkir Kuta')
  expect(await firstAt((point?.weight ?? 0) + 0.01)).toBe('Sangeh Monkey Forest')
})

test('by the order of the criteria alone, SMARTER weighs by centroids', async () => {
  const weighing = { method: 'smarter', order: ['distanceKm', 'building', 'parkingM2'] }
  await system.api('/planning-studies/order', { method: 'PUT', body: { ...exampleStudy, weighing } })
  const { weights, consistencyRatio } = await ranking('order')
  expect(weights.map(({ weight }) => weight.toFixed(4))).toEqual(['0.6111', '0.1111', '0.2778'])
  expect(consistencyRatio).toBeNull()
})

test('judgements that contradict each other are named, with what the others say', async () => {
  const weighing = {
    method: 'ahp',
    judgements: [
      { first: 'distanceKm', second: 'parkingM2', ratio: 7 },
      { first: 'distanceKm', second: 'building', ratio: 3 },
      { first: 'parkingM2', second: 'building', ratio: 5 },
    ],
  }
  await system.api('/planning-studies/torn', { method: 'PUT', body: { ...exampleStudy, weighing } })
  const { isConsistent, doubt } = await ranking('torn')
  expect(isConsistent).toBe(false)
  expect(doubt?.ratioThen).toBeLessThan(0.1)
})

test('what is missing in a study is said, and which', async () => {
  const without = { ...exampleStudy, weighing: { method: 'ahp', judgements: [] } }
  await system.api('/planning-studies/bare', { method: 'PUT', body: without })
  const { status, body } = await system.api('/planning-studies/bare/ranking')
  expect(status).toBe(409)
  expect(body).toMatchObject({ detail: expect.stringContaining('distanceKm and parkingM2 are not compared') })
  const twice = { ...exampleStudy, criteria: [...exampleStudy.criteria, exampleStudy.criteria[0]] }
  expect((await system.api('/planning-studies/twice', { method: 'PUT', body: twice })).status).toBe(400)
  expect((await system.api('/planning-studies/twice')).status).toBe(404)
  expect((await system.api('/planning-studies/bali/ranking?criterion=noise&weight=0.5')).status).toBe(400)
  expect((await system.api('/planning-studies/bali/ranking?weight=0.5')).status).toBe(400)
})

test('candidates go out as CSV and come back the same; a distance that is left out is computed', async () => {
  const file = await (await csv('bali')).text()
  await system.api('/planning-studies/copy', { method: 'PUT', body: { ...exampleStudy, candidates: [] } })
  expect((await csv('copy', { method: 'PUT', body: file })).status).toBe(200)
  expect((await system.api<Study>('/planning-studies/copy')).body.candidates).toEqual(exampleStudy.candidates)

  const two = 'name,latitude,longitude,parkingM2,building\r\nSeberang,-8.4806,115.2067,900,restoran\r\n'
  await csv('copy', { method: 'PUT', body: two })
  const { sites } = await ranking('copy')
  const { body } = await system.api<{ items: { latitude: number; longitude: number }[] }>('/sites')
  expect(body.items.length).toBeGreaterThan(0)
  expect(sites[0]?.facts.distanceKm).toBeGreaterThanOrEqual(0)
  expect(sites[0]?.facts.distanceKm).toBeLessThan(20_000)
})

test('a file that cannot be read names its lines, and changes nothing', async () => {
  const before = (await system.api<Study>('/planning-studies/bali')).body
  const wrong = 'name,latitude,longitude,parkingM2\r\nSatu,-8.4,115,lapang\r\nDua,-98,115,3\r\n'
  const answer = await csv('bali', { method: 'PUT', body: wrong })
  expect(answer.status).toBe(400)
  const { errors } = (await answer.json()) as { errors: { path: string }[] }
  expect(errors.map(({ path }) => path)).toEqual(['line 2: facts.parkingM2', 'line 3: latitude'])
  expect((await csv('bali', { method: 'PUT', body: 'name,noise\r\n' })).status).toBe(400)
  expect((await system.api<Study>('/planning-studies/bali')).body).toEqual(before)
})

test('our own sessions near by are a hint of the demand, by the hour of the place', async () => {
  const charger = await system.connect()
  const start = { connectorId: 1, idTag: '04A1B2C3D4E5F6', meterStart: 0, timestamp: '2026-11-22T03:10:00Z' }
  const { transactionId } = (await charger.call('StartTransaction', start)) as { transactionId: number }
  await charger.call('StopTransaction', { transactionId, meterStop: 800, timestamp: '2026-11-22T04:00:00Z' })
  const { body: sites } = await system.api<{ items: { latitude: number; longitude: number }[] }>('/sites')
  const { latitude = 0, longitude = 0 } = sites.items[0] ?? {}
  const near = { name: 'Dekat', latitude: latitude + 0.01, longitude, facts: {} }
  const study = { ...exampleStudy, candidates: [near, { ...near, name: 'Jauh', latitude: latitude + 5 }] }
  await system.api('/planning-studies/near', { method: 'PUT', body: study })
  const demand = async (name: string) =>
    (await system.api<Demand>(`/planning-studies/near/candidates/${name}/demand`)).body
  const found = await demand('Dekat')
  expect(found).toMatchObject({ sites: 1, sessions: 1, energyWh: 800 })
  expect(found.sessionsByHour[11]).toBe(1)
  expect(await demand('Jauh')).toMatchObject({ sites: 0, sessions: 0 })
})

test('a study is removed', async () => {
  await system.api('/planning-studies/gone', { method: 'PUT', body: exampleStudy })
  expect((await system.api('/planning-studies/gone', { method: 'DELETE' })).status).toBe(200)
  expect((await system.api('/planning-studies/gone')).status).toBe(404)
})

test("the page reproduces the paper's figures, from HTML alone, and shows what another weight would do", async () => {
  const page = async (path: string, method = 'GET') =>
    system.cloud.app.request(path, {
      method,
      headers: { Authorization: `Bearer ${system.operatorKey}`, Accept: 'text/html' },
    })
  const made = await page('/planning/example', 'POST')
  expect([made.status, made.headers.get('Location')]).toEqual([303, '/planning/example'])
  expect(await (await page('/planning')).text()).toContain('Bali: Sangeh, Kuta, Lippo')
  const html = await (await page('/planning/example')).text()
  for (const figure of ['0,251', '0,212', '0,197', '0,669', '0,243', '0,0093', '6.400'])
    expect(html).toContain(figure)
  expect(html.indexOf('Sangeh Monkey Forest')).toBeLessThan(html.indexOf('Sentral Parkir Kuta'))
  const other = await (await page('/planning/example?criterion=building&weight=0.8&lang=en')).text()
  expect(other).toContain('With a weight of 0.80')
  expect(other.indexOf('Sentral Parkir Kuta')).toBeLessThan(other.indexOf('Sangeh Monkey Forest'))
  expect((await page('/planning/nowhere')).status).toBe(404)
})
