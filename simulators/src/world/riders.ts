import { batteryAt, motorcycle72V32Ah } from '../motorcycle/battery.ts'
import type { Card } from './cards.ts'
import { Visitor, type VisitorParts } from './visitor.ts'

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

/** How somebody who has a card comes. */
interface Visit {
  readonly manner: Manner
  readonly card: Card
  readonly stranger: Card
  readonly permille: number
  readonly stayMs: number
}

/** The people with cards who come to one charger, one after another and two at a time. */
export class Riders {
  readonly #parts: VisitorParts & { readonly cards: readonly Card[] }
  readonly #visitor: Visitor

  constructor(parts: VisitorParts & { readonly cards: readonly Card[] }) {
    this.#parts = parts
    this.#visitor = new Visitor(parts)
  }

  start(): void {
    this.#visitor.come(visitsEveryMs, () => this.#visit())
  }

  close(): void {
    this.#visitor.close()
  }

  async #visit(): Promise<void> {
    const { dice } = this.#parts
    const cards = this.#parts.cards as readonly [Card, ...Card[]]
    // Drawn before anything else, so that a full post does not change who comes next.
    const visit: Visit = {
      manner: dice.weighted(manners),
      card: dice.pick(cards),
      stranger: dice.pick(cards),
      permille: dice.between(50, 980),
      stayMs: dice.between(2 * 60_000, 100 * 60_000),
    }
    await this.#visitor.stand((connectorId) => {
      this.#visitor.note(`a rider (${visit.manner}, ${visit.card.truth}) at socket ${connectorId}`)
      return this.#behave(visit, connectorId)
    })
  }

  async #behave(visit: Visit, connectorId: number): Promise<void> {
    const { manner, card, stranger } = visit
    const visitor = this.#visitor
    const { dice } = this.#parts
    const plug = () => visitor.plug(connectorId, batteryAt(motorcycle72V32Ah, visit.permille))
    const tap = (who: Card) => visitor.tap(who.idTag, connectorId)
    if (manner === 'wandersOff') {
      tap(card)
      return visitor.wait(dice.between(30_000, 120_000))
    }
    if (manner === 'tapsFirst') {
      tap(card)
      await visitor.wait(dice.between(3_000, 55_000))
    }
    plug()
    await visitor.wait(dice.between(2_000, 15_000))
    if (manner === 'neverTaps') return visitor.wait(dice.between(60_000, 40 * 60_000))
    if (manner !== 'tapsFirst') tap(card)
    if (manner === 'tapsTwice') {
      await visitor.wait(dice.between(200, 4_000))
      tap(card)
    }
    if (!(await visitor.energyWithin(connectorId, patienceMs))) return
    if (manner === 'strangerTaps') {
      await visitor.wait(dice.between(5_000, 60_000))
      tap(stranger)
    }
    await visitor.charge(connectorId, visit.stayMs)
    if (manner === 'overstays') await visitor.wait(dice.between(10 * 60_000, 90 * 60_000))
    if (manner !== 'pullsOut') {
      tap(card)
      await visitor.wait(dice.between(1_000, 12_000))
    }
    if (manner !== 'comesBack') return
    visitor.plug(connectorId, undefined)
    await visitor.wait(dice.between(500, 30_000))
    plug()
    tap(card)
    if (await visitor.energyWithin(connectorId, patienceMs))
      await visitor.charge(connectorId, visit.stayMs / 4)
  }
}
