import type { Tx } from '../../db/database.ts'
import { isPaymentsIdTag } from '../payments/payment-rows.ts'
import { isHeldAt } from '../wallets/hold-rows.ts'
import { isAnnouncedStart } from './estimated-starts.ts'
import type { StartKey } from './transactions.ts'

/** What there is beside a start: looked up only where there is something, which for most starts is nothing. */
export interface StartContext {
  /** The card's sessions that are under way elsewhere; suspect ones do not count, lest a lost stop lock the card. */
  readonly activeSessions: number
  /** The idTag is one that a payment was given. */
  readonly isPaidAhead: boolean
  /** Something of a wallet is set aside for the card at this charger. */
  readonly isHeld: boolean
  /** The charger has told that the time of a start with this instant is a guess. */
  readonly isAnnounced: boolean
}

interface ContextRow {
  readonly activeSessions: number
  readonly isPaidAhead: number
  readonly isHeld: number
  readonly isAnnounced: number
}

const contextOfStart = `select (select count(*) from session where id_tag = ? and state = 'charging' and suspect_reasons = '[]'
    and not (charger_id = ? and connector_id = ?)) as active_sessions,
  ${isPaymentsIdTag} as is_paid_ahead, ${isHeldAt} as is_held, ${isAnnouncedStart} as is_announced`

export async function startContext(
  tx: Tx,
  { idTag, ...key }: StartKey & { idTag: string },
): Promise<StartContext> {
  const [row] = await tx.all<ContextRow>(contextOfStart, [
    ...[idTag, key.chargerId, key.connectorId],
    idTag,
    ...[key.chargerId, idTag],
    ...[key.chargerId, key.connectorId, key.startedAt],
  ])
  return {
    activeSessions: row?.activeSessions ?? 0,
    isPaidAhead: row?.isPaidAhead === 1,
    isHeld: row?.isHeld === 1,
    isAnnounced: row?.isAnnounced === 1,
  }
}
