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

/** What people had arranged with the central system: reservations, commands by chat, the service door, reports. */
const dealings = {
  resAsked: "reservation where state = 'requested'",
  resHeld: "reservation where state = 'active'",
  resDoubted: "reservation where state = 'unconfirmed'",
  chatWaits: 'chat_command where due_at is not null',
  chatAsks: 'chat_confirmation where used_at is null and expires_at > (select at from moment)',
  claimCode: 'claim_code where used_at is null and expires_at > (select at from moment)',
  reported: 'fault_report where told_at is null',
} as const

/** What a service door was doing at one of the chargers that were struck. */
const doorSituations = ['doorByCard', 'doorForced', 'locked'] as const
type DoorSituation = (typeof doorSituations)[number]

type StoredSituation = keyof typeof moneySituations | keyof typeof dealings
const stored = { ...moneySituations, ...dealings }
const storedNames = Object.keys(stored) as StoredSituation[]
const moneyNames = Object.keys(moneySituations) as (keyof typeof moneySituations)[]
const dealingNames = [...(Object.keys(dealings) as (keyof typeof dealings)[]), ...doorSituations]

type AnySituation = Situation | StoredSituation | DoorSituation

/** By SQL, 1 for each situation that there is at the instant that takes the place of `?`. */
export const storedSituationsNow = `with moment as (select ? as at) select ${storedNames
  .map((name) => `exists (select 1 from ${stored[name]}) as "${name}"`)
  .join(', ')}`

/** Faults against situations: an untried corner shows as 0. */
export class Coverage {
  readonly #counts = new Map<string, number>()

  struck(kind: FaultKind, situation: AnySituation): void {
    const key = `${kind} ${situation}`
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }

  /** While all of these were. */
  struckWhile(kind: FaultKind, now: Readonly<Record<string, number>>): void {
    for (const name of storedNames) if (now[name] === 1) this.struck(kind, name)
  }

  count(kind: FaultKind, situation: AnySituation): number {
    return this.#counts.get(`${kind} ${situation}`) ?? 0
  }

  merge(other: Coverage): void {
    for (const [key, count] of other.#counts) this.#counts.set(key, (this.#counts.get(key) ?? 0) + count)
  }

  /** As text, a table below each title. */
  tables(kinds: ReadonlySet<FaultKind>): string[] {
    const struck = faultKinds.filter((kind) => kinds.has(kind))
    return [
      ...['\nfaults × what the charger was doing', ...tableOf(this, struck, situations)],
      ...['\nfaults × what money was doing', ...tableOf(this, struck.filter(strikesMoney), moneyNames)],
      ...[
        '\nfaults × reservations, commands by chat, service doors and reports',
        ...tableOf(this, struck, dealingNames),
      ],
    ]
  }
}

function tableOf(
  coverage: Coverage,
  kinds: readonly FaultKind[],
  columns: readonly AnySituation[],
): string[] {
  const row = (name: string, cells: readonly (string | number)[]) =>
    name.padEnd(22) + cells.map((cell) => String(cell).padStart(11)).join('')
  const counts = (kind: FaultKind) => columns.map((situation) => coverage.count(kind, situation))
  return [row('', columns), ...kinds.map((kind) => row(kind, counts(kind)))]
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

/** What is the matter with the service door of a charger, and with what only somebody behind it can free. */
export function doorSituationsOf({ post, charger }: ChargePoint): DoorSituation[] {
  const { doorOpenedBy } = post
  const isLocked = charger?.state.connectors.some(({ lockout }) => lockout?.kind === 'locked')
  return [
    ...(doorOpenedBy === 'card' ? (['doorByCard'] as const) : []),
    ...(doorOpenedBy === 'force' ? (['doorForced'] as const) : []),
    ...(isLocked === true ? (['locked'] as const) : []),
  ]
}
