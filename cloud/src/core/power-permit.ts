import { z } from 'zod'

/** What a charger goes by: what it may draw in all, in W, for good, and instead of that until an instant. */
const HeldSchema = z.object({
  /** Null before it was told: its sockets' ratings count. */
  safeW: z.int().nullable(),
  lease: z.object({ limitW: z.int(), untilMs: z.int() }).nullable(),
})
type Held = z.infer<typeof HeldSchema>

/** All that a charger may be going by: more than one as long as it is not known whether a message has reached it. */
export const PermitSchema = z.array(HeldSchema).min(1)
export type Permit = z.infer<typeof PermitSchema>

/** A charger, and all its sockets' ratings together, in W. */
export interface Permitted {
  readonly ratingW: number
  readonly permit: Permit
}

/** Of a charger that was told nothing. */
export const toldNothing: Permit = [{ safeW: null, lease: null }]

/** Something that a charger is told of what it may draw in all. */
export type StationMessage =
  | { readonly kind: 'safe'; readonly limitW: number }
  | { readonly kind: 'lease'; readonly limitW: number; readonly untilMs: number }

/** More unanswered messages than this, and what they said is counted by its highest. */
const mostPossible = 6

/** The permit once a message is surely followed. */
export function followed(permit: Permit, message: StationMessage): Permit {
  const held = permit.map(
    ({ safeW, lease }): Held =>
      message.kind === 'safe'
        ? { safeW: message.limitW, lease }
        : { safeW, lease: { limitW: message.limitW, untilMs: message.untilMs } },
  )
  return distinct(held)
}

/** The permit as long as either may be. */
export function either(one: Permit, other: Permit): Permit {
  const all = distinct([...one, ...other])
  if (all.length <= mostPossible) return all
  const safes = all.map(({ safeW }) => safeW)
  const leases = all.flatMap(({ lease }) => lease ?? [])
  return [
    {
      safeW: safes.includes(null) ? null : Math.max(...safes.map((safeW) => safeW ?? 0)),
      lease: {
        limitW: Math.max(...leases.map(({ limitW }) => limitW), ...safes.map((safeW) => safeW ?? 0)),
        untilMs: Math.max(...leases.map(({ untilMs }) => untilMs)),
      },
    },
  ]
}

/** What a charger may draw at an instant, in W. */
export function mayDrawW({ ratingW, permit }: Permitted, atMs: number): number {
  const each = permit.map(({ safeW, lease }) =>
    lease !== null && atMs < lease.untilMs ? lease.limitW : (safeW ?? ratingW),
  )
  return Math.min(ratingW, Math.max(...each))
}

/** The instants, from `nowMs` on, between which nothing changes by itself. */
export function changesOf(chargers: readonly Permitted[], nowMs: number): number[] {
  const ends = chargers.flatMap(({ permit }) => permit.flatMap(({ lease }) => lease?.untilMs ?? []))
  return [nowMs, ...new Set(ends.filter((endMs) => endMs > nowMs))]
}

/** Whether chargers never draw more than a budget together, from now on, if they are told nothing more. */
export function fits(chargers: readonly Permitted[], budgetW: number, nowMs: number): boolean {
  return changesOf(chargers, nowMs).every(
    (atMs) => chargers.reduce((sum, charger) => sum + mayDrawW(charger, atMs), 0) <= budgetW,
  )
}

/** Whether a charger may never draw more after a change than before it. */
export function isNoMore(before: Permitted, after: Permitted, nowMs: number): boolean {
  return changesOf([before, after], nowMs).every((atMs) => mayDrawW(after, atMs) <= mayDrawW(before, atMs))
}

function distinct(held: readonly Held[]): Permit {
  return [...new Map(held.map((one) => [JSON.stringify(one), one])).values()]
}
