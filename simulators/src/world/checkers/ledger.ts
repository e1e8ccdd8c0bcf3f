import type { CloudHost } from '../cloud-host.ts'
import { type PaymentHost, providerNames } from '../payment-host.ts'
import type { Report } from './violation.ts'

/** The books sum to zero, journal by journal, and say of each provider what its own books say, to the rupiah. */
export async function checkLedger(payments: PaymentHost, cloud: CloudHost, report: Report): Promise<void> {
  await checkJournals(cloud, report)
  for (const name of providerNames) await checkProvider(name, payments, cloud, report)
  const keptIdr = providerNames.reduce((sum, name) => {
    const { receivedIdr, refundedIdr } = payments.providers[name].book.balance
    return sum + receivedIdr - refundedIdr
  }, 0)
  if (payments.paidIdr !== keptIdr)
    report({
      checker: 'booksAgreeWithGateways',
      subject: 'payments',
      what: `payers have parted with Rp ${payments.paidIdr}, providers have kept ${keptIdr}`,
    })
}

/** Each journal sums to zero, at any moment. */
export async function checkJournals(cloud: CloudHost, report: Report): Promise<void> {
  const crooked = await cloud.rows<{ journalId: string; sumIdr: number }>(
    `select journal_id, cast(sum(amount_idr) as bigint) as sum_idr from posting
     group by journal_id having sum(amount_idr) <> 0`,
  )
  for (const { journalId, sumIdr } of crooked)
    report({
      checker: 'booksSumToZero',
      subject: 'cloud',
      what: `journal ${journalId} sums to Rp ${sumIdr}`,
    })
}

async function checkProvider(
  name: (typeof providerNames)[number],
  payments: PaymentHost,
  cloud: CloudHost,
  report: Report,
): Promise<void> {
  const { receivedIdr, feesIdr, refundedIdr, settledIdr } = payments.providers[name].book.balance
  const [receivable] = await cloud.rows<{ idr: number | null }>(
    'select cast(sum(amount_idr) as bigint) as idr from posting where account_id = ?',
    [`psp_receivable:${name}`],
  )
  const [rows] = await cloud.rows<Record<'netIdr' | 'grossIdr' | 'feeIdr' | 'waitingIdr', number | null>>(
    `select cast(sum(net_idr) as bigint) as net_idr, cast(sum(gross_idr) as bigint) as gross_idr,
       cast(sum(fee_idr) as bigint) as fee_idr,
       cast(sum(case when booked = 0 then gross_idr else 0 end) as bigint) as waiting_idr
     from settlement_row where gateway = ?`,
    [name],
  )
  const grossIdr = rows?.grossIdr ?? 0
  // What a provider gave back twice it has not been asked for: until it is set right, that is what it owes us.
  const owedIdr = receivedIdr - refundedIdr + payments.twiceIdr(name) - grossIdr + (rows?.waitingIdr ?? 0)
  const compare = (what: string, oursIdr: number, theirsIdr: number) => {
    if (oursIdr !== theirsIdr)
      report({
        checker: 'booksAgreeWithGateways',
        subject: 'payments',
        what: `${what} ${name}: Rp ${oursIdr} by our books, ${theirsIdr} by its own`,
      })
  }
  compare('paid out by', rows?.netIdr ?? 0, settledIdr)
  compare('fees of', rows?.feeIdr ?? 0, feesIdr)
  compare('owed by', receivable?.idr ?? 0, owedIdr)
}
