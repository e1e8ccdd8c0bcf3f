import type { ChargerIdentity } from '../../features/chargers/identity.ts'
import type { Services } from '../../services.ts'
import type { RegistrationGate } from '../registration-gate.ts'

/** What a handler knows besides the request. */
export interface HandlerContext {
  readonly services: Services
  readonly charger: ChargerIdentity
  readonly gate: RegistrationGate
}
