import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConfigSchema } from '../../config.ts'
import { callAs, newPerson, servicesOf, type TestPerson } from '../../testing/people.ts'
import { connectVirtualCharger, type VirtualCharger } from '../../testing/virtual-charger.ts'
import { startVirtualCloud, type VirtualCloud } from '../../testing/virtual-cloud.ts'
import { meRoutes, myWalletRoutes } from './me-routes.ts'
import { cardLinkRoutes, myCardRoutes } from './my-card-routes.ts'
import type { CardLink, DriverCard } from './schemas.ts'

const minute = 60_000

/** A provider that nobody answers at: what a test is about is what is queued. */
const { messaging } = ConfigSchema.parse({
  messaging: {
    whatsapp: {
      apiUrl: 'http://127.0.0.1:1',
      accessToken: 'a',
      phoneNumberId: '10000',
      appSecret: 's',
      verifyToken: 'v',
    },
  },
})

let system: VirtualCloud
let post: VirtualCharger
let wayan: TestPerson
let made: TestPerson
let asWayan: ReturnType<typeof callAs>
let asMade: ReturnType<typeof callAs>
beforeAll(async () => {
  system = await startVirtualCloud({ settings: { messaging } })
  post = await connectVirtualCharger(system)
  wayan = await newPerson(system, { name: 'Wayan', phone: '+6281234567890' })
  made = await newPerson(system, { name: 'Made', phone: '+6281234567891' })
  const services = servicesOf(system)
  const routes = new Hono()
    .route('/', meRoutes(services))
    .route('/', myWalletRoutes(services))
    .route('/', myCardRoutes(services))
    .route('/', cardLinkRoutes(services))
  asWayan = callAs(wayan, { services, routes })
  asMade = callAs(made, { services, routes })
})
afterAll(() => system.stop())

/** Only the calendar: connections keep their time. */
const pass = (ms: number) => system.clock.setWall(system.clock.wallMs() + ms)
const tap = async (idTag: string) => {
  const [, , answer] = await post.call('Authorize', { idTag })
  return (answer as { idTagInfo: { status: string } }).idTagInfo.status
}
const ask = (as: typeof asWayan, chargePointId = 'CLK-0001') =>
  as<CardLink>('/card-links', 'POST', { chargePointId })
const confirm = (as: typeof asWayan, id: string, code: string) =>
  as<DriverCard>(`/card-links/${id}/confirmation`, 'POST', { code })
const give = (driver: TestPerson, idTag: string) =>
  system.api(`/drivers/${driver.id}/cards`, { method: 'POST', body: { idTag } })
const accept = (idTag: string) =>
  system.api(`/id-tags/${idTag}`, { method: 'PUT', body: { status: 'Accepted' } })
const charge = async (idTag: string) => {
  const at = (ms: number) => new Date(system.clock.wallMs() + ms).toISOString()
  const meterStart = system.clock.wallMs() % 1_000_000
  const [, , started] = await post.call('StartTransaction', {
    connectorId: 1,
    idTag,
    meterStart,
    timestamp: at(0),
  })
  const { transactionId } = started as { transactionId: number }
  pass(10 * minute)
  await post.call('StopTransaction', { transactionId, meterStop: meterStart + 200, timestamp: at(0) })
}

test('a card is linked by tapping it at a post and typing in what its display shows', async () => {
  const { body: link } = await ask(asWayan)
  expect(link).toMatchObject({ state: 'waiting', chargePointId: 'CLK-0001', attemptsLeft: 3 })
  expect((await confirm(asWayan, link.id, 'E5F6')).status).toBe(409)
  expect(await tap('04a1b2c3d4c0de')).toBe('Invalid')
  const tapped = await asWayan<CardLink>(`/card-links/${link.id}`)
  expect(tapped.body.state).toBe('tapped')
  expect(JSON.stringify(tapped.body).toUpperCase()).not.toContain('C0DE')
  const linked = await confirm(asWayan, link.id, ' ....c0de')
  expect(linked).toMatchObject({ status: 201, body: { idTag: '04A1B2C3D4C0DE', linkedBy: 'tap' } })
  expect((await asWayan('/cards')).body).toMatchObject([{ idTag: '04A1B2C3D4C0DE', state: 'active' }])
  // Its wallet is there, and has nothing in it yet.
  expect(linked.body).toMatchObject({ mayCharge: true, paidBy: 'wallet' })
  expect(await tap('04A1B2C3D4C0DE')).toBe('Blocked')
  expect((await asWayan('/wallets')).body).toMatchObject([
    { userId: wayan.id, balanceIdr: 0, cards: [{ idTag: '04A1B2C3D4C0DE' }] },
  ])
  expect((await asMade('/wallets')).body).toEqual([])
})

test('whoever does not stand at the post does not get the card: three wrong codes, and it must be tapped anew', async () => {
  const { body: link } = await ask(asMade)
  await tap('04A1B2C3D4BEEF')
  for (const [code, left] of [
    ['0000', 2],
    ['0001', 1],
    ['0002', 0],
  ] as const) {
    expect((await confirm(asMade, link.id, code)).status).toBe(409)
    const { body } = await asMade<CardLink>(`/card-links/${link.id}`)
    expect(body.attemptsLeft).toBe(left)
  }
  expect((await confirm(asMade, link.id, 'BEEF')).status).toBe(410)
  expect((await asMade('/cards')).body).toEqual([])
})

test('a link is its asker’s own, one at a time at a post, for two minutes, five times an hour', async () => {
  const { body: link } = await ask(asWayan)
  expect((await asMade(`/card-links/${link.id}`)).status).toBe(404)
  expect((await confirm(asMade, link.id, 'BEEF')).status).toBe(404)
  expect((await ask(asMade)).status).toBe(409)
  pass(2 * minute)
  expect((await asWayan<CardLink>(`/card-links/${link.id}`)).body.state).toBe('expired')
  await tap('04A1B2C3D4BEEF')
  expect((await confirm(asWayan, link.id, 'BEEF')).status).toBe(410)
  expect((await ask(asWayan, 'NOWHERE')).status).toBe(404)
  for (let times = 0; times < 3; times += 1) expect((await ask(asWayan)).status).toBe(201)
  expect((await ask(asWayan)).status).toBe(429)
  pass(61 * minute)
  expect((await ask(asWayan)).status).toBe(201)
  pass(2 * minute)
})

test('a card that is somebody’s, or the operator’s, is never offered', async () => {
  const { body: link } = await ask(asMade)
  expect(await tap('04A1B2C3D4C0DE')).toBe('Blocked')
  expect(await tap('04FFEEDDCCBBAA')).toBe('Blocked')
  expect((await asMade<CardLink>(`/card-links/${link.id}`)).body.state).toBe('waiting')
  await tap('04A1B2C3D41111')
  await accept('04A1B2C3D41111')
  expect((await confirm(asMade, link.id, '1111')).status).toBe(409)
  expect((await give(made, '04A1B2C3D4C0DE')).status).toBe(409)
})

test('a block counts at once, and the holder takes back no other’s', async () => {
  await give(wayan, '04B10C')
  await accept('04B10C')
  expect(await tap('04B10C')).toBe('Accepted')
  expect((await asMade('/cards/04B10C/block', 'POST')).status).toBe(404)
  expect((await asWayan('/cards/04B10C/block', 'POST')).body).toMatchObject({
    state: 'blocked',
    mayCharge: false,
  })
  expect(await tap('04B10C')).toBe('Blocked')
  expect((await asMade('/cards/04B10C/block', 'DELETE')).status).toBe(404)
  expect((await asWayan('/cards/04B10C/block', 'DELETE')).body).toMatchObject({
    state: 'active',
    mayCharge: true,
  })
  expect(await tap('04B10C')).toBe('Accepted')
  await system.api('/id-tags/04B10C', { method: 'PUT', body: { status: 'Blocked' } })
  await asWayan('/cards/04B10C/block', 'DELETE')
  expect(await tap('04B10C')).toBe('Blocked')
})

test('a lost card is blocked for good, and the one in its place takes over what hung on it', async () => {
  await system.api('/postpaid-accounts/hotel-ubud', {
    method: 'PUT',
    body: { name: 'Hotel Ubud', address: 'Jl. Raya 1, Ubud' },
  })
  await system.api('/id-tags/04105E', {
    method: 'PUT',
    body: { status: 'Accepted', postpaidAccount: 'hotel-ubud', customerGroup: 'hotel', maxActiveSessions: 2 },
  })
  await give(wayan, '04105E')
  await charge('04105E')
  const delivery = { name: 'Wayan', address: 'Jl. Monyet 5, Sangeh' }
  const lost = await asWayan('/cards/04105E/loss', 'POST', { delivery })
  expect(lost.body).toMatchObject({ state: 'lost', mayCharge: false })
  expect((await asWayan('/cards/04105E/loss', 'POST', { delivery })).status).toBe(409)
  expect((await asWayan('/cards/04105E/block', 'DELETE')).status).toBe(409)
  expect((await give(made, '04105E')).status).toBe(409)

  const { body } = await system.api<{ items: { id: string }[] }>('/card-orders?state=ordered')
  expect(body.items).toMatchObject([{ driverId: wayan.id, delivery, replaces: '04105E' }])
  const stored = await system.database.read.all('select * from card_order', [])
  expect(JSON.stringify(stored)).not.toContain('Monyet')
  const path = `/card-orders/${body.items[0]?.id}/fulfilment`
  expect((await system.api(path, { method: 'POST', body: { idTag: '04B10C' } })).status).toBe(409)
  expect((await system.api(path, { method: 'POST', body: { idTag: '04FE11' } })).status).toBe(201)
  expect((await system.api(path, { method: 'POST', body: { idTag: '04FE12' } })).status).toBe(409)
  expect((await system.api('/id-tags/04FE11')).body).toMatchObject({
    status: 'Accepted',
    postpaidAccount: 'hotel-ubud',
    customerGroup: 'hotel',
    maxActiveSessions: 2,
  })
  expect(await tap('04FE11')).toBe('Accepted')
  expect(await tap('04105E')).toBe('Blocked')
  expect((await asWayan<DriverCard[]>('/cards')).body).toContainEqual(
    expect.objectContaining({ idTag: '04105E', state: 'lost', replacedBy: '04FE11' }),
  )
  const sessions = await asWayan<{ items: { idTag: string }[] }>('/sessions')
  expect(sessions.body.items.map(({ idTag }) => idTag)).toEqual(['04105E'])
})

test('whose card has charged is told so, who wants to hear of it', async () => {
  const told = async () => {
    const rows = await system.database.read.all<{ kind: string }>(
      "select kind from message where kind = 'chargingFinished'",
      [],
    )
    return rows.length
  }
  const before = await told()
  await charge('04FE11')
  expect(await told()).toBe(before + 1)
  const profile = { name: 'Wayan', language: 'id', notices: { chargingFinished: false } }
  await asWayan('/profile', 'PUT', profile)
  await charge('04FE11')
  expect(await told()).toBe(before + 1)
})

test('an order can be cancelled by who made it, and three at once are enough', async () => {
  const delivery = { name: 'Made', address: 'Jl. Monyet 6, Sangeh' }
  const order = () => asMade<{ id: string }>('/card-orders', 'POST', { delivery })
  const { body } = await order()
  expect((await asWayan(`/card-orders/${body.id}`, 'DELETE')).status).toBe(404)
  await order()
  await order()
  expect((await order()).status).toBe(409)
  expect((await asMade(`/card-orders/${body.id}`, 'DELETE')).status).toBe(200)
  expect((await asMade(`/card-orders/${body.id}`, 'DELETE')).status).toBe(409)
  expect((await asMade('/card-orders')).body).toMatchObject([
    { id: body.id, state: 'cancelled', delivery: null },
    { delivery },
    { delivery },
  ])
})

test('of a card’s past a new holder sees nothing', async () => {
  await accept('04DA57')
  await charge('04DA57')
  pass(minute)
  await give(made, '04DA57')
  expect((await asMade<{ items: unknown[] }>('/sessions')).body.items).toEqual([])
  await charge('04DA57')
  const { body } = await asMade<{ items: { idTag: string }[] }>('/sessions')
  expect(body.items).toMatchObject([{ idTag: '04DA57' }])
})

test('profile and vehicles are one’s own, and operators find a driver by them', async () => {
  const profile = { name: 'I Wayan Sudarma', language: 'en', notices: { chargingFinished: false } }
  expect((await asWayan('/profile', 'PUT', profile)).body).toMatchObject({ ...profile, phone: wayan.phone })
  const vehicle = { name: 'Motor kantor', plate: ' dk  1234 ab', batteryWh: 1440 }
  const { body } = await asWayan<{ id: string }>('/vehicles', 'POST', vehicle)
  expect(body).toMatchObject({ plate: 'DK 1234 AB', batteryWh: 1440 })
  expect((await asWayan('/vehicles', 'POST', { ...vehicle, plate: 'DK-1234' })).status).toBe(400)
  expect((await asMade(`/vehicles/${body.id}`, 'PUT', vehicle)).status).toBe(404)
  expect((await asMade(`/vehicles/${body.id}`, 'DELETE')).status).toBe(404)
  expect((await asMade('/vehicles')).body).toEqual([])
  for (const search of ['dk 1234 ab', 'i wayan', encodeURIComponent(wayan.phone), '04b10c'])
    expect((await system.api(`/drivers?search=${search}`)).body).toMatchObject({ items: [{ id: wayan.id }] })
  expect((await system.api(`/drivers?search=100%25`)).body).toMatchObject({ items: [] })
  expect((await system.api(`/drivers/${wayan.id}`)).body).toMatchObject({
    name: 'I Wayan Sudarma',
    vehicles: [{ plate: 'DK 1234 AB' }],
    closedAt: null,
  })
  const history = JSON.stringify(await system.database.read.all('select * from activity_entry', []))
  expect(history).not.toMatch(/Wayan|DK 1234|81234567890|Monyet/)
  expect((await system.api(`/activity?person=${wayan.id}&action=vehicle.`)).body).toMatchObject({
    items: [{ personal: { after: { plate: 'DK 1234 AB' } } }],
  })
})
