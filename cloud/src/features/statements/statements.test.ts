import { afterAll, beforeAll, expect, test } from 'vitest'
import { daysIn, monthsThrough } from '../../core/statement-period.ts'
import type { Database } from '../../db/database.ts'
import { rememberSettledSessions } from '../../db/migrations/021-partners.ts'
import { PartnerNetwork } from '../../testing/partner-network.ts'
import { newTestDatabase, type TestDatabase } from '../../testing/test-database.ts'
import { closeMonthlyStatements } from './closing.ts'
import { StatementContent } from './schemas.ts'

const dayMs = 86_400_000
/** Noon in Bali. */
const noonOf = (day: string) => Date.parse(`${day}T04:00:00.000Z`)
const dayOf = (month: string, day: number) => `${month}-${String(day).padStart(2, '0')}`

let stored: TestDatabase
let database: Database
let network: PartnerNetwork
beforeAll(async () => {
  stored = await newTestDatabase()
  database = await stored.open()
  network = new PartnerNetwork(database, noonOf('2026-01-01'))
})
afterAll(async () => {
  await network.stop()
  await database.close()
  await stored.remove()
})

const half = { share: { of: 'gross', basisPoints: 5000, gatewayFeeBy: 'operator' } }
/** Of one partner, or of all. */
const contents = async (
  name = '',
): Promise<(StatementContent & { organisationId: string; period: string })[]> => {
  const rows = await database.read.all<{ organisationId: string; period: string; content: string }>(
    `select organisation_id, period, content from statement where organisation_id = ? or ? = '' order by number`,
    [name, name],
  )
  return rows.map(({ content, ...row }) => ({ ...row, ...StatementContent.parse(JSON.parse(content)) }))
}

async function member(
  organisationId: string,
  { until = null, ...person }: { id: string; email: string; until?: string | null },
): Promise<void> {
  const at = '2026-01-01T00:00:00.000Z'
  await network.write(async (tx) => {
    await tx.query
      .insertInto('user')
      .values({ ...person, name: person.id, createdAt: at, updatedAt: at })
      .execute()
    const membership = { organisationId, userId: person.id, role: 'partner', since: at, until } as const
    await tx.query.insertInto('organisationMember').values(membership).execute()
  })
}

const randomTerms = () => ({
  share: network.pick([
    { of: 'net', basisPoints: network.upTo(10_000) },
    {
      of: 'gross',
      basisPoints: network.upTo(10_000),
      gatewayFeeBy: network.pick(['operator', 'partner']),
    },
  ]),
  fixedIdrPerKwh: network.pick([0, 120]),
  guaranteedIdrPerMonth: network.pick([0, 30_000]),
  electricity: network.pick([
    { reckonedBy: 'nobody', paidBy: 'operator' },
    { reckonedBy: 'kWh', paidBy: network.pick(['operator', 'partner']), idrPerKwh: 1445 },
    { reckonedBy: 'bill', paidBy: network.pick(['operator', 'partner']) },
  ]),
  pphBasisPoints: network.pick([0, 200, 1000]),
})

test('over a year of sessions, refunds, corrections and new agreements the statements are the ledger, to the rupiah', async () => {
  const names = ['alfa', 'bravo', 'citra']
  const agreements = new Map<string, { id: string; terms: ReturnType<typeof randomTerms> }>()
  const agree = async (name: string, startsOn: string) => {
    const terms = randomTerms()
    const supersedes = agreements.get(name)?.id ?? null
    agreements.set(name, { id: await network.agree(name, { startsOn, supersedes, terms }), terms })
  }
  for (const name of names) {
    await network.addPartner(name)
    await agree(name, '2026-01-01')
  }
  for (const month of monthsThrough('2026-01', '2026-12')) {
    for (let day = 1; day <= daysIn(month); day += 4) {
      network.nowMs = noonOf(dayOf(month, day))
      const name = network.pick(names)
      await network.session(network.pick(names), network.upTo(4000))
      await network.session(name, network.upTo(4000))
      const agreement = agreements.get(name)
      if (agreement?.terms.electricity.reckonedBy === 'bill' && network.upTo(3) === 0) {
        const bill = { site: name, businessDay: dayOf(month, day), amountIdr: network.upTo(50_000) }
        await network.electricityBill(agreement.id, bill)
      }
      // From tomorrow: what was shared today stays so.
      if (network.upTo(9) === 0 && day < daysIn(month)) await agree(name, dayOf(month, day + 1))
      if (network.upTo(4) === 0) {
        const session = network.pick(network.settled)
        await network.correct(session, network.upTo(session.bill.energyWh))
      }
    }
    network.nowMs = noonOf(dayOf(month, daysIn(month))) + 3 * dayMs
    // Now and then a month is left open and closed with the next.
    for (const name of names)
      if (month === '2026-12' || network.upTo(4) > 0)
        expect(['closed', 'nothing']).toContain((await network.close(name, month)).kind)
  }
  const all = await contents()
  const sum = (of: (content: StatementContent) => number, name?: string) =>
    all
      .filter(({ organisationId }) => name === undefined || organisationId === name)
      .reduce((total, content) => total + of(content), 0)
  const books = await network.books()
  const billedIdr = network.settled.reduce((total, { bill }) => total + bill.totalIdr, 0)
  expect(all.length).toBeGreaterThan(20)
  for (const name of names) {
    expect(0 - books(`partner_payable:${name}`)).toBe(sum(({ totals }) => totals.dueIdr, name))
    expect(sum(({ totals }) => totals.dueIdr, name)).toBe(
      all.findLast((one) => one.organisationId === name)?.owedIdr,
    )
  }
  expect(sum(({ totals }) => totals.chargedIdr)).toBe(billedIdr)
  expect(sum(({ totals }) => totals.pbjtIdr)).toBe(0 - books('pbjt_payable'))
  expect(sum(({ totals }) => totals.ppnIdr)).toBe(0 - books('ppn_payable'))
  expect(sum(({ totals }) => totals.pphIdr)).toBe(0 - books('pph_payable'))
  const revenueIdr = 0 - books('revenue_energy') - books('revenue_fee')
  expect(sum(({ totals }) => totals.revenueIdr)).toBe(revenueIdr)
  // What is left for us in the statements, less what the gateways took, is what the books say that we have earned.
  const costsIdr = books('partner_share_expense') + books('electricity_expense') + books('psp_fee_expense')
  expect(sum(({ totals }) => totals.operatorIdr) - network.feesIdr).toBe(revenueIdr - costsIdr)
  const parts = ({ totals }: StatementContent) => totals.dueIdr + totals.pphIdr + totals.operatorIdr
  const taxes = ({ totals }: StatementContent) => totals.pbjtIdr + totals.ppnIdr
  expect(sum(parts) + sum(taxes)).toBe(billedIdr)
})

test('what comes after the closing stands on the next statement, and the closed one never changes', async () => {
  await network.addPartner('dewi')
  await network.agree('dewi', { startsOn: '2026-01-01', terms: { ...half, pphBasisPoints: 200 } })
  network.nowMs = noonOf('2026-01-20')
  await network.session('dewi', 2000)
  expect(await network.close('dewi', '2026-01')).toEqual({ kind: 'notOver', site: 'dewi' })
  network.nowMs = noonOf('2026-02-03')
  await member('dewi', { id: 'ayu', email: 'ayu@mail.example' })
  await member('dewi', { id: 'left', email: 'left@mail.example', until: '2026-01-15T00:00:00.000Z' })
  expect(await network.close('dewi', '2026-01')).toEqual({ kind: 'closed', number: expect.any(Number) })
  expect(await network.close('dewi', '2026-01')).toEqual({ kind: 'closedAlready', period: '2026-01' })
  // Told once, and not to whoever has left.
  const told = "select masked_address from message where kind = 'statementClosed'"
  expect(await database.read.all(told, [])).toEqual([{ maskedAddress: 'a…@mail.example' }])
  const session = network.settled.at(-1)
  if (session === undefined) throw new Error('Nothing was settled.')
  const gaveIdr = session.bill.totalIdr
  await network.correct(session, 0)
  network.nowMs = noonOf('2026-03-01')
  expect(await network.close('dewi', '2026-02')).toEqual({ kind: 'closed', number: expect.any(Number) })
  const [january, february] = await contents('dewi')
  expect(february?.lines).toMatchObject([{ kind: 'correction', businessDay: '2026-01-20', sessions: 0 }])
  expect(february?.totals.chargedIdr).toBe(session.bill.totalIdr - gaveIdr)
  // The fee for the session as such is still asked for: half of that is what he has in the end.
  const sharedIdr = (january?.totals.shareIdr ?? 0) + (february?.totals.shareIdr ?? 0)
  expect(sharedIdr).toBe(250)
  expect(february?.beforeIdr).toBe(january?.totals.dueIdr)
  const { tx, begin, rollback } = database.writeConnection
  for (const statement of [
    `update statement set due_idr = due_idr + 1`,
    'delete from statement',
    'delete from statement_entry',
    `update statement_entry set statement_id = statement_id`,
    'update partner_entry set share_idr = 0',
    'delete from partner_entry',
    `update agreement set terms = '{}'`,
    'delete from agreement',
    `update agreement_place set holding = 'owned'`,
    `insert into statement_entry (entry_id, statement_id) select entry_id || '', (select min(id) from statement)
       from statement_entry limit 1`,
    ...(database.dialect === 'sqlite'
      ? ['statement', 'partner_entry', 'agreement'].map(
          (table) => `insert or replace into ${table} select * from ${table}`,
        )
      : []),
  ]) {
    await begin()
    await expect((async () => tx.run(statement, []))(), statement).rejects.toThrow(/never changed|is closed/)
    await rollback()
  }
})

test('some days into the next month a statement is closed by itself', async () => {
  await network.addPartner('eka')
  await network.agree('eka', { startsOn: '2026-01-01', terms: half })
  network.nowMs = noonOf('2026-01-31')
  await network.session('eka', 2000)
  const job = closeMonthlyStatements(network.services)
  network.nowMs = noonOf('2026-02-03')
  await job.run()
  expect(await contents('eka')).toEqual([])
  network.nowMs = noonOf('2026-02-04')
  await job.run()
  await job.run()
  expect(await contents('eka')).toMatchObject([{ period: '2026-01', totals: { sessions: 1 } }])
})

test('a month is topped up to what was guaranteed, and what comes late is taken off again', async () => {
  await network.addPartner('fajar')
  const terms = { ...half, guaranteedIdrPerMonth: 100_000 }
  await network.agree('fajar', { startsOn: '2026-01-01', terms })
  network.nowMs = noonOf('2026-01-20')
  await network.session('fajar', 2000)
  network.nowMs = noonOf('2026-02-03')
  await network.close('fajar', '2026-01')
  const [january] = await contents('fajar')
  expect(january?.totals.shareIdr).toBe(100_000)
  expect(january?.lines.map(({ kind }) => kind)).toContain('guarantee')
  // A session of January that was in doubt until now.
  network.nowMs = noonOf('2026-01-31')
  await network.session('fajar', 4000)
  network.nowMs = noonOf('2026-03-03')
  await network.close('fajar', '2026-02')
  const [, february] = await contents('fajar')
  expect(february?.totals.shareIdr).toBe(100_000)
  const guaranteed = february?.lines.filter(({ kind }) => kind === 'guarantee')
  expect(guaranteed?.map(({ businessDay, shareIdr }) => [businessDay, shareIdr < 0])).toEqual([
    ['2026-01-01', true],
    ['2026-02-01', false],
  ])
})

test('an agreement that takes the place of another one from an earlier day guarantees no day twice, and leaves none out', async () => {
  await network.addPartner('joko')
  const terms = { ...half, guaranteedIdrPerMonth: 310_000 }
  network.nowMs = noonOf('2026-01-02')
  const first = await network.agree('joko', { startsOn: '2026-01-01', terms })
  network.nowMs = noonOf('2026-02-03')
  await network.close('joko', '2026-01')
  // Nothing was charged in January: only the guarantee stands on its statement.
  await network.agree('joko', { startsOn: '2026-01-11', supersedes: first, terms })
  network.nowMs = noonOf('2026-03-03')
  await network.close('joko', '2026-02')
  const [january, february] = await contents('joko')
  expect(january?.totals.shareIdr).toBe(310_000)
  const lines = february?.lines.map(({ businessDay, shareIdr }) => [businessDay, shareIdr])
  expect(lines?.sort()).toEqual([
    ['2026-01-01', -210_000],
    ['2026-01-11', 210_000],
    ['2026-02-01', 310_000],
  ])
})

test('a partner whose statement cannot be closed holds up no other', async () => {
  await network.addPartner('kadek')
  await network.addPartner('luh')
  network.nowMs = noonOf('2026-01-02')
  await network.agree('luh', { startsOn: '2026-01-01', terms: half })
  await network.agree('kadek', { startsOn: '2026-01-01', terms: half })
  await network.session('luh', 2000)
  await network.session('kadek', 2000)
  await network.write((tx) =>
    tx.run(
      `insert into agreement (id, organisation_id, starts_on, terms, created_by, created_at)
       values ('not-read', 'kadek', '2026-01-01', 'no terms', 'test', '2026-01-01T00:00:00.000Z')`,
      [],
    ),
  )
  network.nowMs = noonOf('2026-02-04')
  await expect(closeMonthlyStatements(network.services).run()).rejects.toThrow(/kadek/)
  expect(await contents('kadek')).toEqual([])
  expect(await contents('luh')).toMatchObject([{ period: '2026-01' }])
})

test('sessions that were settled before an agreement was written down are shared from its first day', async () => {
  await network.addPartner('gita')
  network.nowMs = noonOf('2026-01-05')
  await network.session('gita', 2000)
  network.nowMs = noonOf('2026-01-15')
  await network.session('gita', 2000)
  await network.agree('gita', { startsOn: '2026-01-10', terms: half })
  network.nowMs = noonOf('2026-02-03')
  await network.close('gita', '2026-01')
  const [january] = await contents('gita')
  expect(january?.lines.map(({ kind, businessDay }) => [kind, businessDay])).toEqual([
    ['session', '2026-01-15'],
    ['gatewayFee', '2026-01-15'],
  ])
})

test('what was settled before there were partners is known by its journal', async () => {
  await network.addPartner('hadi')
  await network.session('hadi', 2000)
  await network.session('hadi', 1000)
  const settled = () =>
    database.read.all('select session_id, journal_ref from settled_session order by 1', [])
  const known = await settled()
  expect(known.length).toBeGreaterThan(1)
  await network.write((tx) => tx.run('delete from settled_session', []))
  await network.write(({ query }) => rememberSettledSessions(query))
  expect(await settled()).toEqual(known)
})

test('an agreement is not made twice for a place, and does not end before what was shared by it', async () => {
  await network.addPartner('indah')
  const first = await network.agree('indah', { startsOn: '2026-01-01', terms: half })
  await expect(network.agree('indah', { startsOn: '2026-06-01', terms: half })).rejects.toThrow(
    /holds for indah from 2026-01-01/,
  )
  network.nowMs = noonOf('2026-01-20')
  await network.session('indah', 2000)
  const earlier = { startsOn: '2026-01-15', supersedes: first, terms: half }
  await expect(network.agree('indah', earlier)).rejects.toThrow(/was used for 2026-01-20 already/)
  await network.agree('indah', { ...earlier, startsOn: '2026-01-21' })
  await expect(network.agree('indah', { ...earlier, startsOn: '2026-02-01' })).rejects.toThrow(/ends on/)
})
