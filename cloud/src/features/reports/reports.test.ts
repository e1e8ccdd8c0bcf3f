import { idr } from '@colok/shared/money'
import { toIso } from '@colok/shared/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCsv } from '../../core/csv.ts'
import type { Services } from '../../services.ts'
import { addPartnerPeople } from '../../testing/partner-people.ts'
import { servicesOf, writeNow } from '../../testing/people.ts'
import { keyFor } from '../../testing/role-keys.ts'
import { connectVirtualCharger, type VirtualCharger } from '../../testing/virtual-charger.ts'
import { startVirtualCloud, type VirtualCloud } from '../../testing/virtual-cloud.ts'
import type { ProfitAndLoss } from '../economics/schemas.ts'
import { writeJournal } from '../ledger/commands.ts'
import { MessageOutbox } from '../messages/outbox.ts'
import { FakeGateway } from '../messages/testing/fake-gateway.ts'
import { gatherReport } from './gather.ts'
import { forgetRecipients } from './recipients.ts'
import { reportUrl } from './report-rows.ts'
import type { Report, ReportSummary } from './schemas.ts'
import { writeReports } from './writing.ts'

const hour = 3_600_000

let system: VirtualCloud
let services: Services
let sangeh: VirtualCharger
let owner: string
let stranger: string

beforeAll(async () => {
  system = await startVirtualCloud()
  const own = servicesOf(system)
  services = {
    ...own,
    messages: new MessageOutbox(
      new Map((['whatsapp', 'email'] as const).map((channel) => [channel, new FakeGateway(channel)])),
    ),
    settings: { ...own.settings, operator: { name: 'Colok', taxNumber: null, contact: null } },
  }
  const kuta = { name: 'Kuta', address: 'Kuta', latitude: -8.7, longitude: 115.1, timeZone: 'Asia/Makassar' }
  await system.api('/sites/kuta', { method: 'PUT', body: kuta })
  await addPartnerPeople(system, {
    organisation: 'sangeh',
    site: 'sangeh-monkey-forest',
    email: 'a@sangeh.example',
  })
  await addPartnerPeople(system, { organisation: 'kuta', site: 'kuta', email: 'b@kuta.example' })
  owner = await keyFor(system, 'partner', 'sangeh')
  stranger = await keyFor(system, 'partner', 'kuta')
  sangeh = await connectVirtualCharger(system)
  await charge({ socket: 1, meterStop: 1500, isPaid: true })
  await charge({ socket: 2, meterStop: 700, isPaid: false })
  await watch()
})
afterAll(() => system.stop())

/** An hour of charging; one that is paid for stands in the ledger. */
async function charge({
  socket,
  meterStop,
  isPaid,
}: {
  readonly socket: number
  readonly meterStop: number
  readonly isPaid: boolean
}): Promise<void> {
  const now = system.clock.wallMs()
  const start = { connectorId: socket, idTag: '04A1B2C3D4E5F6', meterStart: 0, timestamp: toIso(now - hour) }
  const [, , started] = await sangeh.call('StartTransaction', start)
  const { transactionId } = started as { transactionId: number }
  await sangeh.call('StopTransaction', { transactionId, meterStop, timestamp: toIso(now) })
  if (!isPaid) return
  await writeNow(system, async (tx) => {
    const [session] = await tx.all<{ id: string; totalIdr: number }>(
      'select id, total_idr from session where transaction_id = ?',
      [transactionId],
    )
    const { id = '', totalIdr = 0 } = session ?? {}
    const postings = [
      { account: 'bank', amountIdr: idr(totalIdr) },
      { account: 'revenue_energy', amountIdr: idr(-totalIdr) },
    ]
    await writeJournal(tx, servicesOf(system), { ref: `session:${id}`, kind: 'post', postings })
    await tx.run('insert into settled_session (session_id, journal_ref, settled_at) values (?, ?, ?)', [
      ...[id, `session:${id}`, toIso(now)],
    ])
  })
}

/** What a socket was doing on the first day by the clocks of Bali, and an incident that goes on. */
async function watch(): Promise<void> {
  await writeNow(system, async (tx) => {
    for (const [since, until, state] of [
      ['2026-11-22T16:00:00.000Z', '2026-11-23T10:00:00.000Z', 'working'],
      ['2026-11-23T10:00:00.000Z', null, 'offline'],
    ])
      await tx.run(
        `insert into socket_span (charger_id, connector_id, since, until, state)
         select id, 9, ?, ?, ? from charger where charge_point_id = 'CLK-0001'`,
        [since ?? '', until ?? null, state ?? ''],
      )
    await tx.run(
      `insert into incident (number, kind, cause, open_cause, source, severity, title, site_id, charger_id, opened_at)
       select 1, 'outage', 'c', 'c', 'person', 'warning', 'Padam', site_id, id, '2026-11-23T10:00:00.000Z'
       from charger where charge_point_id = 'CLK-0001'`,
      [],
    )
  })
}

const as = async (key: string, path: string, init: RequestInit = {}) => {
  const headers = { Accept: 'text/html', 'Sec-Fetch-Site': 'same-origin', Authorization: `Bearer ${key}` }
  const response = await system.whileAdvancing(
    Promise.resolve(system.cloud.app.request(path, { ...init, headers: { ...headers, ...init.headers } })),
  )
  return { status: response.status, location: response.headers.get('Location'), text: await response.text() }
}
const schedule = (change: object) =>
  system.api<{ id: string; recipients: string[] }>('/report-schedules', {
    method: 'POST',
    body: {
      ...{ name: 'Harian', every: 'day', timeZone: 'Asia/Makassar', startsOn: '2026-11-23' },
      recipients: [{ channel: 'whatsapp', address: '081234567890' }],
      ...change,
    },
  })
const reports = async (name: string) =>
  (await system.api<{ items: ReportSummary[] }>('/reports?limit=200')).body.items.filter(
    (one) => one.name === name,
  )
const reportOf = async (name: string, from: string) => {
  const found = (await reports(name)).find((one) => one.from === from)
  return (await system.api<Report>(`/reports/${found?.id}`)).body
}
/** The job runs at a moment. */
const writeAt = async (instant: string) => {
  system.clock.setWall(Date.parse(instant))
  await writeReports(services).run()
}
const queued = () =>
  system.database.read.all<{ dueAt: string; maskedAddress: string }>(
    "select due_at, masked_address from message where kind = 'report' order by id",
    [],
  )

test('a day is told of when it is over and its last stops have come, in the morning of who reads it', async () => {
  expect((await schedule({})).body.recipients).toEqual(['+62812…890'])
  await writeAt('2026-11-23T20:59:00.000Z')
  expect(await reports('Harian')).toEqual([])
  await writeAt('2026-11-23T21:00:00.000Z')
  expect(await reports('Harian')).toMatchObject([{ from: '2026-11-23', until: '2026-11-23' }])
  expect(await queued()).toEqual([{ dueAt: '2026-11-23T23:00:00.000Z', maskedAddress: '+62812…890' }])
})

test('it tells energy, what the ledger has of takings, availability and incidents', async () => {
  const { content } = await reportOf('Harian', '2026-11-23')
  // 2.2 kWh were sold, and 1.5 of them paid for. It was offline from 18.00 on.
  expect(content.total).toEqual({
    ...{ sessions: 2, energyWh: 2200, takingsIdr: 3699, availability: 7500, partnersIdr: 0 },
    ...{ incidentsOpened: 1, incidentsClosed: 0, incidentsOpen: 1 },
  })
  expect(content.sites).toMatchObject([
    { site: 'kuta', sessions: 0, availability: null, incidentsOpened: 0 },
    { site: 'sangeh-monkey-forest', sessions: 2, availability: 7500, incidentsOpened: 1 },
  ])
})

test('a site that is given away within a period is told of up to then, and its sums come to the total', async () => {
  const hold = (until: string | null) =>
    writeNow(system, (tx) =>
      tx.run("update organisation_site set until = ? where organisation_id = 'sangeh'", [until]),
    )
  await hold('2026-11-23T08:00:00.000Z')
  const { total, sites } = await gatherReport(services, {
    ...{ from: '2026-11-23', until: '2026-11-24', timeZone: 'Asia/Makassar', organisation: 'sangeh' },
    reach: { kind: 'organisation', organisationId: 'sangeh' },
  })
  await hold(null)
  expect(total).toMatchObject({ sessions: 2, energyWh: 2200, takingsIdr: 3699 })
  expect(sites).toMatchObject([
    { site: 'sangeh-monkey-forest', sessions: 2, energyWh: 2200, takingsIdr: 3699 },
  ])
})

test('who is a partner no more is sent nothing', async () => {
  const end = (at: string | null) =>
    writeNow(system, (tx) => tx.run("update organisation set ended_at = ? where id = 'kuta'", [at]))
  const { body } = await schedule({ name: 'Dulu', organisation: 'kuta' })
  await end('2026-11-23T12:00:00.000Z')
  await writeAt('2026-11-23T21:00:01.000Z')
  expect(await reports('Dulu')).toEqual([])
  await end(null)
  await system.api(`/report-schedules/${body.id}/ending`, { method: 'POST' })
})

test('what was missed while nothing ran is made up, each day once', async () => {
  await writeAt('2026-11-27T01:00:00.000Z')
  await writeAt('2026-11-27T02:00:00.000Z')
  const days = (await reports('Harian')).map(({ from }) => from)
  expect(days.toSorted()).toEqual(['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26'])
  expect(await queued()).toHaveLength(4)
  expect((await reportOf('Harian', '2026-11-25')).content.total).toMatchObject({
    ...{ sessions: 0, takingsIdr: 0, availability: 0, incidentsOpened: 0, incidentsOpen: 1 },
  })
})

test('two processes that write at once write one, and send it once', async () => {
  await schedule({ name: 'Bersama', startsOn: '2026-11-26' })
  await Promise.all([writeReports(services).run(), writeReports(services).run()])
  expect(await reports('Bersama')).toHaveLength(1)
  expect(await queued()).toHaveLength(5)
})

test('an organisation’s tells of its own sites alone, and is read by its own people alone', async () => {
  await schedule({ name: 'Mitra Kuta', every: 'week', organisation: 'kuta', language: 'en' })
  await schedule({ name: 'Mitra Sangeh', every: 'week', organisation: 'sangeh' })
  await writeAt('2026-11-30T01:00:00.000Z')
  const kuta = await reportOf('Mitra Kuta', '2026-11-23')
  expect(kuta.content).toMatchObject({ from: '2026-11-23', until: '2026-11-29', total: { sessions: 0 } })
  expect(kuta.content.sites.map(({ site }) => site)).toEqual(['kuta'])
  const own = await reportOf('Mitra Sangeh', '2026-11-23')
  expect(own.content.total).toMatchObject({ sessions: 2, takingsIdr: 3699 })
  expect((await as(owner, `/reports/${own.id}/csv`)).status).toBe(200)
  for (const path of [`/reports/${own.id}/pdf`, `/api/v1/reports/${own.id}`])
    expect((await as(stranger, path)).status).toBe(404)
  const page = (await as(stranger, '/reports')).text
  expect(page).toContain('Mitra Kuta')
  expect(page).not.toMatch(/Mitra Sangeh|>Harian</)
  for (const key of ['name', 'from', 'organisation']) {
    const sorted = async (sort: string) =>
      (await system.api<{ items: ReportSummary[] }>(`/reports?limit=200&sort=${sort}`)).body.items
    const up = await sorted(key)
    const values = up.map((report) => report[key as 'name' | 'from' | 'organisation'] ?? '')
    expect([key, values]).toEqual([key, values.toSorted()])
    expect([key, (await sorted(`-${key}`)).map(({ id }) => id)]).toEqual([
      key,
      up.map(({ id }) => id).toReversed(),
    ])
    expect(page).toContain(`href="/reports?reports.sort=${key}"`)
  }
  expect((await as(owner, '/reports?reports.sort=every')).status).toBe(400)
})

test('schedules are shown to those whose they are, by the API as on the page, each table in its own order', async () => {
  const seenBy = async (key: string) => {
    const { text } = await as(key, '/api/v1/report-schedules')
    const { items } = JSON.parse(text) as { items: { name: string; organisation: string | null }[] }
    return items.map(({ name, organisation }) => [name, organisation])
  }
  expect(await seenBy(owner)).toEqual([['Mitra Sangeh', 'sangeh']])
  expect(await seenBy(stranger)).toEqual([
    ['Mitra Kuta', 'kuta'],
    ['Dulu', 'kuta'],
  ])
  const page = (await as(stranger, '/reports?schedules.sort=name&reports.sort=-from')).text
  expect(page).toMatch(/<td[^>]*>Dulu<.*<td[^>]*>Mitra Kuta<\/td><td[^>]*>Minggu/s)
  expect(page.match(/aria-sort="ascending"/g)).toHaveLength(1)
  expect(page.match(/aria-sort="descending"/g)).toHaveLength(1)
  // A heading of one table leaves the other as it is.
  expect(page).toContain('href="/reports?reports.sort=-from&amp;schedules.sort=-name"')
  const all = await system.api<{ items: { name: string }[] }>('/report-schedules?sort=-name&limit=2')
  expect(all.body.items.map(({ name }) => name)).toEqual(['Mitra Sangeh', 'Mitra Kuta'])
})

test('who was sent one opens it by its link, for 90 days; on paper and for a spreadsheet it says the same', async () => {
  const [newest] = await reports('Mitra Sangeh')
  const path = reportUrl(services, newest?.id ?? '').replace('http://colok.example', '')
  const open = (at: string) => system.cloud.app.request(at, { headers: { Accept: 'text/html' } })
  expect(await (await open(path)).text()).toContain('Rp 3.699')
  const pdf = await open(`${path}/pdf`)
  expect(pdf.headers.get('Content-Type')).toBe('application/pdf')
  const bytes = Buffer.from(await pdf.arrayBuffer())
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-')
  expect(bytes.length).toBeGreaterThan(2000)
  const lines = readCsv(await (await open(`${path}/csv`)).text())
  expect(lines.filter(([part]) => part === 'day')).toHaveLength(7)
  expect(lines.at(-1)).toEqual(['total', '', '2', '2200', '3699', '10.71', '1', '0'])
  expect((await open(`${path.slice(0, -1)}~`)).status).toBe(404)
  const [first] = await reports('Harian')
  expect((await open(`/report/${first?.id}.`)).status).toBe(404)
  system.clock.setWall(system.clock.wallMs() + 91 * 24 * hour)
  expect((await open(path)).status).toBe(404)
})

test('the same sessions in profit and loss: by the API, as CSV, and on the page, for the operator alone', async () => {
  const put = (path: string, body: object, method = 'PUT') =>
    system.api<{ id: string; detail: string }>(path, { method, body })
  const tariff = { priceSenPerKwh: 144_470, standingIdrPerMonth: 10_000, source: 'PLN, November' }
  const tariffs = '/sites/sangeh-monkey-forest/purchase-tariffs'
  expect((await put(`${tariffs}/2026-11-01`, tariff)).status).toBe(200)
  expect((await put(`${tariffs}/2026-02-30`, tariff)).status).toBe(400)
  expect((await put('/sites/nowhere/purchase-tariffs/2026-11-01', tariff)).status).toBe(404)
  const visit = { site: 'sangeh-monkey-forest', chargePointId: 'CLK-0001', kind: 'visit', amountIdr: 1200 }
  const months = { fromMonth: '2026-11', untilMonth: '2026-11' }
  const { status, body: cost } = await put('/post-costs', { ...visit, ...months }, 'POST')
  expect(status).toBe(201)
  expect((await put('/post-costs', { ...visit, ...months, untilMonth: '2026-10' }, 'POST')).status).toBe(400)
  const { body } = await system.api<ProfitAndLoss>('/profit-and-loss?month=2026-11&site=sangeh-monkey-forest')
  // 2.2 kWh at Rp 1.444,70 are Rp 3.178, beside half of the standing charge.
  expect(body.posts).toMatchObject([
    {
      chargePointId: 'CLK-0001',
      sessions: 2,
      revenueIdr: 3699,
      energyIdr: 8178,
      visitsIdr: 1200,
      resultIdr: -5679,
    },
    { chargePointId: 'CLK-0002', sessions: 0, revenueIdr: 0, energyIdr: 5000, resultIdr: -5000 },
  ])
  const [head = [], first = []] = readCsv(
    (await as(system.operatorKey, '/economics?month=2026-11&format=csv')).text,
  )
  const of = (column: string) => first[head.indexOf(column)]
  expect(['month', 'post', 'revenueIdr', 'resultIdr'].map(of)).toEqual([
    '2026-11',
    'CLK-0001',
    '3699',
    '-5679',
  ])
  const page = (await as(system.operatorKey, '/economics?month=2026-11')).text
  for (const shown of ['Rp 3.699', '-Rp 10.679', 'month=2026-10', 'month=2026-12', 'class="chart"'])
    expect(page).toContain(shown)
  const dear = await system.api<ProfitAndLoss>('/profit-and-loss?month=2026-11&sort=-energyIdr')
  const cheap = await system.api<ProfitAndLoss>('/profit-and-loss?month=2026-11&sort=energyIdr')
  expect(cheap.body.posts).toEqual(dear.body.posts.toReversed())
  expect(cheap.body.posts.map(({ energyIdr }) => energyIdr)).toEqual([5000, 8178])
  expect((await as(system.operatorKey, '/economics?month=2026-11&sort=energyIdr')).text).toMatch(
    /aria-sort="ascending".*CLK-0002\).*CLK-0001\)/s,
  )
  // What energy, gateways and visits cost is not a partner’s business.
  for (const path of ['/economics?month=2026-11', '/api/v1/profit-and-loss?month=2026-11'])
    expect([path, (await as(owner, path)).status]).toEqual([path, 403])
  expect((await as(system.operatorKey, '/economics?month=November')).status).toBe(400)
  await system.api(`/post-costs/${cost.id}`, { method: 'DELETE' })
  expect((await system.api(`/post-costs/${cost.id}`, { method: 'DELETE' })).status).toBe(404)
  expect((await system.api<ProfitAndLoss>('/profit-and-loss?month=2026-11')).body.total.visitsIdr).toBe(0)
  for (const month of ['0000-01', '9999-12', '9999-99'])
    expect((await system.api(`/profit-and-loss?month=${month}`)).status).toBe(400)
})

test('on the page a schedule is made and ended; a wrong address is said', async () => {
  const post = (path: string, fields: Record<string, string>) =>
    as(system.operatorKey, path, {
      method: 'POST',
      body: new URLSearchParams(fields).toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    })
  const fields = { name: 'Bulanan', every: 'month', organisation: '', channel: 'email', language: 'id' }
  const wrong = await post('/reports/schedules', { ...fields, address: 'nobody' })
  expect(wrong).toMatchObject({ status: 400, text: expect.stringContaining('Ini bukan alamat surel.') })
  expect((await post('/reports/schedules', { ...fields, address: 'a@colok.example' })).status).toBe(303)
  const { body } = await system.api<{ items: { id: string; name: string }[] }>('/report-schedules')
  const made = body.items.find(({ name }) => name === 'Bulanan')
  expect((await as(owner, `/reports/schedules/${made?.id}/ending`, { method: 'POST' })).status).toBe(403)
  expect((await post(`/reports/schedules/${made?.id}/ending`, {})).location).toBe('/reports')
  const { body: after } = await system.api<{ items: { endedAt: string | null }[] }>('/report-schedules')
  expect(after.items[0]?.endedAt).not.toBeNull()
  expect((await schedule({ organisation: 'nowhere' })).status).toBe(404)
  expect((await schedule({ timeZone: 'Bali' })).status).toBe(400)
})

test('who is forgotten is on no schedule any more, not even masked', async () => {
  const recipients = ['a@colok.example', 'b@colok.example'].map((address) => ({ channel: 'email', address }))
  const made = await schedule({ name: 'Berdua', every: 'month', recipients })
  expect(made.status).toBe(201)
  await writeNow(system, (tx) =>
    forgetRecipients(tx, services, [{ channel: 'email', address: 'a@colok.example' }]),
  )
  const { items } = (await system.api<{ items: { id: string; recipients: string[] }[] }>('/report-schedules'))
    .body
  expect(items.find(({ id }) => id === made.body.id)?.recipients).toEqual(['b…@colok.example'])
})
