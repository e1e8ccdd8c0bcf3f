const ofStation = [
  'bootNotification',
  'heartbeat',
  'outbox',
  'clockAligned',
  'reservation',
  'notice',
  'screen',
  'reset',
  'securityEvent',
  'report',
  'leakageTest',
  'meterKey',
] as const

const ofSocket = [
  'connection',
  'contact',
  'meter',
  'final',
  'sample',
  'status',
  'limit',
  'resume',
  'unlock',
] as const

export type TimerName = (typeof ofStation)[number] | `${(typeof ofSocket)[number]}:${number}`

/** Deadlines by name, in `monotonicMs` of this boot; `undefined` where none is set. */
export type Timers = Readonly<Partial<Record<TimerName, number | undefined>>>

/**
 * No timer is set, and each has its place: objects that keep their shape are copied at a tenth of the cost, and each reading
 * of a meter moves a deadline.
 */
export function noTimers(connectors: number): Timers {
  const timers: Partial<Record<TimerName, undefined>> = {}
  for (const name of ofStation) timers[name] = undefined
  for (let id = 1; id <= connectors; id += 1) for (const kind of ofSocket) timers[`${kind}:${id}`] = undefined
  return timers
}
