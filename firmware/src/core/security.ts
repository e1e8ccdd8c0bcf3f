import { textOf } from './configuration.ts'
import type { Event } from './events.ts'
import { raiseSecurityEvent } from './security-log.ts'
import {
  connectionFailed,
  connectionProven,
  raiseSecurityProfile,
  trialAttempts,
} from './security-profile.ts'
import { currentProfile, hasCredentialTrial, standingOf } from './security-standing.ts'
import type { ChargerState } from './state.ts'
import { emit, log, patch, patchStation, type Turn } from './turn.ts'

/** ChangeConfiguration of SecurityProfile. Why it is refused, for the log; `undefined` when it is raised. */
export function changeSecurityProfile(turn: Turn, value: string): string | undefined {
  const { station, settings } = turn.state
  const raised = raiseSecurityProfile(standingOf(turn.state), value, {
    centralSystemRoot: station.credentials?.centralSystemRoot ?? false,
    certificate: station.credentials?.certificate ?? false,
    password: settings.hasPassword || textOf(turn.state, 'AuthorizationKey') !== '',
  })
  if (raised.kind === 'refused') return raised.problem
  const before = currentProfile(turn.state)
  patch(turn, { security: raised.standing })
  raiseSecurityEvent(turn, 'ReconfigurationOfSecurityParameters', `SecurityProfile ${value.trim()}`)
  if (currentProfile(turn.state) === before) return undefined
  // Under another profile the central system meets this charger anew: BootNotification opens the conversation.
  patchStation(turn, { registration: 'unknown' })
  reconnect(turn)
  return undefined
}

/** The next connection is made with the credentials of now; what is answered on the present one proves nothing of them. */
export function reconnect(turn: Turn): void {
  patchStation(turn, { reconnecting: turn.state.station.link === 'up', failedDials: 0 })
  emit(turn, { kind: 'reconnect' })
}

/** A new AuthorizationKey comes: the last one that has worked is the way back until it works too. */
export function putKeyOnTrial(turn: Turn): void {
  const { credentialTrial } = turn.state
  if (currentProfile(turn.state) === 3) return
  const keyBefore = credentialTrial.keyBefore ?? textOf(turn.state, 'AuthorizationKey')
  patch(turn, { credentialTrial: { ...credentialTrial, keyBefore } })
  patchStation(turn, { triesKeyBefore: false })
}

/** The AuthorizationKey of the next connection. */
export function keyInUse(state: ChargerState): string {
  const { keyBefore } = state.credentialTrial
  return state.station.triesKeyBefore && keyBefore !== null ? keyBefore : textOf(state, 'AuthorizationKey')
}

/** No connection came about, or one was lost: a profile or a credential on trial may be the reason. */
export function connectionLost(turn: Turn, event: Extract<Event, { kind: 'linkReported' }>): void {
  const { station } = turn.state
  const isFailure = event.neverOpened === true || (station.link === 'up' && !station.answered)
  const failedDials = isFailure && !station.reconnecting ? station.failedDials + 1 : station.failedDials
  patchStation(turn, { failedDials, reconnecting: false, answered: false })
  if (event.securityEvent !== undefined && event.securityEvent !== station.lastDialEvent) {
    patchStation(turn, { lastDialEvent: event.securityEvent })
    raiseSecurityEvent(turn, event.securityEvent, event.reason ?? null)
  }
  if (failedDials >= trialAttempts) fallBack(turn, failedDials)
}

/** One thing on trial at a time gives way, and gets as many attempts as it had. */
function fallBack(turn: Turn, failedDials: number): void {
  const { credentialTrial, station } = turn.state
  const standing = standingOf(turn.state)
  const next = connectionFailed(standing, failedDials)
  if (next !== standing) {
    log(turn, 'warn', `Security profile ${standing.trial} does not work; back to ${standing.proven}`)
    patch(turn, { security: next })
  } else if (credentialTrial.certificate) {
    log(turn, 'warn', 'The new certificate does not work; back to the one before it')
    patch(turn, { credentialTrial: { ...credentialTrial, certificate: false } })
    emit(turn, { kind: 'fallBackIdentity' })
  } else if (credentialTrial.keyBefore !== null) {
    // The central system may just have been away, and know the new key alone: both are tried in turn.
    const triesKeyBefore = !station.triesKeyBefore
    log(
      turn,
      'warn',
      `The AuthorizationKey does not work; the ${triesKeyBefore ? 'one before' : 'new one'} is tried`,
    )
    patchStation(turn, { triesKeyBefore })
  } else return
  patchStation(turn, { failedDials: 0 })
}

/**
 * The central system has answered on this connection: what was on trial is proven. An answer may have been read just
 * before its connection ended and be taken in just after: it is a fact, and says nothing of the next connection.
 */
export function connectionAnswered(turn: Turn): void {
  const { station } = turn.state
  if (station.link !== 'up' || station.reconnecting) return
  if (!station.answered) patchStation(turn, { answered: true })
  if (station.failedDials > 0 || station.lastDialEvent !== null)
    patchStation(turn, { failedDials: 0, lastDialEvent: null })
  endCredentialTrial(turn)
  const standing = standingOf(turn.state)
  const next = connectionProven(standing)
  if (next === standing) return
  log(turn, 'info', `Security profile ${next.proven} is proven`)
  patch(turn, { security: next })
}

function endCredentialTrial(turn: Turn): void {
  const { configuration, station } = turn.state
  if (!hasCredentialTrial(turn.state)) return
  if (station.triesKeyBefore) {
    log(turn, 'warn', 'The new AuthorizationKey has not worked; the one before it holds again')
    patch(turn, { configuration: { ...configuration, AuthorizationKey: keyInUse(turn.state) } })
  }
  patch(turn, { credentialTrial: { certificate: false, keyBefore: null } })
  patchStation(turn, { triesKeyBefore: false })
}

/** What the keeper of keys and roots has answered to a call of the central system. */
export function vaultAnswered(turn: Turn, event: Extract<Event, { kind: 'vaultAnswered' }>): void {
  const { callId, action, answer, problem } = event
  emit(turn, { kind: 'answer', callId, answer })
  if (problem !== null) log(turn, 'warn', `${action}: ${problem}`)
  const isAccepted =
    answer.kind === 'confirmed' &&
    'status' in answer.confirmation &&
    answer.confirmation.status === 'Accepted'
  if (action === 'GetInstalledCertificateIds') return
  if (isAccepted) raiseSecurityEvent(turn, 'ReconfigurationOfSecurityParameters', action)
  if (action !== 'CertificateSigned') return
  if (!isAccepted) raiseSecurityEvent(turn, 'InvalidChargePointCertificate', problem)
  else if (currentProfile(turn.state) === 3) {
    patch(turn, { credentialTrial: { ...turn.state.credentialTrial, certificate: true } })
    reconnect(turn)
  }
}

/** A key was made, and its certificate is to be asked for. */
export function certificateRequested(turn: Turn, csr: string): void {
  emit(turn, { kind: 'call', purpose: 'told', ref: 0, action: 'SignCertificate', request: { csr } })
}
