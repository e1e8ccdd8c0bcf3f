import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestCloud, type TestCloud } from '../../testing/test-cloud.ts'
import { type Partner, twoPartners } from '../../testing/two-partners.ts'
import type { SiteUsage } from './schemas.ts'

let system: TestCloud
let alfa: Partner
let bravo: Partner
beforeAll(async () => {
  system = await startTestCloud()
  ;({ alfa, bravo } = await twoPartners(system))
  await system.database.writeConnection.tx.run("update session set business_day = '2026-11-20'", [])
})
afterAll(() => system.stop())

async function ask(path: string, key = system.operatorKey) {
  const headers = { Authorization: `Bearer ${key}`, Accept: 'text/html' }
  const response = await system.cloud.app.request(path, { headers })
  return { status: response.status, text: await response.text() }
}
const usageOf = async (path: string, key?: string) => JSON.parse((await ask(path, key)).text) as SiteUsage

test('a partner’s month is that of its own sites, the network’s that of all', async () => {
  const own = await usageOf('/api/v1/usage?month=2026-11', alfa.key)
  const others = await usageOf('/api/v1/usage?month=2026-11', bravo.key)
  const all = await usageOf('/api/v1/usage?month=2026-11')
  expect(own.total.sessions).toBe(1)
  expect(own.sites.map(({ slug }) => slug)).toEqual([alfa.names.site])
  expect(others.sites.map(({ slug }) => slug)).toEqual([bravo.names.site])
  expect(all.total.amountIdr).toBe(own.total.amountIdr + others.total.amountIdr)
  expect(own.days).toHaveLength(30)
  expect(own.days.filter(({ sessions }) => sessions > 0)).toEqual([{ day: '2026-11-20', ...own.total }])
  expect(own.hours.filter(({ sessions }) => sessions > 0)).toEqual([{ hour: 10, ...own.total }])
})

test('the sites of a month are sorted by each heading of their table', async () => {
  const sites = async (sort: string) =>
    (await usageOf(`/api/v1/usage?month=2026-11&sort=${sort}`)).sites.map(({ slug }) => slug)
  const [low = '', high = ''] = [alfa.names.site, bravo.names.site]
  expect([await sites('amountIdr'), await sites('-amountIdr')]).toEqual([
    [low, high],
    [high, low],
  ])
  expect(await sites('-name')).toEqual([high, low])
  const { text } = await ask('/console/usage?month=2026-11&sort=-name')
  expect(text).toContain('aria-sort="descending"')
  for (const key of ['name', 'sessions', 'energyWh', 'amountIdr'])
    expect([key, new RegExp(`sort=-?${key}"`).test(text)]).toEqual([key, true])
  expect((await ask('/console/usage?sort=slug')).status).toBe(400)
})

test('a site of somebody else’s is an empty one, and so is a month without a session', async () => {
  const theirs = await usageOf(`/api/v1/usage?month=2026-11&site=${bravo.names.site}`, alfa.key)
  expect(theirs).toMatchObject({ total: { sessions: 0, energyWh: 0, amountIdr: 0 }, sites: [] })
  expect((await usageOf('/api/v1/usage?month=2026-10')).total.sessions).toBe(0)
  expect((await ask('/api/v1/usage?month=2026-13')).status).toBe(400)
})

test('the page draws the month, leads to each site, and gives the days as a file', async () => {
  const page = (await ask('/console/usage?month=2026-11&site=')).text
  expect(page).toContain('Pendapatan tiap hari')
  expect(page).toContain('<title>Jum, 20 Nov:')
  expect(page).toContain(`/console/usage?month=2026-11&amp;site=${alfa.names.site}`)
  expect((await ask('/console/usage?month=2026-10&lang=en')).text).toContain(
    'Nothing was billed in this month',
  )
  const longAgo = (await ask('/console/usage?month=2021-03')).text
  expect(longAgo).toMatch(/<option value="2021-03" selected(="")?>/)
  const csv = (await ask('/console/usage/csv?month=2026-11', alfa.key)).text.split('\r\n')
  expect(csv).toHaveLength(32)
  expect(csv[20]).toMatch(/^"2026-11-20",1,\d+,\d+$/)
})
