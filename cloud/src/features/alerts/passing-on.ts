import { toIso } from '@colok/shared/time'
import type { SqlRunner, Tx } from '../../db/database.ts'
import type { Channel } from '../../gateways/messaging/contract.ts'
import type { Services } from '../../services.ts'
import { addNews } from './raising.ts'
import { stepsOf } from './rules.ts'

/** What turns out so much later to have reached nobody is of no use to anybody else. */
const lookBackMs = 24 * 3_600_000

/** Messages that are looked after in one run; more wait for the next. */
const atOnce = 50

interface Lost {
  readonly messageId: string
  readonly contact: string
  readonly problem: string | null
}

interface LostNews {
  readonly id: string
  readonly alertId: string
  readonly siteId: string | null
  readonly what: 'raised' | 'escalated' | 'photographed' | 'cleared'
  readonly isWaiting: number
  readonly steps: string
}

/**
 * What a contact never got, though its provider may have taken it first, is told to somebody else whom the rule names: on
 * another channel rather than on the one that has just failed, and nobody twice, so that it ends when all have been tried.
 * True when there is something to be told now.
 */
export async function passOnLost(services: Services): Promise<boolean> {
  const since = toIso(services.clock.wallMs() - lookBackMs)
  const lost = await services.read.all<Lost>(
    // In the order of the index of such messages: they are few among all that were ever sent.
    `select distinct message.id as message_id, contact, problem, settled_at
     from message join alert_news on alert_news.message_id = message.id
     where state in ('failed', 'stopped', 'expired') and settled_at > ?
       and not exists (select 1 from alert_contact where active = 1 and alert_contact.message_id = message.id)
     order by settled_at, message.id limit ?`,
    [since, atOnce],
  )
  let isPassedOn = false
  for (const one of lost)
    if (await services.writer.write((tx) => passOn(tx, services, one))) isPassedOn = true
  return isPassedOn
}

async function passOn(tx: Tx, services: Services, { messageId, contact, problem }: Lost): Promise<boolean> {
  const news = await tx.all<LostNews>(
    `select alert_news.id, alert_id, alert.site_id, what, coalesce(steps, '[]') as steps,
       case when open_key is not null and acknowledged_at is null then 1 else 0 end as is_waiting
     from alert_news join alert on alert.id = alert_id left join alert_rule on alert_rule.slug = alert.rule
     where message_id = ? order by alert_news.id`,
    [messageId],
  )
  let isPassedOn = false
  for (const { id, alertId, siteId, what, isWaiting, steps } of news) {
    // It is in no message any more: so it is passed on once.
    await tx.run('update alert_news set message_id = null where id = ?', [id])
    if (isWaiting === 0 || (what !== 'raised' && what !== 'escalated')) continue
    const other = await somebodyElse(tx, { alertId, contact, steps })
    if (other !== undefined) await addNews(tx, services, { contact: other, siteId, alertId, what })
    else services.log.error({ contact, alert: alertId }, 'an alert reached nobody whom its rule names')
    isPassedOn ||= other !== undefined
  }
  await tx.run('update alert_contact set problem = coalesce(problem, ?) where slug = ?', [
    problem ?? 'The last message was not delivered.',
    contact,
  ])
  return isPassedOn
}

/** The next one whom the rule names and who has not been told of this alert. */
async function somebodyElse(
  runner: SqlRunner,
  lost: { readonly alertId: string; readonly contact: string; readonly steps: string },
): Promise<string | undefined> {
  const named = stepsOf(lost).flatMap(({ contacts }) => contacts)
  const able = await runner.all<{ slug: string; channel: Channel | 'webhook' }>(
    `select slug, channel from alert_contact where active = 1
       and not exists (select 1 from alert_news where alert_id = ? and contact = slug)`,
    [lost.alertId],
  )
  const [failed] = await runner.all<{ channel: string }>('select channel from alert_contact where slug = ?', [
    lost.contact,
  ])
  const others = named.flatMap((slug) => able.find((one) => one.slug === slug) ?? [])
  return (others.find(({ channel }) => channel !== failed?.channel) ?? others[0])?.slug
}
