/** A socket that its charger has promised to keep for one card. */
interface Holding {
  readonly reservationId: number
  /** 0 for any socket. */
  readonly connectorId: number
  readonly idTag: string
  readonly expiresMs: number
}

/** What a charger was asked, and has not answered yet. */
type Asked =
  | { readonly action: 'ReserveNow'; readonly holding: Holding }
  | { readonly action: 'CancelReservation'; readonly reservationId: number }

type Frame = readonly [kind: number, id: string, ...rest: readonly unknown[]]

/**
 * What one charger has promised, read off its line: from the moment at which it says that it holds a socket until it says
 * that it does not, the time is over, or the card has come. Kept apart from what either side believes.
 */
export class Holdings {
  readonly #asked = new Map<string, Asked>()
  readonly #held = new Map<number, Holding>()

  /** A text that the charger has sent (`up`), or that has reached it. */
  onText(direction: 'up' | 'down', text: string): void {
    if (direction === 'down') {
      if (text.includes('Reserv')) this.#ask(JSON.parse(text) as Frame)
    } else if (this.#asked.size > 0 && text.startsWith('[3,')) this.#answer(JSON.parse(text) as Frame)
  }

  /**
   * For whom a socket is held at this moment; undefined for nobody. A charger that was asked to let go may have, and have
   * lost its power before it could say so.
   */
  heldAt(connectorId: number, wallMs: number): Holding | undefined {
    const mayBeGone = new Set(
      [...this.#asked.values()].flatMap((asked) =>
        asked.action === 'CancelReservation' ? [asked.reservationId] : [],
      ),
    )
    return [...this.#held.values()].find(
      (each) =>
        each.connectorId === connectorId && each.expiresMs > wallMs && !mayBeGone.has(each.reservationId),
    )
  }

  /** Whoever it was held for charges there now. */
  use({ reservationId }: Holding): void {
    this.#held.delete(reservationId)
  }

  #ask([kind, id, action, request]: Frame): void {
    if (kind !== 2) return
    const { reservationId, connectorId, idTag, expiryDate } = request as Readonly<Record<string, never>>
    const known = Number(reservationId)
    if (action === 'CancelReservation') this.#asked.set(id, { action, reservationId: known })
    if (action !== 'ReserveNow') return
    const expiresMs = Date.parse(String(expiryDate))
    const holding = { ...{ reservationId: known, connectorId: Number(connectorId), expiresMs } }
    this.#asked.set(id, { action, holding: { ...holding, idTag: String(idTag) } })
  }

  #answer([, id, confirmation]: Frame): void {
    const asked = this.#asked.get(id)
    if (asked === undefined) return
    this.#asked.delete(id)
    if ((confirmation as { readonly status?: string }).status !== 'Accepted') return
    if (asked.action === 'ReserveNow') this.#held.set(asked.holding.reservationId, asked.holding)
    else this.#held.delete(asked.reservationId)
  }
}
