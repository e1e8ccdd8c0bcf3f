import { toIso } from '@colok/shared/time'
import { first, type Tx } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { markListsBehind } from '../local-lists/keep-in-step.ts'
import { planAnewFor } from '../wallets/wallet-rows.ts'
import { giveCard, loseCard } from './cards.ts'

/**
 * Puts a new card in the place of one that is broken or lost, and blocks the old one for good. Throws a Problem for a card
 * that is not known, or a new one that is somebody's already.
 */
export async function replaceCard(
  tx: Tx,
  services: Services,
  { old, by, actor }: { readonly old: string; readonly by: string; readonly actor: string },
): Promise<void> {
  await demandFree(tx, { old, by })
  const holder = await first<{ userId: string }>(
    tx,
    "select user_id from driver_card where id_tag = ? and state = 'active'",
    [old],
  )
  const now = toIso(services.clock.wallMs())
  await tx.run(
    `insert into id_tag (id_tag, label, status, created_at, updated_at)
     select cast(? as text), label, 'Blocked', cast(? as text), cast(? as text) from id_tag where id_tag = ?
     on conflict (id_tag) do nothing`,
    [by, now, now, old],
  )
  if (holder !== undefined) {
    await giveCard(tx, services, { idTag: by, to: holder.userId, linkedBy: 'operator', actor })
    await loseCard(tx, services, { idTag: old, person: { id: holder.userId, name: actor } })
  }
  await takeOver(tx, services, { old, by })
  await tx.run("update id_tag set status = 'Blocked', updated_at = ? where id_tag = ?", [now, old])
  await planAnewFor(tx, old)
  await markListsBehind(tx, services)
  const after = { replacedBy: by }
  await recordActivity(tx, services, { actor, action: 'card.replaced', subject: `id-tag:${old}`, after })
}

/** The old card is there, and the new one is nobody's: it charges nothing, is no driver's, and nobody pays for it. */
async function demandFree(tx: Tx, { old, by }: { readonly old: string; readonly by: string }): Promise<void> {
  const known = await first(tx, 'select 1 as found from id_tag where id_tag = ?', [old])
  if (known === undefined) throw new Problem('not-found', `There is no card ${old}.`)
  const taken = await first(
    tx,
    `select 1 as found from id_tag where id_tag = ? and (status = 'Accepted' or wallet_id is not null or postpaid_account is not null
       or exists (select 1 from card_limit where card_limit.id_tag = id_tag.id_tag)
       or exists (select 1 from card_block where card_block.id_tag = id_tag.id_tag)
       or exists (select 1 from driver_card where driver_card.id_tag = id_tag.id_tag and state <> 'returned'))`,
    [by],
  )
  if (old === by || taken !== undefined)
    throw new Problem(
      'conflict',
      `Card ${by} is in use: a card takes the place of another only while it is nobody's.`,
    )
}

/** What hung on a card that is lost hangs on the new one: who pays, what is allowed, whose it was. */
export async function takeOver(
  tx: Tx,
  services: Services,
  { old, by }: { readonly old: string; readonly by: string },
): Promise<void> {
  const now = toIso(services.clock.wallMs())
  await tx.run(
    `update id_tag set (status, expires_at, parent_id_tag, max_active_sessions, customer_group, postpaid_account, wallet_id,
       updated_at) = (
       select status, expires_at, parent_id_tag, max_active_sessions, customer_group, postpaid_account, wallet_id,
         cast(? as text)
       from id_tag as lost where lost.id_tag = ?) where id_tag = ?`,
    [now, old, by],
  )
  await tx.run(
    `insert into card_limit (id_tag, per, unit, amount)
     select cast(? as text), per, unit, amount from card_limit where id_tag = ?`,
    [by, old],
  )
  await tx.run(
    `insert into card_block (id_tag, side, since)
     select cast(? as text), side, since from card_block where id_tag = ? and side = 'company'`,
    [by, old],
  )
  await planAnewFor(tx, by)
  await tx.run("update driver_card set replaced_by = ? where id_tag = ? and state = 'lost'", [by, old])
}
