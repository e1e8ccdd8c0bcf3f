import { idr } from '@colok/shared/money'
import { guaranteedFor, guaranteeToAdd } from '../../core/statement.ts'
import { firstDayOf, laterOf, monthAfter, monthOf, monthsThrough } from '../../core/statement-period.ts'
import type { SqlRunner } from '../../db/database.ts'
import { readTerms } from '../partners/agreement-rows.ts'
import type { NewEntry } from '../partners/entries.ts'

interface GuaranteeingAgreement {
  readonly id: string
  readonly terms: string
  readonly startsOn: string
  readonly endsOn: string | null
}

/**
 * What a partner is still to be given, or to give back, so that each month up to this period comes to what was guaranteed
 * for it. Months that are closed are reckoned again: something may have come since, or another agreement has taken the
 * place of one from an earlier day.
 */
export async function guaranteesDue(
  runner: SqlRunner,
  { organisationId, period }: { readonly organisationId: string; readonly period: string },
): Promise<NewEntry[]> {
  const agreements = await runner.all<GuaranteeingAgreement>(
    'select id, terms, starts_on, ends_on from agreement where organisation_id = ? order by id',
    [organisationId],
  )
  const due: NewEntry[] = []
  for (const { id, terms: text, startsOn, endsOn } of agreements) {
    const terms = readTerms(text)
    if (terms.guaranteedIdrPerMonth === 0) continue
    const earned = await earnedByMonth(runner, { agreementId: id, period })
    for (const month of monthsThrough(monthOf(startsOn), period)) {
      const shareIdr = guaranteeToAdd({
        guaranteedIdr: guaranteedFor({ terms, startsOn, endsOn }, month),
        ...(earned.get(month) ?? { earnedIdr: 0, toppedUpIdr: 0 }),
      })
      if (shareIdr === 0) continue
      due.push({
        ...{ organisationId, agreementId: id, kind: 'guarantee', ref: `guarantee:${id}:${month}:${period}` },
        businessDay: laterOf(firstDayOf(month), startsOn),
        part: { shareIdr, electricityIdr: idr(0), gatewayFeeIdr: idr(0) },
      })
    }
  }
  return due
}

interface MonthSoFar {
  readonly month: string
  readonly earnedIdr: number
  readonly toppedUpIdr: number
}

/** What an agreement has brought in each month, and what of that was topped up. */
async function earnedByMonth(
  runner: SqlRunner,
  { agreementId, period }: { readonly agreementId: string; readonly period: string },
): Promise<ReadonlyMap<string, MonthSoFar>> {
  const rows = await runner.all<MonthSoFar>(
    `select substr(business_day, 1, 7) as month,
       cast(sum(case when kind = 'guarantee' then 0 else share_idr end) as bigint) as earned_idr,
       cast(sum(case when kind = 'guarantee' then share_idr else 0 end) as bigint) as topped_up_idr
     from partner_entry where agreement_id = ? and business_day < ? group by 1`,
    [agreementId, firstDayOf(monthAfter(period))],
  )
  return new Map(rows.map((row) => [row.month, row]))
}
