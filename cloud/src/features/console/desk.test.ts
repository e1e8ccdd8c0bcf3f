import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { consoleRows } from '../../console-matrix.ts'
import type { Role } from '../../core/roles.ts'
import { BrowserSession } from '../../testing/browser-session.ts'
import { makeListed, makeTabled } from '../../testing/listed-things.ts'
import { seededSignIn } from '../../testing/seeded-sign-in.ts'
import { startTestCloud, type TestCloud, testNow } from '../../testing/test-cloud.ts'
import { type Partner, twoPartners } from '../../testing/two-partners.ts'

let system: TestCloud
let alfa: Partner
let bravo: Partner
let doubtful: string
const people = new Map<string, BrowserSession>()
beforeAll(async () => {
  system = await startTestCloud()
  ;({ alfa, bravo } = await twoPartners(system))
  const charger = await system.connect()
  const timestamp = new Date(testNow).toISOString()
  const start = { connectorId: 1, idTag: '04A1B2C3D4E5F6', meterStart: 5000, timestamp }
  const { transactionId } = (await charger.call('StartTransaction', start)) as { transactionId: number }
  await charger.call('StopTransaction', { transactionId, meterStop: 4000, timestamp })
  const { body } = await system.api<{ items: { id: string; suspectReasons: string[] }[] }>(
    '/sessions?suspect=true',
  )
  doubtful = body.items[0]?.id ?? ''
  for (const role of ['admin', 'finance', 'operator', 'auditor'] as const)
    for (const isFresh of [false, true]) people.set(nameOf(role, isFresh), await signIn(role, isFresh))
})
afterAll(() => system.stop())

const nameOf = (role: Role, isFresh: boolean) => `${role}${isFresh ? '-fresh' : ''}`

async function signIn(role: Role, isFresh: boolean): Promise<BrowserSession> {
  const cookie = await seededSignIn(system, { role, isFresh })
  const [name = '', value = ''] = cookie.split('=')
  const browser = new BrowserSession(system.cloud.app)
  browser.setCookie(name, value)
  return browser
}

function as(name: string): BrowserSession {
  const browser = people.get(name)
  if (browser === undefined) throw new Error(`${name} has not signed in.`)
  return browser
}

/** The way to each page that names something, by what there is. */
const existing = (): Readonly<Record<string, string>> => ({
  '/console/sessions/:id': alfa.names.session,
  '/console/sessions/:id/bill': doubtful,
  '/console/sessions/:id/waive': doubtful,
  '/console/payments/:id': alfa.names.payment,
  '/console/organisations/:organisationId': alfa.organisationId,
  '/console/organisations/:organisationId/ending': alfa.organisationId,
  '/console/organisations/:organisationId/invite': alfa.organisationId,
  '/console/organisations/:organisationId/sites/new': alfa.organisationId,
  '/console/cards/:idTag': '04A1B2C3D4E5F6',
  '/console/cards/:idTag/edit': '04A1B2C3D4E5F6',
  '/console/cards/:idTag/block': '04A1B2C3D4E5F6',
  '/console/agreements/:id': alfa.agreement,
  '/console/agreements/:id/end': alfa.agreement,
  '/console/partners/:slug': alfa.names.slug,
  '/console/partners/:slug/bank-accounts/new': alfa.names.slug,
  '/console/payouts/:number': alfa.payout,
  '/console/sites/:slug': alfa.names.site,
  '/console/sites/:slug/edit': alfa.names.site,
  '/console/sites/:slug/power': alfa.names.site,
  '/console/sites/:slug/power/removal': alfa.names.site,
})

test('every list and every form opens, in both languages, and each list is a file too', async () => {
  const admin = as('admin')
  const wrong: unknown[] = []
  const plain = Object.keys(consoleRows(String))
    .filter((route) => route.startsWith('GET ') && !route.includes(':'))
    .map((route) => route.slice(4))
  for (const path of plain)
    for (const language of ['en', 'id']) {
      const { status, text } = await admin.get(`${path}?lang=${language}`)
      if (status !== 200 || !text.includes('<h1>')) wrong.push([path, language, status])
    }
  expect(wrong).toEqual([])
  expect(plain.length).toBeGreaterThan(30)
  const { text: file } = await admin.get('/console/payments?format=csv')
  expect(file.split('\r\n')[0]).toContain('"createdAt","reference"')
  expect(file).toContain(alfa.names.payment)
})

test('every page about something shows it, and offers what can be done about it', async () => {
  const admin = as('admin')
  for (const [pattern, name] of Object.entries(existing())) {
    const path = pattern.replace(/:[a-zA-Z]+/, name)
    const { status, text } = await admin.get(path)
    expect([path, status]).toEqual([path, 200])
    expect([path, text.includes('<h1>')]).toEqual([path, true])
  }
  const session = await admin.get(`/console/sessions/${doubtful}`)
  expect(session.text).toContain('Meter berjalan mundur.')
  expect(session.text).toContain(`/console/sessions/${doubtful}/bill`)
  expect((await admin.get('/console/sessions/nobody')).status).toBe(404)
})

test('pages are narrowed as the API is: by what is offered, and by whose it is', async () => {
  const auditor = await as('auditor').get(`/console/sessions/${doubtful}`)
  expect(auditor.status).toBe(200)
  expect(auditor.text).not.toContain('/bill')
  expect((await as('auditor').get(`/console/sessions/${doubtful}/bill`)).status).toBe(403)
  expect((await as('operator').get('/console/api-keys')).status).toBe(403)
  const partner = (path: string) =>
    system.cloud.app.request(path, { headers: { Authorization: `Bearer ${alfa.key}`, Accept: 'text/html' } })
  const own = await (await partner('/console/sessions')).text()
  expect(own).toContain(alfa.names.session)
  for (const mark of bravo.marks) expect([mark, own.includes(mark)]).toEqual([mark, false])
  expect((await partner(`/console/sessions/${bravo.names.session}`)).status).toBe(404)
  expect((await partner('/console/refunds?format=csv')).status).toBe(200)
})

const bill = (step: string, fields: Record<string, string> = {}) =>
  as('finance').post(`/console/sessions/${doubtful}/bill`, { _step: step, ...fields })

test('a form says what is wrong beside its field, asks once, and loses nothing that was typed', async () => {
  const typed = { energyWh: '1.250', note: 'Menurut "pengemudi"' }
  const empty = await bill('', { energyWh: '1.250' })
  expect(empty.status).toBe(400)
  expect(empty.text).toMatch(/aria-invalid="true"[^>]*><\/textarea>/)
  expect(empty.text).toContain('Isi dulu.')
  expect(empty.text).toContain('value="1.250"')
  const english = await as('finance').post(`/console/sessions/${doubtful}/bill?lang=en`, { note: '' })
  expect(english.text).toContain('Fill this in.')
  await as('finance').get('/console/sessions?lang=id')
  const once = await bill('', typed)
  expect([once.status, once.text.includes('ditagih dengan 1,25 kWh')]).toEqual([200, true])
  expect(once.text).toContain('name="note" value="Menurut &quot;pengemudi&quot;"')
  const again = await bill('change', typed)
  expect(again.text).toContain('Menurut &quot;pengemudi&quot;</textarea>')
  const untouched = await system.api<{ resolution: string | null }>(`/sessions/${doubtful}`)
  expect(untouched.body.resolution).toBeNull()
})

test('a page of payments takes as many statements as one of them', async () => {
  const all = vi.spyOn(system.database.read, 'all')
  const statementsFor = async (limit: number) => {
    all.mockClear()
    const { body } = await system.api<{ items: object[] }>(`/payments?limit=${limit}`)
    // Beside the page, jobs look for what is due.
    const ofThePage = all.mock.calls.filter(([text]) => /\b(payment_id|tops_up) in \(/.test(text))
    return { items: body.items.length, statements: ofThePage.length }
  }
  const one = await statementsFor(1)
  const several = await statementsFor(200)
  all.mockRestore()
  expect(one).toEqual({ items: 1, statements: 4 })
  expect(several).toEqual({ items: 2, statements: 4 })
})

test('a way of giving money back that there is not asks for nothing, whatever it is called', async () => {
  for (const way of ['__proto__', 'constructor', 'pigeon'])
    expect([way, (await as('finance').get(`/console/exceptions/x/return/${way}`)).status]).toEqual([way, 200])
})

test('a deed is done once by the API’s command, and kept as that of a person on a page', async () => {
  const sent = { energyWh: '1.250', note: 'Menurut pengemudi', _once: 'form-1' }
  const done = await bill('do', sent)
  expect([done.status, done.location]).toEqual([303, `/console/sessions/${doubtful}?done=1`])
  expect((await bill('do', sent)).status).toBe(303)
  const refused = await bill('do', { ...sent, _once: 'form-2' })
  expect([refused.status, refused.text.includes('Sudah ditagih.')]).toEqual([409, true])
  expect(refused.text).toContain('Menurut pengemudi</textarea>')
  // Pressed again it is still the same form; changed after it was done, it is another.
  expect(refused.text).toContain('name="_once" value="form-2"')
  const changed = await bill('do', { ...sent, energyWh: '900' })
  expect(changed.text).toMatch(/name="_once" value="(?!form-1)/)
  const { text } = await as('admin').get(`/console/sessions/${doubtful}?done=1`)
  expect(text).toContain('Sudah dilakukan.')
  expect(text).toContain('session.billed')
  const { body } = await system.api<{ items: { action: string; channel: string; actorId: string }[] }>(
    '/activity?actor=finance',
  )
  expect(body.items.filter(({ action }) => action.startsWith('POST /console'))).toEqual([])
  expect(body.items.map(({ channel }) => channel)).not.toContain('api')
  expect(body.items.filter(({ action }) => action === 'session.billed')).toHaveLength(1)
})

test('what takes a fresh code asks for it with the question, and keeps what was typed', async () => {
  const cap = { decree: 'Permen 1', maxIdrPerKwh: '2.475', validFrom: '2027-01-01T00:00' }
  const asked = await as('finance').post('/console/price-caps/new', cap)
  expect(asked.text).toContain('name="_code"')
  expect(asked.text).toContain('Rp 2.475')
  const wrong = await as('finance').post('/console/price-caps/new', { ...cap, _step: 'do', _code: '000000' })
  expect([wrong.status, wrong.text.includes('Kode itu salah')]).toEqual([409, true])
  expect(wrong.text).toContain('name="decree" value="Permen 1"')
  const without = await as('finance').post('/console/price-caps/new', { ...cap, _step: 'do' })
  expect(without.text).toContain('name="_code"')
  const caps = async () => (await system.api<{ items: object[] }>('/price-caps')).body.items
  const before = await caps()
  const fresh = await as('finance-fresh').post('/console/price-caps/new', cap)
  expect(fresh.text).not.toContain('name="_code"')
  await as('finance-fresh').post('/console/price-caps/new', { ...cap, _step: 'do' })
  expect(await caps()).toEqual([
    expect.objectContaining({
      ...{ decree: 'Permen 1', maxIdrPerKwh: 2475, validFrom: '2026-12-31T17:00:00.000Z' },
    }),
    ...before,
  ])
})

test('a tariff is made of every field, with what a session would cost, and shows itself', async () => {
  const fields = {
    ...{ name: 'Malam', site: alfa.names.site, priceIdrPerKwh: '2400', ppnBasisPoints: '11' },
    ...{ 'rates.0.fromTime': '22:00', 'rates.0.untilTime': '05:00', 'rates.0.priceIdrPerKwh': '2000' },
    validFrom: '2027-02-01T00:00',
  }
  const usage = { kWh: '1,25', minutes: '60', startsAt: '2027-02-01T23:30' }
  const finance = as('finance-fresh')
  const tried = await finance.post('/console/tariffs/new', { ...fields, ...usage, _step: 'preview' })
  expect(tried.text).toContain('1,25 kWh × Rp 2.000')
  expect(tried.text).toContain('value="22:00"')
  const done = await finance.post('/console/tariffs/new', { ...fields, ...usage, _step: 'do' })
  expect(done.location).toMatch(/^\/console\/tariffs\/[\w-]+\?done=1$/)
  const { text } = await finance.get(done.location ?? '')
  expect(text).toContain('22:00–05:00')
})

test('a key is shown once, and kept nowhere on the way', async () => {
  const admin = as('admin-fresh')
  const made = await admin.send('/console/api-keys/new', {
    method: 'POST',
    body: new URLSearchParams({ name: 'laporan', role: 'auditor', _step: 'do' }).toString(),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin' },
  })
  expect([made.status, made.text.includes('Hanya tampil sekali')]).toEqual([201, true])
  const { text } = await admin.get('/console/api-keys')
  expect(text).toContain('laporan')
  const [, key = 'none'] = /<code>([^<]+)<\/code>/.exec(made.text) ?? []
  expect(text).not.toContain(key)
})

test('what another site makes a browser send is refused', async () => {
  const response = await as('finance-fresh').send(`/console/sessions/${doubtful}/waive`, {
    method: 'POST',
    body: 'note=x&_step=do',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'cross-site' },
  })
  expect(response.status).toBe(403)
})

type Item = Readonly<Record<string, string | number | boolean | null>>

/** A list to its end, in pages of two. */
async function walked(path: string, query: Readonly<Record<string, string>> = {}): Promise<Item[]> {
  const items: Item[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const asked = new URLSearchParams({ ...query, limit: '2', ...(cursor !== '' && { cursor }) })
    const { status, body } = await system.api<{ items: Item[]; nextCursor?: string | null }>(
      `${path}?${asked}`,
    )
    if (status !== 200) throw new Error(`${path}?${asked}: ${JSON.stringify(body)}`)
    items.push(...body.items)
    // A list that comes whole has no next page.
    cursor = body.nextCursor ?? null
  }
  return items
}

const nameIn = ({ id, number, idTag, slug, seq }: Item) => id ?? number ?? idTag ?? slug ?? seq
const names = (items: readonly Item[]) => items.map(nameIn).sort()

const namesOfSomebody = [
  'name',
  'title',
  'siteName',
  'createdBy',
  'uploadedBy',
  'fileName',
  'decree',
  'address',
]

/** As lists compare: what is not known first, and the names of people and things whatever their case. */
function placeOf(item: Item, key: string): string | number {
  const value = item[key] ?? null
  if (key === 'energyWh' || key === 'amountIdr') return item.state === 'charging' ? -1 : Number(value ?? -1)
  if (value === null) return ''
  if (typeof value === 'boolean') return Number(value)
  return typeof value === 'string' && namesOfSomebody.includes(key) ? value.toLowerCase() : value
}

function isInOrder(items: readonly Item[], sort: string): boolean {
  const key = sort.replace('-', '')
  const places = items.map((item) => placeOf(item, key))
  return places.every((place, index) => {
    const before = places[index - 1]
    return before === undefined || (sort === key ? before <= place : before >= place)
  })
}

/** All that the test does happens on these days, which are as many as may be sorted by anything. */
const days = { from: '2026-11-01', to: '2026-12-01' }

test('every list is whole and in order, whatever heading it is sorted by', async () => {
  await makeListed(system, { alfa, bravo })
  const wrong: unknown[] = []
  const sorted: string[] = []
  for (const [page, route] of Object.entries(consoleRows((name) => name))) {
    const path = page.replace('GET ', '')
    if (!page.startsWith('GET ') || path.includes(':')) continue
    // Where `from` and `to` are no days, the list is asked for whole.
    const inDays = await as('admin').get(`${path}?${new URLSearchParams(days)}`)
    const range = inDays.status === 200 ? days : {}
    const { status, text } = inDays.status === 200 ? inDays : await as('admin').get(path)
    if (status !== 200) wrong.push([path, status])
    for (const [, key = ''] of text.matchAll(/<th [^>]*><a href="[^"]*[?;]sort=-?(\w+)/g)) {
      sorted.push(`${path} ${key}`)
      const api = route.replace('GET /api/v1', '')
      const whole = names(await walked(api))
      for (const sort of [key, `-${key}`]) {
        const items = await walked(api, { ...range, sort })
        const isWhole = JSON.stringify(names(items)) === JSON.stringify(whole)
        if (items.length < 2 || !isWhole || !isInOrder(items, sort)) wrong.push([path, sort, items.length])
      }
    }
  }
  expect(wrong).toEqual([])
  expect(sorted.length).toBeGreaterThan(80)
})

/** A list with what it is put in order by, where that is reckoned, or stands within something of the row. */
interface SharedTable {
  readonly page: string
  /** Before its parameters in the page's address; empty: the page has no other. */
  readonly table: string
  readonly api: string
  readonly rowsOf?: (body: never) => Item[]
}

/** Pages that are in no list of the console's own, or name something, with each of their tables. */
const sharedTables = (webhook: string): SharedTable[] => {
  const charger = '/chargers/CLK-0001/configuration'
  const { site } = alfa.names
  const within = (name: string) => (body: Readonly<Record<string, Item[]>>) => body[name] ?? []
  const papers = (body: { items: { state: string }[] }) =>
    body.items.map(({ state, ...item }) => ({ state, ...item, ...(item as { document?: object }).document }))
  return [
    { page: '/console/availability', table: 'sites', api: '/availability', rowsOf: within('sites') },
    { page: '/console/availability', table: 'sockets', api: '/availability', rowsOf: within('sockets') },
    { page: `/console${charger}`, table: 'keys', api: charger, rowsOf: within('keys') },
    { page: `/console${charger}`, table: 'drift', api: charger, rowsOf: within('drift') },
    { page: `/console/webhooks/${webhook}`, table: '', api: `/webhooks/${webhook}/deliveries` },
    { page: '/console/settlements/sari-0', table: '', api: '/reconciliation/settlement-reports/sari-0/rows' },
    { page: '/statements', table: 'statements', api: '/statements' },
    { page: '/statements', table: 'payouts', api: '/payouts' },
    {
      ...{ page: '/regulation', table: '', api: '/regulation' },
      rowsOf: (body: { items: { name: string; items: { state: string }[] }[] }) =>
        body.items.map(({ name, items }) => ({
          ...{ name, site: name.toLowerCase() },
          open: items.filter(({ state }) => state !== 'valid').length,
        })),
    },
    { page: `/regulation/${site}`, table: 'needs', api: `/sites/${site}/checklist`, rowsOf: papers },
    { page: '/stock/depot', table: '', api: '/assets/stock' },
    {
      ...{ page: '/planning/example', table: 'sites', api: '/planning-studies/example/ranking' },
      rowsOf: (body: { sites: { contributions: { key: string; score: number }[] }[] }) =>
        body.sites.map(({ contributions, ...site }) => ({
          ...site,
          ...Object.fromEntries(contributions.map(({ key, score }) => [key, score])),
        })),
    },
    {
      ...{ page: '/planning/example', table: 'weights', api: '/planning-studies/example/ranking' },
      rowsOf: within('weights'),
    },
  ]
}

test('what is told of money to look at is in the reader’s words, and as it was written where it has none', async () => {
  const indonesian = await as('admin').get('/console/exceptions?lang=id')
  expect(indonesian.text).toContain('Tanda tangannya tidak benar.')
  expect(indonesian.text).not.toContain('The Client-Id')
  expect(indonesian.text).toContain('<span lang="en"> As it was told long ago.</span>')
  const english = await as('admin').get('/console/exceptions?lang=en')
  expect(english.text).toContain('signature: The Client-Id is another one.')
  await as('admin').get('/console/exceptions?lang=id')
})

test('tables that share a page are in order too, each by its own headings', async () => {
  const webhook = await makeTabled(system)
  await as('admin').post('/planning/example', {})
  const wrong: unknown[] = []
  for (const { page, table, api, rowsOf } of sharedTables(webhook)) {
    const prefix = table === '' ? '' : `${table}.`
    const open = await as('admin').get(`${page}?${new URLSearchParams(days)}`)
    const { text } = open.status === 200 ? open : await as('admin').get(page)
    const range = page.includes('webhooks') ? days : {}
    const headings = [...text.matchAll(/<th [^>]*><a href="[^"]*[?;]([\w.]+)=-?(\w+)"/g)].map(
      ([, ...at]) => at,
    )
    const keys = headings.flatMap(([name, key = '']) => (name === `${prefix}sort` ? [key] : []))
    if (keys.length < 2) wrong.push([page, table, keys])
    for (const sort of keys.flatMap((key) => [key, `-${key}`])) {
      // Where the API has several lists in one answer its parameters are called as the page's.
      const name = rowsOf === undefined || table === 'needs' ? 'sort' : `${prefix}sort`
      const query = new URLSearchParams({ ...range, [name]: sort })
      const { status, body } = await system.api<{ items: Item[] }>(`${api}?${query}`)
      const rows = rowsOf?.(body as never) ?? body.items
      if (status !== 200 || rows.length < 2 || !isInOrder(rows, sort)) wrong.push([page, table, sort, status])
      const shown = await as('admin').get(
        `${page}?${new URLSearchParams({ ...range, [`${prefix}sort`]: sort })}`,
      )
      if (shown.status !== 200 || !shown.text.includes('aria-sort'))
        wrong.push([page, table, sort, shown.status])
    }
  }
  expect(wrong).toEqual([])
})

test('a campaign that goes on is kept live, and asks again by itself where there are no scripts', async () => {
  const page = await as('admin').get('/console/firmware-campaigns/Sari-1')
  expect(page.text).toContain('<colok-live src="/console/firmware-campaigns/Sari-1/live">')
  expect(page.text).toContain('<noscript><meta http-equiv="refresh" content="5"/></noscript>')
  const over = await as('admin').get('/console/firmware-campaigns/sari-0')
  expect([over.status, over.text.includes('<colok-live')]).toEqual([200, false])
  const headers = { Authorization: `Bearer ${system.operatorKey}` }
  const address = '/console/firmware-campaigns/Sari-1/live'
  const { body } = await system.cloud.app.request(address, { headers })
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
  let told = ''
  while (!told.includes('event: snapshot')) told += (await reader?.read())?.value ?? ''
  await reader?.cancel()
  expect(told).toMatch(/event: snapshot\ndata: <p><span class="mark-word amber">/)
})

test('a form for something new leaves what has its name as it is, and says so', async () => {
  const { body: rules } = await system.api<{ items: { slug: string }[] }>('/alert-rules')
  const { body: contacts } = await system.api<{ items: { slug: string }[] }>('/alert-contacts')
  const { body: risks } = await system.api<{ items: { slug: string }[] }>('/risks')
  const slugOf = ({ items }: { items: { slug: string }[] }) => items.at(0)?.slug ?? ''
  const bodies: Readonly<Record<string, object>> = {
    [`/sites/${alfa.names.site}`]: {
      ...{ name: 'Lain', address: 'x', latitude: 0, longitude: 0, timeZone: 'Asia/Makassar' },
    },
    '/id-tags/04A1B2C3D4E5F6': { status: 'Blocked' },
    '/chargers/CLK-0001': {
      ...{ name: 'Lain', site: alfa.names.site },
      connectors: [{ connectorId: 1, voltageV: 220, maxPowerW: 1 }],
    },
    [`/risks/${slugOf(risks)}`]: { name: 'Lain', safety: 1, money: 1, service: 1, reputation: 1 },
    [`/alert-rules/${slugOf(rules)}`]: { name: 'Lain', kind: 'door', steps: [] },
    [`/alert-contacts/${slugOf(contacts)}`]: { name: 'Lain', channel: 'webhook', language: 'id' },
  }
  for (const [path, body] of Object.entries(bodies)) {
    const response = await system.cloud.app.request(`/api/v1${path}`, {
      method: 'PUT',
      headers: {
        ...{ Authorization: `Bearer ${system.operatorKey}`, 'Content-Type': 'application/json' },
        'If-None-Match': '*',
      },
      body: JSON.stringify(body),
    })
    expect([path, response.status, await response.json()]).toMatchObject([
      path,
      412,
      { code: 'exists-already' },
    ])
  }
  const form = { slug: alfa.names.site, name: 'Lain', address: 'x', latitude: '0', longitude: '0' }
  const sent = { ...form, timeZone: 'Asia/Makassar', 'pbjt.mode': 'none', 'pbjt.basisPoints': '0' }
  const refused = await as('admin').post('/console/sites/new?lang=id', { ...sent, _step: 'do' })
  expect([refused.status, refused.text.includes(`${alfa.names.site} sudah ada. Pilih nama lain`)]).toEqual([
    412,
    true,
  ])
  const { body: site } = await system.api<{ name: string }>(`/sites/${alfa.names.site}`)
  expect(site.name).not.toBe('Lain')
  const made = await as('admin').post('/console/sites/new', { ...sent, slug: 'lokasi-baru', _step: 'do' })
  expect([made.status, made.location]).toEqual([303, '/console/sites/lokasi-baru?done=1'])
})

test('what only grows is sorted by anything but time where few are asked for, and the page says so', async () => {
  const status = async (query: string) => (await system.api<{ detail: string }>(`/sessions?${query}`)).status
  const month = 'from=2026-11-01&to=2026-12-01'
  for (const query of ['sort=-startedAt', `sort=energyWh&${month}`, `sort=-amountIdr&chargePointId=CLK-0001`])
    expect([query, await status(query)]).toEqual([query, 200])
  for (const query of [
    ...['sort=energyWh', 'sort=energyWh&from=2026-11-01', 'sort=energyWh&from=2026-11-01&to=2026-12-02'],
    ...['sort=idTag', 'from=2026-11-02&to=2026-11-01', 'from=yesterday', 'sort=startedAt&cursor=NQ'],
  ])
    expect([query, await status(query)]).toEqual([query, 400])
  const { body } = await system.api<{ detail: string }>('/sessions?sort=energyWh')
  expect(body.detail).toContain('within 31 days at most: give from and to, or a chargePointId')
  const all = await as('admin').get('/console/sessions?sort=energyWh&lang=en')
  expect([all.status, all.text.includes('31 days at most')]).toEqual([200, true])
  expect(all.text).not.toContain('sort=-energyWh')
  const few = await as('admin').get(`/console/sessions?sort=-energyWh&${month}`)
  expect(few.text).toContain('aria-sort="descending"')
  expect(few.text).not.toContain('31 days at most')
  await as('admin').get('/console/sessions?lang=id')
})

test('sessions and payments are found by the days by the clocks of Jakarta, sessions by the site too', async () => {
  const on = async (path: string, from: string, to = from) => names(await walked(path, { from, to }))
  expect(await on('/sessions', '2026-11-20')).toEqual([alfa.names.session, bravo.names.session])
  expect(await on('/sessions', '2026-11-01', '2026-11-19')).toEqual([])
  expect(await on('/payments', '2026-11-20')).toEqual([alfa.names.payment, bravo.names.payment])
  const blank = { chargePointId: '', reference: '', sessionId: '' }
  expect(names(await walked('/payments', blank))).toEqual(names(await walked('/payments')))
  for (const query of [{}, days, { sort: 'startedAt' }])
    expect(names(await walked('/sessions', { ...query, site: alfa.names.site }))).toEqual([
      alfa.names.session,
    ])
})
