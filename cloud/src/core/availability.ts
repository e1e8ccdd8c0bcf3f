import type { Instant } from '@colok/shared/time'

/** `working`: ready or in use, of which the sessions tell. `unknown`: nobody looked, since this system was down itself. */
export type SpanState = 'working' | 'faulted' | 'unavailable' | 'offline' | 'unknown'

/** A socket was in one state from `since` until `until`; undefined: it still is. */
export interface Span {
  readonly since: Instant
  readonly until: Instant | undefined
  readonly state: SpanState
}

/** Of each span the part in each of these times, which do not overlap: a site that changes hands in the middle of a fault splits it. */
export function partsDuring(spans: readonly Span[], times: readonly Pick<Span, 'since' | 'until'>[]): Span[] {
  return spans.flatMap((span) =>
    times.flatMap((time) => {
      const since = Math.max(span.since, time.since)
      const end = Math.min(span.until ?? Number.POSITIVE_INFINITY, time.until ?? Number.POSITIVE_INFINITY)
      const until = Number.isFinite(end) ? end : undefined
      return end > since ? [{ state: span.state, since, until }] : []
    }),
  )
}

export interface Availability {
  /** Ready or in use, of the time that is known of, in hundredths of a per cent; undefined when nothing is known. */
  readonly basisPoints: number | undefined
  readonly upMs: number
  readonly downMs: number
  readonly unknownMs: number
  /** How often it failed or was lost, and for how long in the mean; undefined when it never did. */
  readonly failures: number
  readonly meanDownMs: number | undefined
}

/** What a person has taken out of service counts as down, and is no failure. */
const isFailure = (state: SpanState) => state === 'faulted' || state === 'offline'

/**
 * For how much of a time a socket could be used, or was. What was before its first span, and while nobody looked, is not
 * known and counts for neither side.
 */
export function availabilityOf(
  spans: readonly Span[],
  { from, to }: { readonly from: Instant; readonly to: Instant },
): Availability {
  let upMs = 0
  let downMs = 0
  let failures = 0
  let before: SpanState | undefined
  for (const { since, until, state } of [...spans].sort((one, other) => one.since - other.since)) {
    const lastsMs = Math.min(until ?? to, to) - Math.max(since, from)
    if (lastsMs <= 0 && !(since >= from && since < to)) {
      before = state
      continue
    }
    if (state === 'working') upMs += Math.max(0, lastsMs)
    else if (state !== 'unknown') downMs += Math.max(0, lastsMs)
    // A fault that goes on as a lost connection is one failure.
    if (isFailure(state) && (before === undefined || !isFailure(before))) failures += 1
    before = state
  }
  return summed([{ upMs, downMs, failures }], to - from)
}

type Counted = Pick<Availability, 'upMs' | 'downMs' | 'failures'>

/** Of several sockets together, over the same time: a site's. */
export function availabilityOfAll(
  sockets: readonly Counted[],
  { from, to }: { readonly from: Instant; readonly to: Instant },
): Availability {
  return summed(sockets, (to - from) * sockets.length)
}

function summed(sockets: readonly Counted[], wholeMs: number): Availability {
  const upMs = sockets.reduce((sum, socket) => sum + socket.upMs, 0)
  const downMs = sockets.reduce((sum, socket) => sum + socket.downMs, 0)
  const failures = sockets.reduce((sum, socket) => sum + socket.failures, 0)
  const knownMs = upMs + downMs
  return {
    basisPoints: knownMs === 0 ? undefined : Math.floor((upMs * 10_000) / knownMs),
    ...{ upMs, downMs, unknownMs: Math.max(0, wholeMs - knownMs), failures },
    meanDownMs: failures === 0 ? undefined : Math.round(downMs / failures),
  }
}

/** What one socket is doing now, as far as it is known. */
export interface SocketNow {
  readonly connected: boolean
  /** OCPP's status; null until it has told one. */
  readonly status: string | null
}

/** In one word: a socket that nobody can reach is offline whatever it said last. */
export function spanStateOf({ connected, status }: SocketNow): SpanState {
  if (!connected) return 'offline'
  switch (status) {
    case null:
      return 'unknown'
    case 'Faulted':
      return 'faulted'
    case 'Unavailable':
      return 'unavailable'
    default:
      return 'working'
  }
}
