import { textOf } from './configuration.ts'
import type { Event } from './events.ts'
import { raiseSecurityEvent } from './security-log.ts'
import {
  connectionFailed,
  connectionProven,
  raiseSecurityProfile,
  trialAttempts,
} from './security-profile.ts'
import { currentProfile, standingOf } from './security-standing.ts'
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
  emit(turn, { kind: 'reconnect' })
  return undefined
}

/** No connection came about, or one was lost: a profile or a certificate on trial may be the reason. */
export function connectionLost(turn: Turn, event: Extract<Event, { kind: 'linkReported' }>): void {
  const { station } = turn.state
  const failedDials = event.neverOpened === true ? station.failedDials + 1 : station.failedDials
  patchStation(turn, { failedDials })
  if (event.securityEvent !== undefined && event.securityEvent !== station.lastDialEvent) {
    patchStation(turn, { lastDialEvent: event.securityEvent })
    raiseSecurityEvent(turn, event.securityEvent, event.reason ?? null)
  }
  if (failedDials < trialAttempts) return
  const standing = standingOf(turn.state)
  const next = connectionFailed(standing, failedDials)
  if (next !== standing) {
    log(turn, 'warn', `Security profile ${standing.trial} does not work; back to ${standing.proven}`)
    patch(turn, { security: next })
    patchStation(turn, { failedDials: 0 })
  } else if (station.certificateOnTrial) {
    log(turn, 'warn', 'The new certificate does not work; back to the one before it')
    patchStation(turn, { certificateOnTrial: false, failedDials: 0 })
    emit(turn, { kind: 'fallBackIdentity' })
  }
}

/** The central system has answered on this connection: what was on trial is proven. */
export function connectionAnswered(turn: Turn): void {
  const { station } = turn.state
  if (station.failedDials > 0 || station.lastDialEvent !== null || station.certificateOnTrial)
    patchStation(turn, { failedDials: 0, lastDialEvent: null, certificateOnTrial: false })
  const standing = standingOf(turn.state)
  const next = connectionProven(standing)
  if (next === standing) return
  log(turn, 'info', `Security profile ${next.proven} is proven`)
  patch(turn, { security: next })
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
    patchStation(turn, { certificateOnTrial: true })
    emit(turn, { kind: 'reconnect' })
  }
}

/** A key was made, and its certificate is to be asked for. */
export function certificateRequested(turn: Turn, csr: string): void {
  emit(turn, { kind: 'call', purpose: 'told', ref: 0, action: 'SignCertificate', request: { csr } })
}
