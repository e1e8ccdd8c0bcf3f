import type { Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { sealCdr } from '../cdrs/sealing.ts'
import { noticeOfEnd } from '../drivers/notices.ts'
import { sessionEnded } from '../payments/sessions.ts'
import { chargePostpaid } from '../postpaid/charging.ts'
import { settleWallet } from '../wallets/sessions.ts'

/**
 * What follows from the end of a session, in the commit that ends it, or that bills what a person had to look at: whoever
 * pays by the month owes it, a wallet pays it, what it cost is sealed, what was paid ahead is settled next, and the driver
 * is told. Each knows a session that is not billed yet, and leaves it.
 */
export async function sessionClosed(
  tx: Tx,
  services: Services,
  session: { readonly id: string; readonly stopReason: string },
): Promise<void> {
  await chargePostpaid(tx, services, session.id)
  await settleWallet(tx, services, session.id)
  await sealCdr(tx, services, session.id)
  await sessionEnded(tx, services, session)
  await noticeOfEnd(tx, services, session.id)
}
