import { afterAll, beforeAll, expect, test } from 'vitest'
import { readableByPartners } from './readable-by-partners.ts'
import { keyFor } from './testing/role-keys.ts'
import { startTestCloud, type TestCloud } from './testing/test-cloud.ts'
import { type Partner, twoPartners } from './testing/two-partners.ts'

let system: TestCloud
let alfa: Partner
let bravo: Partner
beforeAll(async () => {
  system = await startTestCloud()
  ;({ alfa, bravo } = await twoPartners(system))
})
afterAll(() => system.stop())

const route = (path: string) => `GET ${path}`
const lists = readableByPartners
  .filter(({ path }) => !path.includes(':'))
  .map(({ path }) => ({ route: route(path), path }))
const single = readableByPartners.flatMap(({ path, thing }) =>
  thing === undefined ? [] : [{ route: route(path), path, thing }],
)

/** What is answered: of a stream, what it says at first. */
async function read(path: string, partner: Partner): Promise<{ status: number; text: string }> {
  const response = await system.cloud.app.request(path, {
    headers: { Authorization: `Bearer ${partner.key}` },
  })
  const isStream = response.headers.get('Content-Type')?.startsWith('text/event-stream') ?? false
  const text = isStream ? await untilQuiet(response) : await response.text()
  return { status: response.status, text }
}

/** A stream is quiet when it sends a comment: everything that there was to say at first has been said. */
async function untilQuiet(response: Response): Promise<string> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!text.includes(': \n\n')) {
    const { value, done } = await reader.read()
    if (done) break
    text += value
  }
  await reader.cancel()
  return text
}

const marksIn = (text: string, partner: Partner) => partner.marks.filter((mark) => text.includes(mark))

test.each(lists)('$route holds nothing of another partner’s', async ({ path }) => {
  for (const [mine, others] of [
    [alfa, bravo],
    [bravo, alfa],
  ] as const)
    expect(marksIn((await read(path, mine)).text, others)).toEqual([])
})

test('and what is its own is in each list', async () => {
  for (const list of ['chargers', 'events', 'sessions', 'ratings', 'sites', 'tariffs', 'payments', 'refunds'])
    for (const partner of [alfa, bravo])
      expect([list, marksIn((await read(`/api/v1/${list}`, partner)).text, partner)]).not.toEqual([list, []])
})

test.each(single)('$route is there for its own partner, and is not for another', async ({ path, thing }) => {
  const of = (partner: Partner) => path.replace(/:\w+/, partner.names[thing])
  expect((await read(of(alfa), alfa)).status).toBe(200)
  const others = await read(of(bravo), alfa)
  expect(others.status).toBe(404)
  expect(marksIn(others.text.replaceAll(bravo.names[thing], ''), bravo)).toEqual([])
  const nobodys = await read(path.replace(/:\w+/, 'nobody'), alfa)
  expect(others.text.replaceAll(bravo.names[thing], 'nobody')).toBe(nobodys.text)
})

test('what a partner earns is there for it alone', async () => {
  for (const [mine, others] of [
    [alfa, bravo],
    [bravo, alfa],
  ] as const) {
    const paths = (partner: Partner) => [
      `/api/v1/agreements/${partner.agreement}`,
      `/api/v1/payouts/${partner.payout}`,
      `/api/v1/partners/${partner.names.slug}`,
    ]
    for (const path of ['/api/v1/agreements', '/api/v1/payouts', '/api/v1/organisations', ...paths(mine)]) {
      const { status, text } = await read(path, mine)
      expect([path, status, marksIn(text, mine).length > 0]).toEqual([path, 200, true])
      expect([path, marksIn(text, others)]).toEqual([path, []])
    }
    for (const path of paths(others)) expect([path, (await read(path, mine)).status]).toEqual([path, 404])
    const open = `/api/v1/statements/open-entries?organisation=`
    expect(marksIn((await read(`${open}${mine.names.slug}`, mine)).text, mine)).not.toEqual([])
    for (const path of [open, '/api/v1/statements/preview?period=2026-11&organisation='])
      expect(marksIn((await read(`${path}${others.names.slug}`, mine)).text, others)).toEqual([])
  }
})

test('another’s things are not found by a filter either', async () => {
  for (const path of [
    `/api/v1/chargers?site=${bravo.names.site}`,
    `/api/v1/sessions?chargePointId=${bravo.names.charger}`,
    `/api/v1/payments?chargePointId=${bravo.names.charger}`,
    `/api/v1/events?chargePointId=${bravo.names.charger}`,
  ]) {
    const { text } = await read(path, alfa)
    expect([path, marksIn(text.replaceAll(bravo.names.charger, ''), bravo)]).toEqual([path, []])
  }
})

test('whoever sees everything sees what is both partners’', async () => {
  for (const path of ['/sites', '/chargers', '/sessions', '/payments', '/refunds', '/tariffs']) {
    const text = JSON.stringify((await system.api(path)).body)
    expect([path, marksIn(text, alfa).length > 0, marksIn(text, bravo).length > 0]).toEqual([
      path,
      true,
      true,
    ])
  }
})

test('whoever’s key is revoked hears nothing more on a stream that is open', async () => {
  const key = await keyFor(system, 'partner', alfa.organisationId)
  const response = await system.cloud.app.request('/api/v1/events', {
    headers: { Authorization: `Bearer ${key}` },
  })
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const until = async (isThere: () => boolean) => {
    while (!isThere()) text += (await reader.read()).value ?? ''
  }
  await until(() => text.includes(': \n\n'))
  expect(text).toContain(alfa.names.charger)
  const { body } = await system.api<{ items: { id: string }[] }>('/api-keys?limit=200')
  const id = body.items.at(-1)?.id
  expect((await system.api(`/api-keys/${id}`, { method: 'DELETE' })).status).toBe(200)
  text = ''
  const budget = { method: 'PUT', body: { registration: 'Accepted' } }
  await system.api(`/chargers/${alfa.names.charger}/registration`, budget)
  await until(() => text.includes(': \n\n'))
  expect(text).not.toContain(alfa.names.charger)
  await reader.cancel()
})

test('a site that changes hands takes its chargers with it, and leaves its past where it was', async () => {
  const { query } = system.database.writeConnection.tx
  const site = await query
    .selectFrom('site')
    .select('id')
    .where('slug', '=', bravo.names.site)
    .executeTakeFirstOrThrow()
  const handedOver = '2026-11-22T00:00:00.000Z'
  await query
    .updateTable('organisationSite')
    .set({ until: handedOver })
    .where('siteId', '=', site.id)
    .execute()
  await query
    .insertInto('organisationSite')
    .values({ organisationId: alfa.organisationId, siteId: site.id, since: handedOver })
    .execute()
  const path = (of: 'charger' | 'session') => `/api/v1/${of}s/${bravo.names[of]}`
  expect((await read(path('charger'), alfa)).status).toBe(200)
  expect((await read(path('charger'), bravo)).status).toBe(404)
  expect((await read(path('session'), alfa)).status).toBe(404)
  expect((await read(path('session'), bravo)).status).toBe(200)
  expect((await read('/api/v1/sessions', alfa)).text).not.toContain(bravo.names.session)
  expect((await read('/api/v1/sessions', bravo)).text).toContain(bravo.names.session)
})
