import type { Bill } from '../../core/bill.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { creditsOf } from '../ledger/bill-credits.ts'
import { writeJournal } from '../ledger/commands.ts'
import { sessionsSettled } from '../partners/settled-sessions.ts'

interface BilledSession {
  readonly accountId: string
  readonly bill: string
  readonly businessDay: string
  readonly stoppedAt: string
}

/** Where the card is an organisation's, it owes what the session cost, from the commit that bills it. */
export async function chargePostpaid(tx: Tx, services: Services, sessionId: string): Promise<void> {
  const session = await first<BilledSession>(
    tx,
    `select postpaid_account.id as account_id, bill, business_day, stopped_at
     from session join id_tag on id_tag.id_tag = session.id_tag
       join postpaid_account on postpaid_account.slug = id_tag.postpaid_account
     where session.id = ? and bill is not null and total_idr > 0`,
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
