import type { ChargePoint } from './charge-point.ts'
import { type FaultKind, faultKinds, strikesMoney } from './faults.ts'

/** What the busiest outlet of a charger was doing when something struck. */
const situations = ['off', 'idle', 'authorised', 'charging', 'stopping', 'finishing'] as const
export type Situation = (typeof situations)[number]

/** What money was doing anywhere, each with the rows that say so. */
const moneySituations = {
  awaited: "payment where wallet_id is null and state = 'awaitingPayment'",
  used: "payment where state in ('starting', 'charging', 'ending')",
  goesBack: "refund where state in ('due', 'pending')",
  claimed: "refund where state in ('claimable', 'manual')",
  fillsUp: "payment where wallet_id is not null and state = 'awaitingPayment'",
  held: "wallet_hold where kind = 'tap' and state not in ('ended', 'released')",
  allowance: "wallet_hold where kind = 'allowance' and state not in ('ended', 'released')",
  setAside: "wallet_reserve where state = 'standing'",
  captured: "wallet_reserve where state in ('capturing', 'voiding')",
  paidOut: "payout where state in ('proposed', 'approved')",
} as const
export type MoneySituation = keyof typeof moneySituations
const moneySituationNames = Object.keys(moneySituations) as MoneySituation[]

/** By SQL, 1 for each situation that there is now. */
export const moneySituationsNow = `select ${moneySituationNames
  .map((name) => `exists (select 1 from ${moneySituations[name]}) as "${name}"`)
  .join(', ')}`

/** Faults against situations: an untried corner shows as 0. */
export class Coverage {
  readonly #counts = new Map<string, number>()

  struck(kind: FaultKind, situation: Situation | MoneySituation): void {
    const key = `${kind} ${situation}`
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }

  /** While all of these were. */
  struckMoney(kind: FaultKind, now: Readonly<Record<MoneySituation, number>>): void {
    for (const name of moneySituationNames) if (now[name] === 1) this.struck(kind, name)
  }

  count(kind: FaultKind, situation: Situation | MoneySituation): number {
    return this.#counts.get(`${kind} ${situation}`) ?? 0
  }

  merge(other: Coverage): void {
    for (const [key, count] of other.#counts) this.#counts.set(key, (this.#counts.get(key) ?? 0) + count)
  }

  /** As lines of text. */
  table(kinds: ReadonlySet<FaultKind>): string[] {
    return this.#tableOf(
      faultKinds.filter((kind) => kinds.has(kind)),
      situations,
    )
  }

  /** The same of those that can strike money, against what money was doing. */
  moneyTable(kinds: ReadonlySet<FaultKind>): string[] {
    return this.#tableOf(
      faultKinds.filter((kind) => kinds.has(kind) && strikesMoney(kind)),
      moneySituationNames,
    )
  }

  #tableOf(kinds: readonly FaultKind[], columns: readonly (Situation | MoneySituation)[]): string[] {
    const row = (name: string, cells: readonly (string | number)[]) =>
      name.padEnd(22) + cells.map((cell) => String(cell).padStart(11)).join('')
    const counts = (kind: FaultKind) => columns.map((situation) => this.count(kind, situation))
    return [row('', columns), ...kinds.map((kind) => row(kind, counts(kind)))]
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
