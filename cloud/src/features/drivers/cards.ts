import { toIso } from '@colok/shared/time'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { blockedByOthers } from '../cards/conditions.ts'
import { markListsBehind } from '../local-lists/keep-in-step.ts'
import { planAnewFor } from '../wallets/wallet-rows.ts'
import type { Person } from './profile.ts'
import type { DriverCard } from './schemas.ts'

interface CardRow extends Omit<DriverCard, 'state' | 'mayCharge' | 'paidBy'> {
  readonly linked: 'active' | 'lost'
  readonly heldByHolder: number
  readonly heldByOthers: number
  readonly status: 'Accepted' | 'Blocked'
  readonly postpaidAccount: string | null
  readonly walletId: string | null
}

/** A driver's cards, those that were lost too. `idTag` for that one only. */
export async function listDriverCards(
  runner: SqlRunner,
  userId: string,
  idTag?: string,
): Promise<DriverCard[]> {
  const rows = await runner.all<CardRow>(
    `select driver_card.id_tag, driver_card.state as linked, linked_at, linked_by, replaced_by, id_tag.status,
       postpaid_account, wallet_id, ${blockedByOthers} as held_by_others,
       exists (select 1 from card_block where card_block.id_tag = id_tag.id_tag and side = 'holder') as held_by_holder
     from driver_card join id_tag on id_tag.id_tag = driver_card.id_tag
       left join postpaid_account on slug = postpaid_account
     where user_id = ? and driver_card.state <> 'returned' and (driver_card.id_tag = ? or ? = '') order by linked_at, driver_card.id_tag`,
    [userId, idTag ?? '', idTag ?? ''],
  )
  return rows.map(({ linked, heldByHolder, heldByOthers, status, postpaidAccount, walletId, ...card }) => ({
    ...card,
    state: linked === 'lost' ? 'lost' : heldByHolder === 1 ? 'blocked' : 'active',
    mayCharge: status === 'Accepted' && heldByOthers === 0,
    paidBy: postpaidAccount !== null ? 'account' : walletId !== null ? 'wallet' : 'nobody',
  }))
}

/** Links a card that is nobody's to a driver. It may charge only when somebody pays for it. */
export async function giveCard(
  tx: Tx,
  services: Services,
  given: {
    readonly idTag: string
    readonly to: string
    readonly linkedBy: DriverCard['linkedBy']
    readonly actor: string
  },
): Promise<'given' | 'taken'> {
  const { idTag, to, linkedBy, actor } = given
  const holder = await first(tx, "select user_id from driver_card where id_tag = ? and state <> 'returned'", [
    idTag,
  ])
  if (holder !== undefined) return 'taken'
  const now = toIso(services.clock.wallMs())
  await tx.run(
    `insert into id_tag (id_tag, status, created_at, updated_at) values (?, 'Blocked', ?, ?)
     on conflict (id_tag) do nothing`,
    [idTag, now, now],
  )
  await tx.run(
    "insert into driver_card (id_tag, user_id, state, linked_at, linked_by) values (?, ?, 'active', ?, ?)",
    [idTag, to, now, linkedBy],
  )
  await markListsBehind(tx, services)
  const after = { driver: to, linkedBy }
  await recordActivity(tx, services, { actor, action: 'card.linked', subject: `id-tag:${idTag}`, after })
  return 'given'
}

/** From this commit on the card starts nothing, wherever there is a network; local lists follow. */
export async function blockCard(
  tx: Tx,
  services: Services,
  {
    idTag,
    side,
    actor,
  }: { readonly idTag: string; readonly side: 'holder' | 'company'; readonly actor: string },
): Promise<void> {
  const since = toIso(services.clock.wallMs())
  const changed = await tx.run(
    'insert into card_block (id_tag, side, since) values (?, ?, ?) on conflict do nothing',
    [idTag, side, since],
  )
  if (changed === 0) return
  await planAnewFor(tx, idTag)
  await markListsBehind(tx, services)
  const after = { blockedBy: side }
  await recordActivity(tx, services, { actor, action: 'card.blocked', subject: `id-tag:${idTag}`, after })
}

/** Takes back one's own block; whoever else has blocked it has still done so. */
export async function unblockCard(
  tx: Tx,
  services: Services,
  {
    idTag,
    side,
    actor,
  }: { readonly idTag: string; readonly side: 'holder' | 'company'; readonly actor: string },
): Promise<void> {
  const changed = await tx.run('delete from card_block where id_tag = ? and side = ?', [idTag, side])
  if (changed === 0) return
  await planAnewFor(tx, idTag)
  await markListsBehind(tx, services)
  const before = { blockedBy: side }
  await recordActivity(tx, services, { actor, action: 'card.unblocked', subject: `id-tag:${idTag}`, before })
}

/** A card is lost for good: it is blocked, and stays its holder's so that what it did is still in their history. */
export async function loseCard(
  tx: Tx,
  services: Services,
  { idTag, person }: { readonly idTag: string; readonly person: Person },
): Promise<void> {
  await blockCard(tx, services, { idTag, side: 'holder', actor: person.name })
  await tx.run(
    "update driver_card set state = 'lost', ended_at = ? where id_tag = ? and user_id = ? and state = 'active'",
    [toIso(services.clock.wallMs()), idTag, person.id],
  )
  const deed = { actor: person.name, action: 'card.lost', subject: `id-tag:${idTag}` }
  await recordActivity(tx, services, deed)
}

/** Where sessions of a card are under way: whoever has found it does not go on charging with it. */
export function runningWith(
  runner: SqlRunner,
  idTag: string,
):
  | Promise<{ chargePointId: string; transactionId: number }[]>
  | { chargePointId: string; transactionId: number }[] {
  return runner.all(
    `select charge_point_id, transaction_id from session join charger on charger.id = charger_id
     where id_tag = ? and state = 'charging' order by transaction_id limit 10`,
    [idTag],
  )
}
