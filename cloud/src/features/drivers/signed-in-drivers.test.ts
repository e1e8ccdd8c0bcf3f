import { afterAll, beforeAll, expect, test } from 'vitest'
import { BrowserSession } from '../../testing/browser-session.ts'
import { type PhoneDesk, startPhoneDesk } from '../../testing/phone-desk.ts'
import { startTestCloud, type TestCloud } from '../../testing/test-cloud.ts'
import type { ActivityEntry } from '../activity/schemas.ts'

let phones: PhoneDesk
let system: TestCloud
let wayan: BrowserSession
let made: BrowserSession
beforeAll(async () => {
  phones = await startPhoneDesk()
  system = await startTestCloud({ messaging: phones.messaging })
})
afterAll(async () => {
  await system.stop()
  phones.stop()
})

async function signedIn(phone: string, address: string): Promise<BrowserSession> {
  const visitor = new BrowserSession(system.cloud.app, address)
  await visitor.post('/sign-in/phone', { phone })
  const code = await phones.codeFor(phone)
  expect(await visitor.post('/sign-in/phone/code', { phone, code })).toMatchObject({ status: 303 })
  return visitor
}

async function call<Body = Record<string, unknown>>(
  as: BrowserSession,
  path: string,
  method = 'GET',
  body?: unknown,
): Promise<{ status: number; body: Body }> {
  const { status, text } = await as.api(path, method, body)
  return { status, body: JSON.parse(text) as Body }
}
const profile = { name: 'Wayan', language: 'id', notices: { chargingFinished: true } }
const vehicle = { name: 'Gesits', plate: 'DK 1234 AB', batteryWh: 1440 }

test('what is a driver’s own is theirs alone, and nothing of operators’ or companies’ is open to them', async () => {
  wayan = await signedIn('+6281234567890', '192.0.2.1')
  made = await signedIn('+6281234567891', '192.0.2.2')
  expect((await call(wayan, '/me/profile', 'PUT', profile)).body).toMatchObject({ phone: '+6281234567890' })
  const { body: added } = await call(wayan, '/me/vehicles', 'POST', vehicle)
  const { body: order } = await call(wayan, '/me/card-orders', 'POST', {
    delivery: { name: 'Wayan', address: 'Jl. Wenara Wana 7' },
  })
  const { body: link } = await call(wayan, '/me/card-links', 'POST', { chargePointId: 'CLK-0001' })
  const { body: own } = await call<{ id: string }>(wayan, '/me/profile')
  for (const [path, method] of [
    [`/me/vehicles/${added.id}`, 'DELETE'],
    [`/me/card-orders/${order.id}`, 'DELETE'],
    [`/me/card-links/${link.id}`, 'GET'],
    ['/me/cards/04A1B2C3D4E5F6/block', 'POST'],
    [`/me/wallets/${own.id}/statement`, 'GET'],
  ] as const)
    expect([path, (await call(made, path, method)).status]).toEqual([path, 404])
  for (const path of [
    '/drivers',
    `/drivers/${own.id}`,
    `/drivers/${own.id}/export`,
    '/card-orders',
    '/fleets/any/cards',
    '/activity',
    '/breaches',
    '/forgotten-people',
    '/wallets',
    '/id-tags',
  ])
    expect([path, (await call(made, path)).status]).toEqual([path, 403])
  const everything = JSON.stringify((await call(made, '/me/export')).body)
  expect(everything).not.toMatch(/Wayan|DK 1234|7890|Wenara/)
  // A key is nobody's own.
  expect((await system.api('/me/profile')).status).toBe(403)
})

test('the history knows who signed in and did what, from where', async () => {
  const { body: own } = await call<{ id: string }>(wayan, '/me/profile')
  const { body } = await system.api<{ items: ActivityEntry[] }>(`/activity?person=${own.id}`)
  expect(body.items.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['person.signedIn', 'profile.changed', 'vehicle.added', 'cardOrder.ordered']),
  )
  for (const entry of body.items)
    expect(entry).toMatchObject({ actorKind: 'user', actorId: own.id, address: '192.0.2.1' })
  const stored = JSON.stringify(await system.database.read.all('select * from activity_entry', []))
  expect(stored).not.toMatch(/192\.0\.2\.|Wenara|DK 1234/)
})

test('who is forgotten is signed out everywhere, and a stranger when they come back', async () => {
  const { body: before } = await call<{ id: string }>(wayan, '/me/profile')
  expect((await call(wayan, '/me/deletion', 'POST')).status).toBe(201)
  expect((await wayan.api('/me/profile')).status).toBe(401)
  system.setWall(Date.UTC(2026, 10, 23, 4, 0, 0))
  const again = await signedIn('+6281234567890', '192.0.2.1')
  const { body: after } = await call<{ id: string; name: string }>(again, '/me/profile')
  expect(after.name).toBe('')
  expect(after.id).not.toBe(before.id)
  expect((await call<unknown[]>(again, '/me/vehicles')).body).toEqual([])
  expect((await system.api('/activity/chain')).body).toMatchObject({ whole: true })
})
