import { createHmac, timingSafeEqual } from 'node:crypto'
import { first } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { ReceiptContent } from './content.ts'

export interface Receipt {
  readonly number: number
  readonly issuedAt: string
  readonly content: ReceiptContent
  /** Where anybody who holds it can see that it is ours and unchanged. */
  readonly verifyUrl: string
}

interface ReceiptRow {
  readonly number: number
  readonly content: string
  readonly issuedAt: string
}

const columns = 'select number, content, issued_at from receipt'

export async function receiptOf(services: Services, paymentId: string): Promise<Receipt | undefined> {
  const row = await first<ReceiptRow>(services.read, `${columns} where payment_id = ?`, [paymentId])
  return row && toReceipt(services, row)
}

/** The receipt of a session that a wallet has paid for. */
export async function receiptOfSession(services: Services, sessionId: string): Promise<Receipt | undefined> {
  const row = await first<ReceiptRow>(services.read, `${columns} where session_id = ?`, [sessionId])
  return row && toReceipt(services, row)
}

/** Where the receipts of sessions that wallets have paid for can be seen, by session. */
export async function receiptUrlsOf(
  services: Services,
  sessionIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (sessionIds.length === 0) return new Map()
  const rows = await services.read.query
    .selectFrom('receipt')
    .select(['sessionId', 'number', 'content', 'issuedAt'])
    .where('sessionId', 'in', [...sessionIds])
    .execute()
  return new Map(rows.map((row) => [row.sessionId ?? '', verifyUrlOf(services, row)]))
}

/** The receipt that a code on paper stands for; undefined when that code is not ours, or for another content. */
export async function verifiedReceipt(services: Services, code: string): Promise<Receipt | undefined> {
  const [number = '', given = ''] = code.split('.')
  if (!/^\d{1,9}$/.test(number)) return undefined
  const row = await first<ReceiptRow>(services.read, `${columns} where number = ?`, [Number(number)])
  if (row === undefined) return undefined
  const expected = Buffer.from(sealOf(services, row))
  const isOurs = given.length === expected.length && timingSafeEqual(Buffer.from(given), expected)
  return isOurs ? toReceipt(services, row) : undefined
}

function toReceipt(services: Services, row: ReceiptRow): Receipt {
  const { number, issuedAt } = row
  return {
    number,
    issuedAt,
    content: ReceiptContent.parse(JSON.parse(row.content)),
    verifyUrl: verifyUrlOf(services, row),
  }
}

const verifyUrlOf = (services: Services, row: ReceiptRow): string =>
  `${services.settings.publicUrl}/r/${row.number}.${sealOf(services, row)}`

/** 132 bits over number, time and every figure: whoever changes one of them in the database breaks it. */
function sealOf({ settings }: Pick<Services, 'settings'>, { number, content, issuedAt }: ReceiptRow): string {
  return createHmac('sha256', settings.secret)
    .update(`receipt ${number} ${issuedAt} ${content}`)
    .digest('base64url')
    .slice(0, 22)
}
