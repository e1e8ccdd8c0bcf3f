import { afterEach, beforeEach, expect, test } from 'vitest'
import { PrepaidWorld } from '../../testing/prepaid-world.ts'
import { testSeed } from '../../testing/test-cloud.ts'
import type { DayMatch } from './schemas.ts'

const second = 1000
const minute = 60_000
const hour = 60 * minute
const site = testSeed.sites[0]?.slug ?? ''
const today = '2026-11-23'

let world: PrepaidWorld
beforeEach(async () => {
  world = await PrepaidWorld.start()
})
afterEach(() => world.stop())

const settledSession = async () => {
  const payment = await world.choose(5000)
  await world.payAndTell(payment.reference)
  await world.clock.advance(5 * second)
  await world.clock.stride(30 * minute, minute)
  world.charger.charge(1000)
  world.charger.end('Remote')
  await world.clock.advance(5 * second)
  return payment
}
const match = async (day = today) =>
  (await world.api<DayMatch>(`/reconciliation/sites/${site}/days/${day}`)).body
const upload = (lines: readonly string[]) =>
  world.api('/reconciliation/gateways/doku/settlement-report', { method: 'PUT', body: lines.join('\n') })
const change = (statement: string) => Promise.resolve(world.database.writeConnection.tx.run(statement, []))
const exceptions = async () =>
  (
    await world.rows<{ kind: string; ref: string }>(
      'select kind, ref from payment_exception where resolved_at is null order by id',
    )
  ).map(({ kind, ref }) => [kind, ref.split(':')[0]])

test('a day comes out: what was metered, billed, paid, given back and settled', async () => {
  await settledSession()
  const before = await match()
  expect(before.meters).toEqual({ sessions: 1, energyWh: 1000, billedIdr: 2466 })
  expect(before.ledger).toEqual({
    ...{ energyIdr: 2466, feeIdr: 0, pbjtIdr: 0, ppnIdr: 0 },
    ...{ receivedIdr: 5000, usedIdr: 2466, refundedIdr: 2534, standingIdr: 0, owedIdr: 0 },
  })
  expect(before.gateways).toEqual({ settledIdr: 0, feeIdr: 0, netIdr: 0, unsettledIdr: 5000 })
  expect(before.differences).toEqual([])
  await upload(world.gateway.settle())
  expect((await match()).gateways).toEqual({ settledIdr: 5000, feeIdr: 35, netIdr: 4965, unsettledIdr: 0 })
  expect(await match('2026-11-22')).toMatchObject({ meters: { sessions: 0 }, ledger: { receivedIdr: 0 } })
  expect((await world.api('/reconciliation/sites/nowhere/days/2026-11-22')).status).toBe(404)
})

test('money that is held for a session under way is shown as standing', async () => {
  const { reference } = await world.choose(5000)
  await world.payAndTell(reference)
  await world.clock.advance(5 * second)
  expect(await match()).toMatchObject({
    ledger: { receivedIdr: 5000, usedIdr: 0, standingIdr: 5000 },
    differences: [],
  })
})

test('a meter that says otherwise than the bill, and a bill otherwise than the ledger, are told with their references', async () => {
  const { reference } = await settledSession()
  const [session] = await world.rows<{ id: string }>('select id from session')
  await change('update session set meter_stop_wh = meter_stop_wh + 7, total_idr = total_idr + 100')
  expect((await match()).differences).toEqual([
    { kind: 'energyDiffers', reference: session?.id, detail: expect.stringContaining('1007 Wh') },
    { kind: 'billDiffers', reference, detail: expect.stringContaining('Rp 2566') },
  ])
})

test('a session that nobody has paid for, and one that is not billed, are differences', async () => {
  await settledSession()
  await change('delete from paid_session')
  expect((await match()).differences.map(({ kind }) => kind)).toEqual(['notPaid'])
  await change('update session set total_idr = null')
  expect((await match()).differences.map(({ kind }) => kind)).toEqual(['notBilled'])
})

test('a payment that the ledger knows nothing of, or has kept, is a difference', async () => {
  const { reference } = await world.choose(5000)
  await change(`update payment set paid_at = '2026-11-23T03:00:00.000Z', state = 'settled'`)
  expect((await match()).differences).toEqual([
    { kind: 'notInLedger', reference, detail: expect.any(String) },
  ])
})

test('what a provider leaves out of its files is before a person, until it comes', async () => {
  await settledSession()
  await world.clock.stride(8 * hour, 5 * minute)
  expect(await exceptions()).toEqual([['settlementMissing', 'settlementReports']])
  const [heads = '', payment = '', refund = ''] = world.gateway.settle()
  await upload([heads, refund])
  await world.clock.stride(2 * hour, 5 * minute)
  expect(await exceptions()).toContainEqual(['settlementMissing', 'settlementMissing'])
  expect((await match()).differences.map(({ kind }) => kind)).toEqual(['notSettled'])
  await upload([heads, payment])
  expect(await exceptions()).toEqual([['settlementMissing', 'settlementReports']])
  expect((await match()).differences).toEqual([])
  await world.balances({ bank: 2431, psp_fee_expense: 35, revenue_energy: -2466 })
})

test('a day is matched once after its end, and a difference is before a person', async () => {
  await settledSession()
  await change('update session set meter_stop_wh = meter_stop_wh + 7')
  await world.clock.stride(17 * hour, 5 * minute)
  const [kept] = await world.rows<{ match: string }>(
    `select match from day_match where business_day = '${today}'`,
  )
  expect(JSON.parse(kept?.match ?? '{}')).toMatchObject({ meters: { energyWh: 1007 } })
  expect(await exceptions()).toContainEqual(['dayDiffers', 'day'])
})
