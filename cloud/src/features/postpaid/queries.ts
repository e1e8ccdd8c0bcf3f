import type { SqlRunner } from '../../db/database.ts'
import { type Invoice, InvoiceContent, type PostpaidAccount } from './schemas.ts'

/** Accounts by slug. `after` is the last slug of the page before; `slug` for that one only. */
export async function listAccounts(
  runner: SqlRunner,
  page: { readonly slug?: string; readonly after?: string | undefined; readonly limit: number },
): Promise<PostpaidAccount[]> {
  const rows = await runner.all<Omit<PostpaidAccount, 'blocked'> & { readonly blocked: number }>(
    `select slug, name, address, tax_number, pay_within_days, blocked, coalesce((
       select cast(sum(amount_idr) as bigint) from posting where account_id = 'postpaid_ar:' || postpaid_account.id
     ), 0) as owed_idr
     from postpaid_account where slug > ? and (slug = ? or ? = '') order by slug limit ?`,
    [page.after ?? '', page.slug ?? '', page.slug ?? '', page.limit],
  )
  return rows.map((row) => ({ ...row, blocked: row.blocked === 1 }))
}

/** Invoices, the newest first. `before` is the last number of the page before; `number` for that one only. */
export async function listInvoices(
  runner: SqlRunner,
  page: {
    readonly number?: number
    readonly account?: string | undefined
    readonly before?: number | undefined
    readonly limit: number
  },
): Promise<Invoice[]> {
  let query = runner.query
    .selectFrom('invoice')
    .innerJoin('postpaidAccount', 'postpaidAccount.id', 'invoice.accountId')
    .select(['number', 'slug as account', 'month', 'totalIdr', 'issuedAt', 'dueOn', 'paidAt', 'content'])
    .orderBy('number', 'desc')
    .limit(page.limit)
  if (page.number !== undefined) query = query.where('number', '=', page.number)
  if (page.account !== undefined) query = query.where('slug', '=', page.account)
  if (page.before !== undefined) query = query.where('number', '<', page.before)
  const rows = await query.execute()
  return rows.map(({ content, ...row }) => ({ ...row, content: InvoiceContent.parse(JSON.parse(content)) }))
}
