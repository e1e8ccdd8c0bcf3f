import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BrowserSession } from '../../testing/browser-session.ts'
import { seededSignIn } from '../../testing/seeded-sign-in.ts'
import { startTestCloud, type TestCloud, testNow } from '../../testing/test-cloud.ts'

let system: TestCloud
let finance: BrowserSession
beforeAll(async () => {
  system = await startTestCloud()
  const cookie = await seededSignIn(system, { role: 'admin', isFresh: true })
  const [name = '', value = ''] = cookie.split('=')
  finance = new BrowserSession(system.cloud.app)
  finance.setCookie(name, value)
})
afterAll(() => system.stop())

const done = (path: string, fields: Record<string, string> = {}) =>
  finance.post(path, { ...fields, _step: 'do' })
const of = async <Body>(path: string) => (await system.api<Body>(path)).body

const site = 'sangeh-monkey-forest'

test('a wallet pays for a card, and no longer; a card is replaced with all that hangs on it', async () => {
  const card = { status: 'Accepted', label: 'Made', customerGroup: 'ojol' }
  await system.api('/id-tags/0AAA0001', { method: 'PUT', body: card })
  const opened = await done('/console/wallets/new', { name: 'Wayan' })
  const wallet = /wallets\/([\w-]+)/.exec(opened.location ?? '')?.[1] ?? ''
  const asked = await finance.post(`/console/wallets/${wallet}/cards/new`, { idTag: '0AAA0001' })
  expect(asked.text).toContain('Kartu …0001 memakai saldo dompet Wayan.')
  expect((await done(`/console/wallets/${wallet}/cards/new`, { idTag: '0aaa0001' })).status).toBe(303)
  const unknown = await done(`/console/wallets/${wallet}/cards/new`, { idTag: '0AAA0009' })
  expect([unknown.status, unknown.text.includes('role="alert"')]).toEqual([404, true])
  const { text } = await finance.get(`/console/wallets/${wallet}`)
  for (const deed of ['block', 'replacement']) expect(text).toContain(`/console/cards/0AAA0001/${deed}`)
  const taken = await done('/console/cards/0AAA0001/replacement', { by: '04A1B2C3D4E5F6' })
  expect([taken.status, taken.text.includes('role="alert"')]).toEqual([409, true])
  const replaced = await done('/console/cards/0AAA0001/replacement', { by: '0aaa0002' })
  expect([replaced.status, replaced.location]).toEqual([303, '/console/cards/0AAA0002?done=1'])
  expect(await of('/id-tags/0AAA0001')).toMatchObject({ status: 'Blocked' })
  expect(await of('/id-tags/0AAA0002')).toMatchObject({ ...card, walletId: wallet })
  expect(await of<{ items: object[] }>('/activity?subject=id-tag:0AAA0001')).toMatchObject({
    items: expect.arrayContaining([expect.objectContaining({ action: 'card.replaced' })]),
  })
  expect((await done(`/console/wallets/${wallet}/cards/0AAA0002/removal`)).status).toBe(303)
  expect(await of('/id-tags/0AAA0002')).toMatchObject({ status: 'Blocked', walletId: null })
  const linked = await finance.post('/console/cards/0AAA0002/wallet', { id: wallet, _step: 'do' })
  expect([linked.status, await of('/id-tags/0AAA0002')]).toMatchObject([303, { walletId: wallet }])
  const none = await done(`/console/wallets/${wallet}/top-up`, { amountIdr: '50.000' })
  expect([none.status, none.text.includes('role="alert"')]).toEqual([503, true])
})

test('what energy is bought for and what posts cost are entered, and taken back where that was a mistake', async () => {
  const prices = `/console/sites/${site}/purchase-tariffs`
  const price = { validFrom: '2026-11-01', standingIdrPerMonth: '40.000', source: 'Tagihan November' }
  const wrong = await finance.post(`${prices}/new`, { ...price, priceSenPerKwh: '1.64x' })
  expect([wrong.status, wrong.text.includes('value="1.64x"')]).toEqual([400, true])
  const asked = await finance.post(`${prices}/new`, { ...price, priceSenPerKwh: '1.644,52' })
  expect(asked.text).toContain('Rp 1.644,52 per kWh dan abonemen Rp 40.000 sebulan')
  expect((await done(`${prices}/new`, { ...price, priceSenPerKwh: '1.644,52' })).status).toBe(303)
  expect(await of(`/sites/${site}/purchase-tariffs`)).toMatchObject([{ priceSenPerKwh: 164_452 }])
  expect((await finance.get(prices)).text).toContain('Tagihan November')
  const cost = { site, kind: 'rent', amountIdr: '150.000', fromMonth: '2026-11', untilMonth: '2026-10' }
  expect((await done('/console/post-costs/new', cost)).text).toMatch(/name="untilMonth"[^>]*aria-invalid/)
  expect((await done('/console/post-costs/new', { ...cost, untilMonth: '' })).status).toBe(303)
  const { items } = await of<{ items: { id: string }[] }>('/post-costs')
  const removal = `/console/post-costs/${items[0]?.id}/removal`
  expect((await finance.get(removal)).text).toContain('Sewa, sangeh-monkey-forest, Rp 150.000')
  expect((await done(removal)).status).toBe(303)
  expect(await of('/post-costs')).toMatchObject({ items: [] })
})

test('a webhook is sent once more what it was sent in a time, and the page says of how much', async () => {
  const body = { url: 'https://example.org/hook', types: ['charger.online'] }
  const { id } = (await system.api<{ id: string }>('/webhooks', { method: 'POST', body })).body
  const address = `/console/webhooks/${id}/replay`
  const time = { from: '2026-01-01T00:00', all: 'yes' }
  const asked = await finance.post(address, time)
  expect(asked.text).toContain('https://example.org/hook dikirimi lagi semua kabar dari 1 Jan 2026 00.00 WIB')
  const none = await done(address, time)
  expect(none.location).toBe(`/console/webhooks/${id}?done=of-0`)
  expect((await finance.get(none.location ?? '')).text).toContain('Tidak ada yang cocok')
  const { tx } = system.database.writeConnection
  for (const delivery of ['one', 'two'])
    await tx.query
      .insertInto('webhookDelivery')
      .values({
        ...{ id: delivery, webhookId: id, eventId: delivery, type: 'charger.online', payload: '{}' },
        ...{ state: 'failed', attempts: 9, nextAttemptAt: new Date(testNow).toISOString() },
        ...{ lastStatus: 500, lastProblem: null, deliveredAt: null },
        createdAt: new Date(testNow - 60_000).toISOString(),
      })
      .execute()
  const two = await done(address, { from: '2026-01-01T00:00' })
  expect((await finance.get(two.location ?? '')).text).toContain('Sudah dilakukan untuk: 2.')
})

/** Sends a form with a file as a browser does, the file piece by piece. */
async function upload(path: string, fields: Record<string, string>, file?: Blob) {
  const form = new FormData()
  for (const [name, text] of Object.entries(fields)) form.append(name, text)
  form.append('file', file ?? new Blob([]), file === undefined ? '' : 'chosen.bin')
  const response = await system.cloud.app.request(path, {
    method: 'POST',
    body: form,
    headers: { Accept: 'text/html', Authorization: `Bearer ${system.operatorKey}` },
  })
  return { status: response.status, location: response.headers.get('Location'), text: await response.text() }
}

test('a firmware image is entered and uploaded, its digest shown, and a campaign begun from there', async () => {
  const entered = await done('/console/firmware-images/new', {
    version: '1.4.2',
    fileName: 'colok-1.4.2.bin',
  })
  const address = entered.location?.replace(/[?].*/, '') ?? ''
  const image = address.replace(/[/]file$/, '')
  const form = await finance.get(address)
  expect(form.text).toMatch(/<form[^>]*enctype="multipart[/]form-data"[^>]*>/)
  expect((await finance.get(image)).text).toContain('Berkasnya belum diunggah.')
  const none = await upload(address, {})
  expect([none.status, none.text.includes('Pilih berkasnya dulu.')]).toEqual([400, true])
  const bytes = new Uint8Array(600_000).map((_, index) => index % 251)
  const sent = await upload(address, {}, new Blob([bytes]))
  expect([sent.status, sent.location]).toEqual([303, `${image}?done=1`])
  const { text } = await finance.get(image)
  expect(text).toContain(createHash('sha256').update(bytes).digest('hex'))
  expect(text).toContain('600.000')
  const id = image.split('/').at(-1)
  expect(text).toContain(`/console/firmware-campaigns/new?imageId=${id}`)
  const again = await upload(address, {}, new Blob([bytes]))
  expect([again.status, again.text.includes('role="alert"')]).toEqual([409, true])
  const long = await system.cloud.app.request(address, {
    method: 'POST',
    body: 'x',
    headers: {
      ...{ Authorization: `Bearer ${system.operatorKey}`, 'Content-Length': String(2 ** 30) },
      'Content-Type': 'multipart/form-data; boundary=x',
    },
  })
  expect([long.status, await long.text()]).toEqual([413, expect.stringContaining('terlalu besar')])
  const broken = await system.cloud.app.request(address, {
    method: 'POST',
    body: '--x\r\nContent-Dispo',
    headers: {
      Authorization: `Bearer ${system.operatorKey}`,
      'Content-Type': 'multipart/form-data; boundary=x',
    },
  })
  expect(broken.status).toBe(400)
})

test('an upload that is sent again is whole, and the one before leaves nothing of itself', async () => {
  const body = { version: '1.4.3', fileName: 'colok-1.4.3.bin' }
  const { id } = (await system.api<{ id: string }>('/firmware-images', { method: 'POST', body })).body
  const first = new TransformStream<Uint8Array, Uint8Array>()
  const put = (stream: ReadableStream<Uint8Array>) =>
    system.cloud.app.request(
      new Request(`http://localhost/api/v1/firmware-images/${id}/file`, {
        ...{ method: 'PUT', duplex: 'half', body: stream },
        headers: { Authorization: `Bearer ${system.operatorKey}` },
      } as RequestInit),
    )
  const broken = put(first.readable)
  const writer = first.writable.getWriter()
  writer.write(new Uint8Array(300_000).fill(1)).catch(() => {})
  await expect
    .poll(async () => (await of<{ receivedBytes: number }>(`/firmware-images/${id}`)).receivedBytes)
    .toBe(256 * 1024)
  expect((await finance.get(`/console/firmware-images/${id}`)).text).toContain('Sudah sampai: 262.144 Byte.')
  const whole = new Uint8Array(300_000).fill(2)
  expect((await put(new Blob([whole]).stream())).status).toBe(200)
  expect((await broken).status).toBe(500)
  const stored = await system.cloud.app.request(`/firmware/${id}/colok-1.4.3.bin`)
  expect(new Uint8Array(await stored.arrayBuffer())).toEqual(whole)
})

test('a settlement file is offered for the providers that are set up, and one that is missing is asked for', async () => {
  const { text } = await finance.get('/console/settlements/new')
  expect(text).toMatch(/name="gateway"/)
  const without = await upload('/console/settlements/new', { gateway: '' })
  expect([without.status, without.text.includes('aria-invalid')]).toEqual([400, true])
  const unknown = await upload('/console/settlements/new', { gateway: 'nobody' }, new Blob(['a,b']))
  expect([unknown.status, unknown.text.includes('role="alert"')]).toEqual([404, true])
})

test('a bill of the utility is entered once, and stands beside what the meters say', async () => {
  const partner = { slug: 'sangeh', name: 'Desa Adat Sangeh', kind: 'partner' }
  const { id: organisation } = (
    await system.api<{ id: string }>('/organisations', { method: 'POST', body: partner })
  ).body
  await system.api(`/organisations/${organisation}/sites/${site}`, { method: 'PUT', body: {} })
  const terms = {
    share: { of: 'net', basisPoints: 3000 },
    electricity: { reckonedBy: 'bill', paidBy: 'operator' },
  }
  const agreed = {
    ...{ organisation: 'sangeh', places: [{ site, holding: 'hosted' }], startsOn: '2026-11-01' },
    terms,
  }
  const { id } = (await system.api<{ id: string }>('/agreements', { method: 'POST', body: agreed })).body
  const bills = `/console/agreements/${id}/electricity-bills`
  expect((await finance.get(`/console/agreements/${id}`)).text).toContain(bills)
  const bill = { site, businessDay: '2026-11-10', amountIdr: '125.000', reference: 'PLN-1' }
  const asked = await finance.post(`${bills}/new`, bill)
  expect(asked.text).toContain('Tagihan PLN-1 sebesar Rp 125.000')
  expect((await done(`${bills}/new`, bill)).status).toBe(303)
  expect((await done(`${bills}/new`, bill)).status).toBe(409)
  expect(await of(`/agreements/${id}/electricity-bills`)).toMatchObject({
    items: [{ amountIdr: 125_000, reference: 'PLN-1' }],
    months: [{ month: '2026-11', site, billedIdr: 125_000, reckonedIdr: 40_000, differenceIdr: 85_000 }],
  })
  expect((await finance.get(bills)).text).toContain('Rp 85.000')
})

test('a charger is entered by hand: its password is shown once, works, and leads to the charger', async () => {
  const page = '/console/chargers/new'
  expect((await finance.get('/console/chargers')).text).toContain(`href="${page}"`)
  const form = await finance.get(page)
  expect(form.text).toContain('name="connectors.0.voltageV" value="220"')
  const charger = {
    ...{ chargePointId: 'TOKO-1', site, name: 'Pos toko', sockets: '3' },
    ...{ 'connectors.0.voltageV': '220', 'connectors.0.maxPowerW': '1.200' },
  }
  const wrong = await finance.post(page, {
    ...charger,
    chargePointId: 'TOKO 1',
    'connectors.0.maxPowerW': '',
  })
  expect(wrong.status).toBe(400)
  expect(wrong.text).toContain('1 sampai 48 huruf, angka, atau * - _ = : + | @ .')
  expect(wrong.text).toMatch(/name="connectors.0.maxPowerW"[^>]*aria-invalid/)
  expect(wrong.text).not.toContain('connectors.1')
  expect((await finance.post(page, { ...charger, sockets: '1000000000' })).status).toBe(400)
  const noSite = await finance.post(page, { ...charger, site: 'nowhere' })
  expect([noSite.status, noSite.text.includes('Tidak ada lokasi nowhere.')]).toEqual([400, true])

  const pressed = { ...charger, _once: 'pressed-twice' }
  const [first, second] = await Promise.all([finance.post(page, pressed), finance.post(page, pressed)])
  expect([first.status, first.text.includes('Hanya tampil sekali')]).toEqual([201, true])
  const passwordIn = (text: string) => /<code>([^<]+)<\/code>/.exec(text)?.[1] ?? 'none'
  expect(passwordIn(second.text)).toBe(passwordIn(first.text))
  expect(first.text).toContain('href="/console/chargers/TOKO-1"')
  expect((await finance.get('/console/chargers/TOKO-1')).text).not.toContain(passwordIn(first.text))
  expect(await of('/chargers/TOKO-1')).toMatchObject({
    ...{ name: 'Pos toko', site: { slug: site } },
    connectors: [1, 2, 3].map((connectorId) => ({
      ...{ connectorId, voltageV: 220, maxPowerW: 1200, leastPowerW: null, sensesPlug: false },
    })),
  })
  await system.connect('TOKO-1', { password: passwordIn(first.text) })
  const again = await finance.post(page, { ...charger, name: 'Lain' })
  expect([again.status, again.text.includes('TOKO-1 sudah ada. Pilih nama lain')]).toEqual([412, true])
  expect(await of('/chargers/TOKO-1')).toMatchObject({ name: 'Pos toko' })
})

test('sockets that differ are each filled in, like the first at first, and nothing typed is lost', async () => {
  const page = '/console/chargers/new'
  const asked = {
    ...{ chargePointId: 'TOKO-2', site, name: 'Pos toko', sockets: '2', differ: 'yes' },
    ...{
      'connectors.0.voltageV': '220',
      'connectors.0.maxPowerW': '1.200',
      'connectors.0.sensesPlug': 'yes',
    },
  }
  const wrong = await finance.post(page, { ...asked, 'connectors.0.maxPowerW': 'banyak' })
  expect([wrong.status, wrong.text.includes('value="banyak"')]).toEqual([400, true])
  const shown = await finance.post(page, asked)
  expect([shown.status, shown.text.includes('Periksa tiap soket di bawah')]).toEqual([200, true])
  expect(shown.text).toContain('name="connectors.1.maxPowerW" value="1.200"')
  expect(shown.text).toMatch(/name="connectors.1.sensesPlug"[^>]*checked/)
  expect((await system.api('/chargers/TOKO-2')).status).toBe(404)

  const second = {
    'connectors.1.voltageV': '230',
    'connectors.1.maxPowerW': '7.400',
    'connectors.1.priority': '5',
  }
  const least = await finance.post(page, { ...asked, ...second, 'connectors.1.leastPowerW': '8000' })
  expect([least.status, least.text.includes('Paling banyak sebesar daya terbesarnya.')]).toEqual([400, true])
  const huge = await finance.post(page, { ...asked, ...second, 'connectors.1.maxPowerW': '999999999999' })
  expect(huge.status).toBe(400)
  expect(huge.text).toMatch(/name="connectors.1.maxPowerW" value="999999999999"[^>]*aria-invalid/)
  expect(huge.text).toContain('Paling banyak 500000.')
  // One more than was asked for is asked for before anything is saved; the others stay as they were filled in.
  const third = await finance.post(page, { ...asked, ...second, sockets: '3' })
  expect([third.status, third.text.includes('name="connectors.2.maxPowerW" value="1.200"')]).toEqual([
    200,
    true,
  ])
  expect(third.text).toContain('name="connectors.1.maxPowerW" value="7.400"')

  const made = await finance.post(page, { ...asked, ...second })
  expect(made.status).toBe(201)
  expect(made.text).toContain('>TOKO-2</dd>')
  expect(made.text).toMatch(/>ws:[^<]*\/ocpp<\/dd>/)
  expect(await of('/chargers/TOKO-2')).toMatchObject({
    connectors: [
      { connectorId: 1, voltageV: 220, maxPowerW: 1200, priority: 0, sensesPlug: true },
      { connectorId: 2, voltageV: 230, maxPowerW: 7400, priority: 5, sensesPlug: false },
    ],
  })
})

test('a new charger is entered by whoever may enter it by the API, and offered to nobody else', async () => {
  const browser = new BrowserSession(system.cloud.app)
  const [name = '', value = ''] = (await seededSignIn(system, { role: 'technician' })).split('=')
  browser.setCookie(name, value)
  expect((await browser.get('/console/chargers')).text).not.toContain('/console/chargers/new')
  for (const asked of [browser.get('/console/chargers/new'), browser.post('/console/chargers/new', {})])
    expect((await asked).status).toBe(403)
})
