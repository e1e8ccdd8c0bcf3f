import { gzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '../../core/roles.ts'
import { seededSignIn } from '../../testing/seeded-sign-in.ts'
import { startTestCloud, type TestCloud, testNow } from '../../testing/test-cloud.ts'
import { type Partner, twoPartners } from '../../testing/two-partners.ts'
import { untilCommitted } from '../../testing/until-committed.ts'
import { csvAnswer } from '../../web/table-csv.ts'
import type { Charger } from '../chargers/schemas.ts'

let system: TestCloud
let alfa: Partner
beforeAll(async () => {
  system = await startTestCloud()
  ;({ alfa } = await twoPartners(system))
  await everyCondition()
})
afterAll(() => system.stop())

/** Chargers of every condition, with each set of statuses that tells them apart. */
async function everyCondition(): Promise<void> {
  const { tx } = system.database.writeConnection
  const [site] = await tx.query.selectFrom('site').select('id').where('slug', '=', alfa.names.site).execute()
  const minutesAgo = (minutes: number) => new Date(testNow - minutes * 60_000).toISOString()
  const heard = [null, minutesAgo(1), minutesAgo(600)]
  const statuses = [
    [],
    [null],
    ['Available', 'Faulted'],
    ['Faulted', 'Charging'],
    ['Unavailable', 'Unavailable'],
    ['Unavailable', null],
    ['Charging', 'Finishing'],
  ]
  let number = 100
  for (const registration of ['Accepted', 'Pending'] as const)
    for (const connected of [0, 1])
      for (const lastMessageAt of heard)
        for (const sockets of statuses) {
          number += 1
          const { id } = await tx.query
            .insertInto('charger')
            .values({
              ...{ chargePointId: `CND-${number}`, siteId: site?.id ?? '', name: `Pos ${number % 7}` },
              ...{ passwordHash: null, nextPasswordHash: null, nextSecurityProfile: null, node: null },
              ...{ ownValidation: null, configurationTemplate: null, registration, connected, lastMessageAt },
              ...{ vendor: null, model: null, serialNumber: `SN${number}`, firmwareVersion: null },
              ...{ meterType: null, meterSerialNumber: null, bootedAt: null, createdAt: minutesAgo(900) },
              ...{ connectedAt: connected ? minutesAgo(700) : null, disconnectedAt: minutesAgo(800) },
            })
            .returning('id')
            .executeTakeFirstOrThrow()
          for (const [index, status] of sockets.entries())
            await tx.query
              .insertInto('connector')
              .values({
                ...{ chargerId: id, connectorId: index + 1, status, statusAt: null, errorCode: null },
                ...{ voltageV: 220, maxPowerW: 1200, leastPowerW: null, info: null, vendorErrorCode: null },
              })
              .execute()
        }
  await untilCommitted(
    system.database,
    'select 1 from connector join charger on charger.id = charger_id where charge_point_id = ? and connector_id = 2',
    [`CND-${number}`],
  )
}

async function page(path: string, headers: Record<string, string> = {}) {
  const response = await system.cloud.app.request(path, {
    headers: {
      Accept: 'text/html',
      ...(headers.Cookie?.includes('token') ? {} : { Authorization: `Bearer ${system.operatorKey}` }),
      ...headers,
    },
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

const idsIn = (html: string) =>
  [...html.matchAll(/<a href="\/console\/chargers\/([\w-]+)"/g)].map(([, id]) => id)

/** All pages of a list, by its links. */
async function allIds(path: string): Promise<string[]> {
  const found: string[] = []
  for (let next: string | undefined = path; next !== undefined; ) {
    const { text } = await page(next)
    found.push(...idsIn(text).map(String))
    next = /class="button" href="([^"]+cursor=[^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&')
  }
  return found
}

async function allChargers(query = ''): Promise<Charger[]> {
  const { body } = await system.api<{ items: Charger[] }>(`/chargers?limit=200${query}`)
  return body.items
}

test('the database sees each charger in the condition in which it is', async () => {
  const chargers = await allChargers()
  expect(new Set(chargers.map(({ condition }) => condition)).size).toBe(8)
  for (const condition of new Set(chargers.map((charger) => charger.condition))) {
    const wanted = chargers.filter((charger) => charger.condition === condition)
    const found = await allChargers(`&condition=${condition}`)
    expect(found.map(({ chargePointId }) => chargePointId)).toEqual(
      wanted.map(({ chargePointId }) => chargePointId),
    )
    const { text } = await page('/console')
    const count = new RegExp(`condition=${condition}"><strong[^>]*>(\\d+)<`).exec(text)?.[1]
    expect([condition, Number(count)]).toEqual([condition, wanted.length])
  }
})

test.each([
  'chargePointId',
  '-name',
  'site',
  'condition',
  '-condition',
  'onlineChangedAt',
  'firmwareVersion',
])('pages sorted by %s hold every charger once, in that order', async (sort) => {
  const whole = await allChargers(`&sort=${sort}`)
  const paged = await allIds(`/console/chargers?sort=${sort}&limit=23`)
  expect(paged).toEqual(whole.map(({ chargePointId }) => chargePointId))
  expect(new Set(paged).size).toBe(paged.length)
})

test('a cursor of another order, or of nobody, is refused and begins nothing anew', async () => {
  const { body } = await system.api<{ nextCursor: string }>('/chargers?limit=2')
  expect((await system.api(`/chargers?sort=name&cursor=${body.nextCursor}`)).status).toBe(400)
  for (const position of [
    ['chargePointId', 1, 2],
    ['chargePointId', 'a\0', 'b'],
    ['chargePointId'],
    'x',
    1,
  ]) {
    const cursor = Buffer.from(JSON.stringify(position)).toString('base64url')
    expect((await system.api(`/chargers?cursor=${cursor}`)).status).toBe(400)
  }
})

test('a list is narrowed by a form, of which empty fields ask for nothing', async () => {
  const found = await allIds('/console/chargers?text=sn10&condition=')
  expect(found).toEqual([
    'CND-101',
    'CND-102',
    'CND-103',
    'CND-104',
    'CND-105',
    'CND-106',
    'CND-107',
    'CND-108',
    'CND-109',
  ])
  expect((await page('/console/chargers?condition=broken')).status).toBe(400)
  expect((await page('/console/chargers?text=nothing-is-called-so')).text).toContain('Tampilkan semua')
  // What a LIKE takes for a wildcard is no letter of a name.
  expect(await allIds('/console/chargers?text=%25')).toEqual(await allIds('/console/chargers'))
})

test('the file holds the whole narrowed list, however many pages it has', async () => {
  const { text, headers } = await page('/console/chargers?text=CND-&sort=-chargePointId&limit=10&format=csv')
  const lines = text.trimEnd().split('\r\n')
  expect(headers.get('Content-Disposition')).toBe('attachment; filename="chargers.csv"')
  expect(lines[0]).toBe(
    '"chargePointId","condition","connectors","powerW","name","site","onlineChangedAt","firmwareVersion"',
  )
  expect(lines).toHaveLength(85)
  expect(lines[1]).toMatch(/^"CND-184",/)
})

test('a file that cannot be read to its end breaks off, and is not taken for the whole', async () => {
  const pages = async ({ cursor }: { cursor: string | undefined }) => {
    if (cursor !== undefined) throw new Error('The database is gone.')
    return { items: [1], nextCursor: 'more' }
  }
  const columns = [{ key: 'count', name: 'Count', cell: String, csv: (count: number) => count }]
  const app = new Hono().get('/', (c) => csvAnswer(c, { name: 'counts', columns, pages }))
  const response = await app.request('/')
  expect(response.status).toBe(200)
  await expect(response.text()).rejects.toThrow('The database is gone.')
})

test('the rail leads each role where its rights let it in, and nowhere else', async () => {
  const hrefsFor = async (role: Role) => {
    const { text } = await page('/console', {
      Cookie: await seededSignIn(system, { role }),
    })
    return [...new Set([...text.matchAll(/<li><a href="(\/[^"?]*)"/g)].map(([, href]) => href))]
  }
  const technician = await hrefsFor('technician')
  expect(technician).toContain('/console/chargers')
  expect(technician).not.toContain('/planning')
  expect(await hrefsFor('admin')).toEqual(
    expect.arrayContaining(['/console/chargers', '/planning', '/statements']),
  )
})

test('who is not signed in signs in first, and comes back to what was asked for', async () => {
  const response = await system.cloud.app.request('/console/chargers?condition=faulted', {
    headers: { Accept: 'text/html' },
  })
  expect(response.status).toBe(303)
  const next = new URL(response.headers.get('Location') ?? '', 'http://localhost').searchParams.get('next')
  expect(next).toBe('/console/chargers?condition=faulted')
})

test('density is remembered, and the other language keeps what was asked for', async () => {
  const dense = await page('/console/chargers?text=CND&density=dense')
  expect(dense.text).toContain('class="list dense"')
  expect(dense.headers.get('Set-Cookie')).toContain('density=dense')
  expect((await page('/console/chargers', { Cookie: 'density=dense' })).text).toContain('class="list dense"')
  expect(dense.text).toContain('href="/console/chargers?text=CND&amp;lang=en"')
})

/** The events of a stream, parsed, one after the other. */
async function* liveEvents(path: string, headers: Record<string, string>) {
  const response = await system.cloud.app.request(path, { headers })
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  try {
    for (let text = ''; ; ) {
      const { value, done } = await reader.read()
      if (done) return
      text += value
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const data = /^event: snapshot\ndata: (.*)$/s.exec(text.slice(0, end))?.[1]
        text = text.slice(end + 2)
        if (data !== undefined)
          yield JSON.parse(data) as Record<'figures' | 'places' | 'rows', Record<string, string>>
      }
    }
  } finally {
    await reader.cancel()
  }
}

test('the overview is told of what changes: its rows in full, of the others counts and dots', async () => {
  const charger = (path: string) => `/chargers/${path}/registration`
  const change = (id: string, registration: string) =>
    system.api(charger(id), { method: 'PUT', body: { registration } })
  const events = liveEvents('/console/live?shown=CND-184,CND-183', {
    Authorization: `Bearer ${system.operatorKey}`,
  })
  const first = (await events.next()).value!
  expect(Object.keys(first.rows).sort()).toEqual(['CND-183', 'CND-184'])
  expect(first.figures).toMatchObject({ notAccepted: '42', energy: expect.stringContaining('kWh') })
  expect(first.places).toMatchObject({ [alfa.names.site]: 'faulted' })
  await change('CND-101', 'Rejected')
  const hidden = (await events.next()).value!
  expect(hidden.rows).toEqual({})
  expect(hidden.figures).toMatchObject({ notAccepted: '43' })
  await change('CND-184', 'Accepted')
  const shown = (await events.next()).value!
  expect(shown.rows['CND-184']).toContain('data-key="CND-184"')
  expect(shown.figures).toMatchObject({ notAccepted: '42' })
  await change('CND-101', 'Accepted')
  await change('CND-184', 'Pending')
  await events.return(undefined)
})

test('whoever is signed out is told nothing more: the stream ends', async () => {
  const Cookie = await seededSignIn(system, { role: 'finance' })
  const events = liveEvents('/console/live?shown=CND-183', { Cookie })
  expect((await events.next()).done).toBe(false)
  const { tx } = system.database.writeConnection
  await tx.run("delete from user_session where user_id = 'finance'", [])
  await system.api('/chargers/CND-183/registration', { method: 'PUT', body: { registration: 'Pending' } })
  expect((await events.next()).done).toBe(true)
})

test('whoever is signed out sees no session’s power go on: that stream ends too', async () => {
  const { session, charger } = alfa.names
  const Cookie = await seededSignIn(system, { role: 'auditor', isFresh: true })
  const response = await system.cloud.app.request(`/console/sessions/${session}/power`, {
    headers: { Cookie },
  })
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  for (let text = ''; !text.includes('event: chart'); ) text += (await reader.read()).value
  const { tx } = system.database.writeConnection
  await tx.run("delete from user_session where user_id = 'auditor-fresh'", [])
  await system.api(`/chargers/${charger}/registration`, {
    method: 'PUT',
    body: { registration: 'Accepted' },
  })
  let after = ''
  for (let read = await reader.read(); !read.done; read = await reader.read()) after += read.value
  expect(after).not.toContain('data: <')
})

test('the API tells what the overview shows, and each only of what is within reach', async () => {
  const { body } = await system.api<{ chargers: Record<string, number>; today: object }>('/overview')
  expect(body.chargers).toMatchObject({ notAccepted: 42 })
  expect(body.today).toEqual({ sessions: 0, energyWh: 0, amountIdr: 0 })
  const own = liveEvents('/console/live?shown=CLK-ALFA,CLK-BRAVO', { Authorization: `Bearer ${alfa.key}` })
  const first = (await own.next()).value!
  expect([Object.keys(first.rows), Object.keys(first.places)]).toEqual([['CLK-ALFA'], [alfa.names.site]])
  await own.return(undefined)
})

test('each page of a charger is there, and shows what the API tells', async () => {
  const client = await system.connect('CLK-0001')
  await client.call('BootNotification', { chargePointVendor: 'Colok', chargePointModel: 'Pos' })
  await client.call('StatusNotification', { connectorId: 1, status: 'Charging', errorCode: 'NoError' })
  const now = await page('/console/chargers/CLK-0001')
  expect(now.text).toContain('data-state="Charging"')
  expect((await page('/console/chargers/CLK-0001/history')).text).toContain('BootNotification')
  const answered: object[] = []
  const answers: Record<string, object> = {
    GetConfiguration: { configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '77' }] },
    Reset: { status: 'Rejected' },
    ChangeAvailability: { status: 'Accepted' },
    TriggerMessage: { status: 'Accepted' },
  }
  for (const [method, answer] of Object.entries(answers))
    client.handle(method, async ({ params }) => {
      answered.push({ method, ...(params as object) })
      return answer
    })
  const said = async (deed: string, form: Record<string, string> = {}) => {
    const sent = await post(`/console/chargers/CLK-0001/deeds/${deed}`, form)
    expect([deed, sent.status]).toEqual([deed, 303])
    return (await page(sent.headers.get('Location') ?? '')).text
  }
  expect(await said('trigger-status')).toContain('Pos menerimanya.')
  expect(await said('reset-hard')).toContain('Jawaban: Rejected.')
  expect(await said('read-configuration')).toContain('77')
  expect(await said('inoperative', { socketOrAll: '0' })).toContain('Pos menerimanya.')
  expect(answered).toContainEqual({ method: 'ChangeAvailability', connectorId: 0, type: 'Inoperative' })
  expect(answered).toContainEqual({ method: 'Reset', type: 'Hard' })
})

async function post(path: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  return system.cloud.app.request(path, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: {
      ...{ Accept: 'text/html', 'Sec-Fetch-Site': 'same-origin' },
      ...(headers.Cookie ? {} : { Authorization: `Bearer ${system.operatorKey}` }),
      ...headers,
    },
  })
}

test('what ends a session says first whom it concerns, and may be left for a charger that is offline', async () => {
  const asked = await page('/console/chargers/CLK-0002/deeds/reset-soft')
  expect(asked.text).toContain('Pos ini sedang tidak terhubung.')
  expect(asked.text).toContain('Tidak ada yang sedang mengisi di pos ini.')
  const sent = await post('/console/chargers/CLK-0002/deeds/reset-soft', { leave: 'leaveDay' })
  const { text } = await page(sent.headers.get('Location') ?? '')
  expect(text).toContain('dikirim begitu ia kembali')
  const waiting = async () =>
    /cancel\?queued=([\w-]+)/.exec((await page('/console/chargers/CLK-0002/queue')).text)?.[1] ?? ''
  // It is tried once more at first, in case the charger came back meanwhile: until then it cannot be cancelled.
  const cancel = async () => {
    const sent = await post('/console/chargers/CLK-0002/deeds/cancel', { queued: await waiting() })
    return sent.status === 303 ? (await page(sent.headers.get('Location') ?? '')).text : ''
  }
  await expect.poll(cancel).toContain('Dibatalkan')
  const unsent = await post('/console/chargers/CLK-0002/deeds/reset-soft', { leave: '' })
  expect((await page(unsent.headers.get('Location') ?? '')).text).toContain('tidak ada yang dikirim')
})

/** What a form on a page is known by. */
const onceOf = (text: string, action: string): string =>
  new RegExp(`action="[^"]*/deeds/${action}"[^>]*>.*?name="_once" value="([^"]+)"`, 's').exec(text)?.[1] ?? ''

test('a command that is pressed twice, and sent once more by who has gone back, reaches the charger once', async () => {
  const client = await system.connect('CLK-0001')
  const asked = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<object>()
  let times = 0
  client.handle('TriggerMessage', () => {
    times += 1
    asked.resolve()
    return answer.promise
  })
  const address = '/console/chargers/CLK-0001/deeds/trigger-status'
  const drawn = await page('/console/chargers/CLK-0001')
  const form = { _once: onceOf(drawn.text, 'trigger-status') }
  expect(form._once).not.toBe(onceOf(drawn.text, 'trigger-meter'))
  const first = post(address, form)
  await asked.promise
  const second = post(address, form)
  answer.resolve({ status: 'Accepted' })
  const sent = [await first, await second, await post(address, form)]
  expect(sent.map(({ status }) => status)).toEqual([303, 303, 303])
  expect(new Set(sent.map(({ headers }) => headers.get('Location'))).size).toBe(1)
  expect(times).toBe(1)
  const anew = await page('/console/chargers/CLK-0001')
  await post(address, { _once: onceOf(anew.text, 'trigger-status') })
  expect(times).toBe(2)
})

test('a command that is left for a charger twice waits there once; changed after that, it is asked about anew', async () => {
  const address = '/console/chargers/CLK-0002/deeds/reset-soft'
  const waiting = async () =>
    (await system.api<{ items: object[] }>('/chargers/CLK-0002/queued-commands')).body.items.length
  const before = await waiting()
  const _once = onceOf((await page(address)).text, 'reset-soft')
  const pressed = [post(address, { _once, leave: 'leaveDay' }), post(address, { _once, leave: 'leaveDay' })]
  for (const { status } of await Promise.all(pressed)) expect(status).toBe(303)
  expect((await post(address, { _once, leave: 'leaveDay' })).status).toBe(303)
  expect(await waiting()).toBe(before + 1)
  const changed = await post(address, { _once, leave: 'leaveWeek' })
  const text = await changed.text()
  expect([changed.status, text.includes('Sudah dikirim dengan isian lain.')]).toEqual([422, true])
  expect(text).toMatch(/value="leaveWeek" selected/)
  expect(await waiting()).toBe(before + 1)
  const { status } = await post(address, { _once: onceOf(text, 'reset-soft'), leave: 'leaveWeek' })
  expect([status, await waiting()]).toEqual([303, before + 2])
})

test('nobody does on a page what the API would refuse, and no address makes a page say what did not happen', async () => {
  const Cookie = await seededSignIn(system, { role: 'auditor' })
  const auditor = await page('/console/chargers/CLK-0001', { Cookie })
  expect(auditor.text).not.toContain('/deeds/')
  expect((await post('/console/chargers/CLK-0001/deeds/reset-hard', {}, { Cookie })).status).toBe(403)
  expect((await post('/console/chargers/CLK-0001/deeds/unlock', { socket: 'x' })).status).toBe(400)
  expect((await post('/console/chargers/CLK-0001/deeds/explode', {})).status).toBe(404)
  const foreign = await post(
    '/console/chargers/CLK-0001/deeds/reset-hard',
    {},
    { 'Sec-Fetch-Site': 'cross-site' },
  )
  expect(foreign.status).toBe(303)
  const byCookie = {
    Cookie: await seededSignIn(system, { role: 'operator' }),
    'Sec-Fetch-Site': 'cross-site',
  }
  expect((await post('/console/chargers/CLK-0001/deeds/reset-hard', {}, byCookie)).status).toBe(403)
  const made = await page('/console/chargers/CLK-0001?said=reset-hard.<b>gone</b>.<i>')
  expect(made.text).not.toContain('role="status"')
  expect((await page('/console/chargers/CLK-9999')).status).toBe(404)
})

test('anything is found by its number or name, an exact hit at once, and nothing beyond one’s reach', async () => {
  const { tx } = system.database.writeConnection
  const at = new Date(testNow).toISOString()
  await tx.query
    .insertInto('user')
    .values({
      ...{ id: 'rider', name: 'Ni Luh Sari', phone: '+6281234567890', email: 'luh@mail.example' },
      ...{ createdAt: at, updatedAt: at },
    })
    .execute()
  await tx.query
    .insertInto('vehicle')
    .values({ id: 'v', userId: 'rider', name: 'Motor', plate: 'DK 1234 AB', batteryWh: null, createdAt: at })
    .execute()
  await system.api('/id-tags/04AABBCCDD', { method: 'PUT', body: { status: 'Accepted', label: 'Kartu 77' } })
  const find = async (q: string, key = system.operatorKey) => {
    const response = await system.cloud.app.request(`/api/v1/search?${new URLSearchParams({ q })}`, {
      headers: { Authorization: `Bearer ${key}` },
    })
    const { items } = (await response.json()) as { items: { kind: string; id: string; isExact: boolean }[] }
    return items.map(({ kind, id, isExact }) => `${kind} ${id}${isExact ? '!' : ''}`)
  }
  expect(await find('clk-0001')).toEqual(['charger CLK-0001!'])
  expect(await find('SN101')).toEqual(['charger CND-101!'])
  expect(await find('taman-alfa')).toEqual(['site taman-alfa!'])
  expect(await find(alfa.names.session)).toEqual([`session ${alfa.names.session}!`])
  expect(await find(alfa.names.payment)).toEqual([`payment ${alfa.names.payment}!`])
  expect(await find('04:aa:bb:cc:dd')).toEqual(['card 04AABBCCDD!'])
  expect(await find('kartu 77')).toEqual(['card 04AABBCCDD!'])
  for (const q of ['0812-3456-7890', 'LUH@mail.example', 'dk1234ab'])
    expect(await find(q)).toEqual(['driver rider!'])
  expect(await find('ni lu')).toEqual(['driver rider'])
  expect(await find('%%')).toEqual(await find('__'))
  const others = [...(await find('bravo', alfa.key)), ...(await find('0812-3456-7890', alfa.key))]
  expect(others).toEqual([])
  expect(await find(alfa.names.payment, alfa.key)).toEqual([`payment ${alfa.names.payment}!`])
  const there = await page('/console/search?q=clk-0001')
  expect([there.status, there.headers.get('Location')]).toEqual([303, '/console/chargers/CLK-0001'])
  expect((await page('/console/search?q=x')).text).toContain('sedikitnya dua')
  expect((await page('/console/search?q=taman')).text).toContain('Taman alfa')
})

test.each(['/console', '/console/chargers', '/console/chargers/CLK-0001', '/console/search?q=taman'])(
  '%s with all that it loads is at most 100 kB on the line, before what draws maps and charts',
  async (path) => {
    const { text } = await page(path)
    const loaded = [...text.matchAll(/(?:href|src)="(\/static\/[^"#]+)"/g)].map(
      ([, address]) => address ?? '',
    )
    const drawing = /indonesia\.svg|chart\.css|power\.js/
    const bodies = await Promise.all(
      [...new Set(loaded)]
        .filter((address) => !drawing.test(address))
        .map(async (address) => (await system.cloud.app.request(address)).arrayBuffer()),
    )
    expect(bodies.length).toBeGreaterThanOrEqual(3)
    const withoutMap = text.replace(/<svg class="map".*?<\/svg>/s, '')
    const bytes = [Buffer.from(withoutMap), ...bodies].map((body) => gzipSync(new Uint8Array(body)).length)
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(100_000)
  },
)

// The last one: where all come from one address, what it asks for is taken from everybody's share.
test('a page is made however much a program of the same person asks of the API', async () => {
  const Cookie = await seededSignIn(system, { role: 'operator', isFresh: true })
  const ask = () => system.cloud.app.request('/api/v1/nowhere', { headers: { Cookie } })
  const asksTooMuch = async () => {
    const answers = await Promise.all(Array.from({ length: 600 }, ask))
    return answers.some(({ status }) => status === 429)
  }
  // What the tests before have asked for from the same address comes back with time; the API's share is used up each time.
  await expect
    .poll(async () => (await asksTooMuch()) && (await page('/console/tariffs', { Cookie })).status)
    .toBe(200)
})
