import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { sealCdr } from '../cdrs/sealing.ts'
import { noticeOfEnd } from '../drivers/notices.ts'
import { sessionEnded } from '../payments/sessions.ts'
import { chargePostpaid } from '../postpaid/charging.ts'
import { settleWallet } from '../wallets/sessions.ts'

/** Who has to do with the end of a session, besides its operator: most sessions have none of them. */
export interface Concerned {
  readonly postpaid: boolean
  readonly wallet: boolean
  readonly payment: boolean
  readonly driver: boolean
}

export interface ConcernedRow {
  readonly isPostpaid: number
  readonly isOfWallet: number
  readonly isPaidAhead: number
  readonly isOfDriver: number
}

/** Of `session`. */
export const concernedColumns = `payer_account_id is not null as is_postpaid,
  exists (select 1 from wallet_session where wallet_session.session_id = session.id) as is_of_wallet,
  exists (select 1 from paid_session where paid_session.session_id = session.id) as is_paid_ahead,
  exists (select 1 from driver_card where driver_card.id_tag = session.id_tag and driver_card.state = 'active') as is_of_driver`

export const concernedOf = (row: ConcernedRow): Concerned => ({
  postpaid: row.isPostpaid === 1,
  wallet: row.isOfWallet === 1,
  payment: row.isPaidAhead === 1,
  driver: row.isOfDriver === 1,
})

/**
 * What follows from the end of a session, in the commit that ends it, or that bills what a person had to look at: whoever
 * pays by the month owes it, a wallet pays it, what it cost is sealed, what was paid ahead is settled next, and the driver
 * is told. Each knows a session that is not billed yet, and leaves it.
 *
 * @param known where it was read together with other things
 */
export async function sessionClosed(
  tx: Tx,
  services: Services,
  session: { readonly id: string; readonly stopReason: string },
  known?: Concerned,
): Promise<void> {
  const concerned = known ?? (await whomItConcerns(tx, session.id))
  if (concerned.postpaid) await chargePostpaid(tx, services, session.id)
  if (concerned.wallet) await settleWallet(tx, services, session.id)
  await sealCdr(tx, services, session.id)
  if (concerned.payment) await sessionEnded(tx, services, session)
  if (concerned.driver) await noticeOfEnd(tx, services, session.id)
}

async function whomItConcerns(tx: Tx, sessionId: string): Promise<Concerned> {
  const row = await first<ConcernedRow>(tx, `select ${concernedColumns} from session where id = ?`, [
    sessionId,
  ])
  if (row === undefined) throw new Error(`Session ${sessionId} ends and is not stored.`)
  return concernedOf(row)
}
