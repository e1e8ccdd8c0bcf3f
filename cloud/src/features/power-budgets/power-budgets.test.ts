import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectVirtualCharger, type VirtualCharger } from '../../testing/virtual-charger.ts'
import { startVirtualCloud, type VirtualCloud } from '../../testing/virtual-cloud.ts'
import type { PowerBudget, PowerBudgetInput } from './schemas.ts'

const minute = 60_000
const path = '/sites/sangeh-monkey-forest/power-budget'

let system: VirtualCloud
let first: VirtualCharger
let second: VirtualCharger
beforeEach(async () => {
  system = await startVirtualCloud()
  first = await connectVirtualCharger(system, 'CLK-0001')
  second = await connectVirtualCharger(system, 'CLK-0002')
})
afterEach(() => system.stop())

const now = () => new Date(system.clock.wallMs()).toISOString()
const setBudget = (budget: Partial<PowerBudgetInput>) =>
  system.api<PowerBudget>(path, { method: 'PUT', body: budget })
const shown = async () => (await system.api<PowerBudget>(path)).body
const settle = () => system.clock.advance(2000)
/** Lets time pass while the posts stay in touch. */
const pass = async (minutes: number, ...chargers: readonly VirtualCharger[]) => {
  for (let passed = 0; passed < minutes; passed += 1) {
    if (passed % 4 === 0) for (const charger of chargers) await charger.call('Heartbeat', {})
    await system.clock.advance(minute)
  }
}
const begin = async (charger: VirtualCharger, connectorId: number) => {
  await charger.call('StatusNotification', { connectorId, status: 'Charging', errorCode: 'NoError' })
  const [, , answer] = await charger.call('StartTransaction', {
    connectorId,
    idTag: '04A1B2C3D4E5F6',
    meterStart: connectorId,
    timestamp: now(),
  })
  await settle()
  return (answer as { transactionId: number }).transactionId
}
const draws = (charger: VirtualCharger, connectorId: number, transactionId: number, powerW: number) =>
  charger.call('MeterValues', {
    connectorId,
    transactionId,
    meterValue: [
      {
        timestamp: now(),
        sampledValue: [{ value: String(powerW), measurand: 'Power.Active.Import', unit: 'W' }],
      },
    ],
  })

interface Profile {
  readonly connectorId: number
  readonly csChargingProfiles: {
    readonly chargingProfilePurpose: string
    readonly transactionId?: number
    readonly validTo?: string
    readonly chargingSchedule: { readonly chargingSchedulePeriod: readonly { readonly limit: number }[] }
  }
}
/** What a charger was told since the last look: purpose, connector and limit. */
const told = ({ asked }: VirtualCharger) =>
  asked
    .splice(0)
    .filter(([action]) => action === 'SetChargingProfile')
    .map(([, payload]) => {
      const { connectorId, csChargingProfiles: profile } = payload as Profile
      const limit = profile.chargingSchedule.chargingSchedulePeriod[0]?.limit
      return `${profile.chargingProfilePurpose} ${connectorId}: ${limit} W${profile.validTo ? ' for a time' : ''}`
    })
/** Which sockets are on, as the API shows it. */
const on = async () =>
  (await shown()).sockets
    .filter(({ isOn }) => isOn)
    .map(({ chargePointId, connectorId }) => `${chargePointId}/${connectorId}`)

test('each charger is told at once, and for good, what it may draw without us', async () => {
  expect((await setBudget({ limitW: 2000 })).status).toBe(200)
  await settle()
  expect([told(first), told(second)]).toEqual([
    ['ChargePointMaxProfile 0: 1000 W'],
    ['ChargePointMaxProfile 0: 1000 W'],
  ])
  expect(await shown()).toMatchObject({
    limitW: 2000,
    sharing: 'equal',
    mayDrawW: 2000,
    isOver: false,
    chargers: [
      { chargePointId: 'CLK-0001', isWithinReach: true, safeW: 1000, mayDrawW: 1000 },
      { chargePointId: 'CLK-0002', safeW: 1000 },
    ],
    sockets: [],
  })
  await pass(10, first, second)
  expect([...told(first), ...told(second)]).toEqual([])
})

test('power for one of two sockets: they take turns, and each charger hears who waits first', async () => {
  await setBudget({ limitW: 1200 })
  await settle()
  told(first)
  told(second)
  await begin(first, 1)
  // The other post steps back before this one comes forward, so that both never draw too much.
  expect(told(second)).toEqual(['ChargePointMaxProfile 0: 0 W for a time'])
  expect(told(first)).toEqual([
    'ChargePointMaxProfile 0: 1200 W for a time',
    'TxProfile 1: 1200 W for a time',
    'TxDefaultProfile 0: 0 W for a time',
  ])
  await begin(first, 2)
  expect(told(first)).toEqual(['TxProfile 2: 0 W for a time'])
  expect(await on()).toEqual(['CLK-0001/1'])
  const turns: string[][] = []
  for (let quarter = 0; quarter < 4; quarter += 1) {
    await pass(15, first, second)
    turns.push(await on())
    expect((await shown()).mayDrawW).toBeLessThanOrEqual(1200)
  }
  expect(turns).toEqual([['CLK-0001/2'], ['CLK-0001/1'], ['CLK-0001/2'], ['CLK-0001/1']])
  const { body } = await system.api<{ items: { kind: string; connectorId: number; detail: object }[] }>(
    '/chargers/CLK-0001/history',
  )
  const shares = body.items.filter(({ kind }) => kind === 'PowerShare')
  expect(shares.slice(0, 2)).toMatchObject([
    { connectorId: 2, detail: { limitW: 0, wasW: 1200 } },
    { connectorId: 1, detail: { limitW: 1200, wasW: 0 } },
  ])
  const { body: charger } = await system.api<{ connectors: { allowedW: number | null }[] }>(
    '/chargers/CLK-0001',
  )
  expect(charger.connectors.map(({ allowedW }) => allowedW)).toEqual([1200, 0])
})

test('vehicles that are seen to draw little charge together', async () => {
  await setBudget({ limitW: 1200 })
  await settle()
  const a = await begin(first, 1)
  const b = await begin(first, 2)
  for (let passed = 0; passed < 20; passed += 1) {
    await draws(first, 1, a, (await on()).includes('CLK-0001/1') ? 500 : 0)
    await draws(first, 2, b, (await on()).includes('CLK-0001/2') ? 480 : 0)
    await pass(1, second)
  }
  expect(await on()).toEqual(['CLK-0001/1', 'CLK-0001/2'])
  const { sockets } = await shown()
  expect(sockets.map(({ limitW, needW }) => [limitW, needW])).toEqual([
    [550, 550],
    [530, 530],
  ])
})

test('a vehicle that wants more than there is waits, and is tried again when it has waited long', async () => {
  await setBudget({ limitW: 1000 })
  await settle()
  await begin(first, 1)
  expect((await shown()).sockets).toMatchObject([{ limitW: 1000, needW: null }])
  await first.call('StatusNotification', { connectorId: 1, status: 'SuspendedEVSE', errorCode: 'NoError' })
  await pass(4, first, second)
  expect((await shown()).sockets).toMatchObject([{ limitW: 0, needW: 1200 }])
  await pass(50, first, second)
  expect(await on()).toEqual([])
  await pass(12, first, second)
  const { body } = await system.api<{ items: { kind: string; detail: object }[] }>(
    '/chargers/CLK-0001/history',
  )
  const shares = body.items.filter(({ kind }) => kind === 'PowerShare').map(({ detail }) => detail)
  expect(shares).toContainEqual(expect.objectContaining({ limitW: 1000, wasW: 0 }))
})

test('a post that is away keeps its part, and what it was lent until that has run out', async () => {
  await setBudget({ limitW: 2400 })
  await settle()
  await begin(first, 1)
  await begin(first, 2)
  expect(await shown()).toMatchObject({ mayDrawW: 2400, chargers: [{ mayDrawW: 2400 }, { mayDrawW: 0 }] })
  first.pair.right.close()
  await settle()
  await begin(second, 1)
  await system.clock.advance(5000)
  // The first may draw all of it for ten minutes yet: nothing is left for the second.
  expect(await on()).not.toContain('CLK-0002/1')
  await pass(11, second)
  expect(await shown()).toMatchObject({
    mayDrawW: 2400,
    chargers: [{ isWithinReach: false, mayDrawW: 1200 }, { mayDrawW: 1200 }],
  })
  expect(await on()).toContain('CLK-0002/1')
})

test('while we are there leases are renewed in time, and they end by themselves when we are not', async () => {
  await setBudget({ limitW: 2400 })
  await settle()
  await begin(first, 1)
  await begin(first, 2)
  first.asked.splice(0)
  await pass(60, first, second)
  const leases = first.asked
    .filter(([action]) => action === 'SetChargingProfile')
    .map(([, payload]) => payload as Profile)
    .filter(({ csChargingProfiles }) => csChargingProfiles.chargingProfilePurpose === 'ChargePointMaxProfile')
    .map(({ csChargingProfiles }) => Date.parse(csChargingProfiles.validTo ?? ''))
  expect(leases.length).toBeGreaterThanOrEqual(11)
  expect(leases.length).toBeLessThanOrEqual(14)
  const last = leases.at(-1) ?? 0
  expect(last - system.clock.wallMs()).toBeGreaterThan(0)
  expect(last - system.clock.wallMs()).toBeLessThanOrEqual(10 * minute)
})

test('a charger that takes no charging profiles counts with all its sockets, and is shown', async () => {
  second.answerWith(() => ({ status: 'NotSupported' }))
  await setBudget({ limitW: 3000 })
  await system.clock.advance(10_000)
  expect(await shown()).toMatchObject({
    mayDrawW: 3000,
    chargers: [
      { safeW: 600, problem: null },
      { isWithinReach: false, mayDrawW: 2400, problem: 'The charger answered NotSupported.' },
    ],
  })
  await setBudget({ limitW: 2000 })
  await system.clock.advance(10_000)
  expect(await shown()).toMatchObject({ isOver: true, chargers: [{ safeW: 0 }, {}] })
})

test('a charger that refuses a share is asked ever more seldom, and the others are not kept waiting', async () => {
  await setBudget({ limitW: 4800 })
  await settle()
  first.answerWith((action, payload) => {
    const { csChargingProfiles } = payload as Partial<Profile>
    const isShare = csChargingProfiles?.chargingProfilePurpose === 'TxProfile'
    return action === 'SetChargingProfile' && isShare ? { status: 'Rejected' } : { status: 'Accepted' }
  })
  await begin(first, 1)
  first.asked.splice(0)
  await pass(60, first, second)
  expect(first.asked.length).toBeLessThan(80)
  second.asked.splice(0)
  await begin(second, 1)
  expect(told(second)).toContain('TxProfile 1: 1200 W for a time')
  expect((await shown()).chargers).toMatchObject([
    { problem: 'The charger answered Rejected.' },
    { problem: null },
  ])
})

test('one that boots is told again: it may have forgotten', async () => {
  await setBudget({ limitW: 2000 })
  await settle()
  told(first)
  await system.clock.advance(minute)
  await first.call('BootNotification', { chargePointVendor: 'Colok', chargePointModel: 'Reference' })
  await settle()
  expect(told(first)).toEqual(['ChargePointMaxProfile 0: 1000 W'])
})

test('by priority the socket that counts most charges, and a smaller budget holds at once', async () => {
  const { body } = await system.api<Record<string, unknown>>('/chargers/CLK-0001')
  const connectors = [1, 2].map((connectorId) => ({
    connectorId,
    voltageV: 220,
    maxPowerW: 1200,
    priority: connectorId,
  }))
  await system.api('/chargers/CLK-0001', {
    method: 'PUT',
    body: { site: 'sangeh-monkey-forest', name: body.name, connectors },
  })
  await setBudget({ limitW: 2400, sharing: 'priority', minOnS: 10 })
  await settle()
  await begin(first, 1)
  await begin(first, 2)
  expect(await on()).toEqual(['CLK-0001/1', 'CLK-0001/2'])
  await setBudget({ limitW: 1300, sharing: 'priority', minOnS: 10 })
  await settle()
  expect(await on()).toEqual(['CLK-0001/2'])
  await setBudget({ limitW: 0, sharing: 'priority' })
  await settle()
  expect(await on()).toEqual([])
  expect((await shown()).mayDrawW).toBe(0)
})

test('what chargers keep to is asked for, and a difference is told', async () => {
  await setBudget({ limitW: 1200 })
  await settle()
  await begin(first, 1)
  const schedule = (limit: number) => () => ({
    status: 'Accepted',
    connectorId: 1,
    scheduleStart: now(),
    chargingSchedule: { chargingRateUnit: 'W', chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
  })
  first.answerWith(schedule(1200))
  const check = () => system.api(`${path}/check`, { method: 'POST' })
  expect((await check()).body).toMatchObject({ agrees: true, items: [{ expectedW: 1200, toldW: 1200 }] })
  first.answerWith(schedule(2000))
  expect((await check()).body).toMatchObject({ agrees: false, items: [{ toldW: 2000, agrees: false }] })
})

test('without a budget the profiles are taken away again, also from one that was not there', async () => {
  await setBudget({ limitW: 1200 })
  await settle()
  await begin(first, 1)
  second.pair.right.close()
  await settle()
  expect((await system.api(path, { method: 'DELETE' })).status).toBe(200)
  await settle()
  const cleared = (charger: VirtualCharger) =>
    charger.asked.filter(([action]) => action === 'ClearChargingProfile').length
  expect(cleared(first)).toBe(5)
  const back = await connectVirtualCharger(system, 'CLK-0002')
  await system.clock.advance(minute)
  expect(cleared(back)).toBe(5)
  expect((await system.api(path)).status).toBe(404)
  await system.clock.stride(10 * minute, minute)
  expect(cleared(first)).toBe(5)
  const { body } = await system.api<{ items: { action: string; detail: object }[] }>(
    '/activity?subject=site:sangeh-monkey-forest',
  )
  expect(body.items).toContainEqual(
    expect.objectContaining({ action: 'powerBudget.removed', detail: expect.anything() }),
  )
})

test('a budget that makes no sense, or of a site that is not there, is refused', async () => {
  expect((await setBudget({ limitW: -1 })).status).toBe(400)
  expect((await setBudget({ limitW: 1000, turnS: 60, minOnS: 300 })).body).toMatchObject({
    errors: [{ path: 'turnS' }],
  })
  const nowhere = await system.api('/sites/nowhere/power-budget', { method: 'PUT', body: { limitW: 1000 } })
  expect(nowhere.status).toBe(404)
  expect((await system.api(path)).status).toBe(404)
  expect((await system.api(`${path}/check`, { method: 'POST' })).status).toBe(404)
})
