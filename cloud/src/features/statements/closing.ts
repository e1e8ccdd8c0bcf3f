import { idr } from '@colok/shared/money'
import { businessDay, toIso } from '@colok/shared/time'
import { postingsOfPph } from '../../core/agreement-postings.ts'
import { firstDayOf, monthAfter, monthBefore, monthOf } from '../../core/statement-period.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Job } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { writeJournal } from '../ledger/commands.ts'
import { enter } from '../partners/entries.ts'
import type { Partner } from '../partners/queries.ts'
import { isOpen, statementContent } from './content.ts'
import { guaranteesDue } from './guarantees.ts'
import { tellPartner } from './tell-partner.ts'

/** Where a month is over last but for those who are further west. */
const timeZone = 'Asia/Jakarta'

/** The last stop of a month may be queued in a charger for a while. */
const waitDays = 3

const dayMs = 24 * 3_600_000

export type CloseResult =
  | { readonly kind: 'closed'; readonly number: number }
  | { readonly kind: 'nothing' }
  /** At one of the partner's sites the month is not over. */
  | { readonly kind: 'notOver'; readonly site: string }
  /** That period, or a later one, is closed. */
  | { readonly kind: 'closedAlready'; readonly period: string }

/**
 * Closes a partner's statement of a month, all in this commit: what was guaranteed is topped up, tax is withheld, and all
 * of the month and before that stands on no statement stands on this one for good.
 */
export async function closeStatement(
  tx: Tx,
  services: Services,
  { partner, period, actor }: { readonly partner: Partner; readonly period: string; readonly actor: string },
): Promise<CloseResult> {
  const refused = await refusal(tx, services, { organisationId: partner.id, period })
  if (refused !== undefined) return refused
  const guarantees = await guaranteesDue(tx, { organisationId: partner.id, period })
  for (const entry of guarantees) await enter(tx, services, entry)
  const content = await statementContent(tx, services, { partner, period })
  if (content.lines.length === 0) return { kind: 'nothing' }
  const { pphIdr, dueIdr } = content.totals
  const id = services.newId()
  const postings = postingsOfPph(partner.id, idr(pphIdr))
  if (postings.length > 0)
    await writeJournal(tx, services, { ref: `pph:${id}`, kind: 'pphWithheld', postings })
  await tx.run(
    `insert into statement_entry (entry_id, statement_id)
     select partner_entry.id, ? from partner_entry left join statement_entry on entry_id = partner_entry.id
     where ${isOpen}`,
    [id, partner.id, firstDayOf(monthAfter(period))],
  )
  const newest = await first<{ number: number | null }>(tx, 'select max(number) as number from statement', [])
  const number = (newest?.number ?? 0) + 1
  const closedAt = toIso(services.clock.wallMs())
  await tx.query
    .insertInto('statement')
    .values({
      ...{ id, number, organisationId: partner.id, period, dueIdr, closedBy: actor, closedAt },
      content: JSON.stringify(content),
    })
    .execute()
  await recordActivity(tx, services, {
    actor,
    action: 'statement.closed',
    subject: `statement:${number}`,
    detail: { organisation: partner.slug, period, dueIdr, pphIdr, lines: content.lines.length },
  })
  await tellPartner(tx, services, { id, number, partner, period, dueIdr, timeZone })
  return { kind: 'closed', number }
}

async function refusal(
  tx: Tx,
  services: Services,
  { organisationId, period }: { readonly organisationId: string; readonly period: string },
): Promise<CloseResult | undefined> {
  const later = await first<{ period: string }>(
    tx,
    'select period from statement where organisation_id = ? and period >= ? order by period limit 1',
    [organisationId, period],
  )
  if (later !== undefined) return { kind: 'closedAlready', period: later.period }
  const sites = await tx.all<{ slug: string; timeZone: string }>(
    `select distinct slug, time_zone from agreement join agreement_place on agreement_id = agreement.id
     join site on site.id = site_id where organisation_id = ?`,
    [organisationId],
  )
  const now = services.clock.wallMs()
  const running = sites.find((site) => businessDay(now, site.timeZone) < firstDayOf(monthAfter(period)))
  return running && { kind: 'notOver', site: running.slug }
}

/** Closes every partner's statement of the month before, some days into this one. */
export function closeMonthlyStatements(services: Services): Job {
  return {
    name: 'close statements',
    everyMs: 6 * 3_600_000,
    async run() {
      const lastDay = businessDay(services.clock.wallMs() - waitDays * dayMs, timeZone)
      const period = monthBefore(monthOf(lastDay))
      const partners = await services.read.all<Partner>(
        `select id, slug, name from organisation
         where exists (select 1 from agreement where organisation_id = organisation.id and starts_on < ?)
           and not exists (select 1 from statement where organisation_id = organisation.id and period >= ?)
         order by id`,
        [firstDayOf(monthAfter(period)), period],
      )
      const failures: Error[] = []
      for (const partner of partners)
        try {
          const result = await services.writer.write((tx) =>
            closeStatement(tx, services, { partner, period, actor: 'close statements' }),
          )
          services.log.info({ partner: partner.slug, period, ...result }, 'a statement was to be closed')
        } catch (cause) {
          failures.push(new Error(`The statement of ${partner.slug} could not be closed.`, { cause }))
        }
      // Told after the others have theirs: one that fails holds up nobody else.
      if (failures.length > 0)
        throw new AggregateError(failures, failures.map(({ message }) => message).join(' '))
    },
  }
}
