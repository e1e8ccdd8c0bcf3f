import type { Clock } from '@colok/shared/time'
import type { ChargePoint } from '../charge-point.ts'
import { Holdings } from '../holdings.ts'
import type { Transaction } from '../ledger.ts'
import type { Report } from './violation.ts'

/** Nobody charges at a socket that is held for another: by what the charger said on its line, and what its disk says. */
export class HoldingChecker {
  readonly #chargePoint: ChargePoint
  readonly #report: Report
  readonly #holdings = new Holdings()

  readonly #clock: Clock

  constructor(chargePoint: ChargePoint, clock: Clock, report: Report) {
    this.#chargePoint = chargePoint
    this.#clock = clock
    this.#report = report
    chargePoint.ledger.onStarted = (transaction) => this.#started(transaction)
  }

  onText(direction: 'up' | 'down', text: string): void {
    this.#holdings.onText(direction, text)
  }

  #started({ connectorId, idTag }: Transaction): void {
    const { id, machineClock, struckBy } = this.#chargePoint
    // A calendar that has jumped tells nobody when a time is over.
    if (struckBy.has('clock')) return
    // Nor does one that begins in 1970; what is over by either of the two may be given away.
    const nowMs = Math.max(machineClock.clock.wallMs(), this.#clock.wallMs())
    const held = this.#holdings.heldAt(connectorId, nowMs)
    if (held === undefined) return
    if (held.idTag === idTag) this.#holdings.use(held)
    else
      this.#report({
        checker: 'heldSocketIsKept',
        subject: id,
        what: `${idTag} charges at socket ${connectorId}, which is held for ${held.idTag}`,
      })
  }
}
