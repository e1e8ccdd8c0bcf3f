import { idr } from '@colok/shared/money'
import type { Bill } from '../../core/bill.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
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

/** The invoice that a session stands on; null where it stands on none yet, undefined where no organisation owes it. */
export async function invoiceOf(runner: SqlRunner, sessionId: string): Promise<number | null | undefined> {
  const charge = await first<{ invoice: number | null }>(
    runner,
    'select invoice from postpaid_charge where session_id = ?',
    [sessionId],
  )
  return charge?.invoice
}

/** A session that stands on no invoice yet costs something else: what an organisation owes for it follows. */
export async function correctCharge(
  tx: Tx,
  services: Services,
  corrected: {
    readonly sessionId: string
    readonly bill: Bill | null
    readonly occasion: string
    readonly note: string
  },
): Promise<void> {
  const { sessionId, bill, occasion, note } = corrected
  const ref = `postpaid:${sessionId}`
  const charge = await first<{ accountId: string }>(
    tx,
    'select account_id from postpaid_charge where session_id = ?',
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
  await tx.run('update postpaid_charge set amount_idr = ? where session_id = ?', [totalIdr, sessionId])
}

/**
 * Where the card is an organisation's, it owes what the session cost, from the commit that bills it: not for one that a
 * wallet began to pay for, whosever the card is by now.
 */
export async function chargePostpaid(tx: Tx, services: Services, sessionId: string): Promise<void> {
  const session = await first<BilledSession>(
    tx,
    `select postpaid_account.id as account_id, bill, business_day, stopped_at
     from session join id_tag on id_tag.id_tag = session.id_tag
       join postpaid_account on postpaid_account.slug = id_tag.postpaid_account
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
