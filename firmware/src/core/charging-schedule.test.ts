import type { ChargingProfile } from '@colok/shared/ocpp/types'
import { toIso } from '@colok/shared/time'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ChargingProfiles, installProfile, noProfiles } from './charging-profiles.ts'
import { connectorLimit, stationLimit } from './charging-schedule.ts'
import { compositeSchedule } from './composite-schedule.ts'

const noon = Date.UTC(2026, 10, 23, 12)
const second = 1000
const day = 86_400 * second
const voltageV = 220
const rating = { maxPowerW: 3_500, voltageV }
const bounds = {
  connectors: 2,
  maxStackLevel: 10,
  maxPeriods: 24,
  maxInstalled: 50,
  units: ['A', 'W'],
} as const

interface Given {
  readonly connectorId: number
  readonly profile: ChargingProfile
  readonly receivedAt: number
}

/**
 * The oracle: what the specification says for one connector at one moment, straight from the messages, with nothing
 * remembered and nothing clever. In tenths of a watt; `undefined` is no limit.
 */
function allowed(given: readonly Given[], connectorId: number, startedAt: number, at: number) {
  let best: { level: number; own: number; tenths: number } | undefined
  for (const wanted of ['TxProfile', 'TxDefaultProfile'] as const) {
    for (const each of given) {
      const reaches = each.connectorId === connectorId || each.connectorId === 0
      if (each.profile.chargingProfilePurpose !== wanted || !reaches) continue
      const tenths = sayOf(each, startedAt, at)
      const rank = { level: each.profile.stackLevel, own: each.connectorId }
      const wins =
        best === undefined || rank.level > best.level || (rank.level === best.level && rank.own > best.own)
      if (tenths !== undefined && wins) best = { ...rank, tenths }
    }
    if (best !== undefined) return best.tenths
  }
  return undefined
}

function allowedStation(given: readonly Given[], at: number) {
  const speaking = given
    .filter(({ profile }) => profile.chargingProfilePurpose === 'ChargePointMaxProfile')
    .map((each) => ({ level: each.profile.stackLevel, tenths: sayOf(each, each.receivedAt, at) }))
    .filter(({ tenths }) => tenths !== undefined)
    .sort((one, other) => other.level - one.level)
  return speaking[0]?.tenths
}

function sayOf({ profile }: Given, relativeTo: number, at: number): number | undefined {
  const { chargingSchedule: schedule, chargingProfileKind: kind, recurrencyKind } = profile
  if (profile.validFrom !== undefined && at < Date.parse(profile.validFrom)) return undefined
  if (profile.validTo !== undefined && at >= Date.parse(profile.validTo)) return undefined
  const isRelative = kind === 'Relative' || schedule.startSchedule === undefined
  let begin = isRelative ? relativeTo : Date.parse(schedule.startSchedule ?? '')
  const every = recurrencyKind === 'Weekly' ? 7 * day : day
  if (kind === 'Recurring') while (begin + every <= at) begin += every
  if (at < begin) return undefined
  if (schedule.duration !== undefined && at >= begin + schedule.duration * second) return undefined
  let limit: number | undefined
  for (const period of schedule.chargingSchedulePeriod)
    if (at >= begin + period.startPeriod * second) limit = period.limit
  if (limit === undefined) return undefined
  return Math.round(limit * 10) * (schedule.chargingRateUnit === 'A' ? voltageV : 1)
}

const windowS = 200
const instant = fc.integer({ min: -150, max: 250 }).map((offsetS) => noon + offsetS * second)
const rate = fc.integer({ min: 0, max: 320 }).map((tenths) => tenths / 10)
const periods = fc
  .uniqueArray(fc.integer({ min: 1, max: 150 }), { maxLength: 4 })
  .chain((starts) =>
    fc.tuple(
      ...[0, ...starts.sort((one, other) => one - other)].map((startPeriod) =>
        rate.map((limit) => ({ startPeriod, limit })),
      ),
    ),
  )
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

const profile: fc.Arbitrary<ChargingProfile> = fc
  .record({
    chargingProfileId: fc.integer({ min: 1, max: 8 }),
    stackLevel: fc.integer({ min: 0, max: 3 }),
    chargingProfilePurpose: fc.constantFrom('ChargePointMaxProfile', 'TxDefaultProfile', 'TxProfile'),
    kind: fc.constantFrom(
      { chargingProfileKind: 'Absolute' },
      { chargingProfileKind: 'Relative' },
      { chargingProfileKind: 'Recurring', recurrencyKind: 'Daily' },
      { chargingProfileKind: 'Recurring', recurrencyKind: 'Weekly' },
    ),
    validFrom: maybe(instant),
    validTo: maybe(instant),
    startAt: maybe(instant),
    daysAgo: fc.integer({ min: 0, max: 15 }),
    duration: maybe(fc.integer({ min: 1, max: 200 })),
    chargingRateUnit: fc.constantFrom('A', 'W'),
    chargingSchedulePeriod: periods,
  })
  .map(
    ({
      kind,
      validFrom,
      validTo,
      startAt,
      daysAgo,
      duration,
      chargingRateUnit,
      chargingSchedulePeriod,
      ...rest
    }) => {
      const isRecurring = kind.chargingProfileKind === 'Recurring'
      const startSchedule = isRecurring ? (startAt ?? noon) - daysAgo * day : startAt
      const text = (name: string, value: number | undefined) =>
        value === undefined ? {} : { [name]: toIso(value) }
      return {
        ...rest,
        ...kind,
        ...text('validFrom', validFrom),
        ...text('validTo', validTo),
        chargingSchedule: {
          ...text('startSchedule', startSchedule),
          ...(duration === undefined ? {} : { duration }),
          chargingRateUnit,
          chargingSchedulePeriod,
        },
      } as ChargingProfile
    },
  )

/** What arrived while connector 1 had a transaction, and what was installed of it, by our code and by the rules. */
const installed = fc
  .array(fc.record({ connectorId: fc.constantFrom(0, 1, 2), profile, receivedAt: instant }), {
    maxLength: 10,
  })
  .map((arrivals) => {
    let profiles: ChargingProfiles = noProfiles
    let given: readonly Given[] = []
    for (const each of arrivals) {
      const request = { connectorId: each.connectorId, csChargingProfiles: each.profile }
      const transaction = each.connectorId === 1 ? { transactionId: 7 } : null
      const result = installProfile(profiles, request, { bounds, now: noon - day, transaction })
      if (result.kind === 'refused') continue
      profiles = result.profiles
      const replaces = (old: Given) =>
        old.profile.chargingProfileId === each.profile.chargingProfileId ||
        (old.connectorId === each.connectorId &&
          old.profile.chargingProfilePurpose === each.profile.chargingProfilePurpose &&
          old.profile.stackLevel === each.profile.stackLevel)
      given = [...given.filter((old) => !replaces(old)), { ...each, receivedAt: noon - day }]
    }
    return { profiles, given }
  })

describe('against an oracle that asks second by second', () => {
  const startedAt = fc.integer({ min: -100, max: 0 }).map((offsetS) => noon + offsetS * second)

  test('the limit of a connector and of the station', () => {
    fc.assert(
      fc.property(installed, startedAt, instant, ({ profiles, given }, started, at) => {
        const moment = { at, calendar: 'known' } as const
        for (const connectorId of [1, 2]) {
          const limit = connectorLimit(profiles, { connectorId, startedAt: started }, moment)
          expect(inWatt(limit)).toBe(allowed(given, connectorId, started, at))
        }
        expect(inWatt(stationLimit(profiles, moment, voltageV))).toBe(allowedStation(given, at))
      }),
      { numRuns: 400 },
    )
  })

  test('the composite schedule of a connector, in its own whole seconds and merged', () => {
    fc.assert(
      fc.property(
        installed,
        startedAt,
        fc.constantFrom('A', 'W'),
        fc.constantFrom(0, 1, 2),
        ({ profiles, given }, started, unit, connectorId) => {
          const schedule = compositeSchedule(
            profiles,
            {
              connectorId,
              connectors: [1, 2].map((id) => ({ connectorId: id, startedAt: started })),
              from: noon,
              durationS: windowS,
              unit,
              maxPeriods: 1_000,
            },
            rating,
          )
          const asked = connectorId === 0 ? [1, 2] : [connectorId]
          const told = (atS: number) =>
            schedule.chargingSchedulePeriod.findLast(({ startPeriod }) => startPeriod <= atS)?.limit
          for (let atS = 0; atS < windowS; atS += 1) {
            const at = noon + atS * second
            const own = asked.map((id) => allowed(given, id, started, at))
            const station = allowedStation(given, at)
            const sum = own.reduce<number>((total, each) => total + (each ?? rating.maxPowerW * 10), 0)
            const silent = own.every((each) => each === undefined)
            const tenths = station === undefined ? sum : silent ? station : Math.min(sum, station)
            expect(told(atS)).toBe((unit === 'W' ? tenths : Math.floor(tenths / voltageV)) / 10)
          }
          expect(schedule.duration).toBe(windowS)
          const limits = schedule.chargingSchedulePeriod.map(({ limit }) => limit)
          expect(limits.every((limit, index) => limit !== limits[index - 1])).toBe(true)
        },
      ),
      { numRuns: 200 },
    )
  })
})

function inWatt(limit: ReturnType<typeof connectorLimit>): number | undefined {
  if (limit === null) return undefined
  return limit.tenths * (limit.unit === 'A' ? voltageV : 1)
}

/** A profile in amperes that begins at noon, as the OCA's cases have them. */
function plan(change: {
  id?: number
  purpose?: ChargingProfile['chargingProfilePurpose']
  level?: number
  duration?: number
  steps: readonly (readonly [number, number])[]
}): ChargingProfile {
  const { id = 1, purpose = 'TxDefaultProfile', level = 0, duration, steps } = change
  return {
    chargingProfileId: id,
    stackLevel: level,
    chargingProfilePurpose: purpose,
    chargingProfileKind: 'Absolute',
    chargingSchedule: {
      startSchedule: toIso(noon),
      ...(duration === undefined ? {} : { duration }),
      chargingRateUnit: 'A',
      chargingSchedulePeriod: steps.map(([startPeriod, limit]) => ({ startPeriod, limit })),
    },
  }
}

function install(...requests: readonly (readonly [number, ChargingProfile])[]): ChargingProfiles {
  return requests.reduce((profiles, [connectorId, csChargingProfiles]) => {
    const context = { bounds, now: noon, transaction: { transactionId: 7 } }
    const result = installProfile(profiles, { connectorId, csChargingProfiles }, context)
    if (result.kind === 'refused') throw new Error(result.problem)
    return result.profiles
  }, noProfiles)
}

function stepsOf(profiles: ChargingProfiles, durationS: number, maxPeriods = 24) {
  const schedule = compositeSchedule(
    profiles,
    {
      connectorId: 1,
      connectors: [{ connectorId: 1, startedAt: noon }],
      from: noon + 300,
      durationS,
      unit: 'A',
      maxPeriods,
    },
    rating,
  )
  const steps = schedule.chargingSchedulePeriod.map(({ startPeriod, limit }) => [startPeriod, limit])
  return { steps, duration: schedule.duration, startSchedule: schedule.startSchedule }
}

describe('the composite schedule', () => {
  test('of the station, a default and a transaction (TC_066)', () => {
    const profiles = install(
      [0, plan({ id: 1, purpose: 'ChargePointMaxProfile', duration: 86_400, steps: [[0, 10]] })],
      [
        1,
        plan({
          id: 2,
          duration: 300,
          steps: [
            [0, 6],
            [60, 10],
            [120, 8],
            [180, 25],
            [260, 8],
          ],
        }),
      ],
      [
        1,
        plan({
          id: 3,
          purpose: 'TxProfile',
          duration: 260,
          steps: [
            [0, 8],
            [50, 11],
            [140, 16],
            [200, 6],
            [240, 12],
          ],
        }),
      ],
    )
    expect(stepsOf(profiles, 400)).toEqual({
      steps: [
        [0, 8],
        [50, 10],
        [200, 6],
        [240, 10],
        [260, 8],
        [300, 10],
      ],
      duration: 400,
      startSchedule: toIso(noon),
    })
  })

  test('falls back to a lower stack level where a higher one is over (TC_072)', () => {
    const profiles = install(
      [
        1,
        plan({
          id: 1,
          duration: 400,
          steps: [
            [0, 6],
            [50, 5],
            [100, 8],
            [200, 10],
          ],
        }),
      ],
      [
        1,
        plan({
          id: 2,
          level: 1,
          duration: 150,
          steps: [
            [0, 7],
            [100, 9],
          ],
        }),
      ],
    )
    expect(stepsOf(profiles, 350).steps).toEqual([
      [0, 7],
      [100, 9],
      [150, 8],
      [200, 10],
    ])
  })

  test('takes the default of the connector before that of connector 0 on the same level, and the higher level first', () => {
    const ownFirst = install([1, plan({ id: 1, steps: [[0, 9]] })], [0, plan({ id: 2, steps: [[0, 7]] })])
    expect(stepsOf(ownFirst, 60).steps).toEqual([[0, 9]])
    const higherFirst = install(
      [1, plan({ id: 1, steps: [[0, 9]] })],
      [0, plan({ id: 2, level: 1, steps: [[0, 7]] })],
    )
    expect(stepsOf(higherFirst, 60).steps).toEqual([[0, 7]])
  })

  test('is the rating of the socket where nothing is set', () => {
    expect(stepsOf(noProfiles, 60).steps).toEqual([[0, 15.9]])
  })

  test('says how far it goes when there are more periods than it may have', () => {
    const profiles = install([
      1,
      plan({
        steps: [
          [0, 6],
          [10, 7],
          [20, 8],
          [30, 9],
        ],
      }),
    ])
    expect(stepsOf(profiles, 100, 2)).toMatchObject({
      steps: [
        [0, 6],
        [10, 7],
      ],
      duration: 20,
    })
  })

  test('stays short for a question of many years', () => {
    const hourly = Array.from({ length: 24 }, (_, hour) => [hour * 3600, 6 + (hour % 2)] as const)
    const daily: ChargingProfile = {
      ...plan({ steps: hourly }),
      chargingProfileKind: 'Recurring',
      recurrencyKind: 'Daily',
    }
    const { steps, duration } = stepsOf(install([1, daily]), 2_147_483_647)
    expect([steps.length, duration]).toEqual([24, 24 * 3600])
  })
})

test('a schedule that begins anew each hour without changing anything is told as far as it was followed', () => {
  const hourly = Array.from({ length: 24 }, (_, hour) => [hour * 3600, 6] as const)
  const daily: ChargingProfile = {
    ...plan({ steps: hourly }),
    chargingProfileKind: 'Recurring',
    recurrencyKind: 'Daily',
  }
  const { steps, duration = 0 } = stepsOf(install([1, daily]), 2_147_483_647)
  expect(steps).toEqual([[0, 6]])
  expect(duration).toBeGreaterThan(7 * 86_400)
  expect(duration).toBeLessThan(365 * 86_400)
})

describe('before the clock is set', () => {
  const moment = { at: 90_000, calendar: 'unknown' } as const

  test('the lowest limit of the station holds, whenever it was meant for', () => {
    const profiles = install([
      0,
      plan({
        purpose: 'ChargePointMaxProfile',
        duration: 60,
        steps: [
          [0, 9],
          [30, 4],
        ],
      }),
    ])
    expect(stationLimit(profiles, moment, voltageV)).toMatchObject({ unit: 'A', tenths: 40 })
  })

  test('a session is limited by what counts from its start, not by what the calendar decides', () => {
    const relative = {
      ...plan({
        id: 2,
        steps: [
          [0, 9],
          [30, 5],
        ],
      }),
      chargingProfileKind: 'Relative',
    } as const
    const profiles = install([0, plan({ level: 1, steps: [[0, 3]] })], [0, relative])
    expect(connectorLimit(profiles, { connectorId: 1, startedAt: 60_000 }, moment)).toMatchObject({
      tenths: 50,
    })
    expect(connectorLimit(profiles, { connectorId: 1, startedAt: 80_000 }, moment)).toMatchObject({
      tenths: 90,
    })
  })
})
