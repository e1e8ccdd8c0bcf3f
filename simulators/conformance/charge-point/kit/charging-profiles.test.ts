import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { expect, test } from 'vitest'
import type { Bench } from './bench.ts'
import { Planner, type Step } from './charging-profiles.ts'

const steps: readonly Step[] = [
  [0, 6],
  [60, 10],
  [120, 8],
]

test('takes a composite schedule with the same limits, however it is cut and dated', async () => {
  const bench = charger('Current', (startMs) => ({
    scheduleStart: iso(startMs + 2_000),
    // Begun two seconds later, and one period told twice.
    chargingSchedulePeriod: [
      { startPeriod: 0, limit: 6 },
      { startPeriod: 20, limit: 6 },
      { startPeriod: 58, limit: 10 },
      { startPeriod: 118, limit: 8 },
    ],
  }))
  const planner = await Planner.for(bench)
  await planner.requireSchedule(bench, steps, 300)
})

test.each([
  ['a limit is another', [6, 11, 8], [0, 60, 120]],
  ['a step comes late', [6, 10, 8], [0, 90, 120]],
  ['a step is missing', [6, 10], [0, 60]],
])('does not when %s', async (_, limits, starts) => {
  const bench = charger('Current', (startMs) => ({
    scheduleStart: iso(startMs),
    chargingSchedulePeriod: limits.map((limit, index) => ({ startPeriod: starts[index] ?? 0, limit })),
  }))
  const planner = await Planner.for(bench)
  await expect(planner.requireSchedule(bench, steps, 300)).rejects.toThrow(/the composite schedule allows/)
})

test('speaks of watts to a charger that takes only those', async () => {
  const planner = await Planner.for(
    charger('Power', () => ({ scheduleStart: '', chargingSchedulePeriod: [] })),
  )
  const { chargingSchedule } = planner.profile({ id: 1, purpose: 'TxDefaultProfile', durationS: 60, steps })
  expect(chargingSchedule.chargingRateUnit).toBe('W')
  expect(chargingSchedule.chargingSchedulePeriod[0]).toEqual({ startPeriod: 0, limit: 1_380 })
})

type Schedule = NonNullable<Confirmation<'GetCompositeSchedule'>['chargingSchedule']>

/** A charger that says this of its schedule, which began when the planner was made. */
function charger(
  unit: string,
  schedule: (startMs: number) => {
    scheduleStart: string
    chargingSchedulePeriod: Schedule['chargingSchedulePeriod']
  },
): Bench {
  const startMs = Math.floor(Date.now() / 1_000) * 1_000
  const { scheduleStart, chargingSchedulePeriod } = schedule(startMs)
  const answers = {
    GetConfiguration: (): Confirmation<'GetConfiguration'> => ({
      configurationKey: [{ key: 'ChargingScheduleAllowedChargingRateUnit', readonly: true, value: unit }],
    }),
    GetCompositeSchedule: ({
      connectorId,
      chargingRateUnit = 'A',
    }: Request<'GetCompositeSchedule'>): Confirmation<'GetCompositeSchedule'> => ({
      status: 'Accepted',
      connectorId,
      scheduleStart,
      chargingSchedule: { chargingRateUnit, chargingSchedulePeriod },
    }),
  }
  const call = async (action: keyof typeof answers, request: never) => answers[action](request)
  return { central: { call, callFor: call } } as unknown as Bench
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
