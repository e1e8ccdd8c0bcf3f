import { type Idr, idr } from '@colok/shared/money'

/** How money is kept in wallets: the bounds of e-money, and of what is set aside. All in rupiah. */
export interface WalletRules {
  readonly topUpLeastIdr: number
  readonly topUpMostIdr: number
  /** The most that may lie in a wallet whose holder is not known (PBI 20/6/2018). */
  readonly mostIdr: number
  /** The same for a holder who is known. */
  readonly mostOfHolderIdr: number
  /** The most that is set aside for one session. */
  readonly sessionMostIdr: number
  /** What a post may spend of a card while it is offline; 0 for nothing. */
  readonly allowanceIdr: number
  /** At so many posts at once. */
  readonly allowancePosts: number
}

/** What a wallet has, all at least 0. */
export interface Funds {
  /** Free to be spent. */
  readonly balanceIdr: number
  /** Set aside for sessions, and for posts while they are offline. */
  readonly heldIdr: number
  /** Used beyond what there was. */
  readonly owedIdr: number
}

/** What is set aside when a card is presented: nothing for one that owes. */
export function holdFor({ balanceIdr, owedIdr }: Funds, { sessionMostIdr }: WalletRules): Idr {
  return idr(owedIdr > 0 ? 0 : Math.min(balanceIdr, sessionMostIdr))
}

/** Takes a bill out of a wallet whose holds for it have been released: what it does not have, its holder owes. */
export function takeBill(
  balanceIdr: number,
  totalIdr: number,
): { readonly paidIdr: Idr; readonly owedIdr: Idr } {
  const paidIdr = Math.min(balanceIdr, totalIdr)
  return { paidIdr: idr(paidIdr), owedIdr: idr(totalIdr - paidIdr) }
}

/** Shares out what comes in: what is owed is paid first. */
export function shareTopUp(
  owedIdr: number,
  amountIdr: number,
): { readonly debtIdr: Idr; readonly restIdr: Idr } {
  const debtIdr = Math.min(owedIdr, amountIdr)
  return { debtIdr: idr(debtIdr), restIdr: idr(amountIdr - debtIdr) }
}

/** Whether so much more may lie in a wallet. What is set aside lies in it too, and a debt takes its part first. */
export function hasRoomFor(
  { balanceIdr, heldIdr, owedIdr }: Funds,
  amountIdr: number,
  { rules, isKnown }: { readonly rules: WalletRules; readonly isKnown: boolean },
): boolean {
  const most = isKnown ? rules.mostOfHolderIdr : rules.mostIdr
  return balanceIdr + heldIdr + amountIdr - Math.min(owedIdr, amountIdr) <= most
}

/** A card at a post that could be told of an allowance, the likeliest first. */
export interface AllowanceSpot {
  readonly chargerId: number
  readonly idTag: string
}

/** An allowance that a post has, or is about to have. */
export interface StandingAllowance extends AllowanceSpot {
  readonly id: string
  readonly amountIdr: number
}

export interface AllowancePlan {
  readonly grant: readonly AllowanceSpot[]
  /** Ids of those that are asked back. */
  readonly withdraw: readonly string[]
}

/**
 * Which posts may spend of a wallet without asking. It never ties down so much that its holder could not charge where we
 * are asked: before an allowance is given, as much again has to be free, and when less than that is free, what ties it
 * down is asked back, the least likely first. `usable`: neither frozen nor in debt.
 */
export function planAllowances(
  wallet: {
    readonly balanceIdr: number
    /** What has been asked back already. */
    readonly comingIdr: number
    readonly isUsable: boolean
  },
  standing: readonly StandingAllowance[],
  wanted: readonly AllowanceSpot[],
  { allowanceIdr, allowancePosts }: WalletRules,
): AllowancePlan {
  if (!wallet.isUsable || allowanceIdr === 0) return { grant: [], withdraw: standing.map(({ id }) => id) }
  const places = wanted.slice(0, allowancePosts)
  const has = (spots: readonly AllowanceSpot[], { chargerId, idTag }: AllowanceSpot) =>
    spots.some((spot) => spot.chargerId === chargerId && spot.idTag === idTag)
  const rank = (spot: AllowanceSpot) =>
    places.findIndex(({ chargerId, idTag }) => chargerId === spot.chargerId && idTag === spot.idTag)
  const withdraw = standing.filter((one) => !has(places, one) || one.amountIdr !== allowanceIdr)
  const kept = standing.filter((one) => !withdraw.includes(one)).sort((one, other) => rank(other) - rank(one))
  let freeIdr =
    wallet.balanceIdr + wallet.comingIdr + withdraw.reduce((sum, { amountIdr }) => sum + amountIdr, 0)
  while (freeIdr < allowanceIdr) {
    const least = kept.shift()
    if (least === undefined) break
    withdraw.push(least)
    freeIdr += least.amountIdr
  }
  const grant: AllowanceSpot[] = []
  let balanceIdr = wallet.balanceIdr
  for (const spot of places) {
    if (has(standing, spot)) continue
    if (balanceIdr < 2 * allowanceIdr) break
    grant.push(spot)
    balanceIdr -= allowanceIdr
  }
  return { grant, withdraw: withdraw.map(({ id }) => id) }
}
