import { gzipSync } from 'node:zlib'
import { toIso } from '@colok/shared/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { first } from '../../db/database.ts'
import { servicesOf, writeNow } from '../../testing/people.ts'
import { connectVirtualCharger, type VirtualCharger } from '../../testing/virtual-charger.ts'
import { startVirtualCloud, type VirtualCloud } from '../../testing/virtual-cloud.ts'
import { assetUrl } from '../../web/assets.ts'
import type { AlertView } from '../alerts/schemas.ts'
import { takeReport } from '../incidents/opening.ts'
import type { Risk } from '../incidents/risks.ts'
import type { IncidentHistory, IncidentView } from '../incidents/schemas.ts'
import { availabilityReport } from './queries.ts'
import type { AvailabilityReport } from './schemas.ts'

const minute = 60_000

let system: VirtualCloud
let charger: VirtualCharger
beforeAll(async () => {
  system = await startVirtualCloud({
    settings: {
      messaging: {
        whatsapp: {
          ...{ apiUrl: 'https://whatsapp.test/v24.0', accessToken: 'token', phoneNumberId: '123456' },
          ...{ appSecret: 'secret', verifyToken: 'verify', codesInConversation: 'text' },
        },
      },
    },
  })
  charger = await connectVirtualCharger(system, 'CLK-0001')
})
afterAll(() => system.stop())

const status = (connectorId: number, state: string) =>
  charger.call('StatusNotification', { connectorId, errorCode: 'NoError', status: state })
const availability = async (query = '') =>
  (await system.api<AvailabilityReport>(`/availability${query}`)).body
const pass = async (minutes: number) => {
  for (let left = minutes; left > 0; left -= 4) {
    await charger.call('Heartbeat', {})
    await system.clock.stride(Math.min(4, left) * minute, 15_000)
  }
}
const page = async (path: string, body?: Record<string, string>) => {
  const init = body && {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(body).toString(),
  }
  const response = await system.whileAdvancing(Promise.resolve(system.cloud.app.request(path, init)))
  return { status: response.status, text: await response.text() }
}

test('how long each socket worked is counted, and its faults with the charger’s own times', async () => {
  await status(1, 'Available')
  await status(2, 'Available')
  await pass(4)
  await status(1, 'Charging')
  await pass(4)
  await status(2, 'Faulted')
  await pass(8)
  await status(2, 'Available')
  await pass(2)
  const { sockets, sites } = await availability('?chargePointId=CLK-0001')
  expect(sockets.map(({ connectorId, failures }) => [connectorId, failures])).toEqual([
    [1, 0],
    [2, 1],
  ])
  const [one, two] = sockets
  expect(one).toMatchObject({ basisPoints: 10_000, downMs: 0 })
  expect(two?.meanDownMs).toBeGreaterThanOrEqual(7 * minute)
  expect(two?.meanDownMs).toBeLessThanOrEqual(9 * minute)
  expect(sites).toMatchObject([{ site: 'sangeh-monkey-forest', failures: 1 }])
})

test('while this system was away nothing is known, and who comes back in time was not lost', async () => {
  const before = await availability('?chargePointId=CLK-0001')
  system.clock.setWall(system.clock.wallMs() + 60 * minute)
  await pass(3)
  const after = await availability('?chargePointId=CLK-0001')
  const [was, is] = [before.sockets[0], after.sockets[0]]
  expect(is?.downMs).toBe(was?.downMs)
  expect((is?.upMs ?? 0) - (was?.upMs ?? 0)).toBeLessThan(10 * minute)
  expect(is?.failures).toBe(0)
})

test('what goes on over a hand-over belongs to each holder for their own time', async () => {
  const [from, handedOver, to] = [0, 90, 240].map((minutes) => Date.UTC(2026, 0, 5) + minutes * minute)
  await writeNow(system, async (tx) => {
    const at = (instant = 0) => toIso(instant)
    // Lost half an hour after the earlier holder's time began, and there again half an hour before this one's ends.
    for (const [since, until, state] of [
      [0, 30, 'working'],
      [30, 210, 'offline'],
      [210, 240, 'working'],
    ] as const)
      await tx.run(
        `insert into socket_span (charger_id, connector_id, since, until, state)
         select id, 1, ?, ?, ? from charger where charge_point_id = 'CLK-0002'`,
        [at((from ?? 0) + since * minute), at((from ?? 0) + until * minute), state],
      )
    for (const [organisation, since, until] of [
      ['earlier', from, handedOver],
      ['later', handedOver, to],
    ] as const) {
      await tx.run(
        "insert into organisation (id, slug, name, kind, created_at) values (?, ?, ?, 'partner', ?)",
        [...[organisation, organisation, organisation, at(from)]],
      )
      await tx.run(
        `insert into organisation_site (organisation_id, site_id, since, until)
         select ?, site_id, ?, ? from charger where charge_point_id = 'CLK-0002'`,
        [organisation, at(since), at(until)],
      )
    }
  })
  const figures = async (organisationId: string) => {
    const reach = { kind: 'organisation', organisationId } as const
    const asked = { reach, from: from ?? 0, to: to ?? 0, chargePointId: 'CLK-0002' }
    const { sockets } = await availabilityReport(system.database.read, asked)
    return sockets.map(({ upMs, downMs }) => [upMs / minute, downMs / minute])
  }
  expect(await figures('earlier')).toEqual([[30, 60]])
  expect(await figures('later')).toEqual([[30, 120]])
  expect(await figures('somebody')).toEqual([])
})

test('a time that is none is refused', async () => {
  for (const query of ['?from=2026-02-30', '?from=2030-01-01', '?from=2020-01-01&to=2026-01-01'])
    expect((await system.api(`/availability${query}`)).status).toBe(400)
})

test('anybody may see how the network is, on a page as small as a driver’s', async () => {
  const { status: code, text } = await page('/status')
  expect(code).toBe(200)
  expect(text).toContain('Sangeh Monkey Forest')
  expect(text).not.toContain('CLK-0001')
  const assets = await Promise.all(
    [assetUrl('style.css'), assetUrl('live.js'), assetUrl('icon.svg')].map(
      async (url) => (await page(url)).text,
    ),
  )
  const bytes = [text, ...assets].reduce((sum, one) => sum + gzipSync(one).length, 0)
  expect(bytes).toBeLessThan(30_000)
  expect((await page('/status?lang=en')).text).toContain('All sockets work.')
})

const incidentOf = async (query: string) =>
  (await system.api<{ items: IncidentView[] }>(`/incidents${query}`)).body.items[0]

test('a driver reports a fault without an account, is told when it is fixed, and then forgotten', async () => {
  const form = await page('/c/CLK-0001')
  expect(form.text).toContain('/c/CLK-0001/report')
  expect((await page('/c/CLK-0001/report')).text).toContain('Apa yang terjadi?')
  const report = { fault: 'cable', socket: '2', words: 'Kabelnya <b>terkelupas</b>', phone: '0812 3456 7890' }
  const sent = await page('/c/CLK-0001/report', report)
  expect([sent.status, sent.text]).toEqual([200, expect.stringContaining('Kami kabari lewat WhatsApp')])
  await system.clock.advance(2000)
  const incident = await incidentOf('?chargePointId=CLK-0001&state=open')
  expect(incident).toMatchObject({ source: 'report', state: 'untaken', connectorId: 2 })
  const alerts = (await system.api<{ items: AlertView[] }>('/alerts?kind=report')).body.items
  expect(alerts).toMatchObject([{ incident: incident?.number, detail: { code: 'cable' } }])
  const history = (await system.api<IncidentHistory>(`/incidents/${incident?.number}`)).body
  expect(history.reports).toMatchObject([{ fault: 'cable', words: report.words, wantsToHear: true }])
  const stored = await system.database.read.all('select * from fault_report', [])
  expect(JSON.stringify(stored)).not.toMatch(/terkelupas|81234567890/)
  // What anybody may type is told to everybody only when somebody looks after it.
  expect((await page('/status')).text).not.toContain('Sedang kami tangani')
  await system.api(`/incidents/${incident?.number}/acknowledgement`, { method: 'POST' })
  expect((await page('/status')).text).toContain('Sedang kami tangani')
  const closing = { method: 'POST', body: { resolution: 'Kabel baru' } }
  // Whatever the site is called, its incidents can be closed.
  const [site] = await system.database.read.all<{ name: string }>('select name from site', [])
  const call = (name = '') => writeNow(system, (tx) => tx.run('update site set name = ?', [name]))
  await call('\u0001\n')
  expect((await system.api(`/incidents/${incident?.number}/closing`, closing)).status).toBe(201)
  const told = await system.database.read.all<{ kind: string; maskedAddress: string }>(
    "select kind, masked_address from message where kind = 'faultFixed'",
    [],
  )
  await call(site?.name)
  expect(told).toEqual([{ kind: 'faultFixed', maskedAddress: '+62812…890' }])
  expect(await system.database.read.all('select sealed_phone from fault_report', [])).toEqual([
    { sealedPhone: null },
  ])
  expect((await system.api(`/incidents/${incident?.number}/closing`, closing)).status).toBe(409)
})

test('what is missing is said beside its field and nothing typed is lost; too many reports wait', async () => {
  const nothing = await page('/c/CLK-0001/report', { fault: '', words: 'gelap', phone: '' })
  expect([nothing.status, nothing.text]).toEqual([400, expect.stringContaining('Pilih apa yang terjadi.')])
  expect(nothing.text).toContain('gelap')
  const number = await page('/c/CLK-0001/report', { fault: 'dark', words: '', phone: '12' })
  expect([number.status, number.text]).toEqual([400, expect.stringContaining('value="12"')])
  expect((await page('/c/NOWHERE/report')).status).toBe(404)
  const codes: number[] = []
  for (let sent = 0; sent < 4; sent += 1)
    codes.push((await page('/c/CLK-0002/report', { fault: 'dark', words: '', phone: '' })).status)
  expect(codes).toEqual([200, 200, 429, 429])
})

test('an incident takes notes, photos and parts; what is no picture, or not in stock, is refused', async () => {
  const opened = await system.api<IncidentHistory>('/incidents', {
    method: 'POST',
    body: { title: 'Kontaktor lengket', kind: 'equipment', chargePointId: 'CLK-0002' },
  })
  const { number } = opened.body
  const picture = async (bytes: number[]) => {
    const response = await system.whileAdvancing(
      Promise.resolve(
        system.cloud.app.request(`/api/v1/incidents/${number}/photos`, {
          method: 'PUT',
          headers: { Authorization: `Bearer ${system.operatorKey}` },
          body: new Uint8Array(bytes),
        }),
      ),
    )
    return { status: response.status, body: (await response.json()) as { id: string } }
  }
  const jpeg = [0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]
  expect((await picture([...Buffer.from('<svg onload=alert(1)>')])).status).toBe(400)
  const photo = await picture(jpeg)
  expect(photo.status).toBe(200)
  const shown = await system.cloud.app.request(`/api/v1/incidents/${number}/photos/${photo.body.id}`, {
    headers: { Authorization: `Bearer ${system.operatorKey}` },
  })
  expect(shown.headers.get('Content-Type')).toBe('image/jpeg')
  expect([...new Uint8Array(await shown.arrayBuffer())]).toEqual(jpeg)
  await system.api('/assets/items/contactor-25a', {
    method: 'PUT',
    body: { name: 'Kontaktor 25 A', tracked: 'count' },
  })
  const upload = async (file: Blob | undefined, site = 'same-origin') => {
    const body = new FormData()
    if (file !== undefined) body.set('photo', file, 'foto.png')
    const path = `/console/incidents/${number}/photos`
    const headers = { Authorization: `Bearer ${system.operatorKey}`, 'Sec-Fetch-Site': site }
    const sent = system.cloud.app.request(path, { method: 'POST', headers, body })
    return (await system.whileAdvancing(Promise.resolve(sent))).status
  }
  const png = new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])])
  expect(await upload(undefined)).toBe(400)
  expect(await upload(new Blob(['<svg>']))).toBe(400)
  expect(await upload(new Blob([new Uint8Array(12 * 1024 * 1024 + 1).fill(0xff)]))).toBe(400)
  expect(await upload(new Blob([new Uint8Array(13 * 1024 * 1024)]))).toBe(413)
  expect(await upload(png, 'cross-site')).toBe(403)
  expect(await upload(png)).toBe(303)
  const lines = [{ item: 'contactor-25a', quantity: 1 }]
  const use = { method: 'POST', body: { place: 'depot', lines } }
  expect((await system.api(`/incidents/${number}/parts`, use)).status).toBe(409)
  await system.api('/assets/acquisitions', { method: 'POST', body: { lines, note: 'PO 7' } })
  expect((await system.api(`/incidents/${number}/parts`, use)).status).toBe(201)
  const noted = await system.api<IncidentHistory>(`/incidents/${number}/notes`, {
    method: 'POST',
    body: { text: 'Diganti' },
  })
  expect(noted.body.entries.map(({ kind }) => kind).slice(-4)).toEqual(['photo', 'photo', 'parts', 'note'])
  expect(noted.body.photos).toMatchObject([{ id: photo.body.id, sizeBytes: jpeg.length }, { sizeBytes: 8 }])
  const nobody = { method: 'POST', body: { userId: 'nobody' } }
  expect((await system.api(`/incidents/${number}/assignment`, nobody)).status).toBe(404)
  expect((await system.api('/incidents/999999')).status).toBe(404)
})

test('the register counts the incidents of the year, and the level is impact × frequency', async () => {
  const rated = {
    name: 'Kabel dipotong',
    counts: { kinds: ['equipment'] },
    safety: 5,
    money: 3,
    service: 4,
    reputation: 2,
  }
  const { body } = await system.api<Risk>('/risks/cut-cables', { method: 'PUT', body: rated })
  expect(body).toMatchObject({
    impact: 3.5,
    incidentsInYear: expect.any(Number),
    frequency: 3,
    level: 10.5,
    band: 'high',
  })
  await system.api('/risks/quiet', { method: 'PUT', body: { ...rated, name: 'Lain', counts: { kinds: [] } } })
  const { items } = (await system.api<{ items: Risk[] }>('/risks')).body
  expect(items.map(({ slug, frequency }) => [slug, frequency])).toEqual([
    ['cut-cables', 3],
    ['quiet', 1],
  ])
  expect((await system.api('/risks/bad', { method: 'PUT', body: { ...rated, safety: 6 } })).status).toBe(400)
  expect((await system.api('/risks/quiet', { method: 'DELETE' })).status).toBe(200)
})

const consolePage = async (path: string, form?: Record<string, string>) => {
  const response = await system.whileAdvancing(
    Promise.resolve(
      system.cloud.app.request(path, {
        headers: {
          ...{ Authorization: `Bearer ${system.operatorKey}`, Accept: 'text/html' },
          ...(form && { 'Content-Type': 'application/x-www-form-urlencoded' }),
        },
        ...(form && { method: 'POST', body: new URLSearchParams(form).toString() }),
      }),
    ),
  )
  return { status: response.status, text: await response.text(), to: response.headers.get('Location') }
}

test.each([
  ['/console/incidents', 'Dilaporkan: layar mati'],
  ['/console/alerts', 'Laporan pengemudi'],
  ['/console/alert-rules', 'Tidak terhubung'],
  ['/console/alert-contacts', 'Belum ada penerima'],
  ['/console/risks', 'Kabel dipotong'],
  ['/console/availability', 'Sangeh Monkey Forest'],
  ['/console/incidents?format=csv', 'Dilaporkan: layar mati'],
])('the console shows %s', async (path, words) => {
  const { status: code, text } = await consolePage(path)
  expect([code, text]).toEqual([200, expect.stringContaining(words)])
})

test('an incident is opened, taken and closed, and a contact and a rule are set up, by forms alone', async () => {
  const opened = await consolePage('/console/incidents/new', {
    ...{
      title: 'Lampu mati',
      chargePointId: 'CLK-0001',
      kind: 'other',
      severity: 'notice',
      note: 'Lihat sendiri',
    },
    _step: 'do',
  })
  const page = opened.to?.split('?')[0] ?? ''
  expect([opened.status, page]).toEqual([303, expect.stringMatching(/^\/console\/incidents\/\d+$/)])
  expect((await consolePage(page)).text).toContain('Belum ditangani')
  expect((await consolePage(`${page}/take`, { _step: 'do' })).status).toBe(303)
  expect((await consolePage(`${page}/note`, { text: '', _step: 'do' })).status).toBe(400)
  expect((await consolePage(`${page}/close`, { resolution: 'Lampu baru', _step: 'do' })).status).toBe(303)
  const { text } = await consolePage(page)
  for (const words of ['Lihat sendiri', 'Lampu baru', 'Selesai']) expect(text).toContain(words)
  const contact = {
    slug: 'jaga',
    name: 'Petugas jaga',
    channel: 'whatsapp',
    address: '0812 3456 7891',
    active: 'on',
  }
  expect(
    (await consolePage('/console/alert-contacts/new', { ...contact, address: '12', _step: 'do' })).status,
  ).toBe(400)
  expect((await consolePage('/console/alert-contacts/new', { ...contact, _step: 'do' })).status).toBe(303)
  const rule = {
    ...{ name: 'Putus', severity: 'critical', 'parameters.minutes': '5' },
    first: 'jaga',
    active: 'on',
  }
  expect((await consolePage('/console/alert-rules/offline/edit')).text).toContain('Petugas jaga')
  expect((await consolePage('/console/alert-rules/offline/edit', { ...rule, _step: 'do' })).status).toBe(303)
  const { items } = (await system.api<{ items: { slug: string }[] }>('/alert-rules')).body
  expect(items.find(({ slug }) => slug === 'offline')).toMatchObject({
    ...{ name: 'Putus', parameters: { minutes: 5 }, active: true, opensIncident: false },
    steps: [{ afterMinutes: 0, contacts: ['jaga'] }],
  })
})

test('a rule is made and deleted by forms; a contact that it tells stays', async () => {
  const rules = async () => {
    const { items } = (await system.api<{ items: { slug: string }[] }>('/alert-rules')).body
    return items.find(({ slug }) => slug === 'doku')
  }
  const rule = {
    ...{ slug: 'doku', kind: 'gatewayBalance', name: 'Saldo DOKU', severity: 'notice', first: 'jaga' },
    active: 'on',
  }
  const nowhere = await consolePage('/console/alert-rules/new', { ...rule, site: 'nowhere', _step: 'do' })
  expect([nowhere.status, nowhere.text]).toEqual([400, expect.stringContaining('Tidak ada lokasi nowhere.')])
  const made = await consolePage('/console/alert-rules/new', { ...rule, _step: 'do' })
  expect([made.status, made.to]).toEqual([303, '/console/alert-rules/doku/edit?done=1'])
  expect(await rules()).toMatchObject({
    ...{ kind: 'gatewayBalance', site: null, parameters: { gateway: 'doku', belowIdr: 500_000 } },
    steps: [{ afterMinutes: 0, contacts: ['jaga'] }],
  })
  const contact = '/console/alert-contacts/jaga/removal'
  expect((await consolePage(contact, { _step: 'do' })).status).toBe(409)
  expect((await consolePage('/console/alert-rules/doku/removal')).text).toContain('Saldo DOKU (doku)')
  expect((await consolePage('/console/alert-rules/doku/removal', { _step: 'do' })).status).toBe(303)
  expect(await rules()).toBeUndefined()
})

test('an alert without an incident is taken by itself, once it is there and while it lasts', async () => {
  const input = { kind: 'fault', name: 'Gangguan', opensIncident: false, steps: [] }
  await system.api('/alert-rules/fault', { method: 'PUT', body: input })
  await status(2, 'Faulted')
  await system.clock.advance(2000)
  const alertsOf = async (kind: string) =>
    (await system.api<{ items: AlertView[] }>(`/alerts?kind=${kind}`)).body.items
  const [alert] = await alertsOf('fault')
  expect(alert).toMatchObject({ incident: null, acknowledgedAt: null })
  const path = `/console/alerts/${alert?.id}/take`
  expect((await consolePage('/console/alerts')).text).toContain(path)
  expect((await consolePage(path, { _step: 'do' })).status).toBe(303)
  expect((await alertsOf('fault'))[0]).toMatchObject({ id: alert?.id, acknowledgedAt: expect.any(String) })
  expect((await consolePage('/console/alerts')).text).not.toContain(path)
  const take = async (id: string | undefined) =>
    (await system.api(`/alerts/${id}/acknowledgement`, { method: 'POST' })).status
  expect(await take(alert?.id)).toBe(201)
  expect(await take('nowhere')).toBe(404)
  const [reported] = await alertsOf('report')
  expect(await take(reported?.id)).toBe(409)
  await status(2, 'Available')
})

test('a stranger who reports a post all day shuts no driver out', async () => {
  const charger = await first<{ id: number; siteId: string }>(
    system.database.read,
    "select id, site_id from charger where charge_point_id = 'CLK-0002'",
    [],
  )
  const report = () =>
    writeNow(system, (tx) =>
      takeReport(tx, servicesOf(system), {
        ...{ chargerId: charger?.id ?? 0, siteId: charger?.siteId ?? '', connectorId: null, words: null },
        ...{ fault: 'other', phone: null, language: 'id' },
      }),
    )
  for (let sent = 0; sent < 20; sent += 1) await report()
  expect(await report()).toBeUndefined()
  system.clock.setWall(system.clock.wallMs() + 2 * minute)
  expect(await report()).toEqual(expect.any(Number))
  expect(await report()).toBeUndefined()
  const from = (post: string) => page(`/c/${post}/report`, { fault: 'dark', words: '', phone: '' })
  await system.clock.advance(60 * minute)
  const codes = [
    await from('CLK-0002'),
    await from('CLK-0002'),
    await from('CLK-0002'),
    await from('CLK-0002'),
  ]
  expect(codes.filter(({ status }) => status === 429).length).toBeGreaterThan(0)
  expect((await from('CLK-0001')).status).toBe(200)
})
