import { afterAll, beforeAll, expect, test } from 'vitest'
import { servicesOf } from '../../testing/people.ts'
import { PrepaidWorld } from '../../testing/prepaid-world.ts'
import { forgetInTime } from '../privacy/retention.ts'

const second = 1000
const minute = 60_000

let world: PrepaidWorld
beforeAll(async () => {
  world = await PrepaidWorld.start()
})
afterAll(() => world.stop())

interface Ratings {
  readonly items: readonly { stars: number; word: string | null; chargePointId: string; site: string }[]
  readonly count: number
  readonly meanStars: number | null
  readonly nextCursor: string | null
}
const ratings = async (query = '') => (await world.api<Ratings>(`/ratings${query}`)).body

/** A session that is under way; the address of its payment's page. */
async function charging(): Promise<string> {
  world.charger.status('Preparing')
  await world.clock.advance(second)
  const { page, reference } = await world.choose(5000)
  await world.payAndTell(reference)
  await world.clock.stride(10 * minute, minute)
  return page
}
async function end(): Promise<void> {
  world.charger.charge(500)
  world.charger.end('EVDisconnected')
  await world.clock.advance(10 * second)
}

test('a session is rated when it is over, and once', async () => {
  const page = await charging()
  expect((await world.post(`${page}/rating`, { stars: '1' })).status).toBe(303)
  expect(await ratings()).toEqual({ items: [], nextCursor: null, count: 0, meanStars: null })
  await end()
  expect(await world.text(page)).toContain('Bagaimana pengisian tadi?')
  const sent = await world.post(`${page}/rating`, { stars: '4', word: '  Terang, mudah. ' })
  expect([sent.status, sent.headers.get('Location')]).toEqual([303, page])
  expect(await world.text(page)).toContain('Penilaian Anda sudah kami terima')
  expect((await world.post(`${page}/rating`, { stars: '1', word: 'lain' })).status).toBe(303)
  const { items, meanStars } = await ratings()
  expect(items).toEqual([
    {
      paymentId: expect.any(String),
      chargePointId: 'CLK-0001',
      site: 'sangeh-monkey-forest',
      stars: 4,
      word: 'Terang, mudah.',
      createdAt: expect.any(String),
    },
  ])
  expect(meanStars).toBe(4)
})

test('what is no rating says so and keeps nothing; a word may be left out, and is no markup', async () => {
  const page = await charging()
  await end()
  for (const stars of ['0', '6', '2.5', '', 'lima', '-1']) {
    const refused = await world.post(`${page}/rating`, { stars })
    expect([refused.status, await refused.text()]).toEqual([
      400,
      expect.stringContaining('Pilih satu angka dari 1 sampai 5'),
    ])
  }
  expect((await world.post(`${page.slice(0, -1)}/rating`, { stars: '5' })).status).toBe(404)
  expect((await ratings()).count).toBe(1)
  await world.post(`${page}/rating`, { stars: '1', word: '\0' })
  expect((await ratings()).items[0]).toMatchObject({ stars: 1, word: null })
})

test('operators see all of them by site, charger and stars, with their mean', async () => {
  expect(await ratings()).toMatchObject({ count: 2, meanStars: 2.5 })
  expect(await ratings('?most=3')).toMatchObject({ count: 1, meanStars: 1, items: [{ stars: 1 }] })
  expect(await ratings('?site=sangeh-monkey-forest&chargePointId=CLK-0001')).toMatchObject({ count: 2 })
  expect(await ratings('?chargePointId=CLK-0002')).toMatchObject({ count: 0, meanStars: null })
  const first = await ratings('?limit=1')
  const next = await ratings(`?limit=1&cursor=${first.nextCursor}`)
  expect([first, next].map(({ items }) => items[0]?.stars)).toEqual([1, 4])
  expect(next.nextCursor).toBeNull()
})

test('what was written goes after some hundred days, the stars stay', async () => {
  const words = async () => (await ratings()).items.map(({ word }) => word)
  const starsBefore = (await ratings()).items.map(({ stars }) => stars)
  expect((await words()).some((word) => word !== null)).toBe(true)
  const passDays = async (days: number) => {
    world.clock.setWall(world.clock.wallMs() + days * 24 * 60 * minute)
    await forgetInTime(servicesOf(world)).run()
  }
  await passDays(399)
  expect((await words()).some((word) => word !== null)).toBe(true)
  await passDays(2)
  expect((await words()).some((word) => word !== null)).toBe(false)
  expect((await ratings()).items.map(({ stars }) => stars)).toEqual(starsBefore)
})
