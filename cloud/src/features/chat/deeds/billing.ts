import { formatIdr } from '@colok/shared/money'
import { businessDay } from '@colok/shared/time'
import { monthBefore, monthOf } from '../../../core/statement-period.ts'
import { first, type SqlRunner } from '../../../db/database.ts'
import type { Services } from '../../../services.ts'
import { issueInvoice } from '../../postpaid/invoicing.ts'
import { ask, type Deed, no } from '../deed.ts'

/** Where invoices are written. */
const timeZone = 'Asia/Jakarta'

const thisMonth = ({ clock }: Pick<Services, 'clock'>) => monthOf(businessDay(clock.wallMs(), timeZone))

/** Accounts with something that stands on no invoice up to a month. */
function unbilled(runner: SqlRunner, month: string) {
  return runner.all<{ slug: string; amountIdr: number }>(
    `select slug, cast(sum(amount_idr) as bigint) as amount_idr
     from postpaid_charge join postpaid_account on postpaid_account.id = account_id
     where invoice is null and amount_idr > 0 and month <= ? group by slug order by slug`,
    [month],
  )
}

/** The month that was given, or the last one; undefined for one that is not over. */
function monthOver(services: Services, period: string | undefined): string | undefined {
  const month = period ?? monthBefore(thisMonth(services))
  return month < thisMonth(services) ? month : undefined
}

export const autocharge: Deed<'autocharge'> = {
  kind: 'steps',
  async preview({ services, text, language }, { period }) {
    const month = monthOver(services, period)
    if (month === undefined) return no(text.monthNotOver(period ?? ''))
    const accounts = await unbilled(services.read, month)
    if (accounts.length === 0) return no(text.nothingToBill(month))
    const sumIdr = accounts.reduce((sum, { amountIdr }) => sum + amountIdr, 0)
    return ask(text.billAsk(accounts.length, formatIdr(sumIdr, language), month))
  },
  async items(runner, { services }, { period }) {
    const month = monthOver(services, period)
    if (month === undefined) return []
    return (await unbilled(runner, month)).map(({ slug }) => `${month} ${slug}`)
  },
  async step(tx, { services, text, language }, _, item) {
    const [month = '', slug = ''] = item.split(' ')
    const number = await issueInvoice(tx, services, { slug, month })
    if (number === undefined) return `${slug}: ${text.noInvoice}`
    const invoice = await first<{ totalIdr: number }>(tx, 'select total_idr from invoice where number = ?', [
      number,
    ])
    return `${slug}: ${text.invoice(number, formatIdr(invoice?.totalIdr ?? 0, language))}`
  },
  conclude: (_, lines) => lines.join('\n'),
}
