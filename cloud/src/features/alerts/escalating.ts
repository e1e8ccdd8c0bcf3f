import { type Instant, toIso } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { Services } from '../../services.ts'
import { addNews } from './raising.ts'
import { stepsOf } from './rules.ts'

/** Alerts in one commit; a storm goes in several. */
const atOnce = 500

const minuteMs = 60_000

interface DueAlert {
  readonly id: string
  readonly siteId: string | null
  readonly raisedAt: string
  readonly acknowledgedAt: string | null
  readonly stepsTold: number
  readonly steps: string
}

/** Tells the next ones of some alerts that nobody has taken. False when none was due. */
export async function escalate(services: Services): Promise<boolean> {
  const now = services.clock.wallMs()
  const due = await services.read.all<DueAlert>(
    `select id, alert.site_id, raised_at, acknowledged_at, steps_told, steps
     from alert join alert_rule on alert_rule.slug = alert.rule
     where next_step_at <= ? order by next_step_at, id limit ?`,
    [toIso(now), atOnce],
  )
  if (due.length === 0) return false
  await services.writer.write(async (tx) => {
    for (const { id, siteId, raisedAt, acknowledgedAt, stepsTold, steps } of due) {
      const all = stepsOf({ steps })
      const step = all[stepsTold]
      const what = stepsTold === 0 ? 'raised' : 'escalated'
      for (const contact of step?.contacts ?? [])
        await addNews(tx, services, { contact, siteId, alertId: id, what })
      const next = acknowledgedAt === null ? all[stepsTold + 1] : undefined
      const nextAt = next && toIso(fromStoredInstant(raisedAt) + next.afterMinutes * minuteMs)
      await tx.run('update alert set steps_told = ?, next_step_at = ? where id = ?', [
        stepsTold + 1,
        nextAt ?? null,
        id,
      ])
    }
  })
  return true
}

/** When the next alert is to be told further; undefined for none. */
export async function nextStepAt(services: Services): Promise<Instant | undefined> {
  const [row] = await services.read.all<{ at: string | null }>(
    'select min(next_step_at) as at from alert where next_step_at is not null',
    [],
  )
  return row?.at == null ? undefined : fromStoredInstant(row.at)
}
