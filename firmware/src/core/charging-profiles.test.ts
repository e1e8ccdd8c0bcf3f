import type { ChargingProfile } from '@colok/shared/ocpp/types'
import { toIso } from '@colok/shared/time'
import { describe, expect, test } from 'vitest'
import {
  addProfile,
  type ChargingProfiles,
  clearProfiles,
  endTransactionProfiles,
  installedProfileSchema,
  installProfile,
  noProfiles,
  readRemoteStartProfile,
} from './charging-profiles.ts'

const now = Date.UTC(2026, 10, 23, 12)
const bounds = { connectors: 2, maxStackLevel: 3, maxPeriods: 3, maxInstalled: 4, units: ['A'] } as const

function profile(
  change: Partial<ChargingProfile> = {},
  schedule: Partial<ChargingProfile['chargingSchedule']> = {},
) {
  return {
    chargingProfileId: 1,
    stackLevel: 0,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Absolute',
    ...change,
    chargingSchedule: {
      chargingRateUnit: 'A',
      chargingSchedulePeriod: [{ startPeriod: 0, limit: 6.3 }],
      ...schedule,
    },
  } satisfies ChargingProfile
}

const station = { chargingProfilePurpose: 'ChargePointMaxProfile' } as const
const ofTransaction = { chargingProfilePurpose: 'TxProfile' } as const

function set(
  csChargingProfiles: ChargingProfile,
  {
    connectorId = 1,
    profiles = noProfiles,
    transactionId,
    at = now,
  }: { connectorId?: number; profiles?: ChargingProfiles; transactionId?: number | null; at?: number } = {},
) {
  const transaction = transactionId === undefined ? null : { transactionId }
  return installProfile(profiles, { connectorId, csChargingProfiles }, { bounds, now: at, transaction })
}

function mustSet(...args: Parameters<typeof set>): ChargingProfiles {
  const result = set(...args)
  if (result.kind === 'refused') throw new Error(result.problem)
  return result.profiles
}

function idsOf({ standing, transaction }: ChargingProfiles): number[] {
  return [...standing, ...transaction].map(({ chargingProfileId }) => chargingProfileId)
}

describe('SetChargingProfile is refused', () => {
  test.each([
    ['a connector that is not there', profile(), { connectorId: 3 }, /no connector 3/],
    ['a negative connector', profile(), { connectorId: -1 }, /no connector -1/],
    ['a station profile on a connector', profile(station), {}, /connector 0 only/],
    ['a TxProfile where nothing runs (TC_058_1)', profile(ofTransaction), {}, /no transaction runs/],
    [
      'a TxProfile on connector 0',
      profile(ofTransaction),
      { connectorId: 0 },
      /no transaction runs on connector 0/,
    ],
    [
      'a TxProfile for another transaction (TC_058_2)',
      profile({ ...ofTransaction, transactionId: 8 }),
      { transactionId: 7 },
      /transaction 8 does not run/,
    ],
    [
      'a TxProfile for a number that the transaction has not got yet',
      profile({ ...ofTransaction, transactionId: 8 }),
      { transactionId: null },
      /transaction 8 does not run/,
    ],
    ['too high a stack level', profile({ stackLevel: 4 }), {}, /stackLevel 4/],
    ['a negative stack level', profile({ stackLevel: -1 }), {}, /stackLevel -1/],
    ['a unit that is not taken', profile({}, { chargingRateUnit: 'W' }), {}, /limits in W/],
    ['no period', profile({}, { chargingSchedulePeriod: [] }), {}, /no period/],
    [
      'too many periods',
      profile({}, { chargingSchedulePeriod: [0, 1, 2, 3].map((startPeriod) => ({ startPeriod, limit: 6 })) }),
      {},
      /at most 3/,
    ],
    [
      'a first period that starts late',
      profile({}, { chargingSchedulePeriod: [{ startPeriod: 5, limit: 6 }] }),
      {},
      /does not start at 0/,
    ],
    [
      'periods out of order',
      profile({}, { chargingSchedulePeriod: [0, 9, 9].map((startPeriod) => ({ startPeriod, limit: 6 })) }),
      {},
      /do not follow/,
    ],
    [
      'a negative limit',
      profile({}, { chargingSchedulePeriod: [{ startPeriod: 0, limit: -1 }] }),
      {},
      /negative/,
    ],
    ['a negative minimum', profile({}, { minChargingRate: -0.1 }), {}, /negative/],
    [
      'four phases',
      profile({}, { chargingSchedulePeriod: [{ startPeriod: 0, limit: 6, numberPhases: 4 }] }),
      {},
      /4 phases/,
    ],
    ['no duration at all', profile({}, { duration: 0 }), {}, /duration of 0/],
    [
      'a recurrence of nothing',
      profile({ chargingProfileKind: 'Recurring' }),
      {},
      /recurrencyKind and startSchedule/,
    ],
    [
      'a recurrence without a beginning',
      profile({ chargingProfileKind: 'Recurring', recurrencyKind: 'Daily' }),
      {},
      /recurrencyKind and startSchedule/,
    ],
    [
      'a validity that ends before it begins',
      profile({ validFrom: toIso(now + 1_000), validTo: toIso(now) }),
      {},
      /validTo/,
    ],
  ])('%s', (_, csChargingProfiles, options, problem) => {
    expect(set(csChargingProfiles, options)).toEqual({
      kind: 'refused',
      problem: expect.stringMatching(problem),
    })
  })

  test('what would be one too many, unless it replaces another', () => {
    const levels = [0, 1, 2, 3]
    const full = levels.reduce(
      (profiles, stackLevel) => mustSet(profile({ chargingProfileId: stackLevel, stackLevel }), { profiles }),
      noProfiles,
    )
    expect(set(profile({ chargingProfileId: 9 }), { profiles: full, connectorId: 2 })).toMatchObject({
      kind: 'refused',
      problem: expect.stringMatching(/no more/),
    })
    expect(idsOf(mustSet(profile({ chargingProfileId: 9, stackLevel: 3 }), { profiles: full }))).toEqual([
      0, 1, 2, 9,
    ])
  })
})

describe('SetChargingProfile', () => {
  test('keeps rates as whole tenths, and survives being stored', () => {
    const [kept] = mustSet(profile({}, { minChargingRate: 0.3, duration: 90 })).standing
    expect(kept).toMatchObject({
      minTenths: 3,
      durationMs: 90_000,
      periods: [{ startMs: 0, limitTenths: 63 }],
    })
    expect(installedProfileSchema.parse(JSON.parse(JSON.stringify(kept)))).toEqual(kept)
  })

  test('takes a TxProfile without a transactionId for the transaction that runs', () => {
    const { standing, transaction } = mustSet(profile(ofTransaction), { transactionId: null })
    expect([standing, transaction.length]).toEqual([[], 1])
  })

  test('replaces the same id wherever it was, and the same purpose and level on the same connector', () => {
    const first = mustSet(profile({ chargingProfileId: 1 }))
    expect(
      mustSet(profile({ chargingProfileId: 1, stackLevel: 2 }), { profiles: first, connectorId: 2 }).standing,
    ).toMatchObject([{ connectorId: 2, stackLevel: 2 }])
    expect(idsOf(mustSet(profile({ chargingProfileId: 2 }), { profiles: first }))).toEqual([2])
    expect(idsOf(mustSet(profile({ chargingProfileId: 2 }), { profiles: first, connectorId: 2 }))).toEqual([
      1, 2,
    ])
  })

  test('leaves everything as it is when the same comes again: nothing to write', () => {
    const profiles = mustSet(profile({}, { startSchedule: toIso(now) }))
    expect(mustSet(profile({}, { startSchedule: toIso(now) }), { profiles, at: now + 1_000 })).toBe(profiles)
  })

  test('leaves the standing profiles unwritten when only a transaction is concerned', () => {
    const profiles = mustSet(profile({ chargingProfileId: 1 }))
    const more = mustSet(profile({ ...ofTransaction, chargingProfileId: 2 }), { profiles, transactionId: 7 })
    expect(more.standing).toBe(profiles.standing)
  })

  test('forgets what can never hold again', () => {
    const over = mustSet(profile({ chargingProfileId: 1, validTo: toIso(now + 1_000) }))
    const run = mustSet(
      profile({ chargingProfileId: 2, stackLevel: 1 }, { startSchedule: toIso(now), duration: 1 }),
      {
        profiles: over,
      },
    )
    expect(idsOf(run)).toEqual([1, 2])
    const later = mustSet(profile({ chargingProfileId: 3, stackLevel: 2 }), {
      profiles: run,
      at: now + 1_000,
    })
    expect(idsOf(later)).toEqual([3])
  })
})

describe('ClearChargingProfile', () => {
  const transactionId = 7
  const all = [
    [0, profile({ ...station, chargingProfileId: 1 })],
    [1, profile({ chargingProfileId: 2, stackLevel: 1 })],
    [2, profile({ chargingProfileId: 3, stackLevel: 1 })],
    [1, profile({ ...ofTransaction, chargingProfileId: 4 })],
  ] as const
  const profiles = all.reduce(
    (sum, [connectorId, each]) => mustSet(each, { profiles: sum, connectorId, transactionId }),
    noProfiles,
  )

  test.each([
    [{ id: 3 }, [1, 2, 4]],
    [{ id: 3, connectorId: 1 }, [1, 2, 4]],
    [{ connectorId: 0 }, [2, 3, 4]],
    [{ connectorId: 1 }, [1, 3]],
    [{ chargingProfilePurpose: 'TxProfile' as const }, [1, 2, 3]],
    [{ connectorId: 1, chargingProfilePurpose: 'TxDefaultProfile' as const, stackLevel: 1 }, [1, 3, 4]],
    [{ stackLevel: 1 }, [1, 4]],
    [{}, []],
  ])('by %j leaves %j', (request, left) => {
    const result = clearProfiles(profiles, request)
    expect([result.status, idsOf(result.profiles)]).toEqual(['Accepted', left])
  })

  test.each([{ id: 9 }, { connectorId: 2, stackLevel: 0 }])('by %j finds nothing', (request) => {
    expect(clearProfiles(profiles, request)).toEqual({ status: 'Unknown', profiles })
  })

  test('a transaction takes its own profiles along', () => {
    expect(idsOf(endTransactionProfiles(profiles, 1))).toEqual([1, 2, 3])
    expect(endTransactionProfiles(profiles, 2)).toBe(profiles)
  })
})

describe('a profile that comes with a remote start', () => {
  const context = { bounds, now, connectorId: 1 }

  test('is installed when the transaction starts, whatever number it names', () => {
    const read = readRemoteStartProfile(profile({ ...ofTransaction, transactionId: 3 }), context)
    if (read.kind === 'refused') throw new Error(read.problem)
    expect(addProfile(noProfiles, read.profile, bounds)).toMatchObject({
      kind: 'installed',
      profiles: { transaction: [{ connectorId: 1, start: { kind: 'transaction' } }] },
    })
  })

  test('must be a TxProfile (TC_060), and sound', () => {
    expect(readRemoteStartProfile(profile(), context)).toMatchObject({ kind: 'refused' })
    expect(
      readRemoteStartProfile(profile(ofTransaction, { chargingSchedulePeriod: [] }), context),
    ).toMatchObject({
      kind: 'refused',
    })
  })
})
