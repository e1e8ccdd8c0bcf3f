import type { Request } from '@colok/shared/ocpp/registry'
import { toIso } from '@colok/shared/time'
import { expect, test } from 'vitest'
import { ChargerBench } from '../testing/charger-bench.ts'

type Profile = Request<'SetChargingProfile'>['csChargingProfiles']

/** A limit in watts that holds from now on, or by steps of seconds. */
function limitOf(limitW: number | readonly (readonly [startS: number, limitW: number])[]) {
  const steps = typeof limitW === 'number' ? [[0, limitW] as const] : limitW
  return {
    chargingProfileId: 1,
    stackLevel: 0,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Relative',
    chargingSchedule: {
      chargingRateUnit: 'W',
      chargingSchedulePeriod: steps.map(([startPeriod, limit]) => ({ startPeriod, limit })),
    },
  } satisfies Profile
}

const set = (bench: ChargerBench, profile: Profile, connectorId = 1) =>
  bench.confirmation('SetChargingProfile', { connectorId, csChargingProfiles: profile })

test('a limit below its draw holds a session back, and lets it on again once it rises', async () => {
  const bench = await ChargerBench.start()
  await bench.startSession()
  await bench.advance(60_000)
  expect(
    await set(
      bench,
      limitOf([
        [0, 500],
        [600, 1_500],
      ]),
    ),
  ).toEqual({ status: 'Accepted' })
  await bench.advance(10_000)
  expect(bench.isClosed()).toBe(false)
  expect(bench.central.statuses(1).at(-1)).toBe('SuspendedEVSE')
  expect(bench.lcd[0]).toContain('DIJEDA')
  expect(bench.central.sent('StopTransaction')).toEqual([])
  await bench.advance(600_000)
  expect(bench.isClosed()).toBe(true)
  expect(bench.central.statuses(1).at(-1)).toBe('Charging')
  await bench.tap()
  const [stop] = bench.central.sent('StopTransaction')
  // One minute before, some seconds until it was held back, and 70 s afterwards, at 20 Wh a minute.
  expect(stop!.meterStop).toBeGreaterThanOrEqual(40)
  expect(stop!.meterStop).toBeLessThanOrEqual(50)
})

test('held back for an hour, a battery is not taken for full', async () => {
  const bench = await ChargerBench.start({ config: { stopWhenFullS: 60 } })
  await bench.startSession()
  await bench.advance(60_000)
  await set(bench, limitOf(0))
  await bench.advance(3_600_000)
  expect(bench.central.statuses(1).at(-1)).toBe('SuspendedEVSE')
  expect(bench.charger.state.connectors[0]!.activity.kind).toBe('charging')
  expect(await bench.confirmation('ClearChargingProfile', { id: 1 })).toEqual({ status: 'Accepted' })
  await bench.advance(2_000)
  expect(bench.isClosed()).toBe(true)
})

test('a limit of nothing holds before the first watt', async () => {
  const bench = await ChargerBench.start()
  await set(bench, limitOf(0))
  await bench.startSession()
  await bench.advance(60_000)
  expect(bench.devices.meters[0]!.energyMwh).toBe(0)
  expect(bench.central.statuses(1).at(-1)).toBe('SuspendedEVSE')
})

test('the limit of the station leaves energy to as many sockets as it bears', async () => {
  const bench = await ChargerBench.start({ connectors: 2 })
  await set(bench, { ...limitOf(1_300), chargingProfilePurpose: 'ChargePointMaxProfile' }, 0)
  await bench.startSession(1)
  await bench.startSession(2, 'OTHER')
  await bench.advance(120_000)
  expect([bench.isClosed(1), bench.isClosed(2)]).toEqual([true, false])
  await bench.tap()
  await bench.plugOut(1)
  await bench.advance(120_000)
  expect([bench.isClosed(1), bench.isClosed(2)]).toEqual([false, true])
})

test('standing profiles outlive a power cut, those of a transaction do not', async () => {
  const bench = await ChargerBench.start()
  await set(bench, limitOf(0))
  await bench.startSession()
  expect(
    await set(bench, { ...limitOf(9_000), chargingProfilePurpose: 'TxProfile', chargingProfileId: 2 }),
  ).toEqual({
    status: 'Accepted',
  })
  await bench.advance(2_000)
  expect(bench.isClosed()).toBe(true)
  bench.cutPower()
  bench.powerOn()
  await bench.advance(5_000)
  expect(bench.charger.state.chargingProfiles).toHaveLength(1)
  await bench.plugOut()
  await bench.startSession()
  await bench.advance(5_000)
  expect(bench.isClosed()).toBe(false)
})

test('a remote start runs under the profile that came along, wherever the plug goes in (TC_059)', async () => {
  const bench = await ChargerBench.start({ connectors: 2 })
  const chargingProfile = { ...limitOf(0), chargingProfilePurpose: 'TxProfile' as const }
  expect(await bench.confirmation('RemoteStartTransaction', { idTag: 'R', chargingProfile })).toEqual({
    status: 'Accepted',
  })
  await bench.plugIn(2)
  await bench.advance(1_000)
  expect(bench.central.statuses(2).at(-1)).toBe('SuspendedEVSE')
  expect(bench.isClosed(2)).toBe(false)
  await bench.confirmation('RemoteStopTransaction', { transactionId: 1_000 })
  await bench.advance(5_000)
  expect(bench.charger.state.transactionProfiles).toEqual([])
})

test('a remote start whose profile cannot be had is rejected (TC_060)', async () => {
  const bench = await ChargerBench.start()
  await bench.plugIn()
  expect(
    await bench.confirmation('RemoteStartTransaction', { idTag: 'R', chargingProfile: limitOf(0) }),
  ).toEqual({ status: 'Rejected' })
  expect(bench.isClosed()).toBe(false)
})

test('what cannot be is rejected: no transaction, a strange one, no such connector (TC_058)', async () => {
  const bench = await ChargerBench.start()
  const ofTransaction = { ...limitOf(1_000), chargingProfilePurpose: 'TxProfile' as const }
  expect(await set(bench, ofTransaction)).toEqual({ status: 'Rejected' })
  await bench.startSession()
  expect(await set(bench, { ...ofTransaction, transactionId: 77 })).toEqual({ status: 'Rejected' })
  expect(await set(bench, { ...ofTransaction, transactionId: 1_000 })).toEqual({ status: 'Accepted' })
  expect(await set(bench, limitOf(1), 9)).toEqual({ status: 'Rejected' })
})

test('GetCompositeSchedule tells the limits from now on, in the unit that is asked for (TC_066)', async () => {
  const bench = await ChargerBench.start()
  await bench.startSession()
  await bench.advance(60_000)
  await set(
    bench,
    limitOf([
      [0, 2_200],
      [120, 1_100],
    ]),
  )
  const asked = { connectorId: 1, duration: 300, chargingRateUnit: 'A' } as const
  const answer = await bench.confirmation('GetCompositeSchedule', asked)
  expect(answer).toMatchObject({ status: 'Accepted', connectorId: 1 })
  expect(answer.chargingSchedule).toMatchObject({ chargingRateUnit: 'A', duration: 300 })
  expect(answer.chargingSchedule!.chargingSchedulePeriod.map(({ limit }) => limit)).toEqual([10, 5])
  expect(Date.parse(answer.scheduleStart!)).toBeLessThanOrEqual(Date.parse(toIso(bench.clock.wallMs())))
  expect(await bench.confirmation('GetCompositeSchedule', { ...asked, connectorId: 9 })).toEqual({
    status: 'Rejected',
  })
})
