import { parseDateTime } from '@colok/shared/ocpp/date-time'
import type { Request } from '@colok/shared/ocpp/registry'
import { emit, type Turn } from '../turn.ts'
import { retrying } from './retrying.ts'

/** OCPP 1.6 §5.9. The answer names the file, so whoever makes it answers. */
export function getDiagnostics(turn: Turn, request: Request<'GetDiagnostics'>, callId: number) {
  emit(turn, {
    kind: 'upload',
    callId,
    job: {
      content: 'diagnostics',
      location: request.location,
      from: instantOf(request.startTime),
      until: instantOf(request.stopTime),
      ...retrying(request),
      requestId: null,
    },
  })
  return 'later' as const
}

/** Security whitepaper, edition 3, §5.6. */
export function getLog(turn: Turn, request: Request<'GetLog'>, callId: number) {
  const { log, logType, requestId, retries, retryInterval } = request
  emit(turn, {
    kind: 'upload',
    callId,
    job: {
      content: logType === 'SecurityLog' ? 'security' : 'diagnostics',
      location: log.remoteLocation,
      from: instantOf(log.oldestTimestamp),
      until: instantOf(log.latestTimestamp),
      ...retrying({ retries, retryInterval }),
      requestId,
    },
  })
  return 'later' as const
}

function instantOf(dateTime: string | undefined) {
  return dateTime === undefined ? undefined : parseDateTime(dateTime)
}
