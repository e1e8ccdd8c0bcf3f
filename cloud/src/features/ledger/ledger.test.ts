import { idr } from '@colok/shared/money'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LedgerError } from '../../core/ledger.ts'
import type { Database, Tx } from '../../db/database.ts'
import { Writer } from '../../db/writer.ts'
import { systemClock } from '../../system-clock.ts'
import { newTestDatabase, type TestDatabase } from '../../testing/test-database.ts'
import { balanceOf, hold, postHeld, release, reverse, transfer, writeJournal } from './commands.ts'
import { findJournal, statementOf, trialBalance } from './queries.ts'

let stored: TestDatabase
let database: Database
let writer: Writer
let ids = 0
const services = { clock: systemClock, newId: () => `id-${String(++ids).padStart(8, '0')}` }

beforeAll(async () => {
  stored = await newTestDatabase()
  database = await stored.open()
  writer = new Writer(database.writeConnection, systemClock)
})
afterAll(async () => {
  await writer.stop()
  await database.close()
  await stored.remove()
})

const write = <T>(unit: (tx: Tx) => Promise<T>) => writer.write(unit)
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof LedgerError ? error.code : String(error)),
  )
const paid = (payment: string, amountIdr: number, ref = `pay:doku:${payment}`) =>
  write((tx) =>
    transfer(tx, services, {
      ref,
      kind: 'payment',
      debit: 'psp_receivable:doku',
      credit: `customer_prepaid:${payment}`,
      amountIdr: idr(amountIdr),
    }),
  )
const held = (payment: string, amountIdr: number) =>
  write((tx) =>
    hold(tx, services, {
      ref: `hold:${payment}`,
      payment,
      from: `customer_prepaid:${payment}`,
      amountIdr: idr(amountIdr),
    }),
  )
const used = (payment: string, amountIdr: number, ref = `session:${payment}`) =>
  write((tx) =>
    postHeld(tx, services, {
      ref,
      from: [{ payment, amountIdr: idr(amountIdr) }],
      credits: [{ account: 'revenue_energy', amountIdr: idr(-amountIdr) }],
      occurredAt: '2026-11-23T03:00:00.000Z',
    }),
  )
const released = (payment: string) =>
  write((tx) =>
    release(tx, services, { ref: `release:${payment}`, payment, to: `refund_payable:${payment}` }),
  )
const balance = (account: string) => balanceOf(database.read, account)

test('a payment is held, what was used is posted and the rest is released', async () => {
  await paid('a', 20_000)
  await held('a', 20_000)
  expect(await balance('held:a')).toBe(20_000)
  await used('a', 12_000)
  expect(await released('a')).toBe(8_000)
  expect(await balance('held:a')).toBe(0)
  expect(await balance('refund_payable:a')).toBe(8_000)
})

test('the same ref again writes nothing and says what it said before', async () => {
  await paid('b', 5_000)
  await held('b', 5_000)
  const before = await trialBalance(database.read)
  expect(await paid('b', 5_000)).toMatchObject({ kind: 'alreadyThere' })
  expect(await held('b', 5_000)).toMatchObject({ kind: 'alreadyThere' })
  expect(await trialBalance(database.read)).toEqual(before)
  expect(await released('b')).toBe(5_000)
  expect(await released('b')).toBe(5_000)
  expect(await balance('refund_payable:b')).toBe(5_000)
})

test('a ref that comes back with another amount is refused', async () => {
  await paid('c', 5_000)
  expect(await code(paid('c', 6_000))).toBe('refReused')
})

test('more than is held is never posted, and a customer’s account never falls below nothing', async () => {
  await paid('d', 5_000)
  expect(await code(held('d', 5_001))).toBe('overdrawn')
  await held('d', 5_000)
  expect(await code(used('d', 5_001))).toBe('overdrawn')
  expect(await balance('held:d')).toBe(5_000)
})

test('the database itself refuses what our own checks would let through', async () => {
  const insert = (tx: Tx, journal: string, account: string, amountIdr: number) =>
    tx.run('insert into posting (journal_id, account_id, amount_idr) values (?, ?, ?)', [
      journal,
      account,
      amountIdr,
    ])
  const close = (tx: Tx, id: string, ref = id) =>
    tx.run('insert into journal (id, ref, kind, occurred_at, posted_at) values (?, ?, ?, ?, ?)', [
      id,
      ref,
      'test',
      'now',
      'now',
    ])
  await paid('e', 1_000)
  const { id } = await paid('e', 1_000)
  const attempts: ((tx: Tx) => Promise<unknown>)[] = [
    async (tx) => close(tx, 'empty'),
    async (tx) => [await insert(tx, 'lone', 'revenue_energy', 1), await close(tx, 'lone')],
    async (tx) => [
      await insert(tx, 'skew', 'revenue_energy', 2),
      await insert(tx, 'skew', 'psp_receivable:doku', -1),
      await close(tx, 'skew'),
    ],
    async (tx) => [
      await insert(tx, 'below', 'customer_prepaid:e', 1_001),
      await insert(tx, 'below', 'psp_receivable:doku', -1_001),
      await close(tx, 'below'),
    ],
    async (tx) => insert(tx, id, 'revenue_energy', 1),
    async (tx) => tx.run('update posting set amount_idr = 1 where journal_id = ?', [id]),
    async (tx) => tx.run('update journal set note = ? where id = ?', ['changed', id]),
    async (tx) => tx.run('delete from posting where journal_id = ?', [id]),
    async (tx) => tx.run('delete from journal where id = ?', [id]),
    async (tx) => close(tx, id),
    async (tx) => insert(tx, 'orphan', 'no_such_account', 1),
  ]
  const before = await trialBalance(database.read)
  for (const attempt of attempts) expect(await code(writer.write(attempt)), String(attempt)).not.toBe('done')
  // A posting whose journal never comes is found out at the commit.
  expect(await code(writer.write((tx) => insert(tx, 'orphan', 'revenue_energy', 1)))).toMatch(/commit/)
  expect(await trialBalance(database.read)).toEqual(before)
})

test('a journal is taken back once, by its opposite, and both are in the statement', async () => {
  await paid('f', 7_000)
  const { id } = await paid('f', 7_000)
  const reversal = await write((tx) =>
    reverse(tx, services, { journalId: id, note: 'paid to the wrong shop' }),
  )
  expect(await balance('customer_prepaid:f')).toBe(0)
  expect(await findJournal(database.read, id)).toMatchObject({ reversedBy: reversal.id })
  const again = write((tx) => reverse(tx, services, { journalId: id, note: 'again' }))
  expect(await code(again)).toBe('alreadyReversed')
  const unknown = write((tx) => reverse(tx, services, { journalId: 'nothing', note: 'x' }))
  expect(await code(unknown)).toBe('unknownJournal')
  const page = { account: 'customer_prepaid:f', after: undefined, limit: 10 }
  const lines = await statementOf(database.read, page)
  expect(lines.map(({ amountIdr }) => amountIdr)).toEqual([-7_000, 7_000])
})

test('several credits of one session: revenue and tax leave the hold together', async () => {
  await paid('g', 20_000)
  await held('g', 20_000)
  await write((tx) =>
    postHeld(tx, services, {
      ref: 'session:g',
      from: [{ payment: 'g', amountIdr: idr(12_000) }],
      credits: [
        { account: 'revenue_energy', amountIdr: idr(-10_909) },
        { account: 'pbjt_payable', amountIdr: idr(-1_091) },
      ],
      occurredAt: '2026-11-23T03:00:00.000Z',
    }),
  )
  expect(await balance('held:g')).toBe(8_000)
  const lopsided = write((tx) =>
    writeJournal(tx, services, {
      ref: 'lopsided',
      kind: 'test',
      postings: [{ account: 'bank', amountIdr: idr(1) }],
    }),
  )
  expect(await code(lopsided)).toBe('unbalanced')
})

test('whatever is done in whatever order, the sum is zero and no customer is overdrawn', async () => {
  const action = fc.record({
    kind: fc.constantFrom('pay', 'hold', 'use', 'release', 'reverse'),
    payment: fc.integer({ min: 1, max: 3 }),
    amountIdr: fc.integer({ min: 1, max: 3_000 }),
    twice: fc.boolean(),
  })
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 40 }), async (actions) => {
      run += 1
      const journals: string[] = []
      for (const [index, { kind, payment, amountIdr, twice }] of actions.entries()) {
        const name = `r${run}-${payment}`
        const once = async (): Promise<string> => {
          if (kind === 'pay') return keep(await paid(name, amountIdr, `pay:${name}:${index}`))
          if (kind === 'hold') return keep(await held(name, amountIdr))
          if (kind === 'use') return keep(await used(name, amountIdr, `session:${name}:${index}`))
          if (kind === 'release') return String(await released(name))
          const journalId = journals[index % Math.max(1, journals.length)] ?? 'none'
          return keep(await write((tx) => reverse(tx, services, { journalId, note: 'mistaken' })))
        }
        const keep = ({ id, kind: was }: { id: string; kind: string }) => {
          if (was === 'written') journals.push(id)
          return id
        }
        const first = await code(once())
        const after = await trialBalance(database.read)
        if (!twice) continue
        if (first === 'done' && kind !== 'reverse') expect(await code(once())).toBe('done')
        else await code(once())
        if (kind !== 'reverse') expect(await trialBalance(database.read)).toEqual(after)
      }
      const books = await trialBalance(database.read)
      expect(books.balanced).toBe(true)
      const [{ sumIdr } = { sumIdr: -1 }] = await database.read.all<{ sumIdr: number }>(
        'select cast(sum(amount_idr) as bigint) as sum_idr from posting',
        [],
      )
      expect(sumIdr).toBe(0)
      const carried = await database.read.all<{ account: string; carriedIdr: number; postedIdr: number }>(
        `select account.id as account, bounded_balance_idr as carried_idr,
           cast(-sum(amount_idr) as bigint) as posted_idr
         from account join posting on posting.account_id = account.id where bounded = 1
         group by account.id, bounded_balance_idr`,
        [],
      )
      for (const { account, carriedIdr, postedIdr } of carried) {
        expect(carriedIdr, account).toBe(postedIdr)
        expect(carriedIdr, account).toBeGreaterThanOrEqual(0)
      }
    }),
    { numRuns: 25 },
  )
})
