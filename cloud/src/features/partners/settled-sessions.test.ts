import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { addPartnerPeople } from '../../testing/partner-people.ts'
import type { PayingCharger } from '../../testing/paying-charger.ts'
import { keyFor } from '../../testing/role-keys.ts'
import { testSeed } from '../../testing/test-cloud.ts'
import { WalletWorld } from '../../testing/wallet-world.ts'
import type { PartnerEntry } from './schemas.ts'

const site = testSeed.sites[0]?.slug ?? ''
const second = 1000

let world: WalletWorld
/** What was entered in the tests before. */
let before = 0
beforeAll(async () => {
  world = await WalletWorld.start()
  await addPartnerPeople(world.prepaid, { organisation: 'ubud', site, email: 'made@mail.example' })
  await world.ask('POST', '/agreements', {
    organisation: 'ubud',
    places: [
      { site, holding: 'owned' },
      { site, chargePointId: 'CLK-0002', holding: 'consignment' },
    ],
    terms: { share: { of: 'gross', basisPoints: 5000, gatewayFeeBy: 'partner' } },
    startsOn: '2026-11-01',
  })
})
beforeEach(async () => {
  before += (await entries()).length
})
afterAll(() => world.stop())

const entries = async () => {
  const { items } = await world.ask<{ items: PartnerEntry[] }>(
    'GET',
    '/statements/open-entries?organisation=ubud',
  )
  return items
    .slice(before)
    .map(({ kind, energyWh, shareIdr, gatewayFeeIdr }) => [kind, energyWh, shareIdr, gatewayFeeIdr])
}
/** The calendar goes on by itself: nothing that the system does in between matters here. */
const charge = async (post: PayingCharger, energyWh: number) => {
  const { clock } = world.prepaid
  clock.setWall(clock.wallMs() + 30 * 60 * second)
  await world.advance(second)
  post.charge(energyWh)
  post.end('EVDisconnected')
  await world.advance(second)
}
const journals = (kind: string) =>
  world.prepaid.rows<{ id: string; ref: string }>(
    `select id, ref from journal where kind = '${kind}' order by id`,
  )
const reverse = (id: string | undefined) =>
  world.prepaid.api<{ detail: string }>(`/ledger/journals/${id}/reversal`, {
    method: 'POST',
    body: { note: 'it was a trial' },
  })

test('a session is shared whichever way it is paid, and one that nobody pays for is not', async () => {
  const { idTag } = await world.wallet(20_000)
  await world.tap(world.posts[0], idTag)
  await charge(world.posts[0], 1000)
  expect(await entries()).toEqual([['session', 1000, 1233, 0]])
  const account = { name: 'Ojek Bali', address: 'Denpasar', payWithinDays: 14 }
  await world.ask('PUT', '/postpaid-accounts/ojek-bali', account)
  await world.ask('PUT', '/id-tags/FLEET1', { status: 'Accepted', postpaidAccount: 'ojek-bali' })
  await world.tap(world.posts[1], 'FLEET1')
  await charge(world.posts[1], 2000)
  expect((await entries()).at(-1)).toEqual(['session', 2000, 2466, 0])
  await world.tap(world.posts[1], '04A1B2C3D4E5F6')
  await charge(world.posts[1], 3000)
  expect(await entries()).toHaveLength(2)
  // By hand it is taken back by two people, and the partner's share with it.
  const [owed] = await journals('postpaid')
  expect((await reverse(owed?.id)).status).toBe(202)
  expect((await reverse(owed?.id)).status).toBe(403)
  expect(await entries()).toHaveLength(2)
  const second = await keyFor({ api: (path, init) => world.prepaid.api(path, init) }, 'finance')
  const agree = () =>
    world.prepaid.request(`/api/v1/ledger/journals/${owed?.id}/reversal`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${second}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ note: 'I have seen it' }),
    })
  expect((await agree()).status).toBe(201)
  expect((await agree()).status).toBe(409)
  expect((await entries()).at(-1)).toEqual(['correction', -2000, -2466, 0])
  expect(await world.prepaid.rows("select note from journal where kind = 'reversal'")).toEqual([
    { note: 'it was a trial' },
  ])
})

test('a card that is given another payer while it charges: who began to pay for the session pays, and nobody else', async () => {
  const { id, idTag } = await world.wallet(20_000)
  await world.tap(world.posts[0], idTag)
  await world.ask('DELETE', `/wallets/${id}/cards/${idTag}`)
  await world.ask('PUT', '/postpaid-accounts/kurir', { name: 'Kurir', address: 'Ubud', payWithinDays: 14 })
  await world.ask('PUT', `/id-tags/${idTag}`, { status: 'Accepted', postpaidAccount: 'kurir' })
  await charge(world.posts[0], 1000)
  expect(await world.worth(id)).toBe(20_000 - 2466)
  const charges = await world.prepaid.rows(
    "select session_id from postpaid_charge join postpaid_account on id = account_id where slug = 'kurir'",
  )
  expect(charges).toEqual([])
  expect(await entries()).toEqual([['session', 1000, 1233, 0]])
})

test('what is taken back in the ledger is taken back from the partner, and his own journals are not touched by hand', async () => {
  const { id, idTag } = await world.wallet(20_000)
  await world.tap(world.posts[0], idTag)
  await charge(world.posts[0], 1000)
  const share = (await journals('partnerShare')).at(-1)
  const refused = await reverse(share?.id)
  expect([refused.status, refused.body.detail]).toEqual([
    409,
    expect.stringContaining('correct that instead'),
  ])
  const use = (await journals('walletUse')).at(-1)
  // Its wallet is the way: there a debt that was paid comes back, too.
  expect((await reverse(use?.id)).status).toBe(409)
  await world.ask('POST', `/wallets/${id}/reversals`, { journalId: use?.id, note: 'it was a trial' })
  expect(await entries()).toEqual([
    ['session', 1000, 1233, 0],
    ['correction', -1000, -1233, 0],
  ])
  const [entered, owed] = await world.prepaid.rows<{ sumIdr: number }>(
    `select cast(sum(share_idr) as bigint) as sum_idr from partner_entry
     union all select cast(-sum(amount_idr) as bigint) as sum_idr from posting where account_id = 'partner_payable:ubud'`,
  )
  expect(owed?.sumIdr).toBe(entered?.sumIdr)
})

test('a record that is put right is a line of the next statement, and the fee stays borne', async () => {
  const { prepaid } = world
  const { reference } = await prepaid.choose(5000)
  await prepaid.payAndTell(reference)
  await world.advance(5 * second)
  await charge(prepaid.charger, 1000)
  await world.advance(5 * second)
  const settled = { method: 'PUT', body: prepaid.gateway.settle().join('\n') }
  await prepaid.api('/reconciliation/gateways/doku/settlement-report', settled)
  expect(await entries()).toEqual([
    ['session', 1000, 1233, 0],
    ['gatewayFee', 0, 0, -35],
  ])
  const { items } = await world.ask<{ items: { cdr: { id: string } }[] }>('GET', '/cdrs')
  await world.ask('POST', `/cdrs/${items.at(-1)?.cdr.id}/correction`, {
    decision: 'bill',
    energyWh: 400,
    note: 'the meter ran fast',
  })
  expect((await entries()).at(-1)).toEqual(['correction', -600, 493 - 1233, 0])
})
