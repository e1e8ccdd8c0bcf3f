import { must } from '@colok/shared/testing/conformance/case-failure'
import type { Bench, ConformanceCase } from '../kit/bench.ts'
import type { Received } from '../kit/central-system.ts'
import { type Plan, Planner, type Step } from '../kit/charging-profiles.ts'
import { booted, charging, expectStart, idTag } from '../kit/states.ts'

const steps: readonly Step[] = [
  [0, 6],
  [60, 10],
  [120, 8],
]
const defaultPlan: Plan = { id: 1, purpose: 'TxDefaultProfile', durationS: 300, steps }

export const smartCharging: readonly ConformanceCase[] = [
  {
    id: 'TC_056_CS',
    title: 'central smart charging, TxDefaultProfile',
    profile: 'SmartCharging',
    async run(bench) {
      await booted(bench)
      const planner = await Planner.for(bench)
      await set(bench, planner, defaultPlan)
      await chargingWithin(bench)
      await planner.requireSchedule(bench, steps, 300)
    },
  },
  {
    id: 'TC_057_CS',
    title: 'central smart charging, TxProfile',
    profile: 'SmartCharging',
    async run(bench) {
      await booted(bench)
      const start = await chargingWithin(bench)
      const planner = await Planner.for(bench)
      await set(bench, planner, transactionPlan(start))
      await planner.requireSchedule(bench, steps, 260)
    },
  },
  {
    id: 'TC_058_1_CS',
    title: 'central smart charging, no ongoing transaction',
    profile: 'SmartCharging',
    async run(bench) {
      await booted(bench)
      const planner = await Planner.for(bench)
      const plan = { id: 3, purpose: 'TxProfile', transactionId: 1, durationS: 260, steps } as const
      await set(bench, planner, plan, 'Rejected')
    },
  },
  {
    id: 'TC_058_2_CS',
    title: 'central smart charging, wrong transactionId',
    profile: 'SmartCharging',
    async run(bench) {
      await booted(bench)
      const start = await chargingWithin(bench)
      const planner = await Planner.for(bench)
      const plan = transactionPlan(start)
      await set(bench, planner, { ...plan, transactionId: start.confirmation.transactionId + 1 }, 'Rejected')
    },
  },
  {
    id: 'TC_059_CS',
    title: 'remote start transaction with charging profile',
    profile: 'SmartCharging',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      const planner = await Planner.for(bench)
      await charger.plugIn()
      await central.expectStatus(1, 'Preparing')
      const chargingProfile = planner.profile({ id: 1, purpose: 'TxProfile', durationS: 260, steps })
      await central.callFor('RemoteStartTransaction', { idTag, connectorId: 1, chargingProfile }, 'Accepted')
      await expectStart(bench, { idTag, status: ['Charging', 'SuspendedEVSE'] })
      await planner.requireSchedule(bench, steps, 260)
    },
  },
  {
    id: 'TC_060_CS',
    title: 'remote start transaction with charging profile, rejected',
    profile: 'SmartCharging',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      const planner = await Planner.for(bench)
      await charger.plugIn()
      await central.expectStatus(1, 'Preparing')
      // OCPP 1.6 §5.11: only a TxProfile may come with a remote start.
      const chargingProfile = planner.profile(defaultPlan)
      await central.callFor('RemoteStartTransaction', { idTag, connectorId: 1, chargingProfile }, 'Rejected')
      await central.expectNone('StartTransaction')
    },
  },
  {
    id: 'TC_066_CS',
    title: 'get composite schedule',
    profile: 'SmartCharging',
    async run(bench) {
      await booted(bench)
      const start = await chargingWithin(bench)
      const planner = await Planner.for(bench)
      await set(
        bench,
        planner,
        { id: 1, purpose: 'ChargePointMaxProfile', durationS: 86_400, steps: [[0, 10]] },
        'Accepted',
        0,
      )
      await set(bench, planner, {
        id: 2,
        purpose: 'TxDefaultProfile',
        durationS: 300,
        steps: [...steps, [180, 25], [260, 8]],
      })
      await set(bench, planner, {
        ...transactionPlan(start),
        steps: [
          [0, 8],
          [50, 11],
          [140, 16],
          [200, 6],
          [240, 12],
        ],
      })
      await planner.requireSchedule(
        bench,
        [
          [0, 8],
          [50, 10],
          [200, 6],
          [240, 10],
          [260, 8],
          [300, 10],
        ],
        400,
      )
    },
  },
  {
    id: 'TC_067_CS',
    title: 'clear charging profile',
    profile: 'SmartCharging',
    async run(bench) {
      const { central } = bench
      await booted(bench)
      await chargingWithin(bench)
      const planner = await Planner.for(bench)
      await set(bench, planner, defaultPlan)
      await planner.requireSchedule(bench, steps, 300)
      await central.callFor('ClearChargingProfile', { id: defaultPlan.id }, 'Accepted')
      await requireUnlimited(bench, planner)
      await central.callFor('ClearChargingProfile', { id: defaultPlan.id }, 'Unknown')
      await set(bench, planner, defaultPlan)
      await central.callFor(
        'ClearChargingProfile',
        { connectorId: 1, chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 0 },
        'Accepted',
      )
      await requireUnlimited(bench, planner)
    },
  },
  {
    id: 'TC_072_CS',
    title: 'stacking charging profiles',
    profile: 'SmartCharging',
    async run(bench) {
      await booted(bench)
      const planner = await Planner.for(bench)
      await set(bench, planner, {
        id: 1,
        purpose: 'TxDefaultProfile',
        durationS: 400,
        steps: [
          [0, 6],
          [50, 5],
          [100, 8],
          [200, 10],
        ],
      })
      await set(bench, planner, {
        id: 2,
        purpose: 'TxDefaultProfile',
        stackLevel: 1,
        durationS: 150,
        steps: [
          [0, 7],
          [100, 9],
        ],
      })
      await chargingWithin(bench)
      await planner.requireSchedule(
        bench,
        [
          [0, 7],
          [100, 9],
          [150, 8],
          [200, 10],
        ],
        350,
      )
    },
  },
  {
    id: 'TC_082_CS',
    title: 'central smart charging, TxDefaultProfile, with ongoing transaction',
    profile: 'SmartCharging',
    async run(bench) {
      await booted(bench)
      await chargingWithin(bench)
      const planner = await Planner.for(bench)
      await set(bench, planner, defaultPlan)
      await planner.requireSchedule(bench, steps, 300)
    },
  },
]

function transactionPlan(start: Received<'StartTransaction'>): Plan {
  const { transactionId } = start.confirmation
  return { id: 3, purpose: 'TxProfile', transactionId, durationS: 260, steps }
}

async function set(
  { central }: Bench,
  planner: Planner,
  plan: Plan,
  status = 'Accepted',
  connectorId = 1,
): Promise<void> {
  const csChargingProfiles = planner.profile(plan)
  await central.callFor('SetChargingProfile', { connectorId, csChargingProfiles }, status)
}

/** A socket switches and cannot modulate: what allows less than the vehicle draws holds it back. */
function chargingWithin(bench: Bench): Promise<Received<'StartTransaction'>> {
  return charging(bench, { status: ['Charging', 'SuspendedEVSE'] })
}

/** Nothing is left of the profile: neither its limits nor its steps. */
async function requireUnlimited(bench: Bench, planner: Planner): Promise<void> {
  const limits = await planner.limitsAt(bench, [30, 90, 150])
  const highest = planner.limitOf(Math.max(...steps.map(([, limitA]) => limitA)))
  must(
    limits.every((limit) => limit === undefined || limit > highest),
    `the profile was cleared, and the composite schedule allows ${limits.join(', ')} ${planner.unit}`,
  )
}
