import type { Hono } from 'hono'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BrowserSession } from '../../testing/browser-session.ts'
import { addPartnerPeople } from '../../testing/partner-people.ts'
import { PrepaidWorld } from '../../testing/prepaid-world.ts'
import { keyFor } from '../../testing/role-keys.ts'
import { testSeed } from '../../testing/test-cloud.ts'
import { unseal } from '../access/sealed.ts'
import type { PayoutView } from '../payouts/schemas.ts'
import type { Statement } from '../statements/schemas.ts'

const second = 1000
const minute = 60_000
const site = testSeed.sites[0]?.slug ?? ''

let world: PrepaidWorld
beforeEach(async () => {
  world = await PrepaidWorld.start()
})
afterEach(() => world.stop())

/** A key for all that a role may do. */
const key = (role: 'finance' | 'admin' | 'partner', organisationId?: string) =>
  keyFor({ api: (path, init) => world.api(path, init) }, role, organisationId)

const as =
  (bearer: string) =>
  async <Body = Record<string, unknown>>(path: string, body?: object) => {
    const response = await world.request(path.startsWith('/api') ? path : `/api/v1${path}`, {
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' },
    })
    return { status: response.status, body: (await response.json()) as Body }
  }

/** The partner's browser, on the world's clock. */
const newBrowser = () => {
  const app = { request: (path: string, init?: RequestInit) => world.request(path, init) }
  return new BrowserSession(app as unknown as Hono)
}
const made = {
  name: 'Made',
  email: 'made@mail.example',
  phone: '0812 3456 7890',
  password: 'sawah-hijau-di-ubud',
}

/** An organisation is made, its first person is invited, and accepts. */
async function invitedPartner(admin: ReturnType<typeof as>): Promise<BrowserSession> {
  const organisation = { slug: 'ubud', name: 'CV Ubud', kind: 'partner' }
  const { body } = await admin<{ id: string }>('/organisations', organisation)
  const invitation = await admin<{ url: string }>(`/organisations/${body.id}/invitations`, {
    role: 'partner',
    phone: made.phone,
  })
  expect(invitation.status).toBe(201)
  const visitor = newBrowser()
  const { pathname } = new URL(invitation.body.url)
  expect((await visitor.get(pathname)).text).toContain('CV Ubud')
  expect(await visitor.post(pathname, made)).toMatchObject({ status: 303, location: '/account' })
  expect((await visitor.get(pathname)).status).toBe(410)
  return visitor
}

/** Signs in with the password and the code that was sent. */
async function signIn(visitor: BrowserSession): Promise<void> {
  const { email, password } = made
  expect(await visitor.post('/sign-in', { email, password })).toMatchObject({ status: 303 })
  const [message] = await world.rows<{ sealedParameters: string }>(
    `select sealed_parameters from message where kind = 'signInCode' order by id desc limit 1`,
  )
  const { code } = JSON.parse(unseal(message?.sealedParameters ?? '', 'x'.repeat(32), 'message'))
  expect(await visitor.post('/sign-in/code', { code })).toMatchObject({ status: 303, location: '/account' })
}

const api =
  (visitor: BrowserSession) =>
  async <Body = Record<string, unknown>>(path: string, body?: object) => {
    const { status, text } = await visitor.api(path, body === undefined ? 'GET' : 'POST', body)
    return { status, body: JSON.parse(text) as Body }
  }

/** A driver pays Rp 5,000, takes so much and has the rest back. */
async function session(energyWh: number): Promise<void> {
  const { reference } = await world.choose(5000)
  await world.payAndTell(reference)
  await world.clock.advance(5 * second)
  // The calendar goes on by itself: nothing that the system does in between matters here.
  world.clock.setWall(world.clock.wallMs() + 30 * minute)
  await world.clock.advance(second)
  world.charger.charge(energyWh)
  world.charger.end('EVDisconnected')
  await world.clock.advance(10 * second)
  world.charger.status('Preparing')
  await world.clock.advance(second)
}

test('a new partner is invited, agrees with us, drivers charge, the month is closed, and two people pay him out', async () => {
  const finance = as(await key('finance'))
  const admin = as(await key('admin'))
  const visitor = await invitedPartner(admin)
  const partner = api(visitor)
  await addPartnerPeople(world, { organisation: 'kuta', site, email: 'ketut@mail.example' })
  const stranger = as(await key('partner', 'kuta'))

  const agreement = {
    organisation: 'ubud',
    places: [{ site, holding: 'hosted' }],
    terms: {
      share: { of: 'net', basisPoints: 4000 },
      electricity: { reckonedBy: 'kWh', paidBy: 'partner', idrPerKwh: 1445 },
      pphBasisPoints: 200,
    },
    startsOn: '2026-11-01',
  }
  expect((await partner('/agreements', agreement)).status).toBe(403)
  expect((await finance('/agreements', agreement)).status).toBe(201)
  expect((await finance('/agreements', agreement)).status).toBe(409)
  expect((await partner<{ items: object[] }>('/agreements')).body.items).toHaveLength(1)
  expect((await stranger<{ items: object[] }>('/agreements')).body.items).toEqual([])

  // A form that another site sends with his cookie does nothing.
  const begin = { method: 'POST', headers: { 'Sec-Fetch-Site': 'cross-site' } }
  expect((await visitor.send(`/stock/${site}/stock-takings`, begin)).status).toBe(403)
  expect(await visitor.post(`/stock/${site}/stock-takings`)).toMatchObject({
    status: 303,
    location: '/stock-takings/1',
  })

  await session(1000)
  await session(500)
  const report = await world.api('/reconciliation/gateways/doku/settlement-report', {
    method: 'PUT',
    body: world.gateway.settle().join('\n'),
  })
  expect(report.status).toBeLessThan(300)
  const preview = await partner<Pick<Statement, 'content'>>(
    '/statements/preview?organisation=ubud&period=2026-11',
  )
  // Of Rp 3,699 for 1.5 kWh his electricity of Rp 2,168 comes off first; 40 % of the rest, less 40 % of two fees of Rp 35.
  expect(preview.body.content.totals).toMatchObject({
    ...{ sessions: 2, energyWh: 1500, chargedIdr: 3699, revenueIdr: 3699 },
    ...{ shareIdr: 612 - 28, electricityIdr: 2168, gatewayFeeIdr: 0, pphIdr: 12 },
    dueIdr: 584 + 2168 - 12,
  })
  expect((await stranger('/statements/preview?organisation=ubud&period=2026-11')).status).toBe(404)
  expect((await finance('/statements', { organisation: 'ubud', period: '2026-11' })).status).toBe(409)

  world.clock.setWall(Date.UTC(2026, 11, 4))
  expect((await partner('/statements')).status).toBe(401)
  await signIn(visitor)
  const closing = { organisation: 'ubud', period: '2026-11' }
  expect((await finance('/statements', closing)).status).toBe(201)
  expect((await finance('/statements', closing)).status).toBe(409)
  const statement = (await partner<Statement>('/statements/1')).body
  expect(statement).toMatchObject({ period: '2026-11', dueIdr: 2740, closedBy: 'the finance' })
  expect(statement.content).toEqual(preview.body.content)
  expect((await stranger('/statements/1')).status).toBe(404)
  const read = async (path: string) => (await visitor.get(path)).text
  const page = (await read('/statements/1')).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
  expect(page).toMatch(/Laporan bagi hasil nomor 1 .*Untuk CV Ubud/)
  expect(page).toMatch(/PPh dipotong 2 % -Rp 12 Hak mitra Rp 2\.740/)
  const csv = await read('/statements/1/csv')
  expect(csv).toContain(
    '"2026-11-23","Sangeh Monkey Forest, CLK-0001","session",2,1500,3699,0,612,2168,0,2780',
  )
  expect(csv).toContain('"Due to partner",,,,,,,,,,2740')
  const pdf = await read('/statements/1/pdf')
  expect(pdf).toMatch(/^%PDF-/)
  expect(pdf).toContain('(Laporan bagi hasil nomor 1)')
  const entries = await partner<{ items: { kind: string; sessionId: string | null }[] }>(
    '/statements/1/entries',
  )
  expect(entries.body.items.map(({ kind }) => kind).sort()).toEqual([
    'gatewayFee',
    'gatewayFee',
    'session',
    'session',
  ])

  expect((await finance('/payouts', { organisation: 'ubud' })).status).toBe(409)
  const account = { bank: 'BPD Bali', accountNumber: '0102030405', holder: 'Made' }
  const proposed = await partner<{ bankAccounts: { id: string; masked: string }[] }>(
    '/partners/ubud/bank-accounts',
    account,
  )
  expect(proposed.body.bankAccounts).toMatchObject([{ masked: 'BPD Bali …0405, Made', state: 'proposed' }])
  expect((await stranger('/partners/ubud/bank-accounts', account)).status).toBe(404)
  const confirm = `/partners/ubud/bank-accounts/${proposed.body.bankAccounts[0]?.id}/confirmation`
  expect((await partner(confirm, {})).status).toBe(403)
  expect((await finance(confirm, {})).status).toBe(201)
  expect((await finance(confirm, {})).status).toBe(409)
  const stored = await world.rows('select sealed_account from partner_bank_account')
  expect(JSON.stringify(stored)).not.toContain('0102030405')

  expect((await finance('/payouts', { organisation: 'ubud', amountIdr: 2741 })).status).toBe(409)
  const payout = await finance<PayoutView>('/payouts', { organisation: 'ubud' })
  expect(payout).toMatchObject({ status: 201, body: { number: 1, amountIdr: 2740, state: 'proposed' } })
  expect((await finance('/payouts', { organisation: 'ubud' })).status).toBe(409)
  expect((await partner('/payouts/1/approval', {})).status).toBe(403)
  expect((await finance('/payouts/1/approval', {})).body).toMatchObject({
    detail: expect.stringContaining('a second person'),
  })
  expect((await finance('/payouts/1/payment', { bankReference: 'BPD 17' })).status).toBe(409)
  expect((await admin('/payouts/1/approval', {})).status).toBe(201)
  expect((await admin('/payouts/1/approval', {})).status).toBe(409)
  expect((await finance('/payouts/1/bank-account')).body).toEqual(account)
  const paid = await finance<PayoutView>('/payouts/1/payment', { bankReference: 'BPD 17' })
  expect(paid.body).toMatchObject({ state: 'paid', bankReference: 'BPD 17' })
  expect((await partner<PayoutView>('/payouts/1')).body).toMatchObject({ state: 'paid', amountIdr: 2740 })
  expect((await stranger('/payouts/1')).status).toBe(404)
  expect((await partner('/partners/ubud')).body).toMatchObject({ owedIdr: 0 })
  const overview = (await read('/statements')).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
  expect(overview).toMatch(
    /2026-11 .*Rp 2\.740 .*Pembayaran nomor 1 .*Sudah dibayar .*BPD Bali …0405, Made .*BPD 17 /,
  )

  // What is left in the bank is what drivers paid for energy, less the gateway's fee and what went to the partner.
  await world.balances({
    ...{ bank: 3699 - 70 - 2740, psp_fee_expense: 70, revenue_energy: -3699 },
    ...{ partner_share_expense: 584, electricity_expense: 2168, pph_payable: -12 },
  })
})
