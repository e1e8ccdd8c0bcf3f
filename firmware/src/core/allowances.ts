import type { AllowancesTaken, VendorMessage } from '@colok/shared/vendor'
import type { Allowance, Allowances } from './durable.ts'
import { tagKey } from './tag-key.ts'

/** Spent ones that are remembered, though their list is gone: far more than can be waiting to be told. */
const mostSpent = 100

/** What a card may take here while nobody can be asked; `spent` when it has taken it. Undefined for other cards. */
export function allowanceOf(allowances: Allowances, idTag: string): Allowance | 'spent' | undefined {
  const allowance = allowances.cards[tagKey(idTag)]
  if (allowance === undefined) return undefined
  return allowances.spent.some(({ id }) => id === allowance.id) ? 'spent' : allowance
}

/** A newer list takes the place of the one before; undefined for one that is not newer. What is spent stays spent. */
export function withList(
  allowances: Allowances,
  { version, allowances: listed }: VendorMessage<'SetAllowances'>,
): Allowances | undefined {
  if (version <= allowances.version) return undefined
  const cards = Object.fromEntries(
    listed.map(({ id, idTag, limitWh, limitSeconds }) => [
      tagKey(idTag),
      { id, energyWh: limitWh, durationS: limitSeconds ?? null },
    ]),
  )
  return { ...allowances, version, cards }
}

/** A session has begun by it, and no other will. */
export function withSpent(allowances: Allowances, use: Allowances['spent'][number]): Allowances {
  return { ...allowances, spent: [...allowances.spent, use].slice(-mostSpent) }
}

/** What the central system is told of them. */
export function takenOf({ version, spent }: Allowances): AllowancesTaken {
  return { version, spent: spent.map(({ meterStartWh, ...use }) => ({ ...use, meterStart: meterStartWh })) }
}
