import { divideHalfUp, energyPriceHalfUp, type Idr, idr } from '@colok/shared/money'

/** What a partner and we have agreed on. It never changes: another one takes its place from a later day. */
export interface AgreementTerms {
  readonly share: RevenueShare
  /** For each kWh that was charged, beside the share. */
  readonly fixedIdrPerKwh: number
  /** What the partner earns in a whole month at least. */
  readonly guaranteedIdrPerMonth: number
  readonly electricity: Electricity
  /** PPh that is withheld from what the partner earns. */
  readonly pphBasisPoints: number
}

/** Of the revenue, which is what drivers were charged without taxes. */
export type RevenueShare =
  | { readonly of: 'gross'; readonly basisPoints: number; readonly gatewayFeeBy: 'operator' | 'partner' }
  /** The gateway's fee and the electricity come off first, so that both bear them by their parts. */
  | { readonly of: 'net'; readonly basisPoints: number }

/** Who pays the utility, and how the two settle that between them. */
export type Electricity =
  /** Whoever pays it bears it. */
  | { readonly reckonedBy: 'nobody'; readonly paidBy: 'operator' | 'partner' }
  | { readonly reckonedBy: 'kWh'; readonly paidBy: 'operator' | 'partner'; readonly idrPerKwh: number }
  /** By the utility's own bills, as they come. */
  | { readonly reckonedBy: 'bill'; readonly paidBy: 'operator' | 'partner' }

/** What a finished session brought in. */
export interface SessionIncome {
  readonly energyWh: number
  /** Without taxes. */
  readonly revenueIdr: number
}

/** A partner's part of something, as three amounts that are owed to him; a negative one he owes. */
export interface PartnerPart {
  /** What he earns: what is guaranteed and taxed. */
  readonly shareIdr: Idr
  /** What he is given back of the electricity, or charged for it. */
  readonly electricityIdr: Idr
  /** What he bears of the gateway's fee. */
  readonly gatewayFeeIdr: Idr
}

const whole = 10_000n

/**
 * A part of an amount in basis points, a half of a rupiah going away from zero, so that taking back is the exact opposite
 * of giving. It never is more than the amount itself; what rounding leaves is ours.
 *
 * @example partHalfAwayFromZero(10_769, 3000) // 3231: 3,230.7 goes up
 */
export function partHalfAwayFromZero(amountIdr: number, basisPoints: number): Idr {
  const size = divideHalfUp(BigInt(Math.abs(amountIdr)) * BigInt(basisPoints), whole)
  return idr(amountIdr < 0 && size !== 0 ? -size : size)
}

/** The partner's part of a session; the rest of its revenue is ours. */
export function partOfSession(terms: AgreementTerms, { energyWh, revenueIdr }: SessionIncome): PartnerPart {
  const { electricity } = terms
  const costIdr =
    electricity.reckonedBy === 'kWh' ? energyPriceHalfUp(energyWh, electricity.idrPerKwh) : idr(0)
  const cost = partOfElectricity(terms, costIdr)
  const baseIdr = terms.share.of === 'net' ? revenueIdr - costIdr : revenueIdr
  const fixedIdr = energyPriceHalfUp(energyWh, terms.fixedIdrPerKwh)
  return {
    shareIdr: idr(partHalfAwayFromZero(baseIdr, terms.share.basisPoints) + fixedIdr),
    electricityIdr: cost.electricityIdr,
    gatewayFeeIdr: idr(0),
  }
}

/** What changes for the partner when a session is corrected: nothing of it is rounded in another way than before. */
export function partOfCorrection(
  terms: AgreementTerms,
  { before, after }: { readonly before: SessionIncome; readonly after: SessionIncome },
): PartnerPart {
  const was = partOfSession(terms, before)
  const is = partOfSession(terms, after)
  return {
    shareIdr: idr(is.shareIdr - was.shareIdr),
    electricityIdr: idr(is.electricityIdr - was.electricityIdr),
    gatewayFeeIdr: idr(is.gatewayFeeIdr - was.gatewayFeeIdr),
  }
}

/** The partner's part of what a utility asks. By a bill it comes off a net share here; by the kWh it does in the session. */
export function partOfElectricity({ share, electricity }: AgreementTerms, costIdr: number): PartnerPart {
  if (electricity.reckonedBy === 'nobody') return nothing
  const { paidBy } = electricity
  const byBill = electricity.reckonedBy === 'bill'
  if (share.of === 'net')
    return {
      ...nothing,
      shareIdr: byBill ? partHalfAwayFromZero(-costIdr, share.basisPoints) : idr(0),
      // Who paid it has it back whole, before what is left is shared.
      electricityIdr: idr(paidBy === 'partner' ? costIdr : 0),
    }
  return { ...nothing, electricityIdr: idr(paidBy === 'partner' ? costIdr : 0 - costIdr) }
}

/** The partner's part of what a gateway took. A fee that it gives back is negative. */
export function partOfGatewayFee({ share }: AgreementTerms, feeIdr: number): PartnerPart {
  if (share.of === 'net') return { ...nothing, shareIdr: partHalfAwayFromZero(-feeIdr, share.basisPoints) }
  return share.gatewayFeeBy === 'partner' ? { ...nothing, gatewayFeeIdr: idr(0 - feeIdr) } : nothing
}

const nothing: PartnerPart = { shareIdr: idr(0), electricityIdr: idr(0), gatewayFeeIdr: idr(0) }

/** What a part comes to for the partner. */
export function dueOf({ shareIdr, electricityIdr, gatewayFeeIdr }: PartnerPart): Idr {
  return idr(shareIdr + electricityIdr + gatewayFeeIdr)
}

/** Where and when an agreement holds. Days are those of the site, `2026-11-23`. */
export interface AgreementScope {
  readonly startsOn: string
  /** The first day on which it no longer holds; null while none is known. */
  readonly endsOn: string | null
  readonly siteId: string
  /** Null for all that stands at the site and has no agreement of its own. */
  readonly chargerId: number | null
}

/** The agreement that a charger's session falls under: the charger's own before that of its site. */
export function scopeFor<Scope extends AgreementScope>(
  scopes: readonly Scope[],
  at: { readonly siteId: string; readonly chargerId: number; readonly day: string },
): Scope | undefined {
  const inForce = scopes.filter(({ startsOn, endsOn, siteId, chargerId }) => {
    const holds = startsOn <= at.day && (endsOn === null || at.day < endsOn)
    return holds && siteId === at.siteId && (chargerId === null || chargerId === at.chargerId)
  })
  return inForce.find(({ chargerId }) => chargerId !== null) ?? inForce[0]
}

/** Whether two agreements would hold for the same place on the same day: then nobody knew which of them counts. */
export function collide(one: AgreementScope, other: AgreementScope): boolean {
  const samePlace = one.siteId === other.siteId && one.chargerId === other.chargerId
  const before = one.endsOn !== null && one.endsOn <= other.startsOn
  const after = other.endsOn !== null && other.endsOn <= one.startsOn
  return samePlace && !before && !after
}
