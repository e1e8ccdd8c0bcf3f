import { idr } from '@colok/shared/money'
import { toIso } from '@colok/shared/time'
import type { Bill } from '../../core/bill.ts'
import type { CardVerdict } from '../../core/card.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { SessionPrice } from '../../core/tariff.ts'
import { holdFor, takeBill } from '../../core/wallet.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { creditsOf } from '../ledger/bill-credits.ts'
import { balanceOf, writeJournal } from '../ledger/commands.ts'
import { sessionsSettled } from '../partners/settled-sessions.ts'
import { queueException } from '../payments/exceptions.ts'
import { issueWalletReceipt } from '../receipts/wallet-receipts.ts'
import { whyNotUsable } from './authorising.ts'
import { allowanceAt, changeHold, type Hold, holdOfSession, waitingAt } from './hold-rows.ts'
import { giveUp, setAside } from './holding.ts'
import { markBehind } from './posts.ts'
import { debtAccount, fundsOf, planAnew, walletAccount } from './wallet-rows.ts'

/** A session that began so much before its card was presented here began before that, offline. */
const clocksDifferMs = 10_000

/** What pays for a session that has begun. */
export interface Cover {
  readonly walletId: string
  readonly hold: Hold | undefined
  /** The card's verdict, or Blocked where its wallet has nothing for it. */
  readonly verdict: CardVerdict
}

export interface CoveredStart {
  readonly idTag: string
  readonly chargerId: number
  readonly startedAt: string
  /** The wallet that the card is linked to now. */
  readonly walletId: string | undefined
  /** Whether anything is set aside for the card at this charger. */
  readonly isHeld: boolean
  readonly verdict: CardVerdict
  readonly price: SessionPrice | undefined
}

/**
 * Finds what pays for a session that a charger has begun: what was set aside when its card was presented, or what the post
 * may spend offline; else as much as there is, now. Undefined for a card of no wallet.
 */
export async function coverStart(
  tx: Tx,
  services: Services,
  start: CoveredStart,
): Promise<Cover | undefined> {
  const held = start.isHeld ? await heldFor(tx, start) : undefined
  if (held !== undefined) return { walletId: held.walletId, hold: held, verdict: start.verdict }
  const { walletId, verdict, idTag, chargerId, price } = start
  if (walletId === undefined) return undefined
  if (verdict !== 'Accepted') return { walletId, hold: undefined, verdict }
  const amountIdr = holdFor(await fundsOf(tx, walletId), services.settings.wallets)
  if (amountIdr === 0 || (await whyNotUsable(tx, walletId)) !== undefined)
    return { walletId, hold: undefined, verdict: 'Blocked' }
  const as = { kind: 'tap', state: 'waiting', dueAt: null } as const
  const hold = await setAside(tx, services, { walletId, idTag, chargerId, amountIdr, price, as })
  return { walletId, hold, verdict }
}

/** What was told last counts first, unless the session is older than it and an allowance was there. */
async function heldFor(tx: Tx, { idTag, chargerId, startedAt }: CoveredStart): Promise<Hold | undefined> {
  const spot = { idTag, chargerId }
  const waiting = await waitingAt(tx, spot)
  const allowance = await allowanceAt(tx, spot)
  if (waiting === undefined || allowance === undefined) return waiting ?? allowance
  const beganBefore = fromStoredInstant(startedAt) < fromStoredInstant(waiting.createdAt) - clocksDifferMs
  return beganBefore ? allowance : waiting
}

/** The session is stored: from here on its wallet pays for it. */
export async function walletSessionStarted(
  tx: Tx,
  services: Services,
  { sessionId, cover }: { readonly sessionId: string; readonly cover: Cover },
): Promise<void> {
  const { walletId, hold } = cover
  await tx.run('insert into wallet_session (session_id, wallet_id) values (?, ?)', [sessionId, walletId])
  if (hold === undefined) return
  const isLimited = hold.limitedBy === 'charger' || hold.kind === 'allowance'
  await changeHold(tx, hold, {
    state: 'charging',
    sessionId,
    limitedBy: isLimited ? 'charger' : null,
    dueAt: isLimited ? null : toIso(services.clock.wallMs()),
  })
  if (hold.kind === 'allowance') await markBehind(tx, hold.chargerId)
  await planAnew(tx, walletId)
}

/** Whether a wallet pays for a session. */
export async function isPaidByWallet(tx: Tx, sessionId: string): Promise<boolean> {
  return (
    (await first(tx, 'select wallet_id from wallet_session where session_id = ?', [sessionId])) !== undefined
  )
}

interface EndedSession {
  readonly walletId: string
  readonly settledAt: string | null
  readonly totalIdr: number | null
  readonly bill: string | null
  readonly stoppedAt: string | null
  readonly chargePointId: string
}

/**
 * A session has ended: its bill is taken out of its wallet in the commit that makes it, and what was set aside for it is
 * free again. What the wallet does not have, its holder owes. One that waits for a person keeps what is set aside.
 */
export async function settleWallet(tx: Tx, services: Services, sessionId: string): Promise<void> {
  const session = await first<EndedSession>(
    tx,
    `select wallet_id, settled_at, total_idr, bill, stopped_at, charge_point_id
     from wallet_session join session on session.id = session_id join charger on charger.id = session.charger_id
     where session_id = ?`,
    [sessionId],
  )
  if (session === undefined || session.settledAt !== null) return
  const hold = await holdOfSession(tx, sessionId)
  const { walletId, totalIdr } = session
  if (totalIdr === null) return waitForPerson(tx, services, { sessionId, session, hold })
  if (hold !== undefined) await giveUp(tx, services, hold, 'ended')
  const { paidIdr, owedIdr } = takeBill(await balanceOf(tx, walletAccount(walletId)), totalIdr)
  if (session.bill !== null && totalIdr > 0)
    await writeJournal(tx, services, {
      ref: `wallet:${sessionId}`,
      kind: 'walletUse',
      occurredAt: session.stoppedAt ?? toIso(services.clock.wallMs()),
      postings: [
        { account: walletAccount(walletId), amountIdr: paidIdr },
        { account: debtAccount(walletId), amountIdr: owedIdr },
        ...creditsOf([JSON.parse(session.bill) as Bill]),
      ],
    })
  await sessionsSettled(tx, services, {
    journalRef: totalIdr > 0 ? `wallet:${sessionId}` : null,
    sessionIds: [sessionId],
  })
  await tx.run('update wallet_session set used_idr = ?, owed_idr = ?, settled_at = ? where session_id = ?', [
    idr(totalIdr),
    owedIdr,
    toIso(services.clock.wallMs()),
    sessionId,
  ])
  await issueWalletReceipt(tx, services, { sessionId, paidIdr, owedIdr })
  await planAnew(tx, walletId)
}

/** What a suspect session cost is for a person to say; the money stays set aside until then. */
async function waitForPerson(
  tx: Tx,
  services: Services,
  {
    sessionId,
    session,
    hold,
  }: { readonly sessionId: string; readonly session: EndedSession; readonly hold: Hold | undefined },
): Promise<void> {
  if (hold !== undefined) await changeHold(tx, hold, { state: 'unresolved', dueAt: null })
  await queueException(tx, services, {
    ref: `unresolved:${sessionId}`,
    kind: 'sessionUnresolved',
    chargePointId: session.chargePointId,
    ...(hold && { amountIdr: hold.amountIdr }),
    detail: `Session ${sessionId} is suspect: resolve it, and wallet ${session.walletId} pays what it cost.`,
  })
}
