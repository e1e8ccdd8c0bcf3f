import type { ChargePoint } from './charge-point.ts'
import type { Operator } from './operator.ts'

export interface Bench {
  /** Registered, and not connected until the case connects it. */
  readonly chargePoint: ChargePoint
  /** Who sits at the API of the central system and looks after this charge point. */
  readonly operator: Operator
}

type Profile =
  | 'Core'
  | 'LocalAuthListManagement'
  | 'FirmwareManagement'
  | 'Reservation'
  | 'RemoteTrigger'
  | 'SmartCharging'
  | 'Security'

/** One test case of the Open Charge Alliance for a central system, by its id. */
export interface ConformanceCase {
  /** As in `TC_003_CSMS`; the charge point of the case has it as its own id. */
  readonly id: string
  readonly title: string
  readonly profile: Profile
  /** Resolves when all that the case asks for has been seen; throws a CaseFailure otherwise. */
  readonly run: (bench: Bench) => Promise<void>
}
