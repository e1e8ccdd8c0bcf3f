import { afterAll, beforeAll, expect, test } from 'vitest'
import { appCode } from '../../testing/authenticator-app.ts'
import { BrowserSession } from '../../testing/browser-session.ts'
import { type PhoneDesk, startPhoneDesk } from '../../testing/phone-desk.ts'
import { startTestCloud, type TestCloud, testNow } from '../../testing/test-cloud.ts'
import { makeLink } from './links.ts'

const minute = 60_000
/** Codes are sent to a phone five times an hour at most. */
const quarter = 15 * minute
const password = 'kunci-motor-biru'
const admin = { name: 'Wayan', email: 'wayan@colok.example', phone: '0812 3456 7890', password }
const adminPhone = '+6281234567890'

let phones: PhoneDesk
let system: TestCloud
let now = testNow
/** Time passes, and phones are looked at no more: a code that comes then is a new one. */
const later = (ms: number) => {
  now += ms
  system.setWall(now)
  phones.forget()
}
const browser = (address?: string) => new BrowserSession(system.cloud.app, address)

async function signedIn(who = admin, phone = adminPhone): Promise<BrowserSession> {
  later(quarter)
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
  later(quarter)
  const visitor = browser()
  await visitor.post('/sign-in', { email: admin.email, password })
  expect((await visitor.api('/account')).status).toBe(401)
  expect((await visitor.get('/account')).location).toBe('/sign-in?next=%2Faccount')
})

test('a code is good once, for the browser that asked for it, and for five minutes', async () => {
  later(quarter)
  const visitor = browser()
  await visitor.post('/sign-in', { email: admin.email, password })
  const code = await phones.codeFor(adminPhone)
  const other = browser()
  expect((await other.post('/sign-in/code', { code })).status).toBe(401)
  const twin = browser()
  for (const [name, value] of visitor.cookies) twin.setCookie(name, value)
  expect((await visitor.post('/sign-in/code', { code })).status).toBe(303)
  expect((await twin.post('/sign-in/code', { code })).status).toBe(401)
  later(quarter)
  const late = browser()
  await late.post('/sign-in', { email: admin.email, password })
  const lateCode = await phones.codeFor(adminPhone)
  later(5 * minute + 1000)
  expect((await late.post('/sign-in/code', { code: lateCode })).status).toBe(401)
})

test('a code cannot be guessed: after a few the right one is refused too, and the account is locked', async () => {
  later(25 * 60 * minute)
  const visitor = browser()
  await visitor.post('/sign-in', { email: admin.email, password })
  const code = await phones.codeFor(adminPhone)
  const wrong = code === '000000' ? '000001' : '000000'
  const guesses = await Promise.all(
    Array.from({ length: 12 }, () => visitor.post('/sign-in/code', { code: wrong })),
  )
  const statuses = guesses.map(({ status }) => status)
  expect(statuses.filter((status) => status === 401)).toHaveLength(5)
  expect(statuses.filter((status) => status === 429)).toHaveLength(7)
  later(20_000)
  expect((await visitor.post('/sign-in/code', { code })).status).toBe(401)
  expect((await visitor.post('/sign-in/code', { code })).status).toBe(429)
})

test('passwords are tried in vain, and more slowly each time, until somebody is told', async () => {
  const guess = (email: string) => browser().post('/sign-in', { email, password: 'not-the-password' })
  const outcomes: Record<string, number[]> = {}
  for (const email of [admin.email, 'nobody@colok.example']) {
    later(25 * 60 * minute)
    outcomes[email] = []
    for (let attempt = 0; attempt < 6; attempt += 1) {
      outcomes[email].push((await guess(email)).status, (await guess(email)).status)
      later(70 * minute)
    }
  }
  expect(outcomes[admin.email]).toEqual(outcomes['nobody@colok.example'])
  expect(outcomes[admin.email]?.slice(-2)).toEqual([401, 429])
  const alerts = async () =>
    system.database.read.all<{ subject: string }>('select subject from security_alert order by id', [])
  const before = (await alerts()).length
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await guess('nobody@colok.example')
    later(70 * minute)
  }
  expect((await alerts()).slice(before)).toEqual([{ subject: 'nob…ple' }])
})

test('nobody finds out who has an account', async () => {
  later(25 * 60 * minute)
  const answers = async (email: string, phone: string) => {
    const pages = [
      await browser().post('/sign-in', { email, password: 'not-the-password' }),
      await browser().post('/password', { email }),
      await browser().post('/sign-in/phone', { phone }),
    ]
    return pages.map(({ status, text }) => [
      status,
      text.replaceAll(email, 'EMAIL').replaceAll(phone, 'PHONE').replaceAll('+62', '0'),
    ])
  }
  const known = await answers(admin.email, '081234567890')
  const unknown = await answers('nobody@colok.example', '081298765432')
  expect(known[0]).toEqual(unknown[0])
  expect(known[1]).toEqual(unknown[1])
  const shape = (text: string | number | undefined) => String(text).replace(/\d{7,}/g, 'NUMBER')
  expect([known[2]?.[0], shape(known[2]?.[1])]).toEqual([unknown[2]?.[0], shape(unknown[2]?.[1])])
})

test('a planted cookie is worth nothing, and a sign-in ends the one that was there', async () => {
  const first = await signedIn()
  const cookie = 'colok.session_token'
  const before = first.cookies.get(cookie) ?? ''
  later(quarter)
  await first.post('/sign-in', { email: admin.email, password })
  await first.post('/sign-in/code', { code: await phones.codeFor(adminPhone) })
  expect(first.cookies.get(cookie)).not.toBe(before)
  const thief = browser()
  thief.setCookie(cookie, before)
  expect((await thief.api('/account')).status).toBe(401)
  const planted = browser()
  planted.setCookie(cookie, 'A'.repeat(32))
  later(quarter)
  await planted.post('/sign-in', { email: admin.email, password })
  await planted.post('/sign-in/code', { code: await phones.codeFor(adminPhone) })
  expect(planted.cookies.get(cookie)).not.toContain('AAAA')
})

test('neither tokens nor codes can be read in the database', async () => {
  const visitor = await signedIn()
  later(quarter)
  const other = browser()
  await other.post('/sign-in', { email: admin.email, password })
  const code = await phones.codeFor(adminPhone)
  const token = decodeURIComponent(visitor.cookies.get('colok.session_token') ?? '').split('.')[0] ?? ''
  const challenge = decodeURIComponent(other.cookies.get('colok.two_factor') ?? '').split('.')[0] ?? ''
  expect([token.length > 20, challenge.length > 20]).toEqual([true, true])
  const stored: unknown[] = []
  for (const table of ['user_session', 'sign_in_code', 'verification', 'one_time_link', 'sign_in_throttle'])
    stored.push(await system.database.read.all(`select * from ${table}`, []))
  const text = JSON.stringify(stored)
  for (const secret of [
    token,
    challenge,
    `"${code}"`,
    new URL(system.firstAdminUrl ?? '').pathname.slice(13),
  ])
    expect(text.includes(secret)).toBe(false)
})

test('what another site makes a browser send is refused', async () => {
  const visitor = await signedIn()
  const send = (headers: Record<string, string>, method = 'POST') =>
    visitor.send('/api/v1/organisations', {
      method,
      headers: { 'Content-Type': 'application/json', ...headers },
      ...(method === 'POST' && { body: JSON.stringify({ slug: 'forged', name: 'Forged', kind: 'partner' }) }),
    })
  for (const headers of [
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { 'Sec-Fetch-Site': 'none' },
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    {},
  ] as Record<string, string>[])
    expect([headers, (await send(headers)).status]).toEqual([headers, 403])
  expect((await send({ Origin: 'https://evil.example' }, 'GET')).status).toBe(200)
  expect((await send({ Origin: 'http://localhost' })).status).toBe(201)
  for (const path of ['/account/password', '/sign-out', '/sign-in', '/account/codes']) {
    const forged = await visitor.send(path, { method: 'POST', headers: { 'Sec-Fetch-Site': 'cross-site' } })
    expect([path, forged.status]).toEqual([path, 403])
  }
  expect((await visitor.api('/account')).status).toBe(200)
})

test('sign-ins are listed, and each can be ended', async () => {
  const here = await signedIn()
  const there = await signedIn()
  const { items } = JSON.parse((await here.api('/account/sign-ins')).text) as {
    items: { id: string; isThisOne: boolean }[]
  }
  const other = items.find(({ isThisOne }) => !isThisOne)?.id ?? ''
  expect(items.filter(({ isThisOne }) => isThisOne)).toHaveLength(1)
  expect((await here.get('/account')).text).toContain(other)
  expect((await here.api(`/account/sign-ins/${other}`, 'DELETE')).status).toBe(200)
  expect((await here.api(`/account/sign-ins/${other}`, 'DELETE')).status).toBe(404)
  expect((await there.api('/account')).status).toBe(401)
  await here.post('/sign-out')
  expect((await here.api('/account')).status).toBe(401)
})

test('who has got hold of a sign-in cannot guess the password from there', async () => {
  const visitor = await signedIn()
  const change = (present: string) => visitor.post('/account/password', { present, password })
  for (let guess = 0; guess < 5; guess += 1) expect((await change(`guess-${guess}`)).status).toBe(400)
  const locked = await change(password)
  expect([locked.status, locked.text]).toEqual([400, expect.stringContaining('Terlalu banyak percobaan')])
  const setUp = await visitor.post('/account/authenticator', { password })
  expect([setUp.status, setUp.text]).toEqual([400, expect.stringContaining('Terlalu banyak percobaan')])
  later(25 * 60 * minute)
})

test('with a new password every link that was asked for to get one is over', async () => {
  const { tx } = system.database.writeConnection
  const [person] = await tx.all<{ id: string }>('select id from "user" where email = ?', [admin.email])
  const services = {
    clock: { monotonicMs: () => 0, wallMs: () => now, after: () => () => {} },
    settings: { secret: 'x'.repeat(32), publicUrl: 'http://localhost' },
  }
  const link = async () => {
    const about = { kind: 'passwordReset', createdBy: 'test', userId: person?.id ?? '' } as const
    return new URL((await makeLink(tx, services, about)).url).pathname
  }
  const [used, older] = [await link(), await link()]
  expect((await browser().post(used, { password })).status).toBe(200)
  expect((await browser().post(older, { password })).status).toBe(410)
  const visitor = await signedIn()
  const unused = await link()
  expect((await visitor.post('/account/password', { present: password, password })).status).toBe(200)
  expect((await browser().post(unused, { password })).status).toBe(410)
})

test('a sign-in ends by itself after a working day', async () => {
  const visitor = await signedIn()
  later(11 * 60 * minute)
  expect((await visitor.api('/account')).status).toBe(200)
  later(70 * minute)
  expect((await visitor.api('/account')).status).toBe(401)
})

test('refunds, tariffs and keys ask for a fresh code, which is good for some minutes', async () => {
  const visitor = await signedIn()
  const makeKey = () => visitor.api('/api-keys', 'POST', { name: 'by hand', role: 'auditor' })
  expect((await makeKey()).status).toBe(201)
  later(11 * minute)
  const refused = await makeKey()
  expect([refused.status, JSON.parse(refused.text).type]).toEqual([403, 'urn:colok:problem:code-needed'])
  expect((await visitor.api('/refunds/nobody/transfer', 'POST', { note: 'x' })).status).toBe(403)
  expect((await visitor.api('/account/codes', 'POST')).status).toBe(200)
  const code = await phones.codeFor(adminPhone)
  expect((await visitor.api('/account/codes/redemption', 'POST', { code })).status).toBe(200)
  expect((await makeKey()).status).toBe(201)
  expect((await visitor.api('/account/codes/redemption', 'POST', { code })).status).toBe(403)
})

test('an authenticator app and recovery codes stand in when WhatsApp is down, each code once', async () => {
  const visitor = await signedIn()
  const page = await visitor.post('/account/authenticator', { password })
  const secret = /<code>([A-Z2-7=]{16,})<\/code>/.exec(page.text)?.[1] ?? ''
  const [recovery = ''] = [...page.text.matchAll(/<li><code>([^<]+)<\/code>/g)].map((match) => match[1])
  expect((await visitor.post('/account/authenticator', { password: 'wrong-password' })).status).toBe(400)
  const code = () => appCode(secret, Date.now())
  expect((await visitor.post('/account/authenticator/confirmation', { code: code() })).status).toBe(200)
  const enter = async (fields: Record<string, string>, afterMs = quarter) => {
    later(afterMs)
    const other = browser()
    await other.post('/sign-in', { email: admin.email, password })
    return (await other.post('/sign-in/code', fields)).status
  }
  // An app tells the time by itself, so the code is still the same one.
  expect(await enter({ method: 'app', code: code() }, minute)).toBe(401)
  expect(await enter({ method: 'app', code: code() })).toBe(303)
  expect(await enter({ method: 'recovery', code: recovery })).toBe(303)
  expect(await enter({ method: 'recovery', code: recovery })).toBe(401)
})

test('a driver signs in with a phone number alone, and stays a driver', async () => {
  later(25 * 60 * minute)
  const driver = browser()
  expect((await driver.post('/sign-in/phone', { phone: '0813 1111 2222' })).status).toBe(200)
  const code = await phones.codeFor('+6281311112222')
  const wrong = await driver.post('/sign-in/phone/code', { phone: '081311112222', code: '12' })
  expect(wrong.status).toBe(401)
  expect((await driver.post('/sign-in/phone/code', { phone: '081311112222', code })).status).toBe(303)
  expect(JSON.parse((await driver.api('/account')).text)).toMatchObject({ role: 'driver' })
  expect((await driver.api('/sites')).status).toBe(403)
})

test('whoever has an admin’s phone in hand is no admin by that', async () => {
  later(25 * 60 * minute)
  const finder = browser()
  await finder.post('/sign-in/phone', { phone: admin.phone })
  const code = await phones.codeFor(adminPhone)
  expect((await finder.post('/sign-in/phone/code', { phone: admin.phone, code })).status).toBe(303)
  const account = JSON.parse((await finder.api('/account')).text)
  expect(account.role).toBe('driver')
  expect((await finder.api('/sites')).status).toBe(403)
  const [organisation] = account.organisations
  if (organisation !== undefined)
    await finder.post('/account/organisation', { organisationId: organisation.organisationId })
  expect((await finder.api('/sites')).status).toBe(403)
})

test('a page of ours never sends anybody to another site', async () => {
  later(25 * 60 * minute)
  for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)']) {
    const visitor = browser()
    later(quarter)
    await visitor.post('/sign-in', { email: admin.email, password, next })
    const code = await phones.codeFor(adminPhone)
    expect((await visitor.post('/sign-in/code', { code, next })).location).toBe('/account')
  }
})
