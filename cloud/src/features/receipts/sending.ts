import { createHash } from 'node:crypto'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import type { Language } from '../../web/language.ts'
import { parseAddress } from '../messages/address.ts'
import { queueMessage, resendMessage } from '../messages/commands.ts'
import { tellOfClaims } from '../payments/telling-claims.ts'
import type { Receipt } from './queries.ts'

/** A driver may mistype once or twice; more would be somebody who annoys others with our messages. */
const mostForOneReceipt = 3

/** To one address, with what providers refused, or took and could not deliver. */
const mostAttempts = 10

/** Of a message that its reader does not have, and will not get unless it is sent anew. */
const lost = ['failed', 'expired', 'stopped']

export type SendOutcome = 'sent' | 'wrongAddress' | 'notPossible'

/** Whether a receipt can be sent to a telephone or by mail at all. */
export function canSend({ messages }: Pick<Services, 'messages'>): boolean {
  return messages.gateways.has('whatsapp') || messages.gateways.has('email')
}

/** Queues the receipt for a telephone number or a mail address, which is kept sealed with the message only. */
export async function sendReceipt(
  services: Services,
  wish: { readonly receipt: Receipt; readonly to: string; readonly language: Language },
): Promise<SendOutcome> {
  const { receipt, to, language } = wish
  const parsed = parseAddress(to.includes('@') ? 'email' : 'whatsapp', to)
  if (parsed.kind === 'invalid') return 'wrongAddress'
  const { content, number, verifyUrl } = receipt
  const prefix = `receipt:${number}:`
  const digest = createHash('sha256').update(parsed.address.address).digest('base64url').slice(0, 16)
  return services.writer.write(async (tx) => {
    const again = await sendAgain(tx, services, `${prefix}${digest}`)
    if (again !== undefined) return again
    const before = await first<{ count: number }>(
      tx,
      'select count(*) as count from message where dedupe_key >= ? and dedupe_key < ?',
      [prefix, `receipt:${number};`],
    )
    if ((before?.count ?? 0) >= mostForOneReceipt) return 'notPossible'
    const result = await queueMessage(tx, services, {
      dedupeKey: `${prefix}${digest}`,
      kind: 'receipt',
      parameters: {
        site: content.site?.name ?? content.operator.name,
        energyWh: content.sessions.reduce((sum, { energyWh }) => sum + energyWh, 0),
        totalIdr: content.totalIdr,
        endedAt: fromStoredInstant(content.sessions.at(-1)?.stoppedAt ?? receipt.issuedAt),
        url: verifyUrl,
      },
      language,
      timeZone: content.site?.timeZone ?? 'Asia/Jakarta',
      addresses: [parsed.address],
      createdBy: 'driver',
    })
    if (result.kind === 'refused') return 'notPossible'
    const paid = await first<{ paymentId: string | null }>(
      tx,
      'select payment_id from receipt where number = ?',
      [number],
    )
    if (paid?.paymentId != null) await tellOfClaims(tx, services, paid.paymentId)
    return 'sent'
  })
}

/** One that was asked for before, and never arrived, goes again; undefined for one that is new. */
async function sendAgain(
  tx: Tx,
  services: Services,
  dedupeKey: string,
): Promise<Exclude<SendOutcome, 'wrongAddress'> | undefined> {
  const known = await first<{ id: string; state: string; attempts: number }>(
    tx,
    `select id, state, (select count(*) from message_attempt where message_id = message.id) as attempts
     from message where dedupe_key = ?`,
    [dedupeKey],
  )
  if (known === undefined) return undefined
  if (!lost.includes(known.state)) return 'sent'
  if (known.attempts >= mostAttempts) return 'notPossible'
  return (await resendMessage(tx, services, known.id)) === 'resent' ? 'sent' : 'notPossible'
}
