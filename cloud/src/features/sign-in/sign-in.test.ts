import { afterAll, beforeAll, expect, test } from 'vitest'
import { BrowserSession } from '../../testing/browser-session.ts'
import { type PhoneDesk, startPhoneDesk } from '../../testing/phone-desk.ts'
import { startTestCloud, type TestCloud, testNow } from '../../testing/test-cloud.ts'

const minute = 60_000
const password = 'kunci-motor-biru'
const admin = { name: 'Wayan', email: 'wayan@colok.example', phone: '0812 3456 7890', password }
const adminPhone = '+6281234567890'

let phones: PhoneDesk
let system: TestCloud
let now = testNow
/** Codes are sent once a minute at most. */
const later = (ms: number) => {
  now += ms
  system.setWall(now)
}
const browser = (address?: string) => new BrowserSession(system.cloud.app, address)

async function signedIn(who = admin, phone = adminPhone): Promise<BrowserSession> {
  later(2 * minute)
  const visitor = browser()
  const { email } = who
  expect(await visitor.post('/sign-in', { email, password: who.password })).toMatchObject({ status: 303 })
  const code = await phones.codeFor(phone)
  expect(await visitor.post('/sign-in/code', { code })).toMatchObject({ status: 303, location: '/account' })
  return visitor
}

beforeAll(async () => {
  phones = await startPhoneDesk()
  system = await startTestCloud({ messaging: phones.messaging })
  const url = new URL(system.firstAdminUrl ?? '')
  const visitor = browser()
  expect((await visitor.get(url.pathname)).text).toContain('Admin pertama')
  expect(await visitor.post(url.pathname, admin)).toMatchObject({ status: 303, location: '/account' })
  expect((await visitor.get('/account')).text).toContain('Wayan')
  expect((await visitor.get(url.pathname)).status).toBe(410)
  expect((await browser().post(url.pathname, { ...admin, email: 'other@colok.example' })).status).toBe(410)
})
afterAll(async () => {
  await system.stop()
  phones.stop()
})

test('an admin signs in by password and a code, and the API knows who it is', async () => {
  const visitor = await signedIn()
  const account = JSON.parse((await visitor.api('/account')).text)
  expect(account).toMatchObject({ name: 'Wayan', role: 'admin', organisations: [{ role: 'admin' }] })
  expect((await visitor.api('/sites')).status).toBe(200)
})

test('the right password alone opens nothing', async () => {
  later(2 * minute)
  const visitor = browser()
  await visitor.post('/sign-in', { email: admin.email, password })
  expect((await visitor.api('/account')).status).toBe(401)
  expect((await visitor.get('/account')).location).toBe('/sign-in?next=%2Faccount')
})
