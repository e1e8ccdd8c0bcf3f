import type { Lockout } from './durable.ts'
import { blockingFaults, clearFault, raiseFault } from './faults.ts'
import { stampOf } from './now.ts'
import { noteRelay } from './protection.ts'
import type { ChargerState, Connector } from './state.ts'
import {
  clearTimer,
  connectorOf,
  emit,
  isTimerSet,
  log,
  patchConnector,
  setTimer,
  type Turn,
} from './turn.ts'

/** How long the contact may differ from what was asked: a relay moves in 20 ms, a board answers in 200. */
const contactGraceMs = 1_500

/** Who may want something of a relay, the strongest first (reference/hardware.md S22). */
const claimants = ['error', 'safety', 'limit', 'ocpp', 'card', 'manual'] as const
type Claimant = (typeof claimants)[number]
interface Claim {
  readonly by: Claimant
  readonly wants: 'open' | 'closed'
}

/**
 * The only place where a relay's position is decided: the strongest claim holds, and with no claim it is open. Asks
 * the board when the decision has changed.
 */
export function arbitrateRelay(turn: Turn, connectorId: number): void {
  const connector = connectorOf(turn.state, connectorId)
  const wanted = strongest(relayClaims(turn.state, connector))
  if (wanted === connector.relay.asked) return
  patchConnector(turn, connectorId, {
    relay: { ...connector.relay, asked: wanted },
  })
  noteRelay(turn, connectorId, wanted)
  emit(turn, {
    kind: wanted === 'open' ? 'openRelay' : 'closeRelay',
    connectorId,
  })
  superviseContact(turn, connectorId)
}

function strongest(claims: readonly Claim[]): 'open' | 'closed' {
  for (const by of claimants) {
    const claim = claims.find((each) => each.by === by)
    if (claim !== undefined) return claim.wants
  }
  return 'open'
}

function relayClaims(state: ChargerState, connector: Connector): readonly Claim[] {
  const claims: Claim[] = []
  if (blockingFaults(state, connector).length > 0) claims.push({ by: 'error', wants: 'open' })
  const isTesting = state.station.leakageTest === 'running'
  if (connector.plug !== 'in' || state.station.reset !== null || isTesting)
    claims.push({ by: 'safety', wants: 'open' })
  if (isHeldBack(state, connector)) claims.push({ by: 'limit', wants: 'open' })
  if (connector.activity.kind === 'charging')
    claims.push({
      by: connector.activity.session.origin === 'remote' ? 'ocpp' : 'card',
      wants: 'closed',
    })
  return claims
}

/**
 * Whether a session waits without energy: for a limit to admit it, to cool down, for the mains to be well, or for good, since a card that the central system
 * refused afterwards takes no more energy than it was allowed.
 */
export function isHeldBack(
  { deliveries }: ChargerState,
  { id, activity, tooHot, supply }: Connector,
): boolean {
  if (activity.kind !== 'charging') return false
  const { refusedAllowanceWh } = activity.session
  if (refusedAllowanceWh !== null && activity.progress.energyWh >= refusedAllowanceWh) return true
  if (tooHot || supply.verdict === 'unusable') return true
  return deliveries.sockets.some(({ connectorId, allowed }) => connectorId === id && !allowed)
}

/** The board's read-back. A contact that closes though nobody asked is opened again before anything else. */
export function contactReported(turn: Turn, connectorId: number, contact: 'open' | 'closed'): void {
  const connector = connectorOf(turn.state, connectorId)
  patchConnector(turn, connectorId, { relay: { ...connector.relay, contact } })
  if (contact === 'closed' && connector.relay.asked === 'open' && connector.relay.contact !== 'closed') {
    emit(turn, { kind: 'openRelay', connectorId })
    log(turn, 'warn', `Contact ${connectorId} is closed unasked; asked to open`, { connector: connectorId })
  }
  superviseContact(turn, connectorId)
}

function superviseContact(turn: Turn, connectorId: number): void {
  const { relay, lockout } = connectorOf(turn.state, connectorId)
  if (relay.contact === relay.asked) {
    clearTimer(turn, `contact:${connectorId}`)
    if (relay.contact === 'open' && lockout?.kind !== 'locked') clearFault(turn, connectorId, 'contactStuck')
  } else if (!isTimerSet(turn.state, `contact:${connectorId}`))
    setTimer(turn, `contact:${connectorId}`, contactGraceMs)
}

/**
 * The contact has differed from what was asked for too long. One that was asked to open again, and is read back as closed
 * for as long again, is welded (S4); what was last heard of a board that is away proves nothing.
 */
export function contactOverdue(turn: Turn, connectorId: number): void {
  const connector = connectorOf(turn.state, connectorId)
  const { relay, lockout } = connector
  if (relay.contact === relay.asked || lockout?.kind === 'locked') return
  if (relay.contact === 'closed' && isStuck(connector)) {
    const isBoardAway = turn.state.station.faults.some(({ source }) => source === 'board')
    if (!isBoardAway) lockOut(turn, connectorId, `Contact ${connectorId} welded; needs a technician`)
    return
  }
  if (relay.asked === 'closed') {
    const info = `Contact ${connectorId} does not close`
    raiseFault(turn, connectorId, {
      source: 'contactDead',
      errorCode: 'PowerSwitchFailure',
      info,
      blocks: true,
    })
    return
  }
  raiseStuck(turn, connectorId, `Contact ${connectorId} does not open`)
  // The board answers with a fresh read-back, which tells a welded contact from a board that has gone silent.
  if (relay.contact === 'closed') emit(turn, { kind: 'openRelay', connectorId })
}

function raiseStuck(turn: Turn, connectorId: number, info: string): void {
  raiseFault(turn, connectorId, {
    source: 'contactStuck',
    errorCode: 'PowerSwitchFailure',
    info,
    blocks: true,
  })
}

function isStuck({ faults }: Connector): boolean {
  return faults.some(({ source }) => source === 'contactStuck')
}

/** A welded socket is dead, also after a restart (S4). */
export function lockOut(turn: Turn, connectorId: number, info: string): void {
  if (connectorOf(turn.state, connectorId).lockout?.kind === 'locked') return
  patchConnector(turn, connectorId, { lockout: { kind: 'locked', info, at: stampOf(turn.now) } })
  raiseStuck(turn, connectorId, info)
}

/**
 * At boot: a lock holds on; one that a technician has cleared is gone, once the board has forgotten it too where it
 * knows of welds by itself.
 */
export function restoreLockout(turn: Turn, connectorId: number, lockout: Lockout | null): void {
  if (lockout?.kind === 'locked') raiseStuck(turn, connectorId, lockout.info)
  if (lockout?.kind !== 'cleared') return
  log(turn, 'warn', `The lock of socket ${connectorId} was cleared by a technician`, {
    connector: connectorId,
  })
  if (!turn.state.settings.boardKnowsWelds) patchConnector(turn, connectorId, { lockout: null })
}

/** A technician's card tells that somebody stands here, for as long as a relay takes to be changed and measured. */
const presenceMs = 3_600_000

/**
 * The central system says that a welded relay was replaced (S4). Nobody far away may say so: it is taken only while the
 * service door stands open by a technician's card, whose wire keeps every relay open, and the contact is read back as open.
 */
export function clearLockout(turn: Turn, connectorId: number, by: string): boolean {
  const connector = turn.state.connectors[connectorId - 1]
  const { seen, heldBy } = turn.state.station.door
  const isThere = seen === 'open' && heldBy !== null && turn.now.monotonicMs - heldBy.atMs <= presenceMs
  if (connector?.lockout?.kind !== 'locked' || !isThere || connector.relay.contact !== 'open') {
    log(turn, 'warn', `The lock of socket ${connectorId} stays`, { by, door: seen, isThere })
    return false
  }
  log(turn, 'warn', `The lock of socket ${connectorId} was cleared`, { by, idTag: heldBy.idTag })
  patchConnector(turn, connectorId, {
    lockout: turn.state.settings.boardKnowsWelds ? { kind: 'cleared' } : null,
  })
  clearFault(turn, connectorId, 'contactStuck')
  return true
}
