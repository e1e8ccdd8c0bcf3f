import type { Clock } from '@colok/shared/time'
import { batteryAt, motorcycle72V32Ah, stateOfChargePermille } from '../motorcycle/battery.ts'
import type { Card } from './cards.ts'
import type { ChargePoint } from './charge-point.ts'
import type { Chronicle } from './chronicle.ts'
import type { Dice } from './dice.ts'

/** How people behave, and how often. */
const manners = {
  ordinary: 10,
  tapsFirst: 4,
  wandersOff: 1,
  neverTaps: 1,
  overstays: 2,
  comesBack: 2,
  tapsTwice: 2,
  strangerTaps: 1,
  pullsOut: 4,
} as const
type Manner = keyof typeof manners

const patienceMs = 50_000
const visitsEveryMs = 30 * 60_000

export interface RiderParts {
  readonly chargePoint: ChargePoint
  readonly clock: Clock
  readonly dice: Dice
  readonly chronicle: Chronicle
  readonly cards: readonly Card[]
  /** Sockets where somebody stands. */
  readonly taken: Set<number>
}

/** The people who come to one charger, one after another and two at a time. */
export class Riders {
  readonly #parts: RiderParts
  #open = true

  constructor(parts: RiderParts) {
    this.#parts = parts
  }

  start(): void {
    const { clock, dice } = this.#parts
    clock.after(dice.exponential(visitsEveryMs), () => {
      if (!this.#open) return
      void this.#visit()
      this.start()
    })
  }

  /** Nobody new comes; who is there leaves within minutes. */
  close(): void {
    this.#open = false
  }

  async #visit(): Promise<void> {
    const { chargePoint, dice, cards, taken } = this.#parts
    // Drawn before anything else, so that a full post does not change who comes next.
    const manner = dice.weighted(manners)
    const card = dice.pick(cards as [Card, ...Card[]])
    const stranger = dice.pick(cards as [Card, ...Card[]])
    const permille = dice.between(50, 980)
    const stayMs = dice.between(2 * 60_000, 100 * 60_000)
    const free = chargePoint.post.outlets.filter(({ connectorId }) => !taken.has(connectorId))
    const outlet = free[dice.between(0, Math.max(0, free.length - 1))]
    if (outlet === undefined) return
    const { connectorId } = outlet
    taken.add(connectorId)
    this.#note(`a rider (${manner}, ${card.truth}) at socket ${connectorId}`)
    await this.#behave({ manner, card, stranger, permille, stayMs, connectorId })
    chargePoint.post.plug(connectorId, undefined)
    taken.delete(connectorId)
  }

  async #behave(visit: {
    manner: Manner
    card: Card
    stranger: Card
    permille: number
    stayMs: number
    connectorId: number
  }): Promise<void> {
    const { manner, card, stranger, connectorId } = visit
    const { chargePoint, dice } = this.#parts
    const plug = () => {
      chargePoint.post.plug(connectorId, batteryAt(motorcycle72V32Ah, visit.permille))
      this.#note(`plug in at ${connectorId}`)
    }
    const tap = (who: Card) => {
      this.#note(`tap ${who.idTag} at ${connectorId}`)
      chargePoint.post.tap(who.idTag, dice.chance(0.5) ? [connectorId] : undefined)
    }
    if (manner === 'wandersOff') {
      tap(card)
      await this.#wait(dice.between(30_000, 120_000))
      return
    }
    if (manner === 'tapsFirst') {
      tap(card)
      await this.#wait(dice.between(3_000, 55_000))
    }
    plug()
    await this.#wait(dice.between(2_000, 15_000))
    if (manner === 'neverTaps') return this.#wait(dice.between(60_000, 40 * 60_000))
    if (manner !== 'tapsFirst') tap(card)
    if (manner === 'tapsTwice') {
      await this.#wait(dice.between(200, 4_000))
      tap(card)
    }
    if (!(await this.#energyWithin(connectorId, patienceMs))) return
    if (manner === 'strangerTaps') {
      await this.#wait(dice.between(5_000, 60_000))
      tap(stranger)
    }
    await this.#charge(connectorId, visit.stayMs)
    if (manner === 'overstays') await this.#wait(dice.between(10 * 60_000, 90 * 60_000))
    if (manner !== 'pullsOut') {
      tap(card)
      await this.#wait(dice.between(1_000, 12_000))
    }
    if (manner !== 'comesBack') return
    chargePoint.post.plug(connectorId, undefined)
    this.#note(`plug out at ${connectorId}`)
    await this.#wait(dice.between(500, 30_000))
    plug()
    tap(card)
    if (await this.#energyWithin(connectorId, patienceMs)) await this.#charge(connectorId, visit.stayMs / 4)
  }

  async #energyWithin(connectorId: number, limitMs: number): Promise<boolean> {
    for (let waitedMs = 0; waitedMs < limitMs && this.#open; waitedMs += 2_000) {
      if (this.#parts.chargePoint.post.outlet(connectorId).contactClosed) return true
      await this.#wait(2_000)
    }
    return false
  }

  /** Until the pack is full, the time is over, energy has not come for a while, or the place closes. */
  async #charge(connectorId: number, stayMs: number): Promise<void> {
    let darkMs = 0
    for (let stayedMs = 0; stayedMs < stayMs && darkMs < 4 * 60_000 && this.#open; stayedMs += 30_000) {
      await this.#wait(30_000)
      const { contactClosed, motorcycle } = this.#parts.chargePoint.post.outlet(connectorId)
      darkMs = contactClosed ? 0 : darkMs + 30_000
      if (motorcycle === undefined || stateOfChargePermille(motorcycle72V32Ah, motorcycle) === 1000) return
    }
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.#parts.clock.after(this.#open ? ms : Math.min(ms, 60_000), resolve))
  }

  #note(text: string): void {
    this.#parts.chronicle.note(this.#parts.chargePoint.id, text)
  }
}
