import type { IdTagInfo } from '@colok/shared/ocpp/types'
import { toIso } from '@colok/shared/time'
import { type Card, judgeCard } from '../../core/card.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { noteChange } from '../activity/ongoing.ts'
import type { ChargerIdentity } from '../chargers/identity.ts'
import { cardAllowance } from '../fleets/allowance.ts'
import { markListsBehind } from '../local-lists/keep-in-step.ts'
import { findByIdTag, mayStart } from '../payments/payment-rows.ts'
import { authorizeWallet, type WalletVerdict } from '../wallets/authorising.ts'
import { planAnewFor } from '../wallets/wallet-rows.ts'
import { blockedByOthers, limited } from './conditions.ts'
import type { CardInput } from './schemas.ts'

// Here and elsewhere on the message path: a text that is made anew each time is also read anew to find its statement.
const cardByIdTag = `select status, expires_at, parent_id_tag, max_active_sessions, customer_group,
    ${blockedByOthers} as is_blocked, ${limited} as is_limited, wallet_id
  from id_tag left join postpaid_account on slug = postpaid_account where id_tag = ?`

/** Looks a card up by its idTag in upper case. */
export async function findCard(runner: SqlRunner, idTag: string): Promise<Card | undefined> {
  const row = await first<{
    status: 'Accepted' | 'Blocked'
    expiresAt: string | null
    parentIdTag: string | null
    maxActiveSessions: number
    customerGroup: string | null
    isBlocked: number
    isLimited: number
    walletId: string | null
  }>(runner, cardByIdTag, [idTag])
  if (row === undefined) return cardOfPayment(runner, idTag)
  return {
    status: row.isBlocked === 1 ? 'Blocked' : row.status,
    expiresAt: row.expiresAt === null ? undefined : fromStoredInstant(row.expiresAt),
    parentIdTag: row.parentIdTag ?? undefined,
    maxActiveSessions: row.maxActiveSessions,
    customerGroup: row.customerGroup ?? undefined,
    isLimited: row.isLimited === 1,
    walletId: row.walletId ?? undefined,
  }
}

/** The idTag that a payment was given, as long as a session may be started by it. */
async function cardOfPayment(runner: SqlRunner, idTag: string): Promise<Card | undefined> {
  const payment = await findByIdTag(runner, idTag)
  if (payment === undefined || !mayStart.has(payment.state)) return undefined
  return { status: 'Accepted', expiresAt: undefined, parentIdTag: undefined, maxActiveSessions: 1 }
}

/** Answers Authorize (OCPP 1.6 §5.1). Sessions elsewhere do not count here: only StartTransaction asks about them. */
export async function authorize(
  services: Services,
  charger: ChargerIdentity,
  presented: string,
): Promise<IdTagInfo> {
  const idTag = presented.toUpperCase()
  const card = await findCard(services.read, idTag)
  const verdict = judgeCard(card, { now: services.clock.wallMs(), activeSessions: 0 })
  const isUsedUp =
    verdict === 'Accepted' &&
    card?.isLimited === true &&
    (await cardAllowance(services.read, services, { idTag, timeZone: charger.timeZone })) === undefined
  if (verdict === 'Accepted' && !isUsedUp && card?.walletId !== undefined) {
    const { walletId, customerGroup = null } = card
    return walletInfo(card, await authorizeWallet(services, charger, { idTag, walletId, customerGroup }))
  }
  return {
    status: isUsedUp ? 'Blocked' : verdict,
    ...(card?.expiresAt !== undefined && { expiryDate: toIso(card.expiresAt) }),
    ...(card?.parentIdTag !== undefined && { parentIdTag: card.parentIdTag }),
  }
}

/** A charger keeps in its cache that the card is good for as long only as money is set aside for it. */
function walletInfo(card: Card, verdict: WalletVerdict): IdTagInfo {
  if (verdict.kind === 'refused') return { status: 'Blocked' }
  const ends = [card.expiresAt, verdict.until].filter((end) => end !== undefined)
  return {
    status: 'Accepted',
    ...(ends.length > 0 && { expiryDate: toIso(Math.min(...ends)) }),
    ...(card.parentIdTag !== undefined && { parentIdTag: card.parentIdTag }),
  }
}

export type SaveCardResult = 'saved' | 'unknownAccount' | 'hasWallet'

/** Creates the card, or changes it to what is given. */
export async function saveCard(tx: Tx, services: Services, card: CardInput): Promise<SaveCardResult> {
  const { postpaidAccount } = card
  if (postpaidAccount !== null) {
    const known = await first(tx, 'select id from postpaid_account where slug = ?', [postpaidAccount])
    if (known === undefined) return 'unknownAccount'
    if ((await findCard(tx, card.idTag))?.walletId !== undefined) return 'hasWallet'
  }
  const { idTag, label: _, ...told } = card
  await noteChange(
    () => tx.query.selectFrom('idTag').selectAll().where('idTag', '=', idTag).executeTakeFirst(),
    told,
  )
  const now = toIso(services.clock.wallMs())
  await tx.query
    .insertInto('idTag')
    .values({ createdAt: now, updatedAt: now, ...card })
    .onConflict((conflict) => conflict.column('idTag').doUpdateSet({ ...card, updatedAt: now }))
    .execute()
  await planAnewFor(tx, card.idTag)
  await markListsBehind(tx, services)
  return 'saved'
}
