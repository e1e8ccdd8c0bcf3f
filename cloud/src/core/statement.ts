import { divideHalfUp, type Idr, idr } from '@colok/shared/money'
import { type AgreementTerms, dueOf, type PartnerPart, partHalfAwayFromZero } from './agreement.ts'
import { daysIn, daysInForce } from './statement-period.ts'

/** Why there is a line: sessions, or what comes beside them and after them. */
export const lineKinds = ['session', 'correction', 'gatewayFee', 'electricityBill', 'guarantee'] as const
export type LineKind = (typeof lineKinds)[number]

/** What a statement says of one agreement and day, and of one place there. */
export interface StatementLine extends PartnerPart {
  readonly kind: LineKind
  readonly agreementId: string
  readonly businessDay: string
  readonly sessions: number
  readonly energyWh: number
  /** What drivers were charged, with what of it is tax. */
  readonly chargedIdr: number
  readonly pbjtIdr: number
  readonly ppnIdr: number
}

/** PPh of one agreement on one statement. */
export interface WithheldTax {
  readonly agreementId: string
  readonly basisPoints: number
  readonly baseIdr: Idr
  readonly pphIdr: Idr
}

/** The sums of a statement. */
export interface StatementTotals {
  readonly sessions: number
  readonly energyWh: number
  readonly chargedIdr: Idr
  readonly pbjtIdr: Idr
  readonly ppnIdr: Idr
  /** Charged, without taxes. */
  readonly revenueIdr: Idr
  readonly shareIdr: Idr
  readonly electricityIdr: Idr
  readonly gatewayFeeIdr: Idr
  readonly pphIdr: Idr
  /** What is owed to the partner; negative when he owes. */
  readonly dueIdr: Idr
  /** What of the revenue is left for us, before our own costs. */
  readonly operatorIdr: Idr
}

/** The sums of lines and of the tax that is withheld from them. */
export function totalsOf(lines: readonly StatementLine[], withheld: readonly WithheldTax[]): StatementTotals {
  const sum = (of: (line: StatementLine) => number) => idr(lines.reduce((total, line) => total + of(line), 0))
  const chargedIdr = sum((line) => line.chargedIdr)
  const pbjtIdr = sum((line) => line.pbjtIdr)
  const ppnIdr = sum((line) => line.ppnIdr)
  const revenueIdr = idr(chargedIdr - pbjtIdr - ppnIdr)
  const partIdr = sum(dueOf)
  const pphIdr = idr(withheld.reduce((total, one) => total + one.pphIdr, 0))
  return {
    sessions: sum((line) => line.sessions),
    energyWh: sum((line) => line.energyWh),
    chargedIdr,
    pbjtIdr,
    ppnIdr,
    revenueIdr,
    shareIdr: sum((line) => line.shareIdr),
    electricityIdr: sum((line) => line.electricityIdr),
    gatewayFeeIdr: sum((line) => line.gatewayFeeIdr),
    pphIdr,
    dueIdr: idr(partIdr - pphIdr),
    operatorIdr: idr(revenueIdr - partIdr),
  }
}

/**
 * What is withheld of each agreement's share, rounded once for each. Where more was taken back than earned it is
 * negative: what was withheld of that before comes back with it.
 */
export function withheldFrom(
  lines: readonly StatementLine[],
  termsOf: (agreementId: string) => AgreementTerms,
): WithheldTax[] {
  const bases = new Map<string, number>()
  for (const { agreementId, shareIdr } of lines)
    bases.set(agreementId, (bases.get(agreementId) ?? 0) + shareIdr)
  return [...bases]
    .map(([agreementId, base]) => {
      const basisPoints = termsOf(agreementId).pphBasisPoints
      return { agreementId, basisPoints, baseIdr: idr(base), pphIdr: partHalfAwayFromZero(base, basisPoints) }
    })
    .filter(({ pphIdr }) => pphIdr !== 0)
}

/** What an agreement guarantees for a month: of one in force on some of its days only, a part by days, half up. */
export function guaranteedFor(
  agreement: {
    readonly terms: AgreementTerms
    readonly startsOn: string
    readonly endsOn: string | null
  },
  month: string,
): Idr {
  const { guaranteedIdrPerMonth } = agreement.terms
  const days = daysInForce(month, agreement)
  return idr(divideHalfUp(BigInt(guaranteedIdrPerMonth) * BigInt(days), BigInt(daysIn(month))))
}

/**
 * What is still to be added to a month so that it reaches what was guaranteed, or to be taken off because what came late
 * has made up for it: `toppedUpIdr` is what was added before.
 */
export function guaranteeToAdd(month: {
  readonly guaranteedIdr: number
  readonly earnedIdr: number
  readonly toppedUpIdr: number
}): Idr {
  // Where nothing is guaranteed, a share of a loss is a loss.
  const shortIdr = month.guaranteedIdr === 0 ? 0 : Math.max(0, month.guaranteedIdr - month.earnedIdr)
  return idr(shortIdr - month.toppedUpIdr)
}
