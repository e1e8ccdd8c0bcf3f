import type { CloudHost } from '../cloud-host.ts'
import { type PaymentHost, type ProviderName, providerNames } from '../payment-host.ts'
import type { Moment } from './moment.ts'
import type { Report } from './violation.ts'

interface Place {
  readonly cloud: CloudHost
  readonly moment: Moment
  /** A provider has paid out, and nobody has been told of it yet. */
  readonly isPayingOut: boolean
}

/** The books sum to zero, journal by journal, and say of each provider what its own books say, to the rupiah. */
export async function checkLedger(payments: PaymentHost, place: Place, report: Report): Promise<void> {
  await checkJournals(place.cloud, report)
  for (const name of providerNames) await checkProvider(name, payments, place, report)
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
  name: ProviderName,
  payments: PaymentHost,
  { cloud, moment, isPayingOut }: Place,
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
  // A provider takes its fee as money comes, and tells of it as it pays out.
  if (!isPayingOut) compare('paid out by', rows?.netIdr ?? 0, settledIdr)
  if (moment.isCalm) compare('fees of', rows?.feeIdr ?? 0, feesIdr)
  const ahead = moment.isCalm ? 0 : await unheardIdr(name, payments, { cloud, moment }, report)
  compare('owed by', (receivable?.idr ?? 0) + ahead, owedIdr)
}

/** What a provider has taken less what it has given back of which the central system has not heard yet. */
async function unheardIdr(
  name: ProviderName,
  { providers }: PaymentHost,
  { cloud, moment }: Omit<Place, 'isPayingOut'>,
  report: Report,
): Promise<number> {
  const booked = await cloud.rows<{ ref: string }>(`select ref from journal where ref like ?`, [
    `pay:${name}:%`,
  ])
  const known = new Set(booked.map(({ ref }) => ref))
  const bills = providers.rails.bills().filter(({ provider }) => provider === name)
  const unheard = bills.filter(
    ({ payment, reference }) => payment !== undefined && !known.has(`pay:${name}:${reference}`),
  )
  for (const { reference, payment } of unheard)
    if (payment !== undefined && payment.paidAt < moment.beforeMs)
      report({
        checker: 'booksAgreeWithGateways',
        subject: 'payments',
        what: `Rp ${payment.amountIdr} were paid to ${name} for ${reference}, and are booked nowhere`,
      })
  const onTheirWay = await cloud.rows<{ reference: string }>(
    `select reference from refund where state <> 'refunded'`,
  )
  const open = new Set(onTheirWay.map(({ reference }) => reference))
  const back = bills
    .flatMap(({ refunds }) => refunds)
    .filter(({ reference, state }) => state === 'done' && open.has(reference))
  const captured = name === 'astrapay' ? await uncapturedIdr(providers, cloud) : 0
  const sum = (amounts: readonly { readonly amountIdr: number }[]) =>
    amounts.reduce((total, { amountIdr }) => total + amountIdr, 0)
  return sum(unheard.flatMap(({ payment }) => payment ?? [])) + captured - sum(back)
}

async function uncapturedIdr({ astrapay }: PaymentHost['providers'], cloud: CloudHost): Promise<number> {
  const rows = await cloud.rows<{ reference: string }>(
    `select payment.reference from payment join wallet_reserve on payment_id = payment.id
     where wallet_reserve.state <> 'captured'`,
  )
  return rows.reduce(
    (sum, { reference }) => sum + (astrapay.reservations.find(reference)?.capture?.amountIdr ?? 0),
    0,
  )
}
