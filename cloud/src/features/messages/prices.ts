import { first, type SqlRunner } from '../../db/database.ts'
import type { Channel, MessageForm, TemplateCategory } from '../../gateways/messaging/contract.ts'

/** The price in rupiah of one message on a day; null when none is known. What is no template is free of charge. */
export async function priceOf(
  runner: SqlRunner,
  sent: {
    readonly channel: Channel
    readonly form: MessageForm
    readonly category: TemplateCategory
    readonly day: string
  },
): Promise<number | null> {
  if (sent.form === 'text') return 0
  const price = await first<{ priceIdr: number }>(
    runner,
    `select price_idr from message_price where channel = ? and category = ? and valid_from <= ?
     order by valid_from desc limit 1`,
    [sent.channel, sent.category, sent.day],
  )
  return price?.priceIdr ?? null
}
