import { toIso } from '@colok/shared/time'
import { hasRoomFor } from '../../core/wallet.ts'
import { first, type SqlRunner } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { askProviders, creatingForMs, type OpenResult, openForMs } from '../payments/opening.ts'
import { findPayment } from '../payments/payment-rows.ts'
import { referenceOf } from '../payments/references.ts'
import { findWallet, fundsOf } from './wallet-rows.ts'

/** Unpaid QRs of one wallet: more are not its holder's. */
const maxUnpaid = 5

export type TopUpResult =
  | Extract<OpenResult, { kind: 'opened' | 'noProvider' }>
  | { readonly kind: 'refused'; readonly why: TopUpRefusal }

export type TopUpRefusal = 'unknownWallet' | 'frozen' | 'amount' | 'walletFull' | 'tooManyOpen'

/** Asks a provider for a QR by which a wallet is filled up. */
export async function openTopUp(
  services: Services,
  wish: { readonly walletId: string; readonly amountIdr: number },
): Promise<TopUpResult> {
  const { walletId, amountIdr } = wish
  const id = services.newId()
  const now = services.clock.wallMs()
  const opened = await services.writer.write(async (tx) => {
    const why = await whyNot(tx, services, wish)
    if (why !== undefined) return why
    await tx.query
      .insertInto('payment')
      .values({
        id,
        reference: referenceOf('P', id),
        method: 'qris',
        walletId,
        amountIdr,
        state: 'creating',
        dueAt: toIso(now + creatingForMs),
        expiresAt: toIso(now + openForMs),
        createdAt: toIso(now),
      })
      .execute()
    return findPayment(tx, id)
  })
  if (opened === undefined) throw new Error(`Payment ${id} was stored and is not there.`)
  return typeof opened === 'string' ? { kind: 'refused', why: opened } : fill(services, opened)
}

async function fill(services: Services, payment: Parameters<typeof askProviders>[1]): Promise<TopUpResult> {
  const result = await askProviders(services, payment, 'qris')
  return result.kind === 'opened' ? result : { kind: 'noProvider' }
}

async function whyNot(
  runner: SqlRunner,
  services: Services,
  { walletId, amountIdr }: { readonly walletId: string; readonly amountIdr: number },
): Promise<TopUpRefusal | undefined> {
  const rules = services.settings.wallets
  const wallet = await findWallet(runner, walletId)
  if (wallet === undefined) return 'unknownWallet'
  if (wallet.frozen === 1) return 'frozen'
  const isAmount =
    Number.isSafeInteger(amountIdr) && amountIdr >= rules.topUpLeastIdr && amountIdr <= rules.topUpMostIdr
  if (!isAmount) return 'amount'
  const open = await first<{ count: number; sumIdr: number }>(
    runner,
    `select count(*) as count, cast(coalesce(sum(amount_idr), 0) as bigint) as sum_idr from payment
     where wallet_id = ? and state in ('creating', 'awaitingPayment')`,
    [walletId],
  )
  if ((open?.count ?? 0) >= maxUnpaid) return 'tooManyOpen'
  const isKnown = wallet.userId !== null
  const comingIdr = amountIdr + (open?.sumIdr ?? 0)
  return hasRoomFor(await fundsOf(runner, walletId), comingIdr, { rules, isKnown }) ? undefined : 'walletFull'
}
