import { flagOf, integerOf } from './configuration.ts'
import type { Allowance } from './durable.ts'
import type { CallCompleted, Event } from './events.ts'
import { blockingFaults } from './faults.ts'
import { isSameTag, judge, judgeOffline, lookUp, remember, toStored, type Verdict } from './identifiers.ts'
import { isFree, placeFor, usableReservation } from './place.ts'
import { isOnline } from './registration.ts'
import { isServiceCard, letDoorGo } from './service-door.ts'
import { beginStop } from './session.ts'
import type { ChargerState, Connector, Grant, PendingAuthorisation, RefusalReason } from './state.ts'
import { isOperative, reservationFor } from './status.ts'
import {
  clearTimer,
  connectorOf,
  emit,
  log,
  newRequestId,
  patch,
  setActivity,
  setTimer,
  type Turn,
} from './turn.ts'

/** How long a refusal stays on the display. */
const noticeMs = 6_000
/** Cards that may be waiting for the central system's answer at the same time. */
const maxPending = 4
/**
 * Whoever has just stopped with a card does not start again by holding it a moment longer, nor does a tap that was to
 * stop a session start one at another socket because something else ended it first.
 */
const restartGuardMs = 3_000

/** A card on the reader: it ends its own session, or asks to start one. */
export function cardPresented(
  turn: Turn,
  { idTag, connectorIds, copyable }: Extract<Event, { kind: 'cardPresented' }>,
): void {
  const { state } = turn
  if (isServiceCard(state, idTag, turn.now)) {
    // A number that anyone copies lets nobody in, and a technician's card charges nowhere.
    if (copyable === true) refuse(turn, idTag, 'Invalid')
    else {
      letDoorGo(turn, idTag)
      showNotice(turn, { kind: 'doorOpen' })
    }
    return
  }
  if (state.station.reset !== null) {
    refuse(turn, idTag, 'unavailable')
    return
  }
  const own = latest(state.connectors.filter((each) => holdsSessionOf(each, idTag)))
  if (own !== undefined) {
    beginStop(turn, own.id, { reason: 'Local', idTag })
    return
  }
  if (state.connectors.some((each) => justStopped(turn, each, idTag))) return
  authorise(turn, {
    idTag,
    origin: 'card',
    connectorIds: connectorIds ?? state.connectors.map(({ id }) => id),
    chargingProfile: null,
  })
}

type Claimant = Omit<PendingAuthorisation, 'requestId' | 'refusal'>

/** Asks whether an idTag may charge: here where that suffices, else the central system. */
export function authorise(turn: Turn, claimant: Claimant): void {
  const { state, now } = turn
  if (placeFor(state, claimant) === undefined && !mayStopAnother(state)) {
    refuseNoPlace(turn, claimant)
    return
  }
  const known = lookUp(state, claimant.idTag, now)
  if (!isOnline(state)) {
    conclude(turn, claimant, judgeOffline(state, claimant.idTag, now))
    return
  }
  if (flagOf(state, 'LocalPreAuthorize') && known?.status === 'Accepted') {
    conclude(turn, claimant, judge(known))
    return
  }
  if (state.authorisations.some((each) => isSameTag(each.idTag, claimant.idTag))) return
  if (state.authorisations.length >= maxPending) {
    refuse(turn, claimant.idTag, 'busy')
    return
  }
  const requestId = newRequestId(turn)
  patch(turn, {
    authorisations: [...state.authorisations, { ...claimant, requestId, refusal: null }],
  })
  showNotice(turn, { kind: 'checking', idTag: claimant.idTag })
  emit(turn, {
    kind: 'call',
    purpose: 'authorise',
    ref: requestId,
    action: 'Authorize',
    request: { idTag: claimant.idTag },
  })
}

/** The answer to Authorize, or the lack of one: then the card is judged as if offline. */
export function authoriseCompleted(turn: Turn, ref: number, result: AuthoriseResult): void {
  const pending = turn.state.authorisations.find((each) => each.requestId === ref)
  if (pending === undefined) return
  patch(turn, {
    authorisations: turn.state.authorisations.filter((each) => each !== pending),
  })
  if (result.kind === 'confirmed') {
    const info = toStored(result.confirmation.idTagInfo)
    remember(turn, pending.idTag, info)
    const verdict = judge(info)
    const why = pending.refusal
    conclude(
      turn,
      pending,
      verdict.kind === 'refused' && why !== null ? { ...verdict, reason: why } : verdict,
    )
    return
  }
  log(turn, 'warn', `Authorize came to nothing: ${result.kind}`)
  conclude(turn, pending, judgeOffline(turn.state, pending.idTag, turn.now))
}
type AuthoriseResult = Extract<CallCompleted, { purpose: 'authorise' }>['result']

function conclude(turn: Turn, claimant: Claimant, verdict: Verdict): void {
  patch(turn, { screen: { ...turn.state.screen, notice: null } })
  if (verdict.kind === 'refused') {
    refuse(turn, claimant.idTag, verdict.reason)
    return
  }
  const { allowance = null } = verdict
  if (allowance !== null && isPromised(turn.state, allowance)) {
    refuse(turn, claimant.idTag, 'ConcurrentTx')
    return
  }
  const plugged = placeFor(turn.state, {
    ...claimant,
    parentIdTag: verdict.parentIdTag,
  })
  if (claimant.origin === 'card' && plugged?.plug !== 'in') {
    const group = groupSession(turn.state, verdict.parentIdTag)
    if (group !== undefined) {
      beginStop(turn, group.id, {
        reason: 'Local',
        idTag: claimant.idTag,
      })
      return
    }
  }
  if (plugged === undefined) {
    refuseNoPlace(turn, claimant)
    return
  }
  grant(turn, plugged, { ...claimant, parentIdTag: verdict.parentIdTag, allowance })
}

/** A remote start needs no further word about the card. */
export function grantRemote(turn: Turn, claimant: Claimant): void {
  conclude(turn, claimant, {
    kind: 'accepted',
    parentIdTag: lookUp(turn.state, claimant.idTag, turn.now)?.parentIdTag ?? null,
  })
}

/** Gives the right to start at one connector; it lapses after ConnectionTimeOut without a plug, with 0 never. */
function grant(
  turn: Turn,
  connector: Connector,
  claimant: Claimant & Pick<Grant, 'parentIdTag' | 'allowance'>,
): void {
  const { idTag, parentIdTag, origin, connectorIds, chargingProfile, allowance } = claimant
  const reservationId = usableReservation(turn.state, connector.id, claimant)?.reservationId ?? null
  setActivity(turn, connector.id, {
    kind: 'authorised',
    grant: { idTag, parentIdTag, origin, connectorIds, reservationId, chargingProfile, allowance },
  })
  const waitMs = integerOf(turn.state, 'ConnectionTimeOut') * 1000
  if (waitMs > 0) setTimer(turn, `connection:${connector.id}`, waitMs)
}

/** Nobody plugged in: the connector is free again (OCPP 1.6 §9.1.7). */
export function connectionTimedOut(turn: Turn, connectorId: number): void {
  if (connectorOf(turn.state, connectorId).activity.kind !== 'authorised') return
  setActivity(turn, connectorId, { kind: 'idle' })
  log(turn, 'info', `No plug at connector ${connectorId} in time`, {
    connector: connectorId,
  })
}

/** A socket waits for the plug of whoever may take this. */
function isPromised({ connectors }: ChargerState, { id }: Allowance): boolean {
  return connectors.some(
    ({ activity }) => activity.kind === 'authorised' && activity.grant.allowance?.id === id,
  )
}

/** Allowances that were withdrawn open nothing any more, though their cards have been read. */
export function takeRightsBack(turn: Turn): void {
  const { connectors, allowances } = turn.state
  const standing = new Set(Object.values(allowances.cards).map(({ id }) => id))
  for (const { id, activity } of connectors) {
    if (activity.kind !== 'authorised' || activity.grant.allowance === null) continue
    if (standing.has(activity.grant.allowance.id)) continue
    setActivity(turn, id, { kind: 'idle' })
    clearTimer(turn, `connection:${id}`)
  }
}

/** The central system says why it is about to refuse a card. */
export function noteRefusal(turn: Turn, idTag: string, refusal: RefusalReason): boolean {
  const { authorisations } = turn.state
  if (!authorisations.some((each) => isSameTag(each.idTag, idTag))) return false
  patch(turn, {
    authorisations: authorisations.map((each) =>
      isSameTag(each.idTag, idTag) ? { ...each, refusal } : each,
    ),
  })
  return true
}

/**
 * A plug went in beside the socket that the display named: the right follows the plug, where whoever has it might have
 * started. A reservation of the one socket is not used up by a start at the other (OCPP 1.6 §5.13).
 */
export function followPlug(turn: Turn, connectorId: number): void {
  const there = connectorOf(turn.state, connectorId)
  if (there.activity.kind !== 'idle' || !isFree(turn.state, there)) return
  const waiting = turn.state.connectors.find(
    ({ activity, plug }) =>
      activity.kind === 'authorised' && plug !== 'in' && activity.grant.connectorIds.includes(connectorId),
  )
  if (waiting?.activity.kind !== 'authorised') return
  const { grant } = waiting.activity
  if (placeFor(withIdle(turn.state, waiting.id), { ...grant, connectorIds: [connectorId] }) === undefined)
    return
  const reservationId = usableReservation(turn.state, connectorId, grant)?.reservationId ?? null
  setActivity(turn, waiting.id, { kind: 'idle' })
  clearTimer(turn, `connection:${waiting.id}`)
  setActivity(turn, connectorId, { kind: 'authorised', grant: { ...grant, reservationId } })
}

function withIdle(state: ChargerState, connectorId: number): ChargerState {
  const idle = (each: Connector): Connector =>
    each.id === connectorId ? { ...each, activity: { kind: 'idle' } } : each
  return { ...state, connectors: state.connectors.map(idle) }
}

/** A card of the same group as a running session may end it, so it is worth asking about. */
function mayStopAnother(state: ChargerState): boolean {
  return state.connectors.some(
    ({ activity }) => activity.kind === 'charging' && activity.session.parentIdTag !== null,
  )
}

function groupSession(state: ChargerState, parentIdTag: string | null): Connector | undefined {
  if (parentIdTag === null) return undefined
  return latest(
    state.connectors.filter(
      ({ activity }) => activity.kind === 'charging' && activity.session.parentIdTag === parentIdTag,
    ),
  )
}

function refuseNoPlace(turn: Turn, { idTag, connectorIds }: Claimant): void {
  const usable = turn.state.connectors.filter(
    (each) =>
      connectorIds.includes(each.id) &&
      !each.protection.mustUnplug &&
      isOperative(turn.state, each) &&
      blockingFaults(turn.state, each).length === 0,
  )
  if (usable.length === 0) {
    refuse(turn, idTag, 'unavailable')
    return
  }
  refuse(turn, idTag, usable.some((each) => reservationFor(turn.state, each.id)) ? 'reserved' : 'busy')
}

function refuse(turn: Turn, idTag: string, reason: RefusalReason): void {
  showNotice(turn, { kind: 'refused', idTag, reason })
  log(turn, 'info', 'Card refused', { idTag, reason })
}

function showNotice(turn: Turn, notice: NonNullable<ChargerState['screen']['notice']>): void {
  patch(turn, { screen: { ...turn.state.screen, notice } })
  setTimer(turn, 'notice', noticeMs)
}

function justStopped(turn: Turn, { activity }: Connector, idTag: string): boolean {
  if (activity.kind === 'stopping') return isSameTag(activity.session.idTag, idTag)
  if (activity.kind !== 'finishing' || !isSameTag(activity.receipt.idTag, idTag)) return false
  return turn.now.monotonicMs - activity.receipt.endedMs < restartGuardMs
}

function holdsSessionOf({ activity }: Connector, idTag: string): boolean {
  return activity.kind === 'charging' && isSameTag(activity.session.idTag, idTag)
}

function latest(connectors: readonly Connector[]): Connector | undefined {
  return [...connectors].sort((one, other) => startedMs(other) - startedMs(one))[0]
}

function startedMs({ activity }: Connector): number {
  return activity.kind === 'charging' ? activity.progress.startedMs : 0
}
