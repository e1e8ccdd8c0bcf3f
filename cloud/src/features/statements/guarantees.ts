import { idr } from '@colok/shared/money'
import { guaranteedFor, guaranteeToAdd } from '../../core/statement.ts'
import { firstDayOf, laterOf, monthAfter, monthOf, monthsThrough } from '../../core/statement-period.ts'
import { first, type SqlRunner } from '../../db/database.ts'
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
 * for it: the months since the last statement, and earlier ones for which something has come since.
 */
export async function guaranteesDue(
  runner: SqlRunner,
  { organisationId, period }: { readonly organisationId: string; readonly period: string },
): Promise<NewEntry[]> {
  const agreements = await runner.all<GuaranteeingAgreement>(
    'select id, terms, starts_on, ends_on from agreement where organisation_id = ? order by id',
    [organisationId],
  )
  const last = await first<{ period: string | null }>(
    runner,
    'select max(period) as period from statement where organisation_id = ?',
    [organisationId],
  )
  const due: NewEntry[] = []
  for (const { id, terms: text, startsOn, endsOn } of agreements) {
    const terms = readTerms(text)
    if (terms.guaranteedIdrPerMonth === 0) continue
    const since = last?.period == null ? startsOn : firstDayOf(monthAfter(last.period))
    const months = new Set(monthsThrough(monthOf(laterOf(since, startsOn)), period))
    for (const month of await reopenedMonths(runner, { agreementId: id, period })) months.add(month)
    for (const month of [...months].sort()) {
      const shareIdr = guaranteeToAdd({
        guaranteedIdr: guaranteedFor({ terms, startsOn, endsOn }, month),
        ...(await monthSoFar(runner, { agreementId: id, month })),
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

/** Months for which something stands on no statement yet. */
async function reopenedMonths(
  runner: SqlRunner,
  { agreementId, period }: { readonly agreementId: string; readonly period: string },
): Promise<string[]> {
  const rows = await runner.all<{ month: string }>(
    `select distinct substr(business_day, 1, 7) as month
     from partner_entry left join statement_entry on entry_id = partner_entry.id
     where agreement_id = ? and statement_id is null and business_day < ?`,
    [agreementId, firstDayOf(monthAfter(period))],
  )
  return rows.map(({ month }) => month)
}

async function monthSoFar(
  runner: SqlRunner,
  { agreementId, month }: { readonly agreementId: string; readonly month: string },
): Promise<{ readonly earnedIdr: number; readonly toppedUpIdr: number }> {
  const row = await first<{ earnedIdr: number; toppedUpIdr: number }>(
    runner,
    `select cast(coalesce(sum(case when kind = 'guarantee' then 0 else share_idr end), 0) as bigint) as earned_idr,
       cast(coalesce(sum(case when kind = 'guarantee' then share_idr else 0 end), 0) as bigint) as topped_up_idr
     from partner_entry where agreement_id = ? and business_day >= ? and business_day < ?`,
    [agreementId, firstDayOf(month), firstDayOf(monthAfter(month))],
  )
  return row ?? { earnedIdr: 0, toppedUpIdr: 0 }
}
