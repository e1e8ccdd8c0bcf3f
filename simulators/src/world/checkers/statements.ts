import { toIso } from '@colok/shared/time'
import type { CloudHost } from '../cloud-host.ts'
import type { MessageHost } from '../message-host.ts'
import { ownerOf, partners } from '../partners.ts'
import type { Moment } from './moment.ts'
import type { Report } from './violation.ts'

const hourMs = 3_600_000
/** Nobody is written to at night, nobody can be reached for a while, and a mail is tried again. */
const toldWithinMs = 24 * hourMs
/** Messages are forgotten after 400 days. */
const rememberedMs = 390 * 24 * hourMs

interface StatementRow {
  readonly number: number
  readonly period: string
  readonly dueIdr: number
  readonly closedAt: string
  /** Messages about it that were sent, or wait. */
  readonly messages: number
}

/** Whoever owns a partner is told of each of its statements by one mail, of the right month and sum, and of nobody else's. */
export async function checkStatements(
  {
    cloud,
    messages,
    moment,
  }: { readonly cloud: CloudHost; readonly messages: MessageHost; readonly moment: Moment },
  report: Report,
): Promise<void> {
  const tell = (what: string) => report({ checker: 'statementsAreTold', subject: 'partners', what })
  for (const partner of partners) {
    const { slug } = partner
    const { id, mailbox } = ownerOf(partner)
    const rows = await cloud.rows<StatementRow>(
      `select number, period, due_idr, closed_at,
         (select count(*) from message where dedupe_key = 'statement:' || statement.id || ':' || ?
            and (due_at is not null or settled_at is not null)) as messages
       from statement where organisation_id = (select id from organisation where slug = ?) order by number`,
      [id, slug],
    )
    const where = { channel: 'email', address: mailbox } as const
    const mails = messages.arrivedAt(where).map(({ subject = '', text }) => `${subject}\n${text}`)
    const now = toIso(moment.nowMs - toldWithinMs)
    const oldest = toIso(moment.nowMs - rememberedMs)
    for (const { number, period, dueIdr, closedAt, messages: queued } of rows) {
      const about = `statement ${number} of ${slug} for ${period}`
      if (closedAt > oldest && queued !== 1) tell(`${about} has ${queued} messages`)
      const own = mails.filter((mail) => mail.includes(`/statements/${number},`))
      if (own.length > 1) tell(`${about} has come ${own.length} times`)
      if (own.length === 0 && closedAt < now && !messages.struckBy.has('failDelivery'))
        tell(`${about} has not come`)
      for (const mail of own)
        if (!mail.includes(`Statement ${period}: `) || idrIn(mail) !== dueIdr)
          tell(`${about} comes to Rp ${dueIdr}, and its mail says ${mail}`)
    }
    const strange = mails.find((mail) => !rows.some(({ number }) => mail.includes(`/statements/${number},`)))
    if (strange !== undefined) tell(`${slug} has a mail about none of its statements: ${strange}`)
    const others = partners.filter((each) => each.slug !== slug)
    const marks = others.flatMap((each) => [each.slug, each.name, each.site, each.siteName])
    const seen = mails.find((mail) => marks.some((mark) => mail.includes(mark)))
    if (seen !== undefined) tell(`${slug} was told of another's: ${seen}`)
  }
}

/** `Statement 2026-11: Rp 12,345` is 12345. */
function idrIn(mail: string): number {
  const amount = /^Statement [\d-]{7}: (.*)$/m.exec(mail)?.[1] ?? ''
  return Number(amount.replace(/\D/g, '')) * (/[-−]/.test(amount) ? -1 : 1)
}
