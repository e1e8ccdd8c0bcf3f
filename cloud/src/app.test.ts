import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestCloud, type TestCloud } from './testing/test-cloud.ts'
import { assetText, assetUrl } from './web/assets.ts'

let system: TestCloud
beforeAll(async () => {
  system = await startTestCloud()
})
afterAll(() => system.stop())

const get = (path: string, headers: Record<string, string> = {}) =>
  system.cloud.app.request(path, { headers })
const asBrowser = { Accept: 'text/html,application/xhtml+xml' }

test('without a key, or with a wrong one, the API answers a problem and no data', async () => {
  for (const headers of [{}, { Authorization: 'Bearer colok_wrong' }, { Authorization: 'Basic eDp5' }]) {
    const response = await get('/api/v1/chargers', headers)
    expect(response.status).toBe(401)
    expect(response.headers.get('Content-Type')).toBe('application/problem+json')
    expect(response.headers.get('WWW-Authenticate')).toMatch(/^Bearer/)
    expect(await response.json()).toMatchObject({ type: 'urn:colok:problem:unauthorized', status: 401 })
  }
})

test('what is wrong with a request is named field by field', async () => {
  const { status, body } = await system.api('/tariffs', {
    method: 'POST',
    body: { name: '', priceIdrPerKwh: 24.5, validFrom: 'tomorrow', colour: 'red' },
  })
  expect(status).toBe(400)
  expect(body).toMatchObject({ type: 'urn:colok:problem:invalid-request' })
  const paths = (body as { errors: { path: string }[] }).errors.map(({ path }) => path)
  expect(paths).toEqual(expect.arrayContaining(['name', 'priceIdrPerKwh', 'validFrom']))
})

test('a body that is not JSON, or too large, is refused', async () => {
  expect((await system.api('/tariffs', { method: 'POST', body: 'x'.repeat(300_000) })).status).toBe(413)
  const response = await system.cloud.app.request('/api/v1/tariffs', {
    method: 'POST',
    headers: { Authorization: `Bearer ${system.operatorKey}`, 'Content-Type': 'application/json' },
    body: '{"name":',
  })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ type: 'urn:colok:problem:invalid-request' })
})

test('lists are paged by cursor, each item once', async () => {
  const seen: string[] = []
  let cursor: string | null = null
  do {
    const query: string = cursor === null ? '' : `&cursor=${cursor}`
    const { body } = await system.api<{ items: { idTag: string }[]; nextCursor: string | null }>(
      `/id-tags?limit=3${query}`,
    )
    seen.push(...body.items.map(({ idTag }) => idTag))
    cursor = body.nextCursor
  } while (cursor !== null)
  expect(seen).toEqual(['04A1B2C3D4E5F6', '04AAAA', '04EEEE', '04FFEEDDCCBBAA'])
  expect((await system.api('/id-tags?cursor=abc')).status).toBe(400)
  expect((await system.api('/id-tags?limit=1000')).status).toBe(400)
})

test('a card is created and changed by its idTag, in whatever case', async () => {
  const created = await system.api('/id-tags/04beef', { method: 'PUT', body: { status: 'Accepted' } })
  expect(created.body).toMatchObject({ idTag: '04BEEF', status: 'Accepted', maxActiveSessions: 1 })
  const changed = await system.api('/id-tags/04BEEF', { method: 'PUT', body: { status: 'Blocked' } })
  expect(changed.body).toMatchObject({ idTag: '04BEEF', status: 'Blocked' })
  expect((await system.api('/id-tags/none')).status).toBe(404)
})

test('a tariff is added once and never changes', async () => {
  const body = { name: 'Malam', priceIdrPerKwh: 2000, validFrom: '2027-01-01T00:00:00+08:00' }
  const added = await system.api<{ id: string }>('/tariffs', { method: 'POST', body })
  expect(added).toMatchObject({
    status: 201,
    body: { validFrom: '2026-12-31T16:00:00.000Z', validUntil: null },
  })
  const again = await system.api<{ id: string }>('/tariffs', { method: 'POST', body })
  expect(again.body.id).toBe(added.body.id)
  const dearer = await system.api('/tariffs', { method: 'POST', body: { ...body, priceIdrPerKwh: 2100 } })
  expect(dearer.status).toBe(409)
  expect((await system.api('/tariffs', { method: 'POST', body: { ...body, site: 'nowhere' } })).status).toBe(
    400,
  )
})

test('a site is created and read back', async () => {
  const site = {
    name: 'Kuta',
    address: 'Kuta',
    latitude: -8.72,
    longitude: 115.17,
    timeZone: 'Asia/Makassar',
  }
  expect((await system.api('/sites/kuta', { method: 'PUT', body: site })).body).toEqual({
    slug: 'kuta',
    pbjt: { mode: 'none', basisPoints: 0 },
    ...site,
  })
  const wrong = await system.api('/sites/kuta', { method: 'PUT', body: { ...site, timeZone: 'Bali' } })
  for (const name of [' \n ', 'Kuta\u0007'])
    expect((await system.api('/sites/kuta', { method: 'PUT', body: { ...site, name } })).status).toBe(400)
  expect(wrong).toMatchObject({ status: 400, body: { errors: [{ path: 'timeZone' }] } })
})

test('the description names every route of the API and every command of OCPP', async () => {
  const response = await get('/openapi.json')
  const { paths } = (await response.json()) as { paths: Record<string, unknown> }
  const expected = [
    '/api/v1/chargers',
    '/api/v1/chargers/{chargePointId}',
    '/api/v1/chargers/{chargePointId}/start',
    '/api/v1/chargers/{chargePointId}/commands/Reset',
    '/api/v1/sessions/{id}/stop',
    '/api/v1/sessions/{id}/readings',
    '/api/v1/events',
  ]
  expect(Object.keys(paths)).toEqual(expect.arrayContaining(expected))
  expect(Object.keys(paths).filter((path) => path.includes('/commands/'))).toHaveLength(26)
})

test('every POST of the API is described with its Idempotency-Key', async () => {
  const { paths } = (await (await get('/openapi.json')).json()) as {
    paths: Record<string, Record<string, { parameters?: { $ref?: string }[] }>>
  }
  const posts = Object.entries(paths).filter(
    ([path, item]) => path.startsWith('/api/v1/') && 'post' in item && path !== '/api/v1/claims',
  )
  expect(posts.length).toBeGreaterThan(30)
  for (const [path, { post }] of posts)
    expect(post?.parameters, path).toContainEqual({ $ref: '#/components/parameters/IdempotencyKey' })
})

test('what a charger or a webhook that is not there has, is not found, never empty', async () => {
  for (const list of ['frames', 'history', 'uploads', 'firmware-updates', 'queued-commands'])
    expect((await system.api(`/chargers/CLK-9999/${list}`)).status, list).toBe(404)
  expect((await system.api('/webhooks/nobody/deliveries')).status).toBe(404)
  expect((await system.api('/chargers/CLK-0001/frames')).status).toBe(200)
})

test('addresses and texts that make no sense are refused, and never fail on our side', async () => {
  const wrong = [
    system.api('/sites/%ff', { method: 'PUT', body: {} }),
    system.api('/api-keys/%ff', { method: 'DELETE' }),
    system.api('/chargers/%E0%A4%A'),
    system.api('/activity?subject=%00'),
    system.api(`/activity?cursor=${Buffer.from('1.5').toString('base64url')}`),
    system.api('/id-tags/04AA', { method: 'PUT', body: { status: 'Accepted', label: 'a\u0000b' } }),
    system.api('/sites/kuta', { method: 'PUT', body: { __proto__: null, constructor: 1 } }),
  ]
  for (const { status, body } of await Promise.all(wrong)) {
    expect([400, 404]).toContain(status)
    expect(body).toMatchObject({ type: expect.stringMatching(/^urn:colok:problem:/) })
  }
  expect(system.logged.filter(({ level }) => level === 50)).toEqual([])
})

test('the reader of the description comes from this server alone', async () => {
  const page = await get('/docs')
  const html = await page.text()
  const addresses = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '')
  expect(addresses.length).toBeGreaterThan(3)
  for (const address of addresses) expect((await get(address)).status).toBe(200)
  expect(page.headers.get('Content-Security-Policy')).toContain("default-src 'none'")
  expect((await get('/docs/__proto__')).status).toBe(404)
})

const ownStyle = `<style>${assetText('style.css')}</style>`

test('a driver page with all that it loads is at most 30 kB', async () => {
  const html = await (await get('/c/CLK-0001')).text()
  const addresses = [...html.matchAll(/(?:src|href)="(\/static\/[^"]+)"/g)].map(
    ([, address]) => address ?? '',
  )
  expect(addresses).toHaveLength(3)
  // What the worker fetches for the next pages.
  addresses.push(assetUrl('style.css'))
  const bodies = await Promise.all(addresses.map(async (address) => (await get(address)).text()))
  const bytes = [html, ...bodies].reduce((sum, body) => sum + gzipSync(body).length, 0)
  expect(bytes).toBeLessThan(30_000)
})

test('pages allow nothing inline and nothing from elsewhere', async () => {
  for (const path of ['/', '/c/CLK-0001', '/docs']) {
    const response = await get(path)
    const html = await response.text()
    expect(response.headers.get('Content-Security-Policy')).toContain("script-src 'self'")
    const rest = html.replace(ownStyle, '')
    expect(rest).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|https?:\/\/(?!www\.w3\.org)/)
  }
})

test('whoever comes for the first time can read the page after one answer, and links to the style sheet afterwards', async () => {
  const first = await get('/c/CLK-0001')
  const html = await first.text()
  expect(html.slice(0, 40)).toBe('<!doctype html><html lang="id"><head><me')
  expect(html).toContain(ownStyle)
  expect(html).not.toContain(assetUrl('style.css'))
  const hash = createHash('sha256').update(ownStyle.slice('<style>'.length, -'</style>'.length))
  expect(first.headers.get('Content-Security-Policy')).toContain(
    `style-src 'self' 'sha256-${hash.digest('base64')}'`,
  )
  const sheet = await get(assetUrl('style.css'))
  const Cookie = sheet.headers.get('Set-Cookie')?.split(';')[0] ?? ''
  const next = await (await get('/c/CLK-0001', { Cookie })).text()
  expect(next).toContain(`<link rel="stylesheet" href="${assetUrl('style.css')}"/>`)
  expect(next).not.toContain('<style')
  const ofOlderSheet = await (await get('/c/CLK-0001', { Cookie: 'style=0123456789ab' })).text()
  expect(ofOlderSheet).toContain(ownStyle)
})

test('a page asked for in English stays English', async () => {
  const asked = await get('/c/CLK-0001?lang=en')
  expect(await asked.text()).toContain('<html lang="en">')
  const cookie = asked.headers.get('Set-Cookie') ?? ''
  expect(await (await get('/c/CLK-0001', { Cookie: cookie })).text()).toContain('nothing else to pay')
  expect(await (await get('/c/CLK-0001')).text()).toContain('tanpa biaya lain')
})

test('an address that does not exist is a page for people and a problem for programs', async () => {
  const page = await get('/nothing', asBrowser)
  expect([page.status, await page.text()]).toEqual([404, expect.stringContaining('Halaman tidak ditemukan')])
  const post = await get('/c/CLK-9999', asBrowser)
  expect([post.status, await post.text()]).toEqual([404, expect.stringContaining('CLK-9999')])
  const problem = await get('/nothing')
  expect([problem.status, await problem.json()]).toEqual([404, expect.objectContaining({ status: 404 })])
})

test('a known path with another method says which methods it takes', async () => {
  const wrong = await system.cloud.app.request('/healthz', { method: 'POST' })
  expect(wrong.status).toBe(405)
  expect(wrong.headers.get('Allow')).toBe('GET, HEAD')
  expect(wrong.headers.get('Content-Type')).toBe('application/problem+json')
  expect(await wrong.json()).toMatchObject({ type: 'urn:colok:problem:method-not-allowed', status: 405 })
  const headers = { Authorization: `Bearer ${system.operatorKey}` }
  const inApi = await system.cloud.app.request('/api/v1/webhooks/nobody', { method: 'PATCH', headers })
  expect([inApi.status, inApi.headers.get('Allow')]).toEqual([405, 'PUT'])
  const nowhere = await system.cloud.app.request('/api/v1/nothing', { method: 'PATCH', headers })
  expect([nowhere.status, nowhere.headers.get('Allow')]).toEqual([404, null])
  expect((await system.cloud.app.request('/api/v1/webhooks/nobody', { method: 'PATCH' })).status).toBe(401)
})

test('a refusal is a page for people, in their language, and a problem for programs', async () => {
  const signOut = (path: string) =>
    system.cloud.app.request(path, { method: 'POST', headers: asBrowser, body: 'from=elsewhere' })
  const page = await signOut('/sign-out')
  expect([page.status, await page.text()]).toEqual([403, expect.stringContaining('Tidak diizinkan')])
  const english = await signOut('/sign-out?lang=en')
  expect(await english.text()).toContain('Not allowed')
  const signedOut = await get('/metrics', asBrowser)
  expect([signedOut.status, signedOut.headers.get('Location')]).toEqual([303, '/sign-in?next=%2Fmetrics'])
  const problem = await get('/metrics')
  expect([problem.status, await problem.json()]).toEqual([401, expect.objectContaining({ status: 401 })])
})

test('names from outside are shown as text, never as markup', async () => {
  const html = await (await get('/c/%3Cscript%3Ealert(1)%3C%2Fscript%3E', asBrowser)).text()
  expect(html).not.toContain('<script>alert')
})

test('the QR code of a post is a drawing that any printer takes', async () => {
  const response = await get('/c/CLK-0001/qr.svg')
  expect(response.headers.get('Content-Type')).toBe('image/svg+xml')
  expect(await response.text()).toMatch(/^<svg/)
})

test('it is alive, and ready while the database takes writes', async () => {
  expect(await (await get('/healthz')).json()).toEqual({ status: 'ok' })
  expect(await (await get('/readyz')).json()).toEqual({ status: 'ready' })
})
