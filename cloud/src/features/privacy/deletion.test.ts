import { Hono } from 'hono'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { callAs, newPerson, servicesOf, type TestPerson, writeNow } from '../../testing/people.ts'
import { PrepaidWorld } from '../../testing/prepaid-world.ts'
import { verifyChain } from '../activity/verify.ts'
import { meRoutes } from '../drivers/me-routes.ts'
import { myCardRoutes } from '../drivers/my-card-routes.ts'
import { trialBalance } from '../ledger/queries.ts'
import { ownDataRoutes } from './me-routes.ts'
import { forgetInTime } from './retention.ts'

const second = 1000
const minute = 60 * second
const day = 24 * 60 * minute
const ownCard = '04C0FFEE'
const walletCard = '04DECAF0'

let world: PrepaidWorld
let wayan: TestPerson
let made: TestPerson
let asWayan: ReturnType<typeof callAs>
let asMade: ReturnType<typeof callAs>
beforeEach(async () => {
  world = await PrepaidWorld.start()
  wayan = await newPerson(world, {
    name: 'I Wayan Sudarma',
    phone: '+6281234567890',
    email: 'wayan.sudarma@mail.example',
  })
  made = await newPerson(world, { name: 'Ni Made Rai', phone: '+6281234567891' })
  const services = servicesOf(world)
  const routes = new Hono()
    .route('/', meRoutes(services))
    .route('/', myCardRoutes(services))
    .route('/', ownDataRoutes(services))
  asWayan = callAs(wayan, { services, routes })
  asMade = callAs(made, { services, routes })
})
afterEach(() => world.stop())

const put = (path: string, body: object) => world.api(path, { method: 'PUT', body })
const post = (path: string, body: object = {}) => world.api(path, { method: 'POST', body })

/** A life with us: a profile, a vehicle, cards, paid sessions, a receipt by mail, consents. */
async function live(): Promise<{ receipt: string }> {
  const profile = { name: 'Wayan Sudarma', language: 'id', notices: { chargingFinished: true } }
  await asWayan('/profile', 'PUT', profile)
  await asWayan('/vehicles', 'POST', { name: 'Gesits Wayan', plate: 'DK 1234 AB', batteryWh: 1440 })
  const delivery = { name: 'Wayan Sudarma', address: 'Jl. Wenara Wana 7, Sangeh' }
  const { body: order } = await asWayan<{ id: string }>('/card-orders', 'POST', { delivery })
  await post(`/card-orders/${order.id}/fulfilment`, { idTag: walletCard })
  await asWayan('/card-orders', 'POST', { delivery })
  await asWayan('/consents/news', 'PUT', { given: true, version: '2026-11' })
  await put('/postpaid-accounts/warung', { name: 'Warung', address: 'Jl. Raya 1, Ubud' })
  await put(`/id-tags/${ownCard}`, {
    status: 'Accepted',
    postpaidAccount: 'warung',
    label: 'Kartu Wayan Sudarma',
  })
  await post(`/drivers/${wayan.id}/cards`, { idTag: ownCard })
  world.charger.begin(ownCard)
  await world.clock.advance(second)
  world.clock.setWall(world.clock.wallMs() + 40 * minute)
  world.charger.charge(800)
  world.charger.end('Local')
  await world.clock.advance(10 * second)

  const { page, reference } = await world.choose(5000)
  await world.payAndTell(reference)
  for (let waited = 0; waited < 100 && !world.charger.isCharging; waited += 1)
    await world.clock.advance(5 * second)
  world.clock.setWall(world.clock.wallMs() + 50 * minute)
  world.charger.charge(1000)
  world.charger.end('EVDisconnected')
  await world.clock.advance(10 * second)
  await world.post(`${page}/receipt/send`, { to: wayan.email ?? '' })
  const text = await world.text(`${page}/receipt`)
  return { receipt: text.match(/http:\/\/colok\.example(\/r\/\d+\.[\w-]{22})/)?.[1] ?? '' }
}

/** Every text of every table that holds something of a person, with the table. */
async function tracesOf(pattern: RegExp): Promise<string[]> {
  const { dialect, read } = world.database
  const tables = await read.all<{ name: string }>(
    dialect === 'sqlite'
      ? "select name from sqlite_master where type = 'table'"
      : "select table_name as name from information_schema.tables where table_schema = 'public'",
    [],
  )
  const found: string[] = []
  for (const { name } of tables) {
    const rows = await read.all<object>(`select * from "${name}"`, [])
    for (const row of rows) {
      const text = JSON.stringify(row)
      if (pattern.test(text)) found.push(`${name}: ${text.slice(0, 200)}`)
    }
  }
  return found
}
const personal = /Wayan|Sudarma|81234567890|628123…890|812…890|DK ?1234 ?AB|Gesits|Wenara|mail\.example/i

/** One has a copy of all that is kept of oneself, and of nobody else. */
async function expectCopyOfAll(): Promise<void> {
  const { body } = await asWayan<Record<string, unknown>>('/export')
  expect(body).toMatchObject({
    profile: { name: 'Wayan Sudarma', phone: wayan.phone },
    vehicles: [{ plate: 'DK 1234 AB' }],
    cardOrders: [{ state: 'fulfilled' }, { delivery: { address: 'Jl. Wenara Wana 7, Sangeh' } }],
    sessions: [{ idTag: ownCard, energyWh: 800, totalIdr: 1973 }],
    wallets: [{ balanceIdr: 0, statement: [] }],
    messages: [{ kind: 'receipt', channel: 'email' }],
    consents: [{ purpose: 'news', given: true }],
  })
  expect(JSON.stringify(body.history)).toContain('vehicle.added')
  const others = JSON.stringify((await asMade('/export')).body)
  expect(others).not.toMatch(personal)
  expect(others).not.toContain(wayan.id)
  const request = await world.api(`/drivers/${wayan.id}/export`)
  expect(request.body).toMatchObject({ profile: body.profile, sessions: body.sessions })
}

test('forgetting a driver leaves nothing personal in any table, and the books as they were', async () => {
  const { receipt } = await live()
  expect((await world.request(receipt)).status).toBe(200)
  expect((await tracesOf(personal)).length).toBeGreaterThan(3)
  await expectCopyOfAll()
  const books = await trialBalance(world.database.read)
  const chain = await verifyChain(world.database.read)
  const sessions = await world.rows('select id, energy_wh, total_idr, bill from session order by id')
  const { body: match } = await world.api('/postpaid-accounts/warung')
  expect(match).toMatchObject({ owedIdr: 1973 })

  expect(await asWayan('/deletion', 'POST')).toMatchObject({ status: 201, body: { id: wayan.id } })

  expect(await tracesOf(personal)).toEqual([])
  const keys = await world.rows<{ personId: string }>('select person_id, sealed_key from person_key')
  expect(keys.filter(({ personId }) => personId === wayan.id)).toEqual([
    { personId: wayan.id, sealedKey: null },
  ])
  expect(await trialBalance(world.database.read)).toEqual(books)
  expect(await world.rows('select id, energy_wh, total_idr, bill from session order by id')).toEqual(sessions)
  expect((await world.request(receipt)).status).toBe(200)
  expect(await verifyChain(world.database.read, chain.head)).toMatchObject({ whole: true })
  expect((await world.api('/activity/chain')).body).toMatchObject({ whole: true })
  expect((await world.api('/postpaid-accounts/warung')).body).toMatchObject({ owedIdr: 1973 })
  expect((await world.api(`/id-tags/${ownCard}`)).body).toMatchObject({ status: 'Blocked', label: null })
  expect((await world.api(`/drivers/${wayan.id}`)).status).toBe(404)
  expect((await world.api('/forgotten-people')).body).toMatchObject([{ id: wayan.id }])
  expect((await world.api(`/activity?person=${wayan.id}&action=vehicle.`)).body).toMatchObject({
    items: [{ actorId: wayan.id, actor: null, address: null, personal: null }],
  })
  // Asked again, as after an older backup was put back.
  expect((await post(`/drivers/${wayan.id}/deletion`)).status).toBe(201)
  expect((await post('/drivers/nobody/deletion')).status).toBe(404)
})

test('who is charging, has money with us, or is the only admin is not forgotten yet', async () => {
  await live()
  world.charger.begin(ownCard)
  await world.clock.advance(second)
  expect(await asWayan('/deletion', 'POST')).toMatchObject({ status: 409 })
  world.charger.end('Local')
  await world.clock.advance(10 * second)
  const [wallet] = await world.rows<{ id: string }>('select id from wallet')
  const { body: topUp } = await post(`/wallets/${wallet?.id}/top-ups`, { amountIdr: 50_000 })
  await world.payAndTell(String(topUp.reference))
  await world.clock.advance(10 * second)
  expect((await asWayan<{ detail: string }>('/deletion', 'POST')).body.detail).toContain('money')
  const claim = { name: 'Wayan Sudarma', institution: 'BRI', account: '0021-01-000123' }
  const { body: refund } = await post(`/wallets/${wallet?.id}/payouts`, { claim, note: 'As he asked.' })
  expect((await asWayan<{ detail: string }>('/deletion', 'POST')).body.detail).toContain('money')
  await post(`/refunds/${refund.id}/transfer`, { note: 'BRI 7781' })
  await writeNow(world, async (tx) => {
    await tx.run(
      "insert into organisation (id, slug, name, kind, created_at) values ('o', 'colok', 'Colok', 'operator', '2026')",
      [],
    )
    await tx.run(
      "insert into organisation_member (organisation_id, user_id, role, since) values ('o', ?, 'admin', '2026')",
      [wayan.id],
    )
    await tx.run("update driver_card set linked_by = 'fleet' where id_tag = ?", [ownCard])
  })
  expect((await asWayan<{ detail: string }>('/deletion', 'POST')).body.detail).toContain('only admin')
  await writeNow(world, (tx) =>
    tx.run(
      "insert into organisation_member (organisation_id, user_id, role, since) values ('o', ?, 'admin', '2026')",
      [made.id],
    ),
  )
  expect((await asWayan('/deletion', 'POST')).status).toBe(201)
  // A company's card is handed back to it, and what went through the wallet stays in the books.
  expect((await world.api(`/id-tags/${ownCard}`)).body).toMatchObject({ status: 'Accepted' })
  expect((await world.api(`/wallets/${wallet?.id}`)).body).toMatchObject({
    name: '',
    userId: null,
    frozen: true,
  })
  expect(await tracesOf(personal)).toEqual([])
  expect(await world.rows('select sealed_claim from refund where wallet_id is not null')).toEqual([
    { sealedClaim: null },
  ])
})

test('a consent counts for the text that was shown, and all that was decided is kept', async () => {
  const decide = (given: boolean, version = '2026-11') =>
    asMade<{ purpose: string; given: boolean }[]>('/consents/news', 'PUT', { given, version })
  const state = (body: { purpose: string; given: boolean }[]) =>
    body.find(({ purpose }) => purpose === 'news')?.given
  expect((await decide(true, '2020-01')).status).toBe(409)
  expect(state((await decide(true)).body)).toBe(true)
  await decide(true)
  expect(state((await decide(false)).body)).toBe(false)
  expect((await asMade('/consents/log')).body).toMatchObject([{ given: true }, { given: false }])
  expect((await asWayan('/consents/log')).body).toEqual([])
  const change = writeNow(world, async (tx) => tx.run('update consent_entry set given = 1', []))
  await expect(change).rejects.toThrow('never changed')
})

test('who has not been seen for three years is forgotten without asking, and nobody else', async () => {
  const profile = { name: 'Wayan Sudarma', language: 'id', notices: { chargingFinished: true } }
  await asWayan('/profile', 'PUT', profile)
  await asWayan('/vehicles', 'POST', { name: 'Gesits Wayan', plate: 'DK 1234 AB', batteryWh: 1440 })
  const later = async (days: number) => {
    world.clock.setWall(world.clock.wallMs() + days * day)
    await forgetInTime(servicesOf(world)).run()
  }
  await later(1094)
  expect((await world.api(`/drivers/${wayan.id}`)).status).toBe(200)
  await asMade('/profile', 'PUT', { ...profile, name: 'Made' })
  await later(2)
  expect(await tracesOf(personal)).toEqual([])
  expect((await world.api(`/drivers/${made.id}`)).body).toMatchObject({ name: 'Made' })
  expect((await world.api('/activity?action=person.forgotten')).body).toMatchObject({
    items: [{ actor: 'forget in time', actorKind: 'system', subject: `user:${wayan.id}` }],
  })
})
