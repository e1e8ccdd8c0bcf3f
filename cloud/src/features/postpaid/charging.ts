import { idr } from '@colok/shared/money'
import { businessDay } from '@colok/shared/time'
import type { Bill } from '../../core/bill.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { creditsOf } from '../ledger/bill-credits.ts'
import { reverse, standingJournal, writeJournal } from '../ledger/commands.ts'
import { sessionsSettled } from '../partners/settled-sessions.ts'

interface BilledSession {
  readonly accountId: string
  readonly bill: string
  readonly businessDay: string
  readonly stoppedAt: string
}

/**
 * A session costs something else: what an organisation owes for it follows. Where it stands on an invoice, which never changes,
 * the difference comes with the next.
 */
export async function correctCharge(
  tx: Tx,
  services: Services,
  corrected: {
    readonly sessionId: string
    readonly bill: Bill | null
    readonly occasion: string
    readonly note: string
    /** What it was until now. */
    readonly before: { readonly bill: Bill | null; readonly energyWh: number | null }
    readonly energyWh: number | null
  },
): Promise<void> {
  const { sessionId, bill, occasion, note } = corrected
  const ref = `postpaid:${sessionId}`
  const charge = await first<{ accountId: string; invoice: number | null }>(
    tx,
    'select account_id, invoice from postpaid_charge where session_id = ?',
    [sessionId],
  )
  if (charge === undefined) return chargePostpaid(tx, services, sessionId)
  const journalId = await standingJournal(tx, ref)
  if (journalId !== undefined) await reverse(tx, services, { journalId, note })
  const totalIdr = bill?.totalIdr ?? idr(0)
  if (bill !== null && totalIdr > 0)
    await writeJournal(tx, services, {
      ref: `${ref}:${occasion}`,
      kind: 'postpaid',
      postings: [{ account: `postpaid_ar:${charge.accountId}`, amountIdr: totalIdr }, ...creditsOf([bill])],
    })
  if (charge.invoice === null)
    await tx.run('update postpaid_charge set amount_idr = ? where session_id = ?', [totalIdr, sessionId])
  else await correctInvoiced(tx, services, corrected, { ...charge, invoice: charge.invoice })
}

async function correctInvoiced(
  tx: Tx,
  { clock }: Services,
  corrected: Parameters<typeof correctCharge>[2],
  { accountId, invoice }: { readonly accountId: string; readonly invoice: number },
): Promise<void> {
  const { sessionId, bill, occasion, before, energyWh } = corrected
  const difference = (of: (one: Bill) => number) =>
    (bill === null ? 0 : of(bill)) - (before.bill === null ? 0 : of(before.bill))
  const amountIdr = difference(({ totalIdr }) => totalIdr)
  if (amountIdr === 0) return
  // What nobody pays for is no energy on an invoice.
  const wh = (billed: Bill | null, measured: number | null) => (billed === null ? 0 : (measured ?? 0))
  await tx.query
    .insertInto('postpaidCorrection')
    .values({
      ...{ ref: occasion, sessionId, accountId, corrects: invoice, invoice: null },
      month: businessDay(clock.wallMs(), 'Asia/Jakarta').slice(0, 7),
      energyWh: wh(bill, energyWh) - wh(before.bill, before.energyWh),
      amountIdr,
      pbjtIdr: difference(({ pbjtIdr }) => pbjtIdr),
      ppnIdr: difference(({ ppnIdr }) => ppnIdr),
    })
    .execute()
}

/**
 * Where the card was an organisation's when the session started, it owes what that cost, from the commit that bills it, whosever
 * the card is by now: not for one that a wallet began to pay for.
 */
export async function chargePostpaid(tx: Tx, services: Services, sessionId: string): Promise<void> {
  const session = await first<BilledSession>(
    tx,
    `select postpaid_account.id as account_id, bill, business_day, stopped_at
     from session join postpaid_account on postpaid_account.id = payer_account_id
     where session.id = ? and bill is not null and total_idr > 0
       and not exists (select 1 from wallet_session where session_id = session.id)`,
    [sessionId],
  )
  if (session === undefined) return
  const { accountId, businessDay, stoppedAt } = session
  const bill = JSON.parse(session.bill) as Bill
  const journalRef = `postpaid:${sessionId}`
  await writeJournal(tx, services, {
    ref: journalRef,
    kind: 'postpaid',
    occurredAt: stoppedAt,
    postings: [{ account: `postpaid_ar:${accountId}`, amountIdr: bill.totalIdr }, ...creditsOf([bill])],
  })
  await tx.run(
    `insert into postpaid_charge (session_id, account_id, month, amount_idr) values (?, ?, ?, ?) on conflict do nothing`,
    [sessionId, accountId, businessDay.slice(0, 7), bill.totalIdr],
  )
  await sessionsSettled(tx, services, { journalRef, sessionIds: [sessionId] })
}
