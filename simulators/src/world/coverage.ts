import type { ChargePoint } from './charge-point.ts'
import { type FaultKind, faultKinds } from './faults.ts'

/** What the busiest outlet of a charger was doing when something struck. */
const situations = ['off', 'idle', 'authorised', 'charging', 'stopping', 'finishing'] as const
export type Situation = (typeof situations)[number]

/** Faults against situations: an untried corner shows as 0. */
export class Coverage {
  readonly #counts = new Map<string, number>()

  struck(kind: FaultKind, situation: Situation): void {
    const key = `${kind} ${situation}`
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }

  count(kind: FaultKind, situation: Situation): number {
    return this.#counts.get(`${kind} ${situation}`) ?? 0
  }

  merge(other: Coverage): void {
    for (const [key, count] of other.#counts) this.#counts.set(key, (this.#counts.get(key) ?? 0) + count)
  }

  /** As lines of text. */
  table(kinds: ReadonlySet<FaultKind>): string[] {
    const row = (name: string, cells: readonly (string | number)[]) =>
      name.padEnd(22) + cells.map((cell) => String(cell).padStart(11)).join('')
    return [
      row('', situations),
      ...faultKinds
        .filter((kind) => kinds.has(kind))
        .map((kind) =>
          row(
            kind,
            situations.map((situation) => this.count(kind, situation)),
          ),
        ),
    ]
  }
}

export function situationOf(chargePoint: ChargePoint | undefined): Situation {
  const state = chargePoint?.charger?.state
  if (state === undefined) return 'off'
  const doing = state.connectors.map(({ activity }) => activity.kind)
  const busiest = (['stopping', 'charging', 'authorised', 'finishing'] as const).find((kind) =>
    doing.includes(kind),
  )
  return busiest ?? 'idle'
}
