import { afterEach, beforeEach, expect, test } from 'vitest'
import { PrepaidWorld } from '../../testing/prepaid-world.ts'

const second = 1000
const minute = 60_000
const hour = 60 * minute

let world: PrepaidWorld
beforeEach(async () => {
  world = await PrepaidWorld.start()
})
afterEach(() => world.stop())

/** Rp 5,000 paid, Rp 2,466 used, Rp 2,534 gone back. */
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
const upload = (lines: readonly string[]) =>
  world.api<{ id: string; rowCount: number; newRows: number; differences: number }>(
    '/reconciliation/gateways/doku/settlement-report',
    { method: 'PUT', body: lines.join('\n') },
  )
const open = async () =>
  (
    await world.api<{ items: { kind: string; detail: string; detailCode: string | null }[] }>(
      '/payment-exceptions',
    )
  ).body.items
const kinds = async () => (await open()).map(({ kind }) => kind)
const rows = async (reportId: string) =>
  (
    await world.api<{ items: { id: string; verdict: string; booked: boolean }[] }>(
      `/reconciliation/settlement-reports/${reportId}/rows`,
    )
  ).body.items

const inTheBank = { bank: 2431, psp_fee_expense: 35, revenue_energy: -2466 }

test('a settlement file moves what the provider owed us into the bank, less its fee', async () => {
  await settledSession()
  const { status, body } = await upload(world.gateway.settle())
  expect([status, body]).toEqual([200, expect.objectContaining({ rowCount: 2, newRows: 2, differences: 0 })])
  expect(await kinds()).toEqual([])
  await world.balances(inTheBank)
})

test('the same file again, and its lines in another file, are taken in once', async () => {
  await settledSession()
  const lines = world.gateway.settle()
  const first = await upload(lines)
  expect((await upload(lines)).body.id).toBe(first.body.id)
  const second = await upload([...lines, ''])
  expect(second.body).toMatchObject({ rowCount: 2, newRows: 0, differences: 0 })
  expect(second.body.id).not.toBe(first.body.id)
  const list = await world.api<{ items: object[] }>('/reconciliation/settlement-reports')
  expect(list.body.items).toHaveLength(2)
  await world.balances(inTheBank)
})

test('two uploads of the same file at once take it in once', async () => {
  await settledSession()
  const lines = world.gateway.settle()
  await Promise.all([upload(lines), upload(lines)])
  await world.balances(inTheBank)
})

test('another amount than ours is booked as the provider says, and the rest stands where it is owed', async () => {
  const { reference } = await settledSession()
  const [heads = '', payment = '', refund = ''] = world.gateway.settle()
  const report = await upload([heads, payment.replace('5000,35,4965', '4000,28,3972'), refund])
  expect((await rows(report.body.id)).map(({ verdict }) => verdict)).toEqual(['differs', 'matched'])
  expect(await open()).toEqual([
    expect.objectContaining({
      ...{ kind: 'settlementDiffers', detailCode: 'settlement-differs' },
      detail: expect.stringContaining(reference),
    }),
  ])
  world.gateway.settledIdr -= 1000
  await world.balances({ bank: 1438, psp_fee_expense: 28, revenue_energy: -2466 })
})

test('a line for nothing of ours, and one that comes twice, wait until a person has seen the money', async () => {
  await settledSession()
  const [heads = '', payment = '', refund = ''] = world.gateway.settle()
  const stranger = 'PAYMENT,P9,X,7000,49,6951,2026-11-23T10:00:00+07:00'
  const report = await upload([heads, payment, refund, payment, stranger])
  expect((await rows(report.body.id)).map(({ verdict, booked }) => [verdict, booked])).toEqual([
    ['matched', true],
    ['matched', true],
    ['double', false],
    ['unknown', false],
  ])
  expect(await kinds()).toEqual(['settlementDouble', 'settlementUnknown'])
  await world.balances(inTheBank)

  const path = `/reconciliation/settlement-rows/${(await rows(report.body.id))[3]?.id}/booking`
  const seen = { method: 'POST', body: { note: 'statement of 24 November, line 3' } }
  expect((await world.api(path, seen)).status).toBe(201)
  expect((await world.api(path, seen)).status).toBe(409)
  expect(await kinds()).toEqual(['settlementDouble'])
  world.gateway.settledIdr += 7000
  await world.balances({ bank: 9382, psp_fee_expense: 84, revenue_energy: -2466 })
  const audit = await world.rows<{ subject: string }>(
    `select subject from activity_entry where action = 'settlementRow.booked'`,
  )
  expect(audit).toHaveLength(1)
})

test('a refund that was still under way has arrived when its provider has settled it', async () => {
  const pending = { kind: 'pending' } as const
  world.gateway.refundAnswers.push(...Array.from({ length: 50 }, () => pending))
  await settledSession()
  const [refund] = await world.rows<{ reference: string }>('select reference from refund')
  const bill = [...world.gateway.bills.values()][0]
  bill?.refunds.set(refund?.reference ?? '', 2534 as never)
  expect((await upload(world.gateway.settle())).body).toMatchObject({ differences: 0 })
  const [after] = await world.rows<{ state: string }>('select state from refund')
  expect(after?.state).toBe('refunded')
  const asked = world.gateway.refundCalls
  await world.clock.stride(hour, 5 * minute)
  expect(world.gateway.refundCalls).toBe(asked)
  await world.balances(inTheBank)
})

test('lines that cannot be read are before a person, a file of none is refused, and so is a stranger’s', async () => {
  await settledSession()
  const lines = world.gateway.settle()
  await upload([...lines, 'PAYMENT,P1,A,20000,140,1,2026-11-23 10:00:00'])
  expect(await open()).toEqual([
    expect.objectContaining({
      kind: 'settlementUnreadable',
      detail: expect.stringContaining('line 4: 20000 less 140 is not 1.'),
    }),
  ])
  expect((await upload(['a,b', '1,2'])).status).toBe(400)
  const nobody = { method: 'PUT', body: lines.join('\n') }
  expect((await world.api('/reconciliation/gateways/nobody/settlement-report', nobody)).status).toBe(404)
  await world.balances(inTheBank)
})
