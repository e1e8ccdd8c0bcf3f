import { idr } from '@colok/shared/money'
import type { AgreementTerms } from '../../core/agreement.ts'
import { dueOf } from '../../core/agreement.ts'
import { type StatementLine, totalsOf, withheldFrom } from '../../core/statement.ts'
import { firstDayOf, monthAfter } from '../../core/statement-period.ts'
import type { SqlRunner } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { readTerms } from '../partners/agreement-rows.ts'
import type { NewEntry } from '../partners/entries.ts'
import type { Partner } from '../partners/queries.ts'
import { owedTo } from '../payouts/owed.ts'
import { StatementContent } from './schemas.ts'

/** A line with its place as people know it. */
interface PlacedLine extends StatementLine {
  readonly site: string | null
  readonly siteName: string | null
  readonly chargePointId: string | null
}

/**
 * What stands on a partner's statement of a period: everything of that month and before that stands on none yet. `beside`
 * is what would be entered at its closing.
 */
export async function statementContent(
  runner: SqlRunner,
  services: Pick<Services, 'settings'>,
  {
    partner,
    period,
    beside = [],
  }: {
    readonly partner: Partner
    readonly period: string
    readonly beside?: readonly NewEntry[]
  },
): Promise<StatementContent> {
  const lines = [...(await openLines(runner, { organisationId: partner.id, period })), ...beside.map(lineOf)]
  const terms = await termsByAgreement(runner, partner.id)
  const withheld = withheldFrom(lines, (id) => {
    const found = terms.get(id)
    if (found === undefined)
      throw new Error(`A line of ${partner.slug} is by the agreement ${id} of another.`)
    return found
  })
  const totals = totalsOf(lines, withheld)
  const beforeIdr = await owedTo(runner, partner.id)
  return StatementContent.parse({
    operator: services.settings.operator,
    partner: { slug: partner.slug, name: partner.name },
    lines: lines.map((line) => ({ ...line, dueIdr: dueOf(line) })),
    withheld,
    totals,
    beforeIdr,
    owedIdr: beforeIdr + totals.dueIdr,
  })
}

/** For `where`: what of a partner stands on no statement and belongs to a month before this day. */
export const isOpen = 'partner_entry.organisation_id = ? and statement_id is null and business_day < ?'

async function openLines(
  runner: SqlRunner,
  { organisationId, period }: { readonly organisationId: string; readonly period: string },
): Promise<PlacedLine[]> {
  const sum = (column: string) => `cast(sum(${column}) as bigint) as ${column}`
  return runner.all<PlacedLine>(
    `select kind, agreement_id, slug as site, site.name as site_name, charge_point_id, business_day,
       cast(sum(case when kind = 'session' then 1 else 0 end) as bigint) as sessions,
       ${['energy_wh', 'charged_idr', 'pbjt_idr', 'ppn_idr', 'share_idr', 'electricity_idr', 'gateway_fee_idr'].map(sum).join(', ')}
     from partner_entry left join statement_entry on entry_id = partner_entry.id
     left join site on site.id = partner_entry.site_id left join charger on charger.id = partner_entry.charger_id
     where ${isOpen}
     group by kind, agreement_id, slug, site.name, charge_point_id, business_day
     order by business_day, slug, charge_point_id, kind desc, agreement_id`,
    [organisationId, firstDayOf(monthAfter(period))],
  )
}

function lineOf({ kind, agreementId, businessDay, part }: NewEntry): PlacedLine {
  return {
    ...{ kind, agreementId, businessDay, site: null, siteName: null, chargePointId: null },
    ...{ sessions: 0, energyWh: 0, chargedIdr: 0, pbjtIdr: 0, ppnIdr: 0 },
    shareIdr: idr(part.shareIdr),
    electricityIdr: idr(part.electricityIdr),
    gatewayFeeIdr: idr(part.gatewayFeeIdr),
  }
}

async function termsByAgreement(
  runner: SqlRunner,
  organisationId: string,
): Promise<ReadonlyMap<string, AgreementTerms>> {
  const rows = await runner.all<{ id: string; terms: string }>(
    'select id, terms from agreement where organisation_id = ?',
    [organisationId],
  )
  return new Map(rows.map(({ id, terms }) => [id, readTerms(terms)]))
}
