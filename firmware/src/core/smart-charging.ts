import type { ChargingSchedule } from '@colok/shared/ocpp/types'
import {
  addProfile,
  type ChargingProfiles,
  endTransactionProfiles,
  type InstalledProfile,
  type ProfileBounds,
} from './charging-profiles.ts'
import {
  connectorLimit,
  type LimitedConnector,
  type Moment,
  type Rate,
  stationLimit,
} from './charging-schedule.ts'
import { integerOf, textOf } from './configuration.ts'
import { listOf } from './configuration-keys.ts'
import { decideDeliveries } from './delivery.ts'
import type { Now } from './now.ts'
import type { ChargerState, Connector } from './state.ts'
import { patch, type Turn } from './turn.ts'

export function profilesOf({ chargingProfiles, transactionProfiles }: ChargerState): ChargingProfiles {
  return { standing: chargingProfiles, transaction: transactionProfiles }
}

/** Only what changed is written: profiles of a transaction never are. */
export function putProfiles(turn: Turn, { standing, transaction }: ChargingProfiles): void {
  patch(turn, { chargingProfiles: standing, transactionProfiles: transaction })
}

/** What the keys of smart charging allow (OCPP 1.6 §9.4). */
export function profileBounds(state: ChargerState): ProfileBounds {
  return {
    connectors: state.connectors.length,
    maxStackLevel: integerOf(state, 'ChargeProfileMaxStackLevel'),
    maxPeriods: integerOf(state, 'ChargingScheduleMaxPeriods'),
    maxInstalled: integerOf(state, 'MaxChargingProfilesInstalled'),
    units: allowedUnits(state),
  }
}

const unitNames: Readonly<Record<string, ChargingSchedule['chargingRateUnit']>> = { Current: 'A', Power: 'W' }

export function allowedUnits(state: ChargerState): readonly ChargingSchedule['chargingRateUnit'][] {
  return listOf(textOf(state, 'ChargingScheduleAllowedChargingRateUnit')).flatMap(
    (name) => unitNames[name] ?? [],
  )
}

/** The profile that a remote start brought along holds from the first second; there was room for it when it came. */
export function installWithTransaction(turn: Turn, connectorId: number, profile: InstalledProfile): void {
  const added = addProfile(
    profilesOf(turn.state),
    { ...profile, connectorId },
    { maxInstalled: Number.MAX_SAFE_INTEGER },
  )
  if (added.kind === 'installed') putProfiles(turn, added.profiles)
}

export function dropTransactionProfiles(turn: Turn, connectorId: number): void {
  putProfiles(turn, endTransactionProfiles(profilesOf(turn.state), connectorId))
}

/** Decides which sessions may take energy now. Meters speak every second, so nothing else has to remind of it. */
export function limitDeliveries(turn: Turn): void {
  const { state, now } = turn
  const profiles = profilesOf(state)
  const moment = momentOf(now)
  const demands = state.connectors.flatMap((connector) => {
    if (connector.activity.kind !== 'charging') return []
    const { reading } = connector.meter
    const limit = connectorLimit(profiles, limitedConnector(connector, now), moment)
    const draw = { powerW: reading?.powerW ?? 0, currentMa: reading?.currentMa ?? 0 }
    return [{ connectorId: connector.id, limit, draw }]
  })
  if (demands.length === 0 && state.deliveries.sockets.length === 0) return
  const profile = stationLimit(profiles, moment, state.settings.nominalVoltageV)
  const station = [profile, siteBudget(state)].filter((limit) => limit !== null)
  const deliveries = decideDeliveries(state.deliveries, demands, { station, nowMs: now.monotonicMs })
  if (deliveries !== state.deliveries) patch(turn, { deliveries })
}

/**
 * What the site's supply bears, in amperes at the voltage of now: its limit is one of VA, and a power factor of 0.6 fills
 * it with little more than half of the watts (S23). `null` where nothing is known of it.
 */
function siteBudget({ settings, connectors }: ChargerState): Rate | null {
  const { siteVa, nominalVoltageV } = settings
  if (siteVa === null) return null
  const measuredMv = connectors.flatMap(({ meter }) => meter.reading?.voltageMv ?? [])
  const voltageMv = measuredMv.length === 0 ? nominalVoltageV * 1_000 : Math.max(...measuredMv)
  return { unit: 'A', tenths: Math.floor((siteVa * 10_000) / voltageMv), minTenths: 1 }
}

/** When its transaction began, on the axis of `momentOf`: jumps of the calendar do not move it. */
export function limitedConnector({ id, activity }: Connector, now: Now): LimitedConnector {
  if (activity.kind !== 'charging') return { connectorId: id, startedAt: null }
  const elapsedMs = now.monotonicMs - activity.progress.startedMs
  return { connectorId: id, startedAt: momentOf(now).at - elapsedMs }
}

function momentOf({ wall, monotonicMs }: Now): Moment {
  return wall === 'unsynced' ? { at: monotonicMs, calendar: 'unknown' } : { at: wall, calendar: 'known' }
}
