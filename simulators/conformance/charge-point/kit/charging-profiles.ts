import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { must } from '@colok/shared/testing/conformance/case-failure'
import type { Bench } from './bench.ts'
import { configuredValue } from './states.ts'

type Profile = Request<'SetChargingProfile'>['csChargingProfiles']
type Unit = Profile['chargingSchedule']['chargingRateUnit']

const dayMs = 86_400_000
/** At 230 V, to say in watts what the cases say in amperes. */
const wattsPerAmpere = 230
/** Boundaries are whole seconds, and calls take their time. */
const boundaryToleranceS = 3

/** A limit in amperes from so many seconds after the start of the schedule. */
export type Step = readonly [startS: number, limitA: number]

export interface Plan {
  readonly id: number
  readonly purpose: Profile['chargingProfilePurpose']
  readonly stackLevel?: number
  readonly transactionId?: number
  readonly durationS: number
  readonly steps: readonly Step[]
}

/** Profiles in the unit that the charger takes, all with one beginning: now. */
export class Planner {
  readonly startsAtMs = Math.floor(Date.now() / 1_000) * 1_000
  readonly unit: Unit

  private constructor(unit: Unit) {
    this.unit = unit
  }

  static async for(bench: Bench): Promise<Planner> {
    const allowed = await configuredValue(bench, 'ChargingScheduleAllowedChargingRateUnit')
    must(allowed !== undefined, 'SmartCharging requires the key ChargingScheduleAllowedChargingRateUnit')
    return new Planner(/current/i.test(allowed) ? 'A' : 'W')
  }

  profile(plan: Plan): Profile {
    const start = new Date(this.startsAtMs).toISOString()
    return {
      chargingProfileId: plan.id,
      ...(plan.transactionId === undefined ? {} : { transactionId: plan.transactionId }),
      stackLevel: plan.stackLevel ?? 0,
      chargingProfilePurpose: plan.purpose,
      chargingProfileKind: 'Absolute',
      validFrom: start,
      validTo: new Date(this.startsAtMs + dayMs).toISOString(),
      chargingSchedule: {
        duration: plan.durationS,
        startSchedule: start,
        chargingRateUnit: this.unit,
        chargingSchedulePeriod: plan.steps.map(([startPeriod, limitA]) => ({
          startPeriod,
          limit: this.#limit(limitA),
        })),
      },
    }
  }

  /** Asks for the composite schedule of connector 1 and requires these limits, until `durationS` after the start. */
  async requireSchedule({ central }: Bench, steps: readonly Step[], durationS: number): Promise<void> {
    const schedule = await central.callFor(
      'GetCompositeSchedule',
      { connectorId: 1, duration: durationS, chargingRateUnit: this.unit },
      'Accepted',
    )
    for (const [index, [startS, limitA]] of steps.entries()) {
      const endS = steps[index + 1]?.[0] ?? durationS
      for (const atS of [startS + boundaryToleranceS, endS - boundaryToleranceS]) {
        const atMs = this.startsAtMs + atS * 1_000
        if (atMs < Date.now()) continue
        const limit = limitAt(schedule, atMs)
        must(
          limit === this.#limit(limitA),
          `${atS} s after the start the composite schedule allows ${limit ?? 'anything'} ${this.unit}, wanted ${this.#limit(limitA)}`,
        )
      }
    }
  }

  /** What the composite schedule of connector 1 allows so many seconds after the start; `undefined` is anything. */
  async limitsAt({ central }: Bench, instantsS: readonly number[]): Promise<(number | undefined)[]> {
    const duration = Math.max(...instantsS) + boundaryToleranceS
    const schedule = await central.call('GetCompositeSchedule', {
      connectorId: 1,
      duration,
      chargingRateUnit: this.unit,
    })
    return instantsS.map((atS) => limitAt(schedule, this.startsAtMs + atS * 1_000))
  }

  /** Amperes as the charger's unit. */
  limitOf(limitA: number): number {
    return this.#limit(limitA)
  }

  #limit(limitA: number): number {
    return this.unit === 'A' ? limitA : limitA * wattsPerAmpere
  }
}

/** The limit at an instant: that of the last period which has begun by then (OCPP 1.6 §7.14). */
function limitAt(composite: Confirmation<'GetCompositeSchedule'>, atMs: number): number | undefined {
  const { chargingSchedule, scheduleStart } = composite
  if (chargingSchedule === undefined) return undefined
  const start = chargingSchedule.startSchedule ?? scheduleStart
  must(start !== undefined, 'GetCompositeSchedule.conf holds a schedule, and does not say when it starts')
  const offsetS = (atMs - Date.parse(start)) / 1_000
  return chargingSchedule.chargingSchedulePeriod.findLast(({ startPeriod }) => startPeriod <= offsetS)?.limit
}
