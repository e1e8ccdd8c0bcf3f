import { afterAll, beforeAll, expect, test } from 'vitest'
import { resultOf } from '../../core/profit-and-loss.ts'
import { monthsThrough } from '../../core/statement-period.ts'
import type { Database } from '../../db/database.ts'
import { PartnerNetwork } from '../../testing/partner-network.ts'
import { newTestDatabase, type TestDatabase } from '../../testing/test-database.ts'
import { reverse } from '../ledger/commands.ts'
import { addPostCost, savePurchaseTariff } from './costs.ts'
import { profitAndLoss } from './profit-and-loss.ts'
import type { PostProfit, ProfitAndLoss } from './schemas.ts'

const dayMs = 86_400_000
const months = monthsThrough('2026-01', '2026-03')

let stored: TestDatabase
let database: Database
let network: PartnerNetwork
let told: ProfitAndLoss[]

beforeAll(async () => {
  stored = await newTestDatabase()
  database = await stored.open()
  network = new PartnerNetwork(database, Date.parse('2026-01-01T04:00:00.000Z'))
  const agreements = new Map<string, string>()
  for (const name of ['alfa', 'bravo', 'carli']) await network.addPartner(name)
  const terms = [
    ['alfa', { of: 'net', basisPoints: 4000 }, { reckonedBy: 'bill', paidBy: 'partner' }, 900_000],
    [
      'bravo',
      { of: 'gross', basisPoints: 3000, gatewayFeeBy: 'partner' },
      { reckonedBy: 'nobody', paidBy: 'operator' },
      0,
    ],
  ] as const
  for (const [name, share, electricity, guaranteedIdrPerMonth] of terms)
    agreements.set(
      name,
      await network.agree(name, {
        terms: { share, electricity, guaranteedIdrPerMonth, fixedIdrPerKwh: 100, pphBasisPoints: 200 },
        startsOn: '2026-01-01',
      }),
    )
  for (const [site, validFrom, priceSenPerKwh] of [
    ['bravo', '2026-01-01', 144_470],
    ['bravo', '2026-02-15', 164_452],
    ['carli', '2026-02-01', 144_470],
  ] as const)
    await network.write((tx) =>
      savePurchaseTariff(tx, network.services, {
        ...{ site, validFrom, actor: 'test' },
        tariff: { priceSenPerKwh, standingIdrPerMonth: 40_000, source: 'PLN' },
      }),
    )
  for (let day = 0; day < 66; day += 3) {
    for (const name of ['alfa', 'bravo', 'carli'])
      if (network.upTo(2) > 0) await network.session(name, network.upTo(3000))
    if (day % 12 === 6) await correctOne()
    if (day % 21 === 15)
      await network.electricityBill(agreements.get('alfa') ?? '', {
        ...{ site: 'alfa', businessDay: new Date(network.nowMs).toISOString().slice(0, 10) },
        amountIdr: network.upTo(50_000),
      })
    network.nowMs += 3 * dayMs
  }
  for (const month of months.slice(0, 2)) await network.close('alfa', month)
  const now = { read: database.read, clock: network.services.clock }
  const tell = (month: string) => profitAndLoss(now, { month, reach: { kind: 'all' } })
  told = await Promise.all([...months, '2026-04'].map(tell))
})
afterAll(async () => {
  await network.stop()
  await database.close()
  await stored.remove()
})

/** As a correction leaves them: the bill of the session's row, and the ledger. */
async function correctOne(): Promise<void> {
  const session = network.pick(network.settled)
  await network.correct(session, network.upTo(session.bill.energyWh))
  const { bill, sessionId } = session
  await network.write((tx) =>
    tx.run('update session set bill = ?, energy_wh = ?, total_idr = ? where id = ?', [
      ...[JSON.stringify(bill), bill.energyWh, bill.totalIdr, sessionId],
    ]),
  )
}

const sum = (key: keyof PostProfit & `${string}Idr`) => told.reduce((all, { total }) => all + total[key], 0)
const postOf = (month: string, chargePointId: string | null) =>
  told.find((one) => one.month === month)?.posts.find((post) => post.chargePointId === chargePointId)

test('what the ledger knows is told to the rupiah: revenue, fees, and what partners get', async () => {
  const balance = await network.books()
  expect(sum('revenueIdr')).toBe(-(balance('revenue_energy') + balance('revenue_fee')))
  expect(sum('gatewayFeeIdr')).toBe(network.feesIdr)
  expect(sum('partnerIdr') + sum('gatewayFeeIdr')).toBe(
    balance('partner_share_expense') + balance('electricity_expense') + balance('psp_fee_expense'),
  )
  expect(sum('revenueIdr')).toBeGreaterThan(100_000)
  expect(sum('partnerIdr')).toBeGreaterThan(100_000)
})

test('the posts come to the total, and each result is what is left', () => {
  for (const { posts, total } of told) {
    for (const key of ['sessions', 'boughtWh', 'revenueIdr', 'energyIdr', 'partnerIdr', 'resultIdr'] as const)
      expect(posts.reduce((all, post) => all + post[key], 0)).toBe(total[key])
    for (const post of posts) expect(post.resultIdr).toBe(resultOf(post))
  }
})

test('energy costs what the tariff in force asked, and where none is known its cost is missing and told so', () => {
  const january = postOf('2026-01', 'bravo')
  expect(january?.energyIdr).toBe(Math.round(((january?.boughtWh ?? 0) * 144_470) / 100_000) + 40_000)
  const february = postOf('2026-02', 'bravo')
  expect(february?.energyIdr).toBeGreaterThan(
    Math.floor(((february?.boughtWh ?? 0) * 144_470) / 100_000) + 40_000,
  )
  expect(postOf('2026-01', 'carli')).toMatchObject({
    energyIdr: 0,
    unpricedWh: postOf('2026-01', 'carli')?.boughtWh,
  })
  expect(postOf('2026-02', 'carli')?.unpricedWh).toBe(0)
})

test('a session whose journal was taken back has brought in nothing', async () => {
  const [settled] = network.settled
  const before = told[0]?.total.revenueIdr ?? 0
  const [journal] = await database.read.all<{ id: string }>(
    'select journal.id from settled_session join journal on ref = journal_ref where session_id = ?',
    [settled?.sessionId ?? ''],
  )
  await network.write((tx) => reverse(tx, network.services, { journalId: journal?.id ?? '', note: 'test' }))
  const now = { read: database.read, clock: network.services.clock }
  const after = await profitAndLoss(now, { month: '2026-01', reach: { kind: 'all' } })
  const { totalIdr = 0, pbjtIdr = 0, ppnIdr = 0 } = settled?.bill ?? {}
  expect(before - after.total.revenueIdr).toBe(totalIdr - pbjtIdr - ppnIdr)
})

test('costs that were entered are those of their months, a site’s divided among its posts', async () => {
  const add = (cost: object) =>
    network.write((tx) =>
      addPostCost(tx, network.services, {
        cost: {
          ...{ site: 'bravo', chargePointId: null, kind: 'sim', amountIdr: 35_001 },
          ...{ fromMonth: '2026-03', untilMonth: null, note: null, ...cost },
        },
        actor: 'test',
      }),
    )
  await add({})
  await add({ kind: 'visit', chargePointId: 'bravo', amountIdr: 150_000, untilMonth: '2026-03' })
  await network.write((tx) =>
    tx.run(
      "insert into charger (charge_point_id, site_id, name, created_at) values ('bravo-2', 'bravo', 'Dua', '')",
      [],
    ),
  )
  const now = { read: database.read, clock: network.services.clock }
  const of = async (month: string) =>
    (await profitAndLoss(now, { month, reach: { kind: 'all' }, site: 'bravo' })).posts.map(
      ({ chargePointId, simIdr, visitsIdr }) => [chargePointId, simIdr, visitsIdr],
    )
  expect(await of('2026-02')).toEqual([
    ['bravo', 0, 0],
    ['bravo-2', 0, 0],
  ])
  expect(await of('2026-03')).toEqual([
    ['bravo', 17_501, 150_000],
    ['bravo-2', 17_500, 0],
  ])
  expect(await of('2026-04')).toEqual([
    ['bravo', 17_501, 0],
    ['bravo-2', 17_500, 0],
  ])
  await expect(add({ chargePointId: 'alfa' })).rejects.toThrow('There is no charger alfa at bravo.')
})

test('a partner is told of its own sites alone', async () => {
  const { tx } = database.writeConnection
  await tx.run(
    "insert into organisation_site (organisation_id, site_id, since) values ('carli', 'carli', '2026-02-01T00:00:00.000Z')",
    [],
  )
  const now = { read: database.read, clock: network.services.clock }
  const of = async (month: string) =>
    (await profitAndLoss(now, { month, reach: { kind: 'organisation', organisationId: 'carli' } })).posts.map(
      ({ chargePointId }) => chargePointId,
    )
  expect(await of('2026-03')).toEqual(['carli'])
  const whole = await profitAndLoss(now, { month: '2026-03', reach: { kind: 'all' } })
  const own = await profitAndLoss(now, {
    month: '2026-03',
    reach: { kind: 'organisation', organisationId: 'carli' },
  })
  expect(own.posts).toEqual(whole.posts.filter(({ chargePointId }) => chargePointId === 'carli'))
  expect(own.posts[0]?.revenueIdr).toBeGreaterThan(0)
  expect(await of('2026-01')).toEqual([])
  // The month in which it was another's, and what another is owed, are not told.
  await tx.run(
    "insert into organisation_site (organisation_id, site_id, since) values ('carli', 'alfa', '2026-02-15T00:00:00.000Z')",
    [],
  )
  const alfaTo = async (organisationId: string, month: string) => {
    const reach = { kind: 'organisation', organisationId } as const
    return (await profitAndLoss(now, { month, reach, site: 'alfa' })).posts.map(
      ({ partnerIdr }) => partnerIdr,
    )
  }
  expect(await alfaTo('carli', '2026-02')).toEqual([])
  expect(await alfaTo('carli', '2026-03')).toEqual([0])
  expect((await alfaTo('alfa', '2026-03'))[0]).toBeGreaterThan(0)
})
