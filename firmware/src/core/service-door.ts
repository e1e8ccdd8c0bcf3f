import type { DoorNotice } from './effects.ts'
import { clearFault, raiseFault } from './faults.ts'
import { isExpired } from './identifiers.ts'
import { type Now, stampOf } from './now.ts'
import { raiseSecurityEvent } from './security-log.ts'
import type { ChargerState } from './state.ts'
import { tagKey } from './tag-key.ts'
import { emit, log, patchStation, type Turn } from './turn.ts'

/** The solenoid has current for 5 s; a door that opens later than this was opened otherwise. */
const opensWithinMs = 7_000

/**
 * Whether a card is a technician's: named in the configuration, or one of the service group in the local list, which works
 * without a network too.
 */
export function isServiceCard({ settings, localList }: ChargerState, idTag: string, now: Now): boolean {
  const key = tagKey(idTag)
  if (settings.serviceCards.includes(key)) return true
  const listed = localList.entries[key]
  if (listed === undefined || listed.parentIdTag !== settings.serviceGroup) return false
  return listed.status === 'Accepted' && !isExpired(listed, now)
}

export function letDoorGo(turn: Turn, idTag: string): void {
  log(turn, 'warn', 'The service door is let go', { idTag })
  const { door } = turn.state.station
  const letGo = { idTag, atMs: turn.now.monotonicMs }
  // Tapped at a door that stands open, the card tells that a technician is there now.
  patchStation(turn, { door: { ...door, letGo, heldBy: door.seen === 'open' ? letGo : door.heldBy } })
  emit(turn, { kind: 'openDoor' })
}

/** An open door opens every relay by wire; so does one whose switch cannot be read (S19). */
export function doorReported(turn: Turn, seen: 'open' | 'closed' | 'unknown'): void {
  const before = turn.state.station.door
  patchStation(turn, { door: { ...before, seen, heldBy: seen === 'closed' ? null : before.heldBy } })
  if (seen === 'closed') clearFault(turn, 'station', 'door')
  else {
    const info = seen === 'open' ? 'Service door open' : 'Service door cannot be read'
    raiseFault(turn, 'station', { source: 'door', errorCode: 'OtherError', info, blocks: true })
  }
  if (seen === before.seen) return
  if (seen === 'open') doorOpened(turn)
  else if (seen === 'closed' && before.seen === 'open') report(turn, 'closed', null)
}

export function tamperReported(turn: Turn, tampered: boolean): void {
  if (!tampered) {
    log(turn, 'info', 'The housing is whole again')
    return
  }
  raiseSecurityEvent(turn, 'TamperDetectionActivated', 'The tamper switch of the housing')
  report(turn, 'tampered', null)
}

/** A card opens the door once: whoever opens it again after it was shut has not tapped. */
function doorOpened(turn: Turn): void {
  const { door } = turn.state.station
  const { letGo } = door
  const heldBy = letGo !== null && turn.now.monotonicMs - letGo.atMs <= opensWithinMs ? letGo : null
  patchStation(turn, { door: { ...door, letGo: null, heldBy } })
  if (heldBy === null)
    raiseSecurityEvent(turn, 'TamperDetectionActivated', 'The service door was opened without a card')
  report(turn, heldBy === null ? 'forced' : 'opened', heldBy?.idTag ?? null)
}

function report(turn: Turn, event: DoorNotice['event'], idTag: string | null): void {
  emit(turn, { kind: 'reportDoor', notice: { event, at: stampOf(turn.now), idTag } })
}
