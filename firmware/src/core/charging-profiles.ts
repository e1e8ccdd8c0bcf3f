import { parseDateTime } from '@colok/shared/ocpp/date-time'
import type { Request } from '@colok/shared/ocpp/registry'
import type { ChargingProfile, ChargingSchedule } from '@colok/shared/ocpp/types'
import type { Instant } from '@colok/shared/time'
import { z } from 'zod'

/**
 * A charging profile as it is kept: times in milliseconds, rates in tenths of an ampere or a watt, which is the step of
 * OCPP's rates. The charger is single-phase, so a rate in amperes is that of its one phase, a rate in watts the whole,
 * and numberPhases changes neither.
 */
export const installedProfileSchema = z.strictObject({
  connectorId: z.int(),
  chargingProfileId: z.int(),
  stackLevel: z.int(),
  purpose: z.enum(['ChargePointMaxProfile', 'TxDefaultProfile', 'TxProfile']),
  start: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('at'), at: z.number() }),
    z.strictObject({ kind: z.literal('recurring'), at: z.number(), everyMs: z.number() }),
    /** Counts from the start of each transaction. */
    z.strictObject({ kind: z.literal('transaction') }),
  ]),
  validFrom: z.number().nullable(),
  validTo: z.number().nullable(),
  durationMs: z.number().nullable(),
  unit: z.enum(['A', 'W']),
  /** Below this the vehicle charges so badly that it had better wait. */
  minTenths: z.int(),
  /** The first starts at 0, each later than the one before; at least one. */
  periods: z.array(z.strictObject({ startMs: z.number(), limitTenths: z.int() })),
})
export type InstalledProfile = z.infer<typeof installedProfileSchema>

/**
 * All that is installed. Profiles of a transaction are apart: they die with it and so with the power, and central
 * systems that balance loads send them every minute, which must not wear out the flash.
 */
export interface ChargingProfiles {
  readonly standing: readonly InstalledProfile[]
  readonly transaction: readonly InstalledProfile[]
}
export const noProfiles: ChargingProfiles = { standing: [], transaction: [] }

/** What the configuration keys of smart charging say (OCPP 1.6 §9.4). */
export interface ProfileBounds {
  readonly connectors: number
  /** ChargeProfileMaxStackLevel */
  readonly maxStackLevel: number
  /** ChargingScheduleMaxPeriods */
  readonly maxPeriods: number
  /** MaxChargingProfilesInstalled */
  readonly maxInstalled: number
  /** ChargingScheduleAllowedChargingRateUnit */
  readonly units: readonly ChargingSchedule['chargingRateUnit'][]
}

export interface Refused {
  readonly kind: 'refused'
  /** For logs: which field, and what is wrong with it. */
  readonly problem: string
}

/**
 * Decides SetChargingProfile (OCPP 1.6 §5.16). What has the same chargingProfileId, or the same purpose and stack level
 * on the same connector, is replaced. Sending a profile again leaves `standing` the same array: nothing to write.
 *
 * @param context.transaction the one that runs on the connector of the request; its id is `null` until the central
 * system has given one
 */
export function installProfile(
  profiles: ChargingProfiles,
  { connectorId, csChargingProfiles }: Request<'SetChargingProfile'>,
  context: {
    readonly bounds: ProfileBounds
    readonly now: Instant
    readonly transaction: { readonly transactionId: number | null } | null
  },
): { readonly kind: 'installed'; readonly profiles: ChargingProfiles } | Refused {
  const { bounds, now, transaction } = context
  const { chargingProfilePurpose: purpose, transactionId } = csChargingProfiles
  if (connectorId < 0 || connectorId > bounds.connectors)
    return refused(`there is no connector ${connectorId}`)
  if (purpose === 'ChargePointMaxProfile' && connectorId !== 0)
    return refused('a ChargePointMaxProfile is set on connector 0 only')
  if (purpose === 'TxProfile') {
    if (transaction === null) return refused(`no transaction runs on connector ${connectorId}`)
    if (transactionId !== undefined && transactionId !== transaction.transactionId)
      return refused(`transaction ${transactionId} does not run on connector ${connectorId}`)
  }
  const read = readProfile(csChargingProfiles, { bounds, now, connectorId })
  if (read.kind === 'refused') return read
  return addProfile(withoutOver(profiles, now), read.profile, bounds)
}

/**
 * Reads the profile of a RemoteStartTransaction (OCPP 1.6 §5.11), which must be a TxProfile. Its transactionId, which
 * there should not be, is passed over: no transaction has a number yet. `addProfile` installs it when the transaction
 * starts.
 */
export function readRemoteStartProfile(
  profile: ChargingProfile,
  context: { readonly bounds: ProfileBounds; readonly now: Instant; readonly connectorId: number },
): { readonly kind: 'read'; readonly profile: InstalledProfile } | Refused {
  if (profile.chargingProfilePurpose !== 'TxProfile')
    return refused(`only a TxProfile starts with its transaction, not a ${profile.chargingProfilePurpose}`)
  return readProfile(profile, context)
}

/** Puts a profile among the others, in place of what it replaces. */
export function addProfile(
  profiles: ChargingProfiles,
  profile: InstalledProfile,
  bounds: Pick<ProfileBounds, 'maxInstalled'>,
): { readonly kind: 'installed'; readonly profiles: ChargingProfiles } | Refused {
  const side = profile.purpose === 'TxProfile' ? 'transaction' : 'standing'
  if (profiles[side].some((each) => isSame(each, profile))) return { kind: 'installed', profiles }
  const kept = keep(profiles, (each) => !isReplacedBy(each, profile))
  if (kept.standing.length + kept.transaction.length >= bounds.maxInstalled)
    return refused(`${bounds.maxInstalled} profiles are installed, and there may be no more`)
  return { kind: 'installed', profiles: { ...kept, [side]: [...kept[side], profile] } }
}

/** ClearChargingProfile (OCPP 1.6 §5.5): by id alone, or by all criteria that are given; none given clears all. */
export function clearProfiles(
  profiles: ChargingProfiles,
  { id, connectorId, chargingProfilePurpose, stackLevel }: Request<'ClearChargingProfile'>,
): { readonly status: 'Accepted' | 'Unknown'; readonly profiles: ChargingProfiles } {
  const matches = (profile: InstalledProfile) =>
    id === undefined
      ? (connectorId ?? profile.connectorId) === profile.connectorId &&
        (chargingProfilePurpose ?? profile.purpose) === profile.purpose &&
        (stackLevel ?? profile.stackLevel) === profile.stackLevel
      : profile.chargingProfileId === id
  const kept = keep(profiles, (each) => !matches(each))
  return { status: kept === profiles ? 'Unknown' : 'Accepted', profiles: kept }
}

/** The transaction of a connector has ended, and its profiles with it (OCPP 1.6 §3.13.1). */
export function endTransactionProfiles(profiles: ChargingProfiles, connectorId: number): ChargingProfiles {
  return keep(profiles, (each) => each.purpose !== 'TxProfile' || each.connectorId !== connectorId)
}

/** Drops what can never hold again, so that it does not take up a place. */
function withoutOver(profiles: ChargingProfiles, now: Instant): ChargingProfiles {
  return keep(profiles, ({ validTo, start, durationMs }) => {
    const endsAt =
      start.kind === 'at' && durationMs !== null ? start.at + durationMs : Number.POSITIVE_INFINITY
    return now < Math.min(validTo ?? Number.POSITIVE_INFINITY, endsAt)
  })
}

function readProfile(
  profile: ChargingProfile,
  { bounds, now, connectorId }: { bounds: ProfileBounds; now: Instant; connectorId: number },
): { readonly kind: 'read'; readonly profile: InstalledProfile } | Refused {
  const schedule = profile.chargingSchedule
  const { stackLevel, chargingProfilePurpose: purpose } = profile
  const validFrom = instantOf(profile.validFrom)
  const validTo = instantOf(profile.validTo)
  const problem =
    problemWithSchedule(schedule, bounds) ??
    (stackLevel < 0 || stackLevel > bounds.maxStackLevel
      ? `stackLevel ${stackLevel} is not one of 0 to ${bounds.maxStackLevel}`
      : undefined) ??
    (validFrom !== null && validTo !== null && validTo <= validFrom
      ? 'validTo does not come after validFrom'
      : undefined)
  if (problem !== undefined) return refused(problem)
  const start = startOf(profile, now)
  if (start === undefined) return refused('a Recurring profile needs recurrencyKind and startSchedule')
  return {
    kind: 'read',
    profile: {
      connectorId,
      chargingProfileId: profile.chargingProfileId,
      stackLevel,
      purpose,
      start,
      validFrom,
      validTo,
      durationMs: schedule.duration === undefined ? null : schedule.duration * 1000,
      unit: schedule.chargingRateUnit,
      minTenths: tenthsOf(schedule.minChargingRate ?? 0),
      periods: schedule.chargingSchedulePeriod.map(({ startPeriod, limit }) => ({
        startMs: startPeriod * 1000,
        limitTenths: tenthsOf(limit),
      })),
    },
  }
}

function problemWithSchedule(schedule: ChargingSchedule, bounds: ProfileBounds): string | undefined {
  const { chargingSchedulePeriod: periods, chargingRateUnit: unit, duration, minChargingRate = 0 } = schedule
  if (!bounds.units.includes(unit)) return `limits in ${unit} are not taken`
  if (duration !== undefined && duration <= 0) return `a duration of ${duration} s`
  if (periods.length === 0) return 'the schedule has no period'
  if (periods.length > bounds.maxPeriods)
    return `${periods.length} periods, and at most ${bounds.maxPeriods} are taken`
  if (periods[0]?.startPeriod !== 0) return 'the first period does not start at 0'
  if (periods.some(({ startPeriod }, index) => startPeriod <= (periods[index - 1]?.startPeriod ?? -1)))
    return 'the periods do not follow one another'
  if (periods.some(({ limit }) => limit < 0) || minChargingRate < 0) return 'a negative rate'
  const phases = periods.find(({ numberPhases = 1 }) => numberPhases < 1 || numberPhases > 3)?.numberPhases
  return phases === undefined ? undefined : `${phases} phases`
}

const dayMs = 86_400_000
const recurrenceMs = { Daily: dayMs, Weekly: 7 * dayMs } as const

/**
 * Where the schedule begins. Without a startSchedule it begins with the transaction (OCPP 1.6 §7.13); the station as a
 * whole has none, so there it begins when it comes.
 */
function startOf(profile: ChargingProfile, now: Instant): InstalledProfile['start'] | undefined {
  const { chargingProfileKind: kind, recurrencyKind, chargingProfilePurpose: purpose } = profile
  const at = instantOf(profile.chargingSchedule.startSchedule)
  if (kind === 'Recurring')
    return at === null || recurrencyKind === undefined
      ? undefined
      : { kind: 'recurring', at, everyMs: recurrenceMs[recurrencyKind] }
  if (kind === 'Absolute' && at !== null) return { kind: 'at', at }
  return purpose === 'ChargePointMaxProfile' ? { kind: 'at', at: now } : { kind: 'transaction' }
}

function instantOf(dateTime: string | undefined): Instant | null {
  return dateTime === undefined ? null : (parseDateTime(dateTime) ?? null)
}

/** The message's schema admits one digit after the point, and 0.3 × 10 is not 3 in binary. */
function tenthsOf(rate: number): number {
  return Math.round(rate * 10)
}

/**
 * OCPP 1.6 §5.16 says "on the Charge Point"; taken to the letter, two connectors could not have defaults of their own,
 * so it is read as "on that connector", as OCPP 2.0.1 has it.
 */
function isReplacedBy(old: InstalledProfile, next: InstalledProfile): boolean {
  if (old.chargingProfileId === next.chargingProfileId) return true
  return (
    old.connectorId === next.connectorId && old.purpose === next.purpose && old.stackLevel === next.stackLevel
  )
}

function isSame(one: InstalledProfile, other: InstalledProfile): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** The same arrays where nothing is dropped. */
function keep(profiles: ChargingProfiles, wanted: (profile: InstalledProfile) => boolean): ChargingProfiles {
  const standing = profiles.standing.filter(wanted)
  const transaction = profiles.transaction.filter(wanted)
  const standingStays = standing.length === profiles.standing.length
  const transactionStays = transaction.length === profiles.transaction.length
  if (standingStays && transactionStays) return profiles
  return {
    standing: standingStays ? profiles.standing : standing,
    transaction: transactionStays ? profiles.transaction : transaction,
  }
}

function refused(problem: string): Refused {
  return { kind: 'refused', problem }
}
