import type { Card } from '../cards.ts'
import type { ChargePoint } from '../charge-point.ts'
import type { Outlet } from '../post.ts'
import type { Report } from './violation.ts'

/** The controller hears of a hazard at once and acts in the same turn. */
const hazardGraceMs = 1_000
/** A silent meter is noticed after 6 s; the last reading may be a second older, and the first after a boot takes 15 s. */
const meterGraceMs = 20_000
/** From a contact that will not open to a red light: read-back 1.5 s. */
const weldGraceMs = 10_000
/** A disk that cannot write ends what runs in the same turn as the first write that fails; a full battery takes few. */
const diskGraceMs = 10_000

/**
 * A closed contact has an open transaction on the disk, a card that may charge, and nothing that forbids it; one that
 * is welded is shown as broken. Looks at hardware and disk, not at what the controller believes.
 */
export class RelayChecker {
  readonly #truthOf: ReadonlyMap<string, Card['truth']>
  readonly #hasPaid: (idTag: string) => boolean
  readonly #report: Report
  /** Of what has something wrong with it, since when. */
  readonly #since = new Map<object, number>()
  #boots = 0

  /** `hasPaid`: whether an idTag that is on no card stands for money that was paid. */
  constructor(cards: readonly Card[], hasPaid: (idTag: string) => boolean, report: Report) {
    this.#hasPaid = hasPaid
    this.#truthOf = new Map(cards.map(({ idTag, truth }) => [idTag, truth]))
    this.#report = report
  }

  look(chargePoint: ChargePoint, nowMs: number): void {
    // A process that has just come knows nothing yet, and while there was none nobody looked.
    if (!chargePoint.isRunning || chargePoint.boots !== this.#boots) this.#since.clear()
    this.#boots = chargePoint.boots
    if (!chargePoint.isRunning) return
    for (const outlet of chargePoint.post.outlets) {
      if (outlet.welded) this.#lookAtWeld(chargePoint, outlet, nowMs)
      else if (outlet.contactClosed && chargePoint.post.mains) this.#lookAtContact(chargePoint, outlet, nowMs)
    }
  }

  #lookAtContact(chargePoint: ChargePoint, outlet: Outlet, nowMs: number): void {
    const { id, disk, post } = chargePoint
    const { connectorId } = outlet
    const open = disk.openSession(connectorId)
    // Only made where something is wrong: this is looked at after each turn.
    const at = () => `the contact of socket ${connectorId} is closed`
    if (open === null || (open.ending !== null && !post.boardSilent))
      this.#report({
        checker: 'relayHasOpenTransaction',
        subject: id,
        what: `${at()}, and the disk holds ${open === null ? 'no open transaction' : 'one that has ended'}`,
      })
    const truth = open === null ? undefined : (this.#truthOf.get(open.idTag) ?? 'unknown')
    if (open !== null && truth !== 'accepted' && !this.#hasPaid(open.idTag))
      this.#report({ checker: 'relayHasGoodCard', subject: id, what: `${at()} for ${open.idTag}: ${truth}` })
    const forbids = this.#forbids(chargePoint, outlet, nowMs)
    if (forbids !== undefined)
      this.#report({
        checker: 'relayHasNoBlockingFault',
        subject: id,
        what: `${at()} in spite of ${forbids}`,
      })
  }

  #forbids({ post, disk }: ChargePoint, outlet: Outlet, nowMs: number): string | undefined {
    const { emergencySinceMs } = post
    if (emergencySinceMs !== undefined && nowMs - emergencySinceMs > hazardGraceMs)
      return 'the emergency stop'
    for (const hazard of post.hazards.values())
      if (
        (hazard.connectorId === 0 || hazard.connectorId === outlet.connectorId) &&
        nowMs - hazard.sinceMs > hazardGraceMs
      )
        return hazard.errorCode
    const silentMs = this.#lasts(outlet.meter, outlet.meter.silent, nowMs)
    if (silentMs > meterGraceMs) return `a meter that has been silent for ${silentMs} ms`
    if (this.#lasts(disk, disk.refuses, nowMs) > diskGraceMs) return 'a disk that refuses to write'
    return undefined
  }

  #lookAtWeld(chargePoint: ChargePoint, outlet: Outlet, nowMs: number): void {
    const { post } = chargePoint
    // With an open transaction a welded contact does what it should.
    const isWrong = chargePoint.ledger.openAt(outlet.connectorId) === undefined && !post.boardSilent
    const lastsMs = this.#lasts(outlet, isWrong, nowMs)
    if (isWrong && lastsMs > weldGraceMs && outlet.light !== 'red')
      this.#report({
        checker: 'weldIsShown',
        subject: chargePoint.id,
        what: `socket ${outlet.connectorId} has been live without a transaction for ${lastsMs} ms, and its light is ${outlet.light}`,
      })
  }

  #lasts(what: object, holds: boolean, nowMs: number): number {
    if (!holds) {
      if (this.#since.size > 0) this.#since.delete(what)
      return 0
    }
    const since = this.#since.get(what) ?? nowMs
    this.#since.set(what, since)
    return nowMs - since
  }
}
