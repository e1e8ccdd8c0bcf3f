import type { Request } from '@colok/shared/ocpp/registry'
import { clearProfiles } from '../charging-profiles.ts'
import { profilesOf, putProfiles } from '../smart-charging.ts'
import type { Turn } from '../turn.ts'
import { confirm } from './confirm.ts'

/** OCPP 1.6 §5.5. */
export function clearChargingProfile(turn: Turn, request: Request<'ClearChargingProfile'>) {
  const { status, profiles } = clearProfiles(profilesOf(turn.state), request)
  putProfiles(turn, profiles)
  return confirm({ status })
}
