import { parseDateTime } from '@colok/shared/ocpp/date-time'
import type { Request } from '@colok/shared/ocpp/registry'
import { currentProfile } from '../security-standing.ts'
import { emit, type Turn } from '../turn.ts'
import { retrying } from './retrying.ts'

/**
 * OCPP 1.6 §5.19. A firmware that nobody signed is for security profile 0 alone: a charger that is secured takes signed
 * ones (security whitepaper, edition 3, L01).
 */
export function updateFirmware(turn: Turn, request: Request<'UpdateFirmware'>, callId: number) {
  if (currentProfile(turn.state) > 0)
    return {
      kind: 'error',
      code: 'NotSupported',
      description: 'Use SignedUpdateFirmware: this charge point takes signed firmware only',
    } as const
  const { location, retrieveDate } = request
  emit(turn, {
    kind: 'update',
    callId,
    job: {
      location,
      signed: null,
      retrieveAt: parseDateTime(retrieveDate) ?? 0,
      installAt: null,
      ...retrying(request),
    },
  })
  return 'later' as const
}

/** Security whitepaper, edition 3, §5.21. Whether the signer is to be trusted, its keeper says. */
export function signedUpdateFirmware(turn: Turn, request: Request<'SignedUpdateFirmware'>, callId: number) {
  const { firmware, requestId } = request
  const { location, retrieveDateTime, installDateTime, signingCertificate, signature } = firmware
  emit(turn, {
    kind: 'update',
    callId,
    job: {
      location,
      signed: { requestId, certificatePem: signingCertificate, signature },
      retrieveAt: parseDateTime(retrieveDateTime) ?? 0,
      installAt: installDateTime === undefined ? null : (parseDateTime(installDateTime) ?? null),
      ...retrying(request),
    },
  })
  return 'later' as const
}
