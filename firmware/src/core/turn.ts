import type { Effect, LogFields, StoreRecord } from './effects.ts'
import type { Now } from './now.ts'
import type { Activity, ChargerState, Connector, Progress, Station } from './state.ts'
import type { TimerName, Timers } from './timers.ts'
import { isTransition } from './transitions.ts'

/**
 * One turn of `step` in the making: the state so far and the effects so far. The rules change it through the
 * functions below; from outside, `step` is a pure function.
 */
export interface Turn {
  state: ChargerState
  readonly now: Now
  readonly effects: Effect[]
}

export function patch(turn: Turn, change: Partial<ChargerState>): void {
  turn.state = { ...turn.state, ...change }
}

export function patchStation(turn: Turn, change: Partial<Station>): void {
  patch(turn, { station: { ...turn.state.station, ...change } })
}

export function patchConnector(turn: Turn, id: number, change: Partial<Connector>): void {
  const { state } = turn
  const connector = state.connectors[id - 1]
  if (connector === undefined) return
  const connectors = state.connectors.slice()
  connectors[id - 1] = { ...connector, ...change }
  turn.state = { ...state, connectors }
}

/** Throws a RangeError for a connector that this charger does not have: a bug, since the edges check ids. */
export function connectorOf(state: ChargerState, id: number): Connector {
  const connector = state.connectors[id - 1]
  if (connector === undefined)
    throw new RangeError(`connector ${id} is not one of 1 to ${state.connectors.length}`)
  return connector
}

/** Throws a RangeError for a way that the table of transitions does not have: a bug, which opens every relay. */
export function setActivity(turn: Turn, id: number, activity: Activity): void {
  const from = connectorOf(turn.state, id).activity.kind
  if (!isTransition(from, activity.kind))
    throw new RangeError(`connector ${id} cannot go from ${from} to ${activity.kind}`)
  patchConnector(turn, id, { activity })
}

export function patchProgress(turn: Turn, id: number, change: Partial<Progress>): void {
  const { activity } = connectorOf(turn.state, id)
  if (activity.kind !== 'charging' && activity.kind !== 'stopping') return
  setActivity(turn, id, {
    ...activity,
    progress: { ...activity.progress, ...change },
  })
}

export function emit(turn: Turn, effect: Effect): void {
  turn.effects.push(effect)
}

export function record(turn: Turn, entry: StoreRecord): void {
  emit(turn, { kind: 'record', record: entry })
}

export function log(
  turn: Turn,
  level: 'info' | 'warn' | 'error',
  message: string,
  fields: LogFields = {},
): void {
  emit(turn, { kind: 'log', level, message, fields })
}

/** A number that names one question to the central system. */
export function newRequestId(turn: Turn): number {
  const id = turn.state.nextRequestId
  patch(turn, { nextRequestId: id + 1 })
  return id
}

export function setTimer(turn: Turn, name: TimerName, delayMs: number): void {
  setDeadline(turn, name, turn.now.monotonicMs + delayMs)
}

export function setDeadline(turn: Turn, name: TimerName, atMs: number): void {
  putTimer(turn, name, atMs)
}

export function clearTimer(turn: Turn, name: TimerName): void {
  putTimer(turn, name, undefined)
}

function putTimer(turn: Turn, name: TimerName, atMs: number | undefined): void {
  const { state } = turn
  if (state.timers[name] === atMs) return
  // Faster than by a computed name in the literal, and this is done with each reading of a meter.
  const timers: { -readonly [Name in keyof Timers]: Timers[Name] } = { ...state.timers }
  timers[name] = atMs
  turn.state = { ...state, timers }
}

export function isTimerSet(state: ChargerState, name: TimerName): boolean {
  return state.timers[name] !== undefined
}

/** The timers that are due, the soonest first. */
export function dueTimers({ timers }: ChargerState, nowMs: number): readonly TimerName[] {
  const due: { readonly name: TimerName; readonly atMs: number }[] = []
  for (const name in timers) {
    const atMs = timers[name as TimerName]
    if (atMs !== undefined && atMs <= nowMs) due.push({ name: name as TimerName, atMs })
  }
  return due.sort((one, other) => one.atMs - other.atMs).map(({ name }) => name)
}

/** When the soonest timer is due; infinity while none is set. */
export function soonestTimerMs({ timers }: ChargerState): number {
  let soonest = Number.POSITIVE_INFINITY
  for (const name in timers) {
    const atMs = timers[name as TimerName]
    if (atMs !== undefined && atMs < soonest) soonest = atMs
  }
  return soonest
}
