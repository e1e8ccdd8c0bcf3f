import type { SqlRunner } from '../../db/database.ts'
import type { Channel } from '../../gateways/messaging/contract.ts'
import type { Services } from '../../services.ts'
import { unseal } from '../access/sealed.ts'
import type { MessageHistory, MessageView, MonthlyCost } from './schemas.ts'
import { storedContent } from './stored-message.ts'
import { type MessageKind, type Treatment, templates } from './templates.ts'

const viewed = [
  'id',
  'kind',
  'language',
  'channel',
  'maskedAddress as address',
  'state',
  'problem',
  'dueAt',
  'expiresAt',
  'attempts',
  'createdBy',
  'createdAt',
  'settledAt',
] as const

/** The newest first. */
export async function listMessages(
  read: SqlRunner,
  filter: {
    readonly state?: MessageView['state'] | undefined
    readonly kind?: string | undefined
    readonly channel?: Channel | undefined
    readonly recipientHash?: string | undefined
    readonly before: string | undefined
    readonly limit: number
  },
): Promise<MessageView[]> {
  const { state, kind, channel, recipientHash, before, limit } = filter
  let query = read.query.selectFrom('message').select(viewed).orderBy('id', 'desc').limit(limit)
  if (before !== undefined) query = query.where('id', '<', before)
  if (state !== undefined) query = query.where('state', '=', state)
  if (kind !== undefined) query = query.where('kind', '=', kind)
  if (channel !== undefined) query = query.where('channel', '=', channel)
  if (recipientHash !== undefined) query = query.where('recipientHash', '=', recipientHash)
  return (await query.execute()).map((row) => ({ ...row, kind: row.kind as MessageKind }))
}

/** One message with what it said, unless that is secret or forgotten, and every attempt at it. */
export async function findMessage(services: Services, id: string): Promise<MessageHistory | undefined> {
  const { read } = services
  const row = await read.query
    .selectFrom('message')
    .select([...viewed, 'timeZone', 'sealedParameters'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { timeZone, sealedParameters, ...view } = row
  const history = await read.query
    .selectFrom('messageAttempt')
    .select([
      'id',
      'channel',
      'maskedAddress as address',
      'outcome',
      'form',
      'providerId',
      'reason',
      'code',
      'detail',
      'priceIdr',
      'delivery',
      'startedAt',
      'endedAt',
      'deliveredAt',
      'readAt',
    ])
    .where('messageId', '=', id)
    .orderBy('id')
    .execute()
  const kind = view.kind as MessageKind
  return { ...view, kind, history, text: textOf(services, { ...view, kind, timeZone, sealedParameters }) }
}

function textOf(
  services: Services,
  message: Omit<Parameters<typeof storedContent>[1], 'sealedParameters'> & {
    readonly sealedParameters: string | null
  },
): string | null {
  const { kind, sealedParameters } = message
  const { isSecret }: Treatment = templates[kind]
  if (isSecret || sealedParameters === null) return null
  return storedContent(services, { ...message, sealedParameters })?.text ?? null
}

/** Counted by the day on which each was sent, in Jakarta; what did not arrive is not charged. */
export async function monthlyCost(read: SqlRunner, month: string): Promise<MonthlyCost> {
  const lines = await read.all<MonthlyCost['lines'][number]>(
    `select a.channel, m.kind, a.form, count(*) as messages, coalesce(sum(a.price_idr), 0) as cost_idr,
       sum(case when a.price_idr is null then 1 else 0 end) as unpriced
     from message_attempt a join message m on m.id = a.message_id
     where a.outcome = 'accepted' and a.day >= ? and a.day <= ?
     group by a.channel, m.kind, a.form order by a.channel, m.kind, a.form`,
    [`${month}-01`, `${month}-31`],
  )
  return { month, lines, totalIdr: lines.reduce((sum, { costIdr }) => sum + costIdr, 0) }
}

export interface StoredOptOut {
  readonly channel: Channel
  readonly address: string
  readonly stoppedAt: string
  readonly stoppedBy: string
  readonly position: string
}

export async function listOptOuts(
  read: SqlRunner,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<readonly StoredOptOut[]> {
  return read.all<StoredOptOut>(
    `select channel, masked_address as address, stopped_at, stopped_by, address_hash as position from message_contact
     where stopped_at is not null and address_hash > ? order by address_hash limit ?`,
    [after, limit],
  )
}

export async function listReceived(
  services: Services,
  { before, limit }: { readonly before: string | undefined; readonly limit: number },
) {
  const rows = await services.read.all<{
    id: string
    channel: Channel
    address: string
    sealedText: string | null
    receivedAt: string
  }>(
    `select id, channel, masked_address as address, sealed_text, received_at from received_message
     where id < ? order by id desc limit ?`,
    // No UUID is greater than this.
    [before ?? 'g', limit],
  )
  return rows.map(({ sealedText, ...row }) => ({
    ...row,
    text: sealedText === null ? null : unseal(sealedText, services.settings.secret, 'message'),
  }))
}
