import type { CentralSystem } from './central-system.ts'
import type { Charger, ChargerOptions } from './charger.ts'
import type { FileServer } from './file-server.ts'

export interface Bench {
  readonly central: CentralSystem
  /** Off, until a case starts it. */
  readonly charger: Charger
  /** Firmware to fetch, and a place for logs. */
  readonly files: FileServer
}

type Profile =
  | 'Core'
  | 'LocalAuthListManagement'
  | 'FirmwareManagement'
  | 'Reservation'
  | 'RemoteTrigger'
  | 'SmartCharging'
  | 'Security'

/** One test case of the Open Charge Alliance, by its id. */
export interface ConformanceCase {
  /** As in `TC_003_CS`. */
  readonly id: string
  readonly title: string
  readonly profile: Profile
  readonly charger?: ChargerOptions
  /** Why this charger cannot have what the case is about; then it is not run. */
  readonly notApplicable?: string
  /** Resolves when all that the case asks for has been seen; throws a CaseFailure otherwise. */
  readonly run: (bench: Bench) => Promise<void>
}
