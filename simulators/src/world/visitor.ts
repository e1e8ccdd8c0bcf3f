import type { Clock } from '@colok/shared/time'
import { type BatteryState, motorcycle72V32Ah, stateOfChargePermille } from '../motorcycle/battery.ts'
import type { ChargePoint } from './charge-point.ts'
import type { Chronicle } from './chronicle.ts'
import type { Dice } from './dice.ts'

const minute = 60_000
const looksEveryMs = 30_000
/** Whoever has had no energy for so long leaves. */
const darkMostMs = 4 * minute
/** Whoever is there when the place closes leaves within so long. */
const leavesWithinMs = minute

export interface VisitorParts {
  readonly chargePoint: ChargePoint
  readonly clock: Clock
  readonly dice: Dice
  readonly chronicle: Chronicle
  /** Sockets where somebody stands. */
  readonly taken: Set<number>
}

/** What all have in common who come to one charger, stand in front of it, and wait. */
export class Visitor {
  readonly #parts: VisitorParts
  #open = true

  constructor(parts: VisitorParts) {
    this.#parts = parts
  }

  /** Whether the place is open. */
  get isOpen(): boolean {
    return this.#open
  }

  /** Somebody comes each `meanMs` on average, until the place closes. */
  come(meanMs: number, visit: () => Promise<void>): void {
    const { clock, dice } = this.#parts
    clock.after(dice.exponential(meanMs), () => {
      if (!this.#open) return
      void visit()
      this.come(meanMs, visit)
    })
  }

  /** Nobody new comes; who is there leaves within minutes. */
  close(): void {
    this.#open = false
  }

  /** Stands at a free socket while `stay` lasts; not at all when there is none. */
  async stand(stay: (connectorId: number) => Promise<void>): Promise<void> {
    const { chargePoint, dice, taken } = this.#parts
    const free = chargePoint.post.outlets.filter(({ connectorId }) => !taken.has(connectorId))
    const outlet = free[dice.between(0, Math.max(0, free.length - 1))]
    if (outlet !== undefined) await this.standAt(outlet.connectorId, stay)
  }

  /** Stands at this very socket; not at all when somebody else does. */
  async standAt(connectorId: number, stay: (connectorId: number) => Promise<void>): Promise<void> {
    const { chargePoint, taken } = this.#parts
    if (taken.has(connectorId)) return
    taken.add(connectorId)
    await stay(connectorId)
    chargePoint.post.plug(connectorId, undefined)
    taken.delete(connectorId)
  }

  plug(connectorId: number, motorcycle: BatteryState | undefined): void {
    this.#parts.chargePoint.post.plug(connectorId, motorcycle)
    this.note(`plug ${motorcycle === undefined ? 'out' : 'in'} at ${connectorId}`)
  }

  tap(idTag: string, connectorId: number): void {
    const { chargePoint, dice } = this.#parts
    this.note(`tap ${idTag} at ${connectorId}`)
    chargePoint.post.tap(idTag, dice.chance(0.5) ? [connectorId] : undefined)
  }

  /** Whether energy comes before patience is at its end. */
  async energyWithin(connectorId: number, patienceMs: number): Promise<boolean> {
    for (let waitedMs = 0; waitedMs < patienceMs && this.#open; waitedMs += 2_000) {
      if (this.#parts.chargePoint.post.outlet(connectorId).contactClosed) return true
      await this.wait(2_000)
    }
    return false
  }

  /** Until the pack is full, the time is over, energy has not come for a while, or the place closes. */
  async charge(connectorId: number, stayMs: number): Promise<void> {
    let darkMs = 0
    for (let stayedMs = 0; stayedMs < stayMs && darkMs < darkMostMs && this.#open; stayedMs += looksEveryMs) {
      await this.wait(looksEveryMs)
      const { contactClosed, motorcycle } = this.#parts.chargePoint.post.outlet(connectorId)
      darkMs = contactClosed ? 0 : darkMs + looksEveryMs
      if (motorcycle === undefined || stateOfChargePermille(motorcycle72V32Ah, motorcycle) === 1000) return
    }
  }

  wait(ms: number): Promise<void> {
    return this.waitAlways(this.#open ? ms : Math.min(ms, leavesWithinMs))
  }

  /** Also when the place closes. */
  waitAlways(ms: number): Promise<void> {
    return new Promise((resolve) => this.#parts.clock.after(Math.max(0, ms), resolve))
  }

  note(text: string): void {
    this.#parts.chronicle.note(this.#parts.chargePoint.id, text)
  }
}
