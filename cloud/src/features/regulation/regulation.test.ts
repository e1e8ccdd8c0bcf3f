import { toIso } from '@colok/shared/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCsv } from '../../core/csv.ts'
import type { Services } from '../../services.ts'
import { addPartnerPeople } from '../../testing/partner-people.ts'
import { servicesOf, writeNow } from '../../testing/people.ts'
import { keyFor } from '../../testing/role-keys.ts'
import { connectVirtualCharger } from '../../testing/virtual-charger.ts'
import { startVirtualCloud, type VirtualCloud } from '../../testing/virtual-cloud.ts'
import { MessageOutbox } from '../messages/outbox.ts'
import { FakeGateway } from '../messages/testing/fake-gateway.ts'
import { remindOfDocuments } from './reminders.ts'
import type { SiteChecklist, SiteDocument } from './schemas.ts'

const hour = 3_600_000
const day = 24 * hour

let system: VirtualCloud
let technician: string
let owner: string
let stranger: string
let services: Services

beforeAll(async () => {
  system = await startVirtualCloud()
  services = {
    ...servicesOf(system),
    messages: new MessageOutbox(new Map([['whatsapp', new FakeGateway('whatsapp')]])),
  }
  const other = { name: 'Kuta', address: 'Kuta', latitude: -8.7, longitude: 115.1, timeZone: 'Asia/Makassar' }
  await system.api('/sites/kuta', { method: 'PUT', body: other })
  await addPartnerPeople(system, {
    organisation: 'sangeh',
    site: 'sangeh-monkey-forest',
    email: 'a@sangeh.example',
  })
  await addPartnerPeople(system, { organisation: 'kuta', site: 'kuta', email: 'b@kuta.example' })
  owner = await keyFor(system, 'partner', 'sangeh')
  stranger = await keyFor(system, 'partner', 'kuta')
  technician = await keyFor(system, 'technician')
})
afterAll(() => system.stop())

const as = async (key: string, path: string, init: RequestInit = {}) => {
  const headers = { Accept: 'text/html', 'Sec-Fetch-Site': 'same-origin', ...init.headers }
  const asked = { ...init, headers: { ...headers, Authorization: `Bearer ${key}` } }
  const response = await system.whileAdvancing(Promise.resolve(system.cloud.app.request(path, asked)))
  return { status: response.status, headers: response.headers, text: await response.text() }
}
const enter = (document: object) =>
  system.api<SiteDocument & { detail: string }>('/sites/sangeh-monkey-forest/documents', {
    method: 'POST',
    body: { issuedOn: '2021-12-01', ...document },
  })
const checklist = async () =>
  (await system.api<SiteChecklist>('/sites/sangeh-monkey-forest/checklist')).body.items.map((item) => [
    item.kind,
    item.state,
  ])
const documents = async () =>
  (await system.api<{ items: SiteDocument[] }>('/sites/sangeh-monkey-forest/documents')).body.items
const inDays = (days: number) => toIso(system.clock.wallMs() + days * day).slice(0, 10)

test('a site has what was entered for it, and lacks the rest', async () => {
  expect(await checklist()).toEqual([
    ['operatorLicence', 'missing'],
    ['spkluNumber', 'missing'],
    ['slo', 'missing'],
    ['meterSeal', 'missing'],
    ['meterSeal', 'missing'],
  ])
  expect((await enter({ kind: 'spkluNumber', number: 'SPKLU-51-0042' })).status).toBe(201)
  await enter({ kind: 'slo', number: 'SLO-7', issuer: 'LIT Bali', expiresOn: inDays(90) })
  await enter({ kind: 'meterSeal', chargePointId: 'CLK-0002', number: 'T-26-1', expiresOn: inDays(10) })
  expect(await checklist()).toEqual([
    ['operatorLicence', 'missing'],
    ['spkluNumber', 'valid'],
    ['slo', 'valid'],
    ['meterSeal', 'missing'],
    ['meterSeal', 'endsSoon'],
  ])
})

test('what cannot be is refused with what is wrong', async () => {
  for (const wrong of [
    { kind: 'slo', chargePointId: 'CLK-0001', number: '1' },
    { kind: 'meterSeal', number: '1' },
    { kind: 'slo', number: ' ' },
    { kind: 'slo', number: '1', expiresOn: '2021-11-30' },
    { kind: 'slo', number: '1', expiresOn: '2021-02-30' },
    { kind: 'meterSeal', chargePointId: 'CLK-9999', number: '1' },
  ])
    expect((await enter(wrong)).status, JSON.stringify(wrong)).toBe(400)
  const nowhere = await system.api('/sites/nowhere/documents', {
    method: 'POST',
    body: { kind: 'slo', number: '1', issuedOn: '2026-01-01' },
  })
  expect(nowhere.status).toBe(404)
})

test('its file is kept once, comes back as it was, and is nobody else’s to see', async () => {
  const { body } = await enter({ kind: 'operatorLicence', number: 'IUPTLU-1' })
  const path = `/api/v1/site-documents/${body.id}/file`
  const put = (content: string, type: string) =>
    as(system.operatorKey, `${path}?name=izin%20usaha.pdf`, {
      method: 'PUT',
      body: content,
      headers: { 'Content-Type': type },
    })
  expect((await as(system.operatorKey, path)).status).toBe(409)
  expect((await put('<script>', 'text/html')).status).toBe(400)
  expect((await put('x'.repeat(10 * 1024 * 1024 + 1), 'application/pdf')).status).toBe(413)
  // What was too large is not kept, and stands in nobody's way.
  // Nor does what a process left that was killed over it, whenever that was.
  await writeNow(system, async (tx) => {
    const row = [body.id]
    await tx.run("update site_document set file_name = 'halb.pdf', file_id = 'killed' where id = ?", row)
    await tx.run("insert into file_piece (file_id, piece, bytes) values ('killed', 0, ?)", [
      Buffer.from('%PDF'),
    ])
  })
  expect((await documents()).find(({ id }) => id === body.id)?.fileName).toBeNull()
  expect((await as(system.operatorKey, path)).status).toBe(409)
  const both = await Promise.all([
    put('%PDF-1.7 izin', 'application/pdf'),
    put('%PDF-1.7 izin', 'application/pdf'),
  ])
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
  expect((await put('%PDF-1.7 lain', 'application/pdf')).status).toBe(409)
  expect(
    await system.database.read.all('select count(distinct file_id) as files from file_piece', []),
  ).toEqual([{ files: 1 }])
  const file = await as(owner, path)
  expect(file.text).toBe('%PDF-1.7 izin')
  expect(file.headers.get('Content-Disposition')).toBe('attachment; filename="izin usaha.pdf"')
  for (const hidden of [path, `/regulation/documents/${body.id}`])
    expect((await as(stranger, hidden)).status).toBe(404)
  await system.api(`/site-documents/${body.id}/withdrawal`, { method: 'POST' })
  expect((await checklist())[0]).toEqual(['operatorLicence', 'missing'])
})

test('on the page it is entered with its file, by who may, and looked at by who may read', async () => {
  const form = new FormData()
  const fields = {
    kind: 'operatorLicence',
    number: 'IUPTLU-2',
    issuedOn: '2026-01-01',
    issuer: '',
    expiresOn: '',
  }
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  form.set('file', new File(['%PDF-1.7 dua'], 'dua.pdf', { type: 'application/pdf' }))
  const path = '/regulation/sangeh-monkey-forest'
  const post = (key: string) => as(key, `${path}/documents`, { method: 'POST', body: form })
  expect((await post(technician)).status).toBe(403)
  expect((await post(system.operatorKey)).status).toBe(303)
  const page = (await as(owner, path)).text
  expect(page).toContain('IUPTLU-2')
  expect(page).toContain('dua.pdf')
  expect(page).not.toContain('<form method="post" action="/regulation')
  for (const key of ['kind', 'number', 'issuer', 'issuedOn', 'expiresOn'] as const) {
    expect(page).toContain(`href="${path}?papers.sort=${key}"`)
    const sorted = async (sort: string) => {
      const { body } = await system.api<{ items: SiteDocument[] }>(
        `/sites/sangeh-monkey-forest/documents?sort=${sort}`,
      )
      return body.items.map((document) => (document[key] ?? '').toLowerCase())
    }
    const values = (await documents()).map((document) => (document[key] ?? '').toLowerCase()).toSorted()
    expect([key, await sorted(key)]).toEqual([key, values])
    expect([key, await sorted(`-${key}`)]).toEqual([key, values.toReversed()])
    expect(values.length).toBeGreaterThan(1)
  }
  expect((await as(owner, `${path}?papers.sort=number`)).text).toContain('aria-sort="ascending"')
  expect((await as(owner, `${path}?papers.sort=file`)).status).toBe(400)
  expect((await as(stranger, path)).status).toBe(404)
  expect((await as(stranger, '/regulation')).text).not.toContain('Sangeh')
  form.set('issuedOn', 'kemarin')
  expect((await post(system.operatorKey)).text).toContain('issuedOn')
})

test('whoever is named is told once for each step before a paper ends, and once when it has', async () => {
  const to = { channel: 'whatsapp', address: '0812 3456 7890' }
  const set = await system.api('/regulation/reminders', {
    method: 'PUT',
    body: { recipients: [to], daysBefore: [60, 30, 7] },
  })
  expect(set.body).toEqual({ recipients: ['+62812…890'], daysBefore: [60, 30, 7] })
  const told = () =>
    system.database.read.all<{ dedupeKey: string }>(
      "select dedupe_key from message where kind = 'documentEnds'",
      [],
    )
  const numbers = new Map((await documents()).map(({ id, number }) => [id, number]))
  const after = async (days: number) => {
    system.clock.setWall(system.clock.wallMs() + days * day)
    const before = new Set((await told()).map(({ dedupeKey }) => dedupeKey))
    await remindOfDocuments(services).run()
    const since = (await told()).filter(({ dedupeKey }) => !before.has(dedupeKey))
    return since.map(({ dedupeKey }) => numbers.get(dedupeKey.split(':')[1] ?? '')).toSorted()
  }
  expect(await after(0)).toEqual(['T-26-1'])
  expect(await after(1)).toEqual([])
  // 7 days of the seal are left; then it is over, and the SLO has 60.
  expect(await after(2)).toEqual(['T-26-1'])
  expect(await after(28)).toEqual(['SLO-7', 'T-26-1'])
  expect(await after(1)).toEqual([])
  await enter({ kind: 'slo', number: 'SLO-8', issuedOn: inDays(0), expiresOn: inDays(1800) })
  expect(await after(40)).toEqual([])
})

test('the export tells where chargers are, whether they can be used, what they charge and have sold', async () => {
  const charger = await connectVirtualCharger(system)
  for (const connectorId of [1, 2])
    await charger.call('StatusNotification', { connectorId, status: 'Available', errorCode: 'NoError' })
  const now = system.clock.wallMs()
  const [, , started] = await charger.call('StartTransaction', {
    ...{ connectorId: 1, idTag: '04A1B2C3D4E5F6', meterStart: 0, timestamp: toIso(now - hour) },
  })
  const { transactionId } = started as { transactionId: number }
  await charger.call('StopTransaction', { transactionId, meterStop: 1250, timestamp: toIso(now) })
  const query = `from=${inDays(-1)}&until=${inDays(1)}`
  const { body } = await system.api<{ items: object[] }>(`/regulation/export?${query}`)
  expect(body.items).toMatchObject([
    {
      ...{
        spkluNumber: 'SPKLU-51-0042',
        chargePointId: 'CLK-0001',
        sockets: 2,
        freeSockets: 2,
        maxPowerW: 1200,
      },
      ...{ availability: 'available', priceIdrPerKwh: 2466, sessions: 1, soldWh: 1250 },
    },
    { chargePointId: 'CLK-0002', availability: 'offline', sessions: 0, soldWh: 0 },
  ])
  const [head = [], first = []] = readCsv((await as(owner, `/api/v1/regulation/export/csv?${query}`)).text)
  const of = (column: string) => first[head.indexOf(column)]
  expect(
    ['nomor_identitas_spklu', 'lintang', 'tarif_rp_per_kwh', 'kwh_terjual', 'ketersediaan'].map(of),
  ).toEqual([...['SPKLU-51-0042', '-8.4814', '2466', '1.25', 'tersedia']])
  expect((await as(stranger, `/api/v1/regulation/export/csv?${query}`)).text).not.toContain('CLK-000')
  const before = await system.api<{ items: { soldWh: number }[] }>(
    '/regulation/export?from=2026-01-01&until=2026-01-31',
  )
  expect(before.body.items.map(({ soldWh }) => soldWh)).toEqual([0, 0])
  expect((await system.api('/regulation/export?from=2026-02-01&until=2026-01-01')).status).toBe(400)
})
