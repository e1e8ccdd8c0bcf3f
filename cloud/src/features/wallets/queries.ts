import { sql } from 'kysely'
import type { SqlRunner } from '../../db/database.ts'
import { type ListOrder, numberColumn, type Sort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { openHoldsOf } from './hold-rows.ts'
import { walletAddress } from './page-address.ts'
import type { WalletHoldView, WalletSortKey, WalletStatementLine, WalletView } from './schemas.ts'
import { debtAccount, findWallet, fundsOf, type Wallet, walletAccount } from './wallet-rows.ts'

/** One page of wallets: the oldest first, or as asked. */
export async function listWallets(
  services: Services,
  page: {
    readonly sort?: Sort<WalletSortKey> | undefined
    readonly cursor?: string | undefined
    readonly limit: number
    readonly withPage: boolean
  },
): Promise<{ items: WalletView[]; nextCursor: string | null }> {
  const query = services.read.query
    .selectFrom('wallet')
    .select(['wallet.id', 'name', 'userId', 'frozen', 'createdAt'])
  const { items, nextCursor } = await sortedPage(query, walletOrder, page)
  const views = await Promise.all(items.map((wallet) => viewOf(services, wallet, page.withPage)))
  return { items: views, nextCursor }
}

const walletOrder: ListOrder<WalletSortKey> = {
  columns: {
    name: textColumn(sql`lower(wallet.name)`),
    // Of each wallet one row, by its key: an index that every booking would have to move costs more than it saves here.
    balanceIdr: numberColumn(
      sql`coalesce((select bounded_balance_idr from account where account.id = ${walletAccount('')} || wallet.id), 0)`,
    ),
  },
  tieBreaker: textColumn(sql`wallet.id`),
}

/** `withPage`: whether it says where its holder sees it, which whoever knows it may do too. */
export async function walletView(
  services: Services,
  id: string,
  withPage: boolean,
): Promise<WalletView | undefined> {
  const wallet = await findWallet(services.read, id)
  return wallet && viewOf(services, wallet, withPage)
}

async function viewOf(services: Services, wallet: Wallet, withPage: boolean): Promise<WalletView> {
  const { id, name, userId, frozen, createdAt } = wallet
  const cards = await services.read.all<WalletView['cards'][number]>(
    'select id_tag, status from id_tag where wallet_id = ? order by id_tag',
    [id],
  )
  return {
    ...{ id, name, userId, createdAt, cards },
    ...(await fundsOf(services.read, id)),
    frozen: frozen === 1,
    page: withPage ? `${services.settings.publicUrl}${walletAddress(services, id)}` : null,
  }
}

export async function listHolds(runner: SqlRunner, walletId: string): Promise<WalletHoldView[]> {
  const holds = await openHoldsOf(runner, walletId)
  return holds.flatMap(({ id, kind, state, amountIdr, idTag, chargePointId, sessionId, createdAt }) =>
    state === 'ended' || state === 'released'
      ? []
      : [{ id, kind, state, amountIdr, idTag, chargePointId, sessionId, createdAt }],
  )
}

/**
 * What has happened to a wallet, the newest first, as its holder would say it. What is only set aside and comes back is left
 * out: the ledger's own statement has it. `before` is the last journal of the page before.
 */
export async function walletStatement(
  runner: SqlRunner,
  page: { readonly walletId: string; readonly before: string | undefined; readonly limit: number },
): Promise<WalletStatementLine[]> {
  const { walletId, before = 'z', limit } = page
  const accounts = [walletAccount(walletId), debtAccount(walletId)]
  return runner.all<WalletStatementLine>(
    `select journal.id as journal_id, kind, ref, note, occurred_at, cast(-sum(amount_idr) as bigint) as amount_idr,
       cast(-sum(case when account_id = ? then amount_idr else 0 end) as bigint) as owed_idr
     from posting join journal on journal.id = posting.journal_id
     where account_id in (?, ?) and journal_id < ? and kind not in ('hold', 'release', 'walletDebtPaid')
     group by journal.id, kind, ref, note, occurred_at order by journal.id desc limit ?`,
    [debtAccount(walletId), ...accounts, before, limit],
  )
}
