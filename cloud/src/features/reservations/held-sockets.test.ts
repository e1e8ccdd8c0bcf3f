import { toIso } from '@colok/shared/time'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { MessagingSettings } from '../../gateways/messaging/settings.ts'
import { newPerson, servicesOf, writeNow } from '../../testing/people.ts'
import { connectVirtualCharger, type VirtualCharger } from '../../testing/virtual-charger.ts'
import { startVirtualCloud, type VirtualCloud } from '../../testing/virtual-cloud.ts'
import { hashSecret } from '../access/secrets.ts'
import type { NearbyCharger } from '../nearest/schemas.ts'
import { openPayment } from '../payments/opening.ts'
import type { HeldSocket } from './schemas.ts'

const minute = 60_000
/** Every job that ends reservations, or tells of them, has run after it. */
const halfMinute = 31_000

let system: VirtualCloud
let post: VirtualCharger
let simple: VirtualCharger
const sent: { to: string; text: string }[] = []

/** A provider of messages that takes everything. */
const provider = async (_url: unknown, init: RequestInit = {}) => {
  const { to = '', ...rest } = JSON.parse(String(init.body)) as { to?: string }
  sent.push({ to, text: JSON.stringify(rest) })
  return Response.json({ messages: [{ id: `wamid.${sent.length}` }] })
}
const whatsapp = { accessToken: 't', phoneNumberId: '12345', appSecret: 's', verifyToken: 'v' }

beforeAll(async () => {
  system = await startVirtualCloud({
    fetch: provider as typeof fetch,
    settings: { messaging: MessagingSettings.parse({ whatsapp }) },
  })
  const held = { name: 'Boleh pesan', priceIdrPerKwh: 2000, reservationMinutes: 15 }
  await system.api('/tariffs', {
    method: 'POST',
    body: { ...held, site: 'sangeh-monkey-forest', validFrom: '2026-01-01T00:00:00Z' },
  })
  post = await connect('CLK-0001', 'Core,Reservation')
  simple = await connect('CLK-0002', 'Core,SmartCharging')
  await system.clock.advance(61_000)
})
afterAll(() => system.stop())

// Each test begins on another day, with both sockets ready.
beforeEach(async () => {
  system.clock.setWall(system.clock.wallMs() + 25 * 60 * minute)
  await pass(1)
  post.answerWith(answerOf('Core,Reservation'))
  for (const charger of [post, simple]) for (const socket of [1, 2]) await says(charger, socket, 'Available')
  sent.length = 0
})

const answerOf = (profiles: string) => (action: string) =>
  action === 'GetConfiguration'
    ? { configurationKey: [{ key: 'SupportedFeatureProfiles', readonly: true, value: profiles }] }
    : { status: 'Accepted' }

async function connect(chargePointId: string, profiles: string): Promise<VirtualCharger> {
  const charger = await connectVirtualCharger(system, chargePointId)
  charger.answerWith(answerOf(profiles))
  return charger
}

/** The calendar goes on, and the jobs have their turn; connections are none the older for it. */
async function pass(minutes: number): Promise<void> {
  system.clock.setWall(system.clock.wallMs() + minutes * minute - halfMinute)
  await system.clock.advance(halfMinute)
}

const says = (charger: VirtualCharger, connectorId: number, status: string) =>
  charger.call('StatusNotification', { connectorId, status, errorCode: 'NoError' })

let people = 0
/** Somebody new who has signed in by phone: their requests. */
async function driver(card?: string) {
  people += 1
  const phone = `+62812345678${String(people).padStart(2, '0')}`
  const { id } = await newPerson(system, { name: `Driver ${people}`, phone })
  const now = toIso(system.clock.wallMs())
  const expiresAt = toIso(system.clock.wallMs() + 24 * 60 * minute)
  await writeNow(system, async (tx) => {
    await tx.query
      .insertInto('userSession')
      .values({
        ...{ id: `sign-in-${people}`, userId: id, token: hashSecret(`token-${people}`, 'x'.repeat(32)) },
        ...{ signedInBy: 'phone', createdAt: now, updatedAt: now, expiresAt },
      })
      .execute()
    if (card !== undefined)
      await tx.run(
        "insert into driver_card (id_tag, user_id, state, linked_at, linked_by) values (?, ?, 'active', ?, 'operator')",
        [card, id, now],
      )
  })
  const cookie = `colok.session_token=token-${people}.signature`
  const send = async (path: string, method = 'GET', body?: object) => {
    const isForm = !path.startsWith('/api/')
    const response = await system.whileAdvancing(
      Promise.resolve(
        system.cloud.app.request(path, {
          method,
          headers: {
            ...{ Cookie: cookie, 'Sec-Fetch-Site': 'same-origin', Accept: isForm ? 'text/html' : '*/*' },
            'Content-Type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
          },
          ...(body && { body: isForm ? new URLSearchParams({ ...body }).toString() : JSON.stringify(body) }),
        }),
      ),
    )
    return {
      status: response.status,
      location: response.headers.get('Location'),
      text: await response.text(),
    }
  }
  return {
    phone: phone.slice(1),
    send,
    hold: async (chargePointId = 'CLK-0001') => {
      const { status, text } = await send('/api/v1/me/reservations', 'POST', { chargePointId })
      return { status, body: JSON.parse(text) as HeldSocket & { detail: string } }
    },
    held: async () => JSON.parse((await send('/api/v1/me/reservations')).text)[0] as HeldSocket,
    letGo: (id: number) => send(`/api/v1/me/reservations/${id}/letting-go`, 'POST', {}),
  }
}

const offered = async () => {
  const response = await system.whileAdvancing(
    Promise.resolve(system.cloud.app.request('/api/v1/nearest-chargers?latitude=-8.48&longitude=115.2')),
  )
  const { items } = (await response.json()) as { items: NearbyCharger[] }
  return items.map(({ chargePointId, reservationMinutes }) => [chargePointId, reservationMinutes])
}
const askedOf = (action: string) => post.asked.filter(([name]) => name === action).length

test('what the tariff allows is offered where the charger knows reservations, and nowhere else', async () => {
  expect(await offered()).toEqual([
    ['CLK-0001', 15],
    ['CLK-0002', null],
  ])
  const wayan = await driver()
  expect(await wayan.hold('CLK-0002')).toMatchObject({ status: 409 })
  expect(await wayan.hold('NOWHERE')).toMatchObject({ status: 409 })
  expect(simple.asked.map(([action]) => action)).not.toContain('ReserveNow')
})

test('a driver with a card taps it; the reservation is used by their session', async () => {
  const wayan = await driver('04A1B2C3D4E5F6')
  const { status, body } = await wayan.hold()
  expect(status).toBe(201)
  expect(body).toMatchObject({
    state: 'held',
    connectorId: 1,
    card: 'E5F6',
    code: expect.stringMatching(/^\d{6}$/),
  })
  expect(post.asked.at(-1)).toMatchObject(['ReserveNow', { connectorId: 1, idTag: '04A1B2C3D4E5F6' }])
  expect(Date.parse(body.expiresAt) - Date.parse(body.askedAt)).toBe(15 * minute)
  await post.call('StartTransaction', {
    ...{ connectorId: 1, idTag: '04A1B2C3D4E5F6', meterStart: 0, reservationId: body.reservationId },
    timestamp: toIso(system.clock.wallMs()),
  })
  expect(await wayan.held()).toMatchObject({ state: 'used', code: null })
  // What was used counts for nothing.
  await says(post, 1, 'Charging')
  expect((await wayan.hold()).status).toBe(201)
})

test('a driver without a card gives the code at the post, which gives the socket free to be plugged in', async () => {
  const made = await driver()
  const page = await made.send('/c/CLK-0001/reserve')
  expect(page.text).toContain('Satu soket menunggu Anda selama 15 menit.')
  expect(await made.send('/c/CLK-0001/reserve', 'POST', {})).toMatchObject({
    status: 303,
    location: '/reservation',
  })
  const { code, card, reservationId } = await made.held()
  expect(card).toBeNull()
  expect((await made.send('/reservation')).text).toContain(code ?? 'no code')
  // Any phone may give the code: the one that pays may be another.
  const stranger = await driver()
  expect((await stranger.send('/c/CLK-0001/arrival', 'POST', { code: '12345' })).status).toBe(409)
  const given = await stranger.send('/c/CLK-0001/arrival', 'POST', { code: code ?? '' })
  expect(given).toMatchObject({ status: 200, text: expect.stringContaining('Soket sudah bebas') })
  expect(post.asked.at(-1)).toEqual(['CancelReservation', { reservationId }])
  expect(await made.held()).toMatchObject({ state: 'arrived', code: null })
  // Whoever came rests no post.
  expect((await offered())[0]).toEqual(['CLK-0001', 15])
})

test('who pays for a socket keeps it, and what is held is sold to nobody', async () => {
  const now = toIso(system.clock.wallMs())
  await writeNow(system, (tx) =>
    tx.run(
      `insert into payment (id, reference, method, charger_id, connector_id, price, amount_idr, state, expires_at, created_at)
       select 'paying', 'P-PAYING', 'qris', id, 1, '{}', 5000, 'awaitingPayment', ?, ?
       from charger where charge_point_id = 'CLK-0001'`,
      [now, now],
    ),
  )
  const made = await driver()
  expect((await made.hold()).body).toMatchObject({ state: 'held', connectorId: 2 })
  const wish = {
    chargePointId: 'CLK-0001',
    connectorId: 2,
    method: 'qris',
    buys: { amountIdr: 5000 },
  } as const
  await says(post, 2, 'Preparing')
  expect(await openPayment(servicesOf(system), wish)).toEqual({ kind: 'refused', why: 'socketBusy' })
  await writeNow(system, (tx) => tx.run("update payment set state = 'expired' where id = 'paying'", []))
})

test('a code is not guessed: five wrong ones, and no further is looked at', async () => {
  const made = await driver()
  await made.hold()
  const { code, reservationId } = await made.held()
  const give = (guess: string) => made.send('/c/CLK-0001/arrival', 'POST', { code: guess })
  const wrong = code === '111111' ? '222222' : '111111'
  for (let tries = 0; tries < 5; tries += 1) expect((await give(wrong)).text).toContain('Kode salah')
  expect((await give(code ?? '')).text).toContain('terlalu banyak kode salah')
  // The holder is signed in, and needs none.
  expect((await made.send('/reservation/arrival', 'POST', {})).status).toBe(303)
  expect(await made.held()).toMatchObject({ reservationId, state: 'arrived' })
})

test('whatever somebody has called a post, its reservations end', async () => {
  const made = await driver()
  await writeNow(system, (tx) =>
    tx.run("update charger set name = ? where charge_point_id = 'CLK-0001'", ['Pos\u00011\n\nSatu']),
  )
  await made.hold()
  await pass(16)
  expect((await made.held()).state).toBe('expired')
  expect(sent.find(({ to }) => to === made.phone)?.text).toContain('Pos 1 Satu')
})

test('at the end of its time it is over, the driver is told, and the post rests', async () => {
  const made = await driver()
  await made.hold()
  await pass(14)
  expect((await made.held()).state).toBe('held')
  await pass(2)
  expect(await made.held()).toMatchObject({ state: 'expired', code: null })
  expect((await made.send('/reservation')).text).toContain('Waktu pesanan habis')
  const told = sent.filter(({ to }) => to === made.phone)
  expect(told).toHaveLength(1)
  expect(told[0]?.text).toContain('colok_reservation_expired')
  expect((await offered())[0]).toEqual(['CLK-0001', null])
  expect((await (await driver()).hold()).body.detail).toContain('came to nothing')
  await pass(15)
  expect((await offered())[0]).toEqual(['CLK-0001', 15])
})

test('however many end at once, each of their drivers is told', async () => {
  const crowd = 'with recursive one(n) as (select 1 union all select n + 1 from one where n < 501)'
  const at = toIso(system.clock.wallMs())
  await writeNow(system, async (tx) => {
    await tx.run(
      `insert into "user" (id, name, phone, phone_verified, language, created_at, updated_at)
       ${crowd} select 'crowd-' || n, 'Driver', '+62811' || (1000000 + n), 1, 'id', ?, ? from one`,
      [at, at],
    )
    await tx.run(
      `insert into reservation (charger_id, connector_id, id_tag, expires_at, state, created_by, created_at)
       ${crowd} select charger.id, 1, 'CROWD' || n, ?, 'active', 'driver', ? from one, charger
         where charge_point_id = 'CLK-0001'`,
      [at, at],
    )
    await tx.run(
      `insert into driver_reservation (reservation_id, user_id, held_by, asked_at)
       select reservation_id, 'crowd-' || substr(id_tag, 6), 'card', ? from reservation where id_tag like 'CROWD%'`,
      [at],
    )
  })
  await pass(1)
  expect(
    await system.database.read.all(
      `select count(*) as told from message where kind = 'reservationExpired'
         and dedupe_key in (select 'reservation-expired:' || reservation_id from reservation where id_tag like 'CROWD%')`,
      [],
    ),
  ).toEqual([{ told: 501 }])
})

test('nobody holds two, a post holds one, and three a day that come to nothing are enough', async () => {
  const made = await driver()
  const other = await driver()
  for (let day = 0; day < 3; day += 1) {
    const { status, body } = await made.hold()
    expect(status).toBe(201)
    expect((await made.hold()).body.detail).toContain('let go of it first')
    expect((await other.hold()).body.detail).toContain('is held already')
    expect((await made.letGo(body.reservationId)).status).toBe(200)
    expect((await made.held()).state).toBe('letGo')
    await pass(16)
  }
  expect((await made.hold()).body.detail).toContain('come to nothing within a day')
  expect((await other.hold()).status).toBe(201)
  const foreign = (await other.held()).reservationId
  expect((await made.letGo(foreign)).status).toBe(404)
})

test('two who press at once: one has the socket', async () => {
  const [one, two] = [await driver(), await driver()]
  const asked = askedOf('ReserveNow')
  const answers = await Promise.all([one.hold(), two.hold()])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409])
  expect(askedOf('ReserveNow')).toBe(asked + 1)
})

test('a charger that says no, or nothing, leaves the driver free to go elsewhere', async () => {
  const made = await driver()
  post.answerWith((action) => (action === 'ReserveNow' ? { status: 'Occupied' } : { status: 'Accepted' }))
  expect((await made.hold()).body.detail).toContain('Occupied')
  expect((await made.held()).state).toBe('refused')
  post.answerWith((action) => (action === 'ReserveNow' ? undefined : { status: 'Accepted' }))
  expect(await made.hold()).toMatchObject({ status: 503 })
  expect((await made.held()).state).toBe('letGo')
})

test('a post that goes offline: its driver is told once, may let go at once, and nothing is offered there', async () => {
  const made = await driver()
  const { body } = await made.hold()
  post.pair.right.close()
  await pass(1)
  await pass(5)
  const told = sent.filter(({ to }) => to === made.phone)
  expect(told).toHaveLength(1)
  expect(told[0]?.text).toContain('colok_reservation_in_doubt')
  expect(await made.held()).toMatchObject({ state: 'held', postOnline: false })
  expect((await made.send('/reservation/arrival', 'POST', {})).text).toContain('soketnya belum bebas')
  expect((await made.letGo(body.reservationId)).status).toBe(200)
  expect((await made.held()).state).toBe('letGo')
  expect((await offered()).map(([id]) => id)).not.toContain('CLK-0001')
  await pass(11)
  post = await connect('CLK-0001', 'Core,Reservation')
  expect((await system.api(`/reservations/${body.reservationId}`)).body).toMatchObject({ state: 'expired' })
  expect(sent.filter(({ to }) => to === made.phone)).toHaveLength(1)
})

test('who is not signed in is sent to sign in, and comes back', async () => {
  const headers = { Accept: 'text/html' }
  const response = await system.cloud.app.request('/c/CLK-0001/reserve', { headers })
  expect(response.headers.get('Location')).toBe('/sign-in?next=%2Fc%2FCLK-0001%2Freserve')
})
