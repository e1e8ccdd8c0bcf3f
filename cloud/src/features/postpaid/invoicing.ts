import { idr } from '@colok/shared/money'
import { businessDay, toIso } from '@colok/shared/time'
import type { Bill } from '../../core/bill.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Job } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { transfer } from '../ledger/commands.ts'
import { InvoiceContent } from './schemas.ts'

/** Where invoices are written: their month ends at this midnight. */
const timeZone = 'Asia/Jakarta'

/** The last stop of a month may be queued in a charger for a while. */
const waitDays = 3

const dayMs = 24 * 3_600_000

/** Sessions on one invoice; a larger fleet gets a second one. */
const maxLines = 5000

interface Charge {
  readonly sessionId: string
  readonly businessDay: string
  readonly chargePointId: string
  readonly idTag: string
  /** Null for the card of a person: an invoice never changes, and people are forgotten. */
  readonly label: string | null
  readonly energyWh: number
  readonly amountIdr: number
  readonly pbjtIdr: number
  readonly ppnIdr: number
  /** The earlier invoice that it puts right; null for a session that stands on none yet. */
  readonly corrects: number | null
}

/**
 * Issues an account's invoice for all that was charged up to the end of a month and stands on none yet; a session that
 * was resolved late comes with the next, and so does what was corrected of an earlier one. Undefined when there is nothing to
 * ask for: what is to be given back waits until more than that was charged.
 */
export async function issueInvoice(
  tx: Tx,
  services: Services,
  { slug, month }: { readonly slug: string; readonly month: string },
): Promise<number | undefined> {
  const account = await tx.query
    .selectFrom('postpaidAccount')
    .selectAll()
    .where('slug', '=', slug)
    .executeTakeFirst()
  if (account === undefined) return undefined
  const charges = await chargesOf(tx, { accountId: account.id, month })
  const corrections = await correctionsOf(tx, { accountId: account.id, month })
  const content = contentOf(services, account, [...charges, ...corrections])
  if (content.totalIdr <= 0) return undefined
  const now = services.clock.wallMs()
  const dueOn = businessDay(now + account.payWithinDays * dayMs, timeZone)
  const { number } = await tx.query
    .insertInto('invoice')
    .values({
      accountId: account.id,
      month,
      content: JSON.stringify(content),
      totalIdr: content.totalIdr,
      issuedAt: toIso(now),
      dueOn,
    })
    .returning('number')
    .executeTakeFirstOrThrow()
  for (const { sessionId } of charges)
    await tx.run('update postpaid_charge set invoice = ? where session_id = ?', [number, sessionId])
  for (const { ref } of corrections)
    await tx.run('update postpaid_correction set invoice = ? where ref = ?', [number, ref])
  return number
}

interface Asked {
  readonly accountId: string
  readonly month: string
}

/** Nobody's own name stands there: an invoice never changes, and people are forgotten. */
const labelOfCard = `case when exists (select 1 from driver_card where driver_card.id_tag = session.id_tag)
  then null else label end as label`

async function chargesOf(tx: Tx, { accountId, month }: Asked): Promise<Charge[]> {
  const rows = await tx.all<Omit<Charge, 'pbjtIdr' | 'ppnIdr' | 'corrects'> & { readonly bill: string }>(
    `select session_id, business_day, charge_point_id, session.id_tag, energy_wh, amount_idr, bill, ${labelOfCard}
     from postpaid_charge join session on session.id = session_id join charger on charger.id = session.charger_id
       left join id_tag on id_tag.id_tag = session.id_tag
     where account_id = ? and invoice is null and amount_idr > 0 and month <= ? order by session.transaction_id limit ?`,
    [accountId, month, maxLines],
  )
  return rows.map(({ bill, ...row }) => {
    const { pbjtIdr, ppnIdr } = JSON.parse(bill) as Bill
    return { ...row, pbjtIdr, ppnIdr, corrects: null }
  })
}

async function correctionsOf(tx: Tx, { accountId, month }: Asked): Promise<(Charge & { ref: string })[]> {
  return tx.all<Charge & { ref: string }>(
    `select ref, session_id, business_day, charge_point_id, session.id_tag, postpaid_correction.energy_wh, amount_idr,
       pbjt_idr, ppn_idr, corrects, ${labelOfCard}
     from postpaid_correction join session on session.id = session_id join charger on charger.id = session.charger_id
       left join id_tag on id_tag.id_tag = session.id_tag
     where account_id = ? and invoice is null and month <= ? order by ref limit ?`,
    [accountId, month, maxLines],
  )
}

function contentOf(
  services: Services,
  { name, address, taxNumber }: InvoiceContent['account'],
  charges: readonly Charge[],
): InvoiceContent {
  const sum = (key: 'amountIdr' | 'pbjtIdr' | 'ppnIdr') =>
    charges.reduce((total, charge) => total + charge[key], 0)
  return InvoiceContent.parse({
    operator: services.settings.operator,
    account: { name, address, taxNumber },
    lines: charges.map(
      ({ sessionId, businessDay: day, chargePointId, idTag, label, energyWh, amountIdr, corrects }) => ({
        ...{ sessionId, businessDay: day, chargePointId, energyWh, amountIdr, corrects },
        card: label ?? `…${idTag.slice(-4)}`,
      }),
    ),
    totalIdr: sum('amountIdr'),
    pbjtIdr: sum('pbjtIdr'),
    ppnIdr: sum('ppnIdr'),
  })
}

export type PayResult = 'paid' | 'unknown' | 'paidAlready'

/** An invoice has been paid into the bank. */
export async function payInvoice(
  tx: Tx,
  services: Services,
  { number, note, actor }: { readonly number: number; readonly note: string; readonly actor: string },
): Promise<PayResult> {
  const invoice = await first<{ accountId: string; totalIdr: number; paidAt: string | null }>(
    tx,
    'select account_id, total_idr, paid_at from invoice where number = ?',
    [number],
  )
  if (invoice === undefined) return 'unknown'
  if (invoice.paidAt !== null) return 'paidAlready'
  await transfer(tx, services, {
    ref: `invoice:${number}`,
    kind: 'invoicePaid',
    debit: 'bank',
    credit: `postpaid_ar:${invoice.accountId}`,
    amountIdr: idr(invoice.totalIdr),
    note,
  })
  await tx.run('update invoice set paid_at = ? where number = ?', [toIso(services.clock.wallMs()), number])
  await recordActivity(tx, services, {
    actor,
    action: 'invoice.paid',
    subject: `invoice:${number}`,
    detail: { note, totalIdr: invoice.totalIdr },
  })
  return 'paid'
}

/** Issues the invoices of the month before, some days into this one. */
export function issueMonthlyInvoices(services: Services): Job {
  return {
    name: 'issue invoices',
    everyMs: 6 * 3_600_000,
    async run() {
      const lastDay = businessDay(services.clock.wallMs() - waitDays * dayMs, timeZone)
      const month = monthBefore(lastDay.slice(0, 7))
      const rows = await services.read.all<{ slug: string }>(
        `select slug from postpaid_account where exists (
           select 1 from postpaid_charge where account_id = postpaid_account.id and invoice is null and amount_idr > 0
             and month <= ?) or exists (
           select 1 from postpaid_correction where account_id = postpaid_account.id and invoice is null and month <= ?) order by slug`,
        [month, month],
      )
      for (const { slug } of rows) {
        const number = await services.writer.write((tx) => issueInvoice(tx, services, { slug, month }))
        if (number !== undefined) services.log.info({ slug, month, number }, 'an invoice was issued')
      }
    },
  }
}

function monthBefore(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, '0')}`
}
