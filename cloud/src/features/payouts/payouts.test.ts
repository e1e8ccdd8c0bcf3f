import { idr } from '@colok/shared/money'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../db/database.ts'
import type { Actor } from '../../http/actor.ts'
import { PartnerNetwork } from '../../testing/partner-network.ts'
import { newTestDatabase, type TestDatabase } from '../../testing/test-database.ts'
import { enter } from '../partners/entries.ts'
import {
  accountToPay,
  bankAccountsOf,
  decideBankAccount,
  openAccount,
  proposeBankAccount,
} from './bank-accounts.ts'
import { approvePayout, payoutPaid, proposePayout, refusePayout } from './commands.ts'
import { owedTo } from './owed.ts'

const actor = (id: string): Actor => ({
  ...{ kind: 'user', id, name: id, role: 'finance', reach: { kind: 'all' } },
  ...{ scopes: undefined, signIn: undefined },
})
const sari = actor('sari')
const budi = actor('budi')
const keyOfSari: Actor = { ...actor('a key'), kind: 'key', makerId: 'sari' }
const guaranteedIdr = 100_000

let stored: TestDatabase
let database: Database
let network: PartnerNetwork
beforeAll(async () => {
  stored = await newTestDatabase()
  database = await stored.open()
  network = new PartnerNetwork(database, Date.parse('2026-01-01T04:00:00.000Z'))
})
afterAll(async () => {
  await network.stop()
  await database.close()
  await stored.remove()
})

/** A partner to whom Rp 100,000 are owed by a closed statement. */
async function partner(name: string) {
  network.nowMs = Date.parse('2026-01-01T04:00:00.000Z')
  await network.addPartner(name)
  const share = { of: 'gross', basisPoints: 0, gatewayFeeBy: 'operator' }
  const terms = { share, guaranteedIdrPerMonth: guaranteedIdr }
  await network.agree(name, { startsOn: '2026-01-01', terms })
  network.nowMs = Date.parse('2026-02-03T04:00:00.000Z')
  await network.close(name, '2026-01')
  return { id: name, slug: name }
}
type Partner = Awaited<ReturnType<typeof partner>>

const proposeAccount = (to: Partner, accountNumber: string, by = sari) => {
  const account = { bank: 'BPD Bali', accountNumber, holder: 'Made' }
  return network.write((tx) => proposeBankAccount(tx, network.services, { partner: to, account, actor: by }))
}
const decide = (id: string, verdict: 'confirmed' | 'refused', by = budi) =>
  network.write(async (tx) => {
    const [row] = await tx.all<{ id: string }>(
      'select organisation_id as id from partner_bank_account where id = ?',
      [id],
    )
    const owner = { id: row?.id ?? '' }
    return decideBankAccount(tx, network.services, { id, partner: owner, verdict, actor: by })
  })
const propose = (to: Partner, amountIdr?: number, by = sari) =>
  network.write((tx) =>
    proposePayout(tx, network.services, { partner: to, amountIdr, note: undefined, actor: by }),
  )
const approve = (number: number, by = budi) =>
  network.write((tx) => approvePayout(tx, network.services, { number, actor: by }))
const pay = (number: number) =>
  network.write((tx) => payoutPaid(tx, network.services, { number, bankReference: 'BPD 17', actor: sari }))
const refuse = (number: number) =>
  network.write((tx) =>
    refusePayout(tx, network.services, { number, note: 'the account is closed', actor: sari }),
  )
const owed = ({ id }: Partner) => owedTo(database.read, id)
const payable = async ({ id }: Partner) => {
  const books = await network.books()
  return [0 - books(`partner_payable:${id}`), 0 - books(`payout_payable:${id}`)]
}

test('a bank account counts once a second person has confirmed it, and takes the place of the one before', async () => {
  const alfa = await partner('alfa')
  const first = await proposeAccount(alfa, '0102030401')
  for (const same of [sari, keyOfSari])
    await expect(decide(first, 'confirmed', same)).rejects.toThrow(/ask a second person/)
  await expect(propose(alfa)).rejects.toThrow(/no confirmed bank account/)
  await decide(first, 'confirmed')
  await expect(decide(first, 'refused')).rejects.toThrow(/is confirmed already/)
  const mistyped = await proposeAccount(alfa, '0102030402')
  const second = await proposeAccount(alfa, '0102030403')
  await expect(decide(mistyped, 'confirmed')).rejects.toThrow(/is refused already/)
  await decide(second, 'confirmed')
  const accounts = await bankAccountsOf(database.read, alfa)
  expect(accounts.map(({ masked, state, decidedBy }) => [masked, state, decidedBy])).toEqual([
    ['BPD Bali …0403, Made', 'confirmed', 'budi'],
    ['BPD Bali …0402, Made', 'refused', null],
    ['BPD Bali …0401, Made', 'replaced', 'budi'],
  ])
  const { secret } = network.services.settings
  expect((await openAccount(database.read, { id: second, secret })).accountNumber).toBe('0102030403')
})

test('no more is proposed than is owed, and what is proposed is not proposed again', async () => {
  const bravo = await partner('bravo')
  await decide(await proposeAccount(bravo, '0102030401'), 'confirmed')
  await expect(propose(bravo, guaranteedIdr + 1)).rejects.toThrow(/Rp 100000 are owed/)
  await propose(bravo, 60_000)
  await expect(propose(bravo, 40_001)).rejects.toThrow(/Rp 40000 are owed/)
  await propose(bravo)
  expect(await owed(bravo)).toBe(0)
  expect(await payable(bravo)).toEqual([guaranteedIdr, 0])
})

test('whoever proposed a payout does not approve it, and the bank pays only what was approved', async () => {
  const citra = await partner('citra')
  await decide(await proposeAccount(citra, '0102030401'), 'confirmed')
  const number = await propose(citra)
  await expect(pay(number)).rejects.toThrow(/would have to be approved/)
  for (const same of [sari, keyOfSari])
    await expect(approve(number, same)).rejects.toThrow(/ask a second person/)
  await approve(number)
  expect(await payable(citra)).toEqual([0, guaranteedIdr])
  await pay(number)
  await expect(pay(number)).rejects.toThrow(/is paid/)
  await expect(refuse(number)).rejects.toThrow(/is paid/)
  expect(await payable(citra)).toEqual([0, 0])
})

test('a payout to an account that was changed since is not approved, and a refused one is owed again', async () => {
  const dewi = await partner('dewi')
  await decide(await proposeAccount(dewi, '0102030401'), 'confirmed')
  const number = await propose(dewi)
  await decide(await proposeAccount(dewi, '0102030402'), 'confirmed')
  await expect(approve(number)).rejects.toThrow(/was changed since/)
  await refuse(number)
  expect(await owed(dewi)).toBe(guaranteedIdr)
  const next = await propose(dewi)
  await approve(next)
  await refuse(next)
  expect([await owed(dewi), await payable(dewi)]).toEqual([guaranteedIdr, [guaranteedIdr, 0]])
  await expect(approve(next)).rejects.toThrow(/is refused/)
})

test('what is approved is transferred to no account that another one has taken the place of since', async () => {
  const fajar = await partner('fajar')
  await decide(await proposeAccount(fajar, '0102030401'), 'confirmed')
  const number = await propose(fajar)
  await approve(number)
  const read = () => accountToPay(network.services, number, budi)
  expect((await read()).accountNumber).toBe('0102030401')
  await decide(await proposeAccount(fajar, '0102030402'), 'confirmed')
  await expect(read()).rejects.toThrow(/was changed since/)
})

test('a bank account is decided on by its own partner’s name only', async () => {
  const gita = await partner('gita')
  const hadi = await partner('hadi')
  const id = await proposeAccount(gita, '0102030401')
  await expect(
    network.write((tx) =>
      decideBankAccount(tx, network.services, { id, partner: hadi, verdict: 'confirmed', actor: budi }),
    ),
  ).rejects.toThrow(/no bank account/)
})

test('what a later statement has taken back meanwhile is not paid out', async () => {
  const eka = await partner('eka')
  await decide(await proposeAccount(eka, '0102030401'), 'confirmed')
  const number = await propose(eka)
  const [agreement] = await database.read.all<{ id: string }>(
    "select id from agreement where organisation_id = 'eka'",
    [],
  )
  // From February on another one holds, which guarantees nothing.
  const share = { of: 'gross', basisPoints: 0, gatewayFeeBy: 'operator' }
  await network.agree('eka', { startsOn: '2026-02-01', supersedes: agreement?.id, terms: { share } })
  await network.write((tx) =>
    enter(tx, network.services, {
      ...{
        organisationId: 'eka',
        agreementId: agreement?.id ?? '',
        kind: 'correction',
        ref: 'correction:eka',
      },
      businessDay: '2026-01-20',
      part: { shareIdr: idr(0), electricityIdr: idr(-40_000), gatewayFeeIdr: idr(0) },
    }),
  )
  network.nowMs = Date.parse('2026-03-03T04:00:00.000Z')
  await network.close('eka', '2026-02')
  await expect(approve(number)).rejects.toThrow(/less is owed/)
})

test('the database itself takes no payout that one person has proposed and approved', async () => {
  const { tx, begin, rollback } = database.writeConnection
  await begin()
  const alone = 'update payout set approved_by = proposed_by'
  await expect((async () => tx.run(alone, []))()).rejects.toThrow(/constraint/i)
  await rollback()
})
