import { textOf } from './configuration.ts'
import { profileInForce, type SecurityProfile, type SecurityStanding } from './security-profile.ts'
import type { ChargerState } from './state.ts'

/** The profile that is proven and the one on trial: what was stored, else what the configuration file says. */
export function standingOf(state: ChargerState): SecurityStanding {
  return state.security ?? { proven: asProfile(textOf(state, 'SecurityProfile')), trial: null }
}

/** The profile of the connection of now, or of the next. */
export function currentProfile(state: ChargerState): SecurityProfile {
  return profileInForce(standingOf(state))
}

/** Whether a certificate or a password is in use that has not opened the door yet. */
export function hasCredentialTrial({ credentialTrial }: ChargerState): boolean {
  return credentialTrial.certificate || credentialTrial.keyBefore !== null
}

function asProfile(text: string): SecurityProfile {
  const number = Number(text)
  return number === 1 || number === 2 || number === 3 ? number : 0
}
