import type { CloudHost } from '../cloud-host.ts'
import type { MessageHost, Whereabouts } from '../message-host.ts'
import { mailboxOf, type Technicians } from '../technicians.ts'
import type { Moment } from './moment.ts'
import type { Report } from './violation.ts'

/** A lost answer, or a process that died over one, leaves it open whether a message went out: it may come again. */
const mayRepeat = ['loseAnswer', 'slow', 'killed'] as const
/** Taken by a provider, and then not delivered; or never taken for so long that it is of no use any more. */
const mayBeLost = ['failDelivery', 'down', 'tooMany'] as const

interface ContactRow {
  readonly slug: string
  readonly waiting: number
  /** Messages that were sent to it. */
  readonly sent: number
}

/** What is wrong at a site is told to those who look after that site, once, and that it is over after that it was wrong. */
export async function checkAlerts(
  {
    technicians,
    cloud,
    messages,
    moment,
  }: {
    readonly technicians: Technicians
    readonly cloud: CloudHost
    readonly messages: MessageHost
    readonly moment: Moment
  },
  report: Report,
): Promise<void> {
  const tell = (what: string) => report({ checker: 'alertsReachThoseConcerned', subject: 'messages', what })
  const untold = await cloud.rows<{ id: string }>(
    `select alert.id from alert join alert_rule on alert_rule.slug = alert.rule
     where steps like '%contacts%' and raised_at < ?
       and not exists (select 1 from alert_news where alert_id = alert.id and what = 'raised')`,
    [moment.before],
  )
  if (untold.length > 0) tell(`${untold.length} alerts were told to nobody`)
  const contacts = await cloud.rows<ContactRow>(
    `select slug,
       (select count(*) from alert_news where contact = slug and pending = 1 and created_at < ?) as waiting,
       (select count(distinct message_id) from alert_news where contact = slug and message_id is not null) as sent
     from alert_contact order by slug`,
    [moment.before],
  )
  for (const { site, at, chargePointIds } of technicians.all)
    for (const [slug, where] of [
      [`chat-${site}`, at],
      [`mail-${site}`, { channel: 'email', address: mailboxOf(site) }],
    ] as const) {
      const contact = contacts.find((each) => each.slug === slug)
      const alerts = messages.arrivedAt(where).filter(({ text }) => isAlert(text))
      if (contact === undefined) continue
      if (contact.waiting > 0) tell(`${contact.waiting} news wait for ${slug}`)
      for (const { text } of alerts) {
        const other = text.match(/CLK-\d{4}/g)?.find((id) => !chargePointIds.includes(id))
        if (other !== undefined) tell(`${slug} was told of ${other}, which is another's: ${text}`)
      }
      // What is on its way is in no mailbox yet, and one that is full has let the oldest go.
      if (!moment.isCalm || messages.isFull(where)) continue
      checkCount({ slug, sent: contact.sent, came: alerts.length }, messages, tell)
      if (!mayBeLost.some((cause) => messages.struckBy.has(cause))) checkOrder(where, alerts, tell)
    }
}

function checkCount(
  { slug, sent, came }: { readonly slug: string; readonly sent: number; readonly came: number },
  { struckBy }: MessageHost,
  tell: (what: string) => void,
): void {
  if (came > sent && !mayRepeat.some((cause) => struckBy.has(cause)))
    tell(`${came} messages have come to ${slug}, and ${sent} were sent`)
  if (came < sent && !mayBeLost.some((cause) => struckBy.has(cause)))
    tell(`${came} of ${sent} messages have come to ${slug}`)
}

/** Of one incident the first that is heard is not that it is over. */
function checkOrder(
  { address }: Whereabouts,
  alerts: readonly { readonly text: string }[],
  tell: (what: string) => void,
): void {
  const known = new Set<string>()
  for (const { text } of alerts) {
    const incident = /incidents\/(\d+)/.exec(text)?.[1]
    // News of many incidents goes in one message, which names the page of them all.
    if (incident === undefined) return
    if (text.startsWith('All clear') && !known.has(incident))
      tell(`${address} hears first that incident ${incident} is over: ${text}`)
    known.add(incident)
  }
}

const isAlert = (text: string) => text.startsWith('Network alert') || text.startsWith('All clear')
