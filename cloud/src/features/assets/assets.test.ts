import { afterAll, beforeAll, expect, test } from 'vitest'
import { addPartnerPeople } from '../../testing/partner-people.ts'
import { keyFor } from '../../testing/role-keys.ts'
import { startTestCloud, type TestCloud, testSeed } from '../../testing/test-cloud.ts'
import type { DeliveryNote, MovementView, StockTaking, StockView } from './schemas.ts'

let system: TestCloud
let partnerKey: string
const sangeh = testSeed.sites[0]?.slug ?? ''
const kuta = 'parkir-kuta'

beforeAll(async () => {
  system = await startTestCloud({
    messaging: { email: { smtpUrl: 'smtp://127.0.0.1:1', from: 'halo@colok.example' } },
  })
  const { slug: _, ...site } = testSeed.sites[0]!
  await system.api(`/sites/${kuta}`, { method: 'PUT', body: { ...site, name: 'Parkir Kuta' } })
  await addPartnerPeople(system, { organisation: 'ubud', site: sangeh, email: 'made@mail.example' })
  await addPartnerPeople(system, { organisation: 'kuta', site: kuta, email: 'ketut@mail.example' })
  partnerKey = await keyFor(system, 'partner', 'ubud')
  await put('/assets/items/post-1', { name: 'Pos pengisian', tracked: 'serial' })
  // A line end typed by mistake: a notice is one line all the same.
  await put('/assets/items/fuse', { name: 'Sekering 10 A\n', tracked: 'count' })
  await post('/assets/acquisitions', {
    lines: [{ item: 'fuse', quantity: 100 }, serial('SN-1'), serial('SN-2')],
    note: 'PO 17',
  })
})
afterAll(() => system.stop())

const serial = (serialNumber: string) => ({ item: 'post-1', serialNumber })
const call = async <Body = Record<string, unknown>>(
  path: string,
  method: string,
  body?: object,
  key = system.operatorKey,
) => {
  const response = await system.cloud.app.request(path.startsWith('//') ? path.slice(1) : `/api/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('Content-Type')?.includes('json')
  return {
    status: response.status,
    body: (isJson ? JSON.parse(text) : text) as Body,
    location: response.headers.get('Location'),
  }
}
const put = (path: string, body: object) => call(path, 'PUT', body)
const post = <Body = Record<string, unknown>>(path: string, body: object, key?: string) =>
  call<Body>(path, 'POST', body, key)
const form = async (path: string, fields: Record<string, string>, key: string) => {
  const response = await system.cloud.app.request(path, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}` },
    body: new URLSearchParams(fields),
  })
  return { status: response.status, text: await response.text(), location: response.headers.get('Location') }
}
const stock = async (place: string, key?: string) => {
  const { body } = await call<{ items: StockView[] }>(`/assets/stock?place=${place}`, 'GET', undefined, key)
  return Object.fromEntries(body.items.map(({ item, quantity }) => [item, quantity]))
}
const told = async () => {
  const rows = await system.database.read.all<{ dedupeKey: string; maskedAddress: string }>(
    `select dedupe_key, masked_address from message where created_by = 'stock' order by id`,
    [],
  )
  return rows.map(({ dedupeKey, maskedAddress }) => [
    dedupeKey.split(':').slice(1, 4).join(' '),
    maskedAddress,
  ])
}

test('goods are sent, arrive with a difference and its reason, and both ends are told', async () => {
  const lines = [{ item: 'fuse', quantity: 10 }, serial('SN-1')]
  const sent = await post<DeliveryNote>('/delivery-notes', { to: sangeh, lines, note: 'untuk pos 1' })
  expect(sent).toMatchObject({ status: 201, body: { number: 1, from: 'depot', to: sangeh, state: 'sent' } })
  expect([await stock('depot'), await stock(sangeh)]).toEqual([{ fuse: 90, 'post-1': 1 }, {}])

  const receipt = (differences: object[]) =>
    post<DeliveryNote>('/delivery-notes/1/receipt', { differences }, partnerKey)
  expect((await receipt([{ item: 'fuse', received: 8 }])).status).toBe(400)
  const received = await receipt([{ item: 'fuse', received: 8, reason: 'dus sobek' }])
  expect(received).toMatchObject({
    status: 201,
    body: { state: 'received', differences: [{ reason: 'dus sobek' }] },
  })
  expect((await receipt([])).status).toBe(409)
  expect(await stock(sangeh, partnerKey)).toEqual({ fuse: 8, 'post-1': 1 })
  expect(await told()).toEqual([
    ['delivery 1 sent', 'm…@mail.example'],
    ['delivery 1 received', 'm…@mail.example'],
  ])
  const pdf = await call<string>('/delivery-notes/1/pdf', 'GET', undefined, partnerKey)
  expect(pdf.body).toMatch(/^%PDF-/)
  expect(pdf.body).toContain('(Surat jalan nomor 1)')
})

test('what is not there is not sent, and a serial number is in one place only', async () => {
  const send = (line: object) => post('/delivery-notes', { from: kuta, to: sangeh, lines: [line] })
  expect((await send({ item: 'fuse', quantity: 1 })).status).toBe(409)
  expect((await send(serial('SN-1'))).status).toBe(409)
  expect((await send({ item: 'fuse', serialNumber: 'SN-9' })).status).toBe(400)
  expect((await send({ item: 'post-1' })).status).toBe(400)
  expect((await post('/assets/acquisitions', { lines: [serial('SN-1')], note: 'again' })).status).toBe(409)
})

test('from one site to another both partners are told, and each sees only his own end', async () => {
  const lines = [serial('SN-1')]
  expect((await post('/delivery-notes', { from: sangeh, to: kuta, lines }, partnerKey)).status).toBe(404)
  expect((await post('/delivery-notes', { from: sangeh, to: kuta, lines })).body).toMatchObject({ number: 2 })
  expect((await told()).slice(2)).toEqual([
    ['delivery 2 sent', 'm…@mail.example'],
    ['delivery 2 sent', 'k…@mail.example'],
  ])
  const seen = await call<DeliveryNote>('/delivery-notes/2', 'GET', undefined, partnerKey)
  expect(seen.body).toMatchObject({ from: sangeh, to: 'elsewhere' })
  expect((await post('/delivery-notes/2/receipt', {}, partnerKey)).status).toBe(403)
  expect((await post('/delivery-notes/2/receipt', {})).status).toBe(201)
  const history = await call<{ items: MovementView[] }>('/assets/serial-numbers/SN-1/history', 'GET')
  expect(history.body.items.map(({ from, to }) => [from, to])).toEqual([
    ['transit', kuta],
    [sangeh, 'transit'],
    ['transit', sangeh],
    ['depot', 'transit'],
    ['supplier', 'depot'],
  ])
  const partners = await call<{ items: MovementView[] }>(
    '/assets/serial-numbers/SN-1/history',
    'GET',
    undefined,
    partnerKey,
  )
  expect(partners.body.items).toHaveLength(2)
  expect(
    (await call('/delivery-notes/1', 'GET', undefined, await keyFor(system, 'partner', 'kuta'))).status,
  ).toBe(404)
  expect((await call(`/assets/stock?place=${kuta}`, 'GET', undefined, partnerKey)).status).toBe(404)
  const cancelled = await post<DeliveryNote>('/delivery-notes', { to: kuta, lines: [serial('SN-2')] })
  const cancel = { note: 'mobil mogok' }
  expect((await post(`/delivery-notes/${cancelled.body.number}/cancellation`, cancel)).status).toBe(201)
  expect(await stock('depot')).toMatchObject({ 'post-1': 1 })
})

test('fewer than there should be is told once, and again after there were enough', async () => {
  const before = (await told()).length
  await put(`/assets/minimum-stock/${sangeh}/fuse`, { quantity: 6 })
  const use = (quantity: number) =>
    post('/assets/uses', { place: sangeh, lines: [{ item: 'fuse', quantity }], note: 'pos 1' }, partnerKey)
  expect((await use(2)).status).toBe(201)
  expect((await told()).length).toBe(before)
  await use(1)
  await use(1)
  const minimum = (await told()).slice(before)
  expect(minimum).toHaveLength(1)
  expect(minimum[0]?.[0]).toMatch(/^minimum /)
  expect((await use(100)).status).toBe(409)
})

test('stock is counted with a telephone: nothing is forgotten, a difference has its reason, and the books follow', async () => {
  const begun = await form(`/stock/${sangeh}/stock-takings`, {}, partnerKey)
  expect([begun.status, begun.location]).toEqual([303, '/stock-takings/1'])
  expect((await post('/stock-takings', { site: sangeh })).status).toBe(409)
  const page = (await call<string>('//stock-takings/1', 'GET', undefined, partnerKey)).body
  expect(page).toContain('Sekering 10 A')
  // Whoever counts is not shown what is expected.
  expect(page).not.toMatch(/value="4"/)
  const early = await form('/stock-takings/1/closing', {}, partnerKey)
  expect([early.status, early.text]).toEqual([400, expect.stringContaining('Belum dihitung: Sekering 10 A')])
  const byApi = await post<{ detail: string }>('/stock-takings/1/closing', { reason: 'x' }, partnerKey)
  expect([byApi.status, byApi.body.detail]).toEqual([409, expect.stringContaining('Not counted yet: fuse')])
  const counted = {
    item0: 'fuse',
    serial0: '',
    count0: '3',
    newItem: 'post-1',
    newSerial: 'SN-2',
    newCount: '1',
  }
  expect((await form('/stock-takings/1/counts', counted, partnerKey)).status).toBe(303)
  expect((await form('/stock-takings/1/closing', {}, partnerKey)).text).toContain(
    'berbeda dari catatan pada 2 barang',
  )
  expect(
    (await form('/stock-takings/1/closing', { reason: 'dipakai tanpa catatan' }, partnerKey)).status,
  ).toBe(303)
  expect(await stock(sangeh)).toEqual({ fuse: 3, 'post-1': 1 })
  expect(await stock('depot')).toEqual({ fuse: 90 })
  const taking = await call<StockTaking>('/stock-takings/1', 'GET', undefined, partnerKey)
  expect(taking.body).toMatchObject({
    state: 'closed',
    reason: 'dipakai tanpa catatan',
    lines: [
      { item: 'fuse', booked: 4, counted: 3 },
      { item: 'post-1', serialNumber: 'SN-2', booked: 0, counted: 1 },
    ],
  })
  expect((await post('/stock-takings/1/counts', { counts: [{ item: 'fuse', quantity: 9 }] })).status).toBe(
    409,
  )
})

test('goods are received on a page too', async () => {
  await post('/delivery-notes', { to: sangeh, lines: [{ item: 'fuse', quantity: 5 }] })
  const notes = await call<{ items: DeliveryNote[] }>('/delivery-notes', 'GET', undefined, partnerKey)
  const path = `/delivery-notes/${notes.body.items[0]?.number}`
  expect((await call<string>(`/${path}`, 'GET', undefined, partnerKey)).body).toContain('name="received0"')
  const short = await form(`${path}/receipt`, { received0: '4', reason0: '' }, partnerKey)
  expect([short.status, short.text]).toEqual([400, expect.stringContaining('Tulis alasan setiap selisih')])
  expect((await form(`${path}/receipt`, { received0: '4', reason0: 'kurang' }, partnerKey)).status).toBe(303)
  expect(await stock(sangeh)).toMatchObject({ fuse: 7 })
  expect((await call<string>(`//stock/${sangeh}`, 'GET', undefined, partnerKey)).body).toContain(
    'Sekering 10 A',
  )
})

test('a count takes nothing out of another partner’s stock, and a refusal does not say where something is', async () => {
  const elsewhere = await post<{ detail: string }>(
    '/assets/uses',
    { place: sangeh, lines: [serial('SN-1')], note: 'pos 2' },
    partnerKey,
  )
  const nowhere = await post<{ detail: string }>(
    '/assets/uses',
    { place: sangeh, lines: [serial('SN-X')], note: 'pos 2' },
    partnerKey,
  )
  expect(elsewhere.body.detail.replace('SN-1', 'SN-X')).toBe(nowhere.body.detail)

  const begun = await post<StockTaking>('/stock-takings', { site: sangeh }, partnerKey)
  const taking = `/stock-takings/${begun.body.number}`
  const counts = [
    { item: 'fuse', quantity: 7 },
    { ...serial('SN-2'), quantity: 1 },
    { ...serial('SN-1'), quantity: 1 },
  ]
  expect((await post(`${taking}/counts`, { counts }, partnerKey)).status).toBe(201)
  const closing = { reason: 'ada di gudang' }
  expect((await post(`${taking}/closing`, closing, partnerKey)).status).toBe(409)
  expect((await form(`${taking}/closing`, closing, partnerKey)).status).toBe(400)
  expect(await stock(kuta)).toEqual({ 'post-1': 1 })
  // Who sees both places may say so.
  expect((await post(`${taking}/closing`, closing)).status).toBe(201)
  expect([await stock(kuta), await stock(sangeh)]).toEqual([{}, { fuse: 7, 'post-1': 2 }])
})

test('what was moved is never changed', async () => {
  const { tx, begin, rollback } = system.database.writeConnection
  for (const statement of [
    'update asset_movement set quantity = 1',
    'delete from asset_movement',
    `update delivery_note set note = 'x'`,
    `update stock_taking set state = 'open'`,
  ]) {
    await begin()
    await expect((async () => tx.run(statement, []))(), statement).rejects.toThrow(
      /stays written|never changed/,
    )
    await rollback()
  }
})
