import type { ChargingProfile } from '@colok/shared/ocpp/types'
import { idTag } from '../kit/cards.ts'
import type { Bench, ConformanceCase } from '../kit/conformance-case.ts'
import { authorise, booted, charging, command, now, start, tellStatus } from '../kit/states.ts'

const accepted = { confirmation: { status: 'Accepted' }, outcome: 'accepted' } as const

export const smartCharging: readonly ConformanceCase[] = [
  {
    id: 'TC_056_CSMS',
    title: 'central smart charging, tx default profile',
    profile: 'SmartCharging',
    async run(bench) {
      await booted(bench)
      await setProfile(bench, profile('TxDefaultProfile'))
      await tellStatus(bench, 1, 'Preparing')
      await authorise(bench)
      await start(bench)
      await tellStatus(bench, 1, 'Charging')
    },
  },
  {
    id: 'TC_057_CSMS',
    title: 'central smart charging, tx profile',
    profile: 'SmartCharging',
    async run(bench) {
      const transactionId = await charging(bench)
      await setProfile(bench, { ...profile('TxProfile'), transactionId })
    },
  },
  {
    id: 'TC_059_CSMS',
    title: 'remote start transaction with charging profile',
    profile: 'SmartCharging',
    async run(bench) {
      await booted(bench)
      const request = { connectorId: 1, idTag, chargingProfile: profile('TxProfile') }
      await command(bench, 'RemoteStartTransaction', request, accepted)
      await authorise(bench)
      await tellStatus(bench, 1, 'Preparing')
      await start(bench)
      await tellStatus(bench, 1, 'Charging')
    },
  },
  {
    id: 'TC_066_CSMS',
    title: 'get composite schedule',
    profile: 'SmartCharging',
    async run(bench) {
      await booted(bench)
      const set = profile('TxDefaultProfile')
      await setProfile(bench, set)
      const request = { connectorId: 1, duration: 300, chargingRateUnit: 'W' } as const
      const confirmation = {
        status: 'Accepted',
        connectorId: 1,
        scheduleStart: now(),
        chargingSchedule: { ...set.chargingSchedule, duration: request.duration },
      } as const
      await command(bench, 'GetCompositeSchedule', request, { confirmation, outcome: 'accepted' })
    },
  },
  {
    id: 'TC_067_CSMS',
    title: 'clear charging profile',
    profile: 'SmartCharging',
    async run(bench) {
      await booted(bench)
      const set = profile('TxDefaultProfile')
      await setProfile(bench, set)
      await command(bench, 'ClearChargingProfile', { id: set.chargingProfileId }, accepted)
    },
  },
]

function setProfile(bench: Bench, csChargingProfiles: ChargingProfile): Promise<void> {
  return command(bench, 'SetChargingProfile', { connectorId: 1, csChargingProfiles }, accepted)
}

/** 1,000 W at first and 600.5 W after a minute: a limit may have one decimal. */
function profile(chargingProfilePurpose: ChargingProfile['chargingProfilePurpose']): ChargingProfile {
  return {
    chargingProfileId: 41,
    stackLevel: 0,
    chargingProfilePurpose,
    chargingProfileKind: 'Relative',
    chargingSchedule: {
      chargingRateUnit: 'W',
      chargingSchedulePeriod: [
        { startPeriod: 0, limit: 1000 },
        { startPeriod: 60, limit: 600.5 },
      ],
    },
  }
}
