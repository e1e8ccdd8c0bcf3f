import { createHmac } from 'node:crypto'
import { toIso } from '@colok/shared/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SeedSchema } from '../../seed.ts'
import { password } from '../../testing/test-cloud.ts'
import { connectVirtualCharger } from '../../testing/virtual-charger.ts'
import { startVirtualCloud, type VirtualCloud } from '../../testing/virtual-cloud.ts'
import type { IncidentHistory, IncidentView } from '../incidents/schemas.ts'
import type { AlertView, ContactView } from './schemas.ts'

const second = 1000
const minute = 60 * second

/** Telegram, as far as it is needed: what arrived when, and whether it answers. */
const telegram = {
  arrived: [] as {
    readonly at: number
    readonly chat: string
    readonly text: string
    readonly photo?: Uint8Array
  }[],
  isDown: false,
}
/** What WhatsApp was asked to send. */
const whatsapp: string[] = []

async function saidIn(request: Request) {
  if (!request.url.endsWith('/sendPhoto')) {
    const { chat_id: chat, text } = (await request.json()) as { chat_id: string; text: string }
    return { chat, text }
  }
  const form = await request.formData()
  const photo = [...form.values()].find((value) => value instanceof File)
  return {
    ...{ chat: String(form.get('chat_id')), text: String(form.get('caption')) },
    photo: new Uint8Array((await photo?.arrayBuffer()) ?? []),
  }
}

const fakeFetch = (async (url: string | URL | Request, init: RequestInit = {}) => {
  if (String(url).startsWith('https://whatsapp.test/')) {
    whatsapp.push(String(init.body))
    return Response.json({ messages: [{ id: `wamid.${whatsapp.length}` }] })
  }
  if (!String(url).startsWith('https://telegram.test/')) return new Response(null, { status: 204 })
  if (telegram.isDown) throw new TypeError('fetch failed')
  const { chat, ...said } = await saidIn(new Request(url, init))
  telegram.arrived.push({ at: system.clock.wallMs(), chat, ...said })
  const result = { message_id: telegram.arrived.length, chat: { id: Number(chat) } }
  return Response.json({ ok: true, result })
}) as typeof fetch

const sites = 50
const chargersAtSite = 20
const bigSeed = SeedSchema.parse({
  sites: Array.from({ length: sites }, (_, site) => ({
    ...{ slug: `site-${site}`, name: `Lokasi ${site}`, address: 'Bali', timeZone: 'Asia/Makassar' },
    ...{ latitude: -8.5, longitude: 115.2 },
  })),
  // The one that connects; the others are rows alone.
  chargers: [
    {
      ...{ chargePointId: 'STORM-999', site: `site-${sites - 1}`, name: 'Pos 999' },
      connectors: [{ connectorId: 1, voltageV: 220, maxPowerW: 1200 }],
    },
  ],
  idTags: [],
  tariffs: [],
})

const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])

let system: VirtualCloud
beforeAll(async () => {
  system = await startVirtualCloud({
    fetch: fakeFetch,
    settings: {
      messaging: {
        telegram: {
          apiUrl: 'https://telegram.test',
          botToken: `123456:${'a'.repeat(35)}`,
          secretToken: 'secret',
        },
        whatsapp: {
          ...{ apiUrl: 'https://whatsapp.test', accessToken: 'token', phoneNumberId: '123456' },
          ...{ appSecret: 'secret', verifyToken: 'verify', codesInConversation: 'text' },
        },
      },
    },
  })
  await system.whileAdvancing(system.cloud.seed(bigSeed, { COLOK_SEED_PASSWORD_STORM_999: password }))
  await inDatabase(
    `insert into charger (charge_point_id, site_id, name, created_at)
     with recursive one(n) as (select 0 union all select n + 1 from one where n < ${sites * chargersAtSite - 2})
     select 'STORM-' || n, site.id, 'Pos ' || n, site.created_at from one join site on slug = 'site-' || (n / ${chargersAtSite})`,
  )
  await put('/alert-contacts/ops', { name: 'Operasi', channel: 'telegram', address: '4001' })
  await put('/alert-contacts/chief', { name: 'Kepala', channel: 'telegram', address: '4002' })
  const steps = [
    { afterMinutes: 0, contacts: ['ops'] },
    { afterMinutes: 6, contacts: ['chief'] },
  ]
  for (const [slug, kind, name] of [
    ['report', 'report', 'Laporan pengemudi'],
    ['offline', 'offline', 'Tidak terhubung'],
    ['fault', 'fault', 'Gangguan'],
    ['door', 'door', 'Pintu dibuka paksa'],
  ])
    await put(`/alert-rules/${slug}`, {
      ...{ kind, name, severity: 'critical', steps },
      ...(kind === 'offline' && { parameters: { minutes: 3 } }),
    })
})
afterAll(() => system.stop())

/** Lets time pass in steps as long as a look takes to come round: what lies between two of them changes nothing here. */
const pass = (durationMs: number, stepMs = 30 * second) => system.clock.stride(durationMs, stepMs)

const put = async (path: string, body: object) => {
  const answer = await system.api(path, { method: 'PUT', body })
  expect([path, answer.status]).toEqual([path, 200])
}
const post = <Body>(path: string, body: object = {}) => system.api<Body>(path, { method: 'POST', body })
const open = async () => (await system.api<{ items: AlertView[] }>('/alerts?state=open&limit=200')).body.items
const incidents = async (query = '') =>
  (await system.api<{ items: IncidentView[] }>(`/incidents?limit=200${query}`)).body.items
const arrivedSince = (count: number, chat = '4001') =>
  telegram.arrived.slice(count).filter((message) => message.chat === chat)

/** What chargers have told before they were lost, or what the process before left behind. */
async function inDatabase(statement: string, values: (string | number)[] = []): Promise<void> {
  const { writeConnection } = system.database
  await writeConnection.begin()
  await writeConnection.tx.run(statement, values)
  await writeConnection.commit()
}
const likeStorm = "charge_point_id like 'STORM-%'"

test('a storm of 1,000 chargers is one message and 50 alerts, and none is lost', async () => {
  const before = telegram.arrived.length
  const now = toIso(system.clock.wallMs())
  await inDatabase(`update charger set connected = 0, disconnected_at = ? where ${likeStorm}`, [now])
  await pass(2 * minute)
  expect(arrivedSince(before)).toEqual([])
  await pass(2 * minute)
  const alerts = await open()
  expect(alerts).toHaveLength(sites)
  expect(new Set(alerts.flatMap(({ detail }) => detail.chargers)).size).toBe(sites * chargersAtSite)
  expect(arrivedSince(before)).toHaveLength(1)
  expect(arrivedSince(before)[0]?.text).toContain(`${sites} × Tidak terhubung`)
  const opened = await incidents('&state=open')
  expect(opened).toHaveLength(sites)
  expect(new Set(opened.map(({ kind }) => kind))).toEqual(new Set(['outage']))
})

test('who does not take it is passed over after some minutes, and the all-clear goes to both', async () => {
  const before = telegram.arrived.length
  await pass(6 * minute)
  expect(arrivedSince(before, '4002').map(({ text }) => text)).toEqual([
    expect.stringContaining(`Belum ditangani: ${sites} × Tidak terhubung`),
  ])
  await inDatabase(`update charger set connected = 1 where ${likeStorm}`)
  await pass(3 * minute)
  expect(await open()).toEqual([])
  for (const chat of ['4001', '4002'])
    expect(arrivedSince(before, chat).at(-1)?.text).toContain('Sudah pulih')
  // What has recovered by itself, and nobody had taken, is closed.
  expect(await incidents('&state=open')).toEqual([])
  const [incident] = await incidents()
  expect(incident).toMatchObject({ state: 'closed', acknowledgedAt: null })
  expect(incident?.toRepairMs).toBeGreaterThan(5 * minute)
})

const fault = (index: number, status: 'Faulted' | 'Available') =>
  inDatabase(
    `insert into connector (charger_id, connector_id, status, error_code, status_at)
     select id, 1, ?, ?, ? from charger where charge_point_id = ?
     on conflict (charger_id, connector_id) do update
       set status = excluded.status, error_code = excluded.error_code, status_at = excluded.status_at`,
    [
      status,
      status === 'Faulted' ? 'GroundFailure' : 'NoError',
      toIso(system.clock.wallMs()),
      `STORM-${index}`,
    ],
  )

test('what goes on at one site is told once a minute at the most', async () => {
  const before = telegram.arrived.length
  for (let index = 0; index < 10; index += 1) {
    await fault(index, 'Faulted')
    await system.clock.advance(35 * second)
  }
  await pass(2 * minute)
  const told = arrivedSince(before)
  for (const [index, { at }] of told.slice(1).entries())
    expect(at - (told[index]?.at ?? 0)).toBeGreaterThanOrEqual(minute)
  const posts = told.flatMap(({ text }) => text.match(/STORM-\d+/g) ?? [])
  expect(new Set(posts)).toEqual(new Set(Array.from({ length: 10 }, (_, index) => `STORM-${index}`)))
  expect(told.length).toBeLessThan(10)
})

test('with the provider down for an hour everything arrives afterwards, once and in order', async () => {
  for (const { number } of await incidents('&state=open')) await post(`/incidents/${number}/acknowledgement`)
  const before = telegram.arrived.length
  telegram.isDown = true
  for (let index = 0; index < 5; index += 1) {
    await fault(100 + index * chargersAtSite, 'Faulted')
    await pass(12 * minute, 2 * minute)
  }
  expect(telegram.arrived.length).toBe(before)
  telegram.isDown = false
  await pass(8 * minute)
  const told = arrivedSince(before)
  expect(told.length).toBeGreaterThan(0)
  const texts = told.map(({ text }) => text).join('\n')
  const named = texts.match(/Lokasi \d+/g) ?? []
  expect(named).toEqual(['Lokasi 5', 'Lokasi 6', 'Lokasi 7', 'Lokasi 8', 'Lokasi 9'])
  const contacts = (await system.api<{ items: ContactView[] }>('/alert-contacts')).body.items
  expect(contacts.map(({ waiting, problem }) => [waiting, problem])).toEqual([
    [0, null],
    [0, null],
  ])
  const untold = await system.database.read.all(
    `select 1 from alert_news left join message on message.id = message_id where coalesce(state, '') <> 'sent'`,
    [],
  )
  expect(untold).toEqual([])
})

test('a fault that a charger tells of is a message at once; taken, it calls nobody else', async () => {
  const charger = await connectVirtualCharger(system, 'CLK-0001')
  const before = telegram.arrived.length
  const at = system.clock.wallMs()
  const status = { connectorId: 1, errorCode: 'GroundFailure', info: 'bocor arus 34 mA', status: 'Faulted' }
  await charger.call('StatusNotification', { ...status, timestamp: toIso(at) })
  await system.clock.advance(second)
  const [message] = arrivedSince(before)
  expect(message?.text).toContain('Gangguan (GroundFailure, bocor arus 34 mA)')
  expect(message?.text).toContain('Sangeh Monkey Forest: CLK-0001 soket 1')
  const [incident] = await incidents('&chargePointId=CLK-0001&state=untaken')
  expect(message?.text).toContain(`/console/incidents/${incident?.number}`)
  expect((await post(`/incidents/${incident?.number}/acknowledgement`)).status).toBe(201)
  await pass(8 * minute)
  expect(arrivedSince(before, '4002')).toEqual([])
  // The same cause is the same incident: the charger drops off as well.
  charger.pair.right.close()
  await pass(4 * minute)
  expect((await incidents('&chargePointId=CLK-0001&state=open')).map(({ number }) => number)).toEqual([
    incident?.number,
  ])
  const again = await connectVirtualCharger(system, 'CLK-0001')
  await again.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' })
  await pass(3 * minute)
  const { body } = await system.api<IncidentHistory>(`/incidents/${incident?.number}`)
  expect(body).toMatchObject({ state: 'taken', recoveredAt: expect.any(String) })
  expect(arrivedSince(before).at(-1)?.text).toContain('Sudah pulih')
  const closed = await post<IncidentHistory>(`/incidents/${incident?.number}/closing`, {
    resolution: 'Kabel diganti',
  })
  expect(closed.body).toMatchObject({ state: 'closed', resolution: 'Kabel diganti' })
  expect(closed.body.entries.map(({ kind }) => kind)).toEqual([
    ...['opened', 'alert', 'acknowledged', 'alert', 'alertCleared', 'alertCleared', 'recovered', 'closed'],
  ])
})

test('an incident that was closed too soon opens again, and calls again', async () => {
  const charger = await connectVirtualCharger(system, 'CLK-0002')
  await charger.call('StatusNotification', { connectorId: 1, errorCode: 'GroundFailure', status: 'Faulted' })
  await pass(2 * minute)
  const [incident] = await incidents('&chargePointId=CLK-0002&state=open')
  await post(`/incidents/${incident?.number}/closing`, {})
  const before = telegram.arrived.length
  const stayOnline = async (minutes: number) => {
    for (let left = minutes; left > 0; left -= 4) {
      await charger.call('Heartbeat', {})
      await pass(Math.min(4, left) * minute)
    }
  }
  await stayOnline(10)
  expect(arrivedSince(before).filter(({ text }) => text.includes('CLK-0002'))).toEqual([])
  await stayOnline(7)
  expect(
    arrivedSince(before)
      .map(({ text }) => text)
      .filter((text) => text.includes('CLK-0002')),
  ).toEqual([expect.stringContaining('GroundFailure')])
  expect(await incidents('&chargePointId=CLK-0002&state=untaken')).toMatchObject([
    { number: incident?.number },
  ])
  // Who had it is asked anew, and stays in its history.
  const { body } = await system.api<IncidentHistory>(`/incidents/${incident?.number}`)
  expect(body.entries.at(-1)).toMatchObject({
    ...{ kind: 'reopened', text: 'operator' },
    detail: { acknowledgedBy: 'operator', closedBy: 'operator', acknowledgedAt: expect.any(String) },
  })
})

test('a forced door is told at once, and stays an incident until a person has looked', async () => {
  const charger = await connectVirtualCharger(system, 'CLK-0002')
  const before = telegram.arrived.length
  const door = (event: string, eventId: string) =>
    charger.call('DataTransfer', {
      ...{ vendorId: 'id.colok', messageId: 'DoorEvent' },
      data: JSON.stringify({ eventId, event, at: toIso(system.clock.wallMs()), hasPhoto: false }),
    })
  await door('forced', '0199f000-0000-7000-8000-000000000001')
  await system.clock.advance(second)
  expect(arrivedSince(before).map(({ text }) => text)).toEqual([
    expect.stringContaining('Pintu dibuka paksa'),
  ])
  await door('closed', '0199f000-0000-7000-8000-000000000002')
  await pass(3 * minute)
  expect(await incidents('&chargePointId=CLK-0002&kind=security')).toMatchObject([
    { state: 'untaken', recoveredAt: expect.any(String) },
  ])
})

test('the photo of a door is shown by its incident, and told once to whoever was told of the door', async () => {
  const charger = await connectVirtualCharger(system, 'CLK-0001')
  const photograph = async (event: string, eventId: string, file: Uint8Array<ArrayBuffer>) => {
    const [, , { data }] = (await charger.call('DataTransfer', {
      ...{ vendorId: 'id.colok', messageId: 'DoorEvent' },
      data: JSON.stringify({ eventId, event, at: toIso(system.clock.wallMs()), hasPhoto: true }),
    })) as [number, string, { data: string }]
    const { pathname } = new URL((JSON.parse(data) as { photoUrl: string }).photoUrl)
    await system.clock.advance(second)
    const sent = system.cloud.app.request(pathname, { method: 'PUT', body: file })
    expect((await system.whileAdvancing(Promise.resolve(sent))).status).toBe(204)
  }
  const photoId = '0199f000-0000-7000-8000-000000000003'
  const before = telegram.arrived.length
  await photograph('forced', photoId, jpeg)
  const [incident] = await incidents('&chargePointId=CLK-0001&kind=security')
  const path = `/incidents/${incident?.number}`
  const fetched = (from: string) =>
    system.whileAdvancing(
      Promise.resolve(
        system.cloud.app.request(from, { headers: { Authorization: `Bearer ${system.operatorKey}` } }),
      ),
    )
  expect(await (await fetched(`/console${path}`)).text()).toContain(
    `src="/api/v1${path}/door-photos/${photoId}"`,
  )
  const shown = await fetched(`/api/v1${path}/door-photos/${photoId}`)
  expect(new Uint8Array(await shown.arrayBuffer())).toEqual(jpeg)
  expect(Object.fromEntries(shown.headers)).toMatchObject({
    'content-type': 'image/jpeg',
    'x-content-type-options': 'nosniff',
    'cache-control': expect.stringContaining('private'),
  })
  const other = (await incidents('&chargePointId=CLK-0002&kind=security'))[0]?.number
  expect((await fetched(`/api/v1/incidents/${other}/door-photos/${photoId}`)).status).toBe(404)
  for (let passed = 0; passed < 8; passed += 4) {
    await pass(4 * minute)
    await charger.call('Heartbeat', {})
  }
  const told = (chat: string) =>
    arrivedSince(before, chat)
      .filter(({ text }) => text.includes('CLK-0001') && text.includes('Pintu dibuka paksa'))
      .map(({ text, photo }) => [text.split('\n')[0], photo])
  // The first word goes out without waiting for the photo; who is called later gets it at once.
  expect(told('4001')).toEqual([
    ['Gangguan jaringan: Pintu dibuka paksa (forced)', undefined],
    ['Gangguan jaringan: Fotonya sudah ada: Pintu dibuka paksa (forced)', jpeg],
  ])
  expect(told('4002')).toEqual([['Gangguan jaringan: Belum ditangani: Pintu dibuka paksa (forced)', jpeg]])
  const page = new TextEncoder().encode('<svg onload=alert(1)>')
  const pageId = '0199f000-0000-7000-8000-000000000004'
  await photograph('forced', pageId, page)
  expect((await fetched(`/api/v1${path}/door-photos/${pageId}`)).status).toBe(404)
  await pass(2 * minute)
  expect([told('4001').length, told('4002').length]).toEqual([2, 1])
})

test('from a cut cable to a repaired charger, with every message that it sent', async () => {
  const [before, sentBefore] = [telegram.arrived.length, whatsapp.length]
  const post = '/c/STORM-999'
  const page = async (path: string, form?: Record<string, string>) => {
    const body = form && new URLSearchParams(form)
    const answer = system.cloud.app.request(path, body && { method: 'POST', body })
    return (await system.whileAdvancing(Promise.resolve(answer))).text()
  }
  // Somebody cuts the cable of a post: its last word is a fault, and then it is gone.
  await put('/assets/items/cable-5m', { name: 'Kabel 5 m', tracked: 'count' })
  const lines = [{ item: 'cable-5m', quantity: 1 }]
  await system.api('/assets/acquisitions', { method: 'POST', body: { lines, note: 'PO 12' } })
  const charger = await connectVirtualCharger(system, 'STORM-999')
  await charger.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' })
  await pass(2 * minute)
  const cut = { connectorId: 1, errorCode: 'GroundFailure', info: 'kabel terputus', status: 'Faulted' }
  await charger.call('StatusNotification', cut)
  charger.pair.right.close()
  await pass(2 * minute)
  // A driver who stands there tells of it, and wants to hear when it is repaired.
  expect(await page(post)).toContain(`${post}/report`)
  await page(`${post}/report`, {
    fault: 'cable',
    socket: '1',
    words: 'Kabel dipotong',
    phone: '081234567890',
  })
  await pass(2 * minute)
  const onStatusPage = async () => /Lokasi 49<\/h2>.*?<\/section>/s.exec(await page('/status'))?.[0]
  expect(await onStatusPage()).toContain('Sedang kami tangani.')
  // Nobody takes it: after six minutes the chief is told. Then a technician does, with a cable out of stock.
  await pass(4 * minute)
  const [incident] = await incidents('&chargePointId=STORM-999&state=open')
  const on = `/incidents/${incident?.number}`
  await system.api(`${on}/acknowledgement`, { method: 'POST' })
  await system.api(`${on}/parts`, { method: 'POST', body: { place: 'depot', lines } })
  const repaired = await connectVirtualCharger(system, 'STORM-999')
  await repaired.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' })
  const done = await system.api<IncidentHistory>(`${on}/closing`, {
    method: 'POST',
    body: { resolution: 'Kabel diganti' },
  })
  for (let passed = 0; passed < 4; passed += 1) {
    await repaired.call('Heartbeat', {})
    await pass(minute)
  }
  expect(done.body.entries.map(({ kind }) => kind)).toEqual([
    ...['opened', 'alert', 'report', 'alert', 'alert', 'acknowledged', 'parts', 'closed'],
  ])
  const firstLines = (chat: string) =>
    arrivedSince(before, chat)
      .filter(({ text }) => text.includes('Lokasi 49'))
      .map(({ text }) => text.split('\n')[0])
  expect(firstLines('4001')).toEqual([
    'Gangguan jaringan: Gangguan (GroundFailure, kabel terputus)',
    'Gangguan jaringan: Laporan pengemudi (cable)',
    'Gangguan jaringan: Tidak terhubung',
    expect.stringMatching(/^Sudah pulih: /),
  ])
  expect(firstLines('4002')[0]).toBe(
    'Gangguan jaringan: Belum ditangani: Gangguan (GroundFailure, kabel terputus)',
  )
  expect(whatsapp.slice(sentBefore)).toEqual([expect.stringContaining('colok_fault_fixed')])
  expect(whatsapp.at(-1)).toContain('6281234567890')
  const after = (await system.api<IncidentHistory>(on)).body
  expect(after).toMatchObject({
    state: 'closed',
    resolution: 'Kabel diganti',
    recoveredAt: expect.any(String),
  })
  expect(after.toAcknowledgeMs).toBeGreaterThan(6 * minute)
  expect(await onStatusPage()).toContain('1 dari')
  expect(await onStatusPage()).not.toContain('Sedang kami tangani.')
})

test.each([
  ['a site that is not there', '/alert-rules/x', { kind: 'fault', name: 'x', site: 'nowhere' }],
  [
    'a contact that is not there',
    '/alert-rules/x',
    { kind: 'fault', name: 'x', steps: [{ afterMinutes: 0, contacts: ['nobody'] }] },
  ],
  [
    'steps out of order',
    '/alert-rules/x',
    { kind: 'fault', name: 'x', steps: [5, 5].map((afterMinutes) => ({ afterMinutes, contacts: ['ops'] })) },
  ],
  ['a parameter of another kind', '/alert-rules/x', { kind: 'fault', name: 'x', parameters: { minutes: 5 } }],
  ['no name', '/alert-rules/x', { kind: 'fault', name: ' ' }],
  ['an address that is none', '/alert-contacts/x', { name: 'x', channel: 'email', address: 'no' }],
  ['no address', '/alert-contacts/x', { name: 'x', channel: 'telegram' }],
  [
    'quiet hours that are none',
    '/alert-contacts/x',
    { name: 'x', channel: 'webhook', quiet: { from: '25:00', until: '06:00' } },
  ],
])('%s is refused', async (_, path, body) => {
  const { status, body: problem } = await system.api<{ detail: string }>(path, { method: 'PUT', body })
  expect([status, problem.detail]).toEqual([400, expect.any(String)])
})

test('a contact that a rule tells is not forgotten, and no address is readable', async () => {
  expect((await system.api('/alert-contacts/ops', { method: 'DELETE' })).status).toBe(409)
  const { items } = (await system.api<{ items: ContactView[] }>('/alert-contacts')).body
  expect(items[1]?.address).toBe('…01')
  const rows = await system.database.read.all('select * from alert_contact', [])
  expect(JSON.stringify(rows)).not.toContain('4001')
})

test('a rule that cannot look and a contact that cannot be told silence nobody else', async () => {
  await put('/alert-contacts/a-broken', { name: 'Rusak', channel: 'telegram', address: '4009' })
  const steps = [{ afterMinutes: 0, contacts: ['a-broken'] }]
  await put('/alert-rules/a-blind', { kind: 'offline', name: 'Buta' })
  await put('/alert-rules/a-mute', { kind: 'fault', name: 'Bisu', steps })
  await inDatabase("update alert_rule set parameters = 'null' where slug = 'a-blind'")
  await inDatabase("update alert_contact set sealed_address = 'none' where slug = 'a-broken'")
  const before = telegram.arrived.length
  await fault(42, 'Faulted')
  await pass(2 * minute)
  expect((await open()).filter(({ rule }) => rule === 'a-mute')).not.toEqual([])
  expect(arrivedSince(before).filter(({ text }) => text.includes('STORM-42'))).toHaveLength(1)
  for (const rule of ['a-blind', 'a-mute'])
    expect((await system.api(`/alert-rules/${rule}`, { method: 'DELETE' })).status).toBe(200)
  expect((await system.api('/alert-contacts/a-broken', { method: 'DELETE' })).status).toBe(200)
})

test('what WhatsApp took and then could not deliver is told to another whom the rule names, once', async () => {
  await put('/alert-contacts/night', { name: 'Malam', channel: 'whatsapp', address: '+6281200000001' })
  await put('/alert-contacts/spare', { name: 'Cadangan', channel: 'telegram', address: '4003' })
  const steps = [
    { afterMinutes: 0, contacts: ['night'] },
    { afterMinutes: 60, contacts: ['spare'] },
  ]
  await put('/alert-rules/night-faults', { kind: 'fault', name: 'Malam', site: 'site-40', steps })
  const [before, sentBefore] = [telegram.arrived.length, whatsapp.length]
  await fault(40 * chargersAtSite, 'Faulted')
  await pass(minute)
  expect(whatsapp.slice(sentBefore)).toEqual([expect.stringContaining('6281200000001')])
  const failed = {
    ...{ id: `wamid.${whatsapp.length}`, status: 'failed', recipient_id: '6281200000001' },
    timestamp: String(Math.floor(system.clock.wallMs() / 1000)),
    errors: [{ code: 131026, title: 'Message undeliverable' }],
  }
  const value = { metadata: { phone_number_id: '123456' }, statuses: [failed] }
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ changes: [{ value }] }] })
  const signature = `sha256=${createHmac('sha256', 'secret').update(body).digest('hex')}`
  for (let times = 0; times < 2; times += 1) {
    const headers = { 'X-Hub-Signature-256': signature }
    const posted = system.cloud.app.request('/messaging/whatsapp', { method: 'POST', headers, body })
    expect((await system.whileAdvancing(Promise.resolve(posted))).status).toBe(200)
    await pass(3 * minute)
  }
  expect(arrivedSince(before, '4003').map(({ text }) => text)).toEqual([
    expect.stringContaining('Lokasi 40: STORM-800'),
  ])
  const contacts = (await system.api<{ items: ContactView[] }>('/alert-contacts')).body.items
  expect(contacts.find(({ slug }) => slug === 'night')?.problem).toContain('131026')
  await system.api('/alert-rules/night-faults', { method: 'DELETE' })
})

test('a rule that is deleted has no alerts any more, and nobody hears of it', async () => {
  const before = telegram.arrived.length
  expect((await system.api('/alert-rules/fault', { method: 'DELETE' })).status).toBe(200)
  await pass(2 * minute)
  expect((await open()).filter(({ rule }) => rule === 'fault')).toEqual([])
  expect(arrivedSince(before).filter(({ text }) => text.includes('Gangguan ('))).toEqual([])
})
