import type { Request } from '@colok/shared/ocpp/registry'
import type { ChargingSchedule } from '@colok/shared/ocpp/types'
import { type Instant, toIso } from '@colok/shared/time'

/** Numbers that an operator's own profiles hardly have; one of each for a charger, one TxProfile for a socket. */
const profileIds = { safe: 716_001, lease: 716_002, newcomers: 716_003, firstSocket: 716_100 } as const

/** Above the profile that it stands in for, as low as it can be: some chargers know two levels. */
const leaseLevel = 1

/** A schedule that begins when it is sent begins late where the charger's clock is behind. */
const longAgo = '2020-01-01T00:00:00.000Z'

/** In what a charger takes limits. Amperes are rounded down at its voltage. */
export type RateUnit = { readonly unit: 'W' } | { readonly unit: 'A'; readonly voltageV: number }

interface Limit {
  readonly limitW: number
  readonly unit: RateUnit
}

/** What a charger may draw in all for good: the part of the budget that is its own when the central system is away. */
export function safeProfile({ limitW, unit }: Limit): Request<'SetChargingProfile'> {
  return {
    connectorId: 0,
    csChargingProfiles: {
      chargingProfileId: profileIds.safe,
      stackLevel: 0,
      chargingProfilePurpose: 'ChargePointMaxProfile',
      chargingProfileKind: 'Absolute',
      chargingSchedule: { startSchedule: longAgo, ...schedule(limitW, unit) },
    },
  }
}

/** What it may draw in all until an instant, instead of that. */
export function leaseProfile(limit: Limit & { readonly until: Instant }): Request<'SetChargingProfile'> {
  return {
    connectorId: 0,
    csChargingProfiles: {
      chargingProfileId: profileIds.lease,
      stackLevel: leaseLevel,
      chargingProfilePurpose: 'ChargePointMaxProfile',
      chargingProfileKind: 'Absolute',
      validTo: toIso(limit.until),
      chargingSchedule: { startSchedule: longAgo, ...schedule(limit.limitW, limit.unit) },
    },
  }
}

/** Sessions that begin wait for their share, as long as the central system is there to give it. */
export function newcomersProfile(limit: { readonly unit: RateUnit; readonly until: Instant }) {
  const request: Request<'SetChargingProfile'> = {
    connectorId: 0,
    csChargingProfiles: {
      chargingProfileId: profileIds.newcomers,
      stackLevel: leaseLevel,
      chargingProfilePurpose: 'TxDefaultProfile',
      chargingProfileKind: 'Relative',
      validTo: toIso(limit.until),
      chargingSchedule: schedule(0, limit.unit),
    },
  }
  return request
}

/** What one session may draw until an instant. */
export function socketProfile(
  limit: Limit & { readonly connectorId: number; readonly transactionId: number; readonly until: Instant },
): Request<'SetChargingProfile'> {
  return {
    connectorId: limit.connectorId,
    csChargingProfiles: {
      chargingProfileId: profileIds.firstSocket + limit.connectorId,
      transactionId: limit.transactionId,
      stackLevel: leaseLevel,
      chargingProfilePurpose: 'TxProfile',
      chargingProfileKind: 'Relative',
      validTo: toIso(limit.until),
      chargingSchedule: schedule(limit.limitW, limit.unit),
    },
  }
}

/** The ids of everything that a charger with these sockets may hold for a budget. */
export function profileIdsOf(connectorIds: readonly number[]): number[] {
  const { firstSocket, ...ofStation } = profileIds
  return [...Object.values(ofStation), ...connectorIds.map((connectorId) => firstSocket + connectorId)]
}

/** OCPP's limits have one decimal. */
function schedule(
  limitW: number,
  unit: RateUnit,
): Pick<ChargingSchedule, 'chargingRateUnit' | 'chargingSchedulePeriod'> {
  const limit = unit.unit === 'W' ? limitW : Math.floor((limitW * 10) / unit.voltageV) / 10
  return {
    chargingRateUnit: unit.unit,
    // Left out, three phases would be meant: that divides amperes differently.
    chargingSchedulePeriod: [{ startPeriod: 0, limit, numberPhases: 1 }],
  }
}
