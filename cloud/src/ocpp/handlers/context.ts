import type { ChargerIdentity } from '../../features/chargers/identity.ts'
import type { Services } from '../../services.ts'

/** What a handler knows besides the request. */
export interface HandlerContext {
  readonly services: Services
  readonly charger: ChargerIdentity
}
