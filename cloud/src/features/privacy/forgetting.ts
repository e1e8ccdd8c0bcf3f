import { toIso } from '@colok/shared/time'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { forgetWallets, hasMoneyMatters } from '../drivers/wallets.ts'
import { markListsBehind } from '../local-lists/keep-in-step.ts'
import { hashAddress } from '../messages/address.ts'
import { forgetAddress } from '../messages/forgetting.ts'
import { endDelegations } from '../organisations/delegations.ts'
import { forgetRecipients } from '../reports/recipients.ts'
import { forgetPerson } from './person-keys.ts'

/** Why somebody cannot be forgotten yet. */
export type Obstacle = 'charging' | 'money' | 'onlyAdmin'

export type Forgotten =
  | { readonly kind: 'forgotten'; readonly at: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'obstacles'; readonly obstacles: readonly Obstacle[] }

interface PersonRow {
  readonly email: string | null
  readonly phone: string | null
}

/**
 * Forgets a person, all in one commit: their addresses, vehicles, messages and sign-ins go, their cards are nobody's, and
 * the key of what is said of them in records that never change is deleted. The books stay as they are. Doing it again does
 * no harm.
 */
export async function forget(
  tx: Tx,
  services: Services,
  { userId, actor }: { readonly userId: string; readonly actor: string },
): Promise<Forgotten> {
  const person = await first<PersonRow>(tx, 'select email, phone from "user" where id = ?', [userId])
  if (person === undefined) return { kind: 'unknown' }
  const obstacles = await obstaclesOf(tx, userId)
  if (obstacles.length > 0) return { kind: 'obstacles', obstacles }
  const at = toIso(services.clock.wallMs())
  await forgetMessagesTo(tx, services, person)
  await forgetChats(tx, services, userId)
  await forgetWallets(tx, userId)
  await forgetCards(tx, services, userId, at)
  await forgetSignIns(tx, userId, person, at)
  await endDelegations(tx, services, { userId, by: actor })
  for (const table of ['vehicle', 'driver_preference', 'card_link', 'driver_reservation'] as const)
    await tx.run(`delete from ${table} where user_id = ?`, [userId])
  await tx.run(
    `update "user" set name = '', email = null, phone = null, image = null, email_verified = 0, phone_verified = 0,
       two_factor_enabled = 0, closed_at = coalesce(closed_at, ?), updated_at = ? where id = ?`,
    [at, at, userId],
  )
  await forgetPerson(tx, services, userId)
  // After the key, so that not even who asked for it is kept of somebody who did it themselves.
  await recordActivity(tx, services, { actor, action: 'person.forgotten', subject: `user:${userId}` })
  return { kind: 'forgotten', at }
}

async function obstaclesOf(runner: SqlRunner, userId: string): Promise<Obstacle[]> {
  const charging = await first(
    runner,
    `select 1 as found from session join driver_card on driver_card.id_tag = session.id_tag
     where user_id = ? and driver_card.state = 'active' and session.state = 'charging' limit 1`,
    [userId],
  )
  const otherAdmin = `select 1 from organisation_member as other
    where other.role = 'admin' and other.until is null and other.user_id <> organisation_member.user_id`
  const onlyAdmin = await first(
    runner,
    `select 1 as found from organisation_member
     where user_id = ? and role = 'admin' and until is null and not exists (${otherAdmin})`,
    [userId],
  )
  return [
    ...(charging === undefined ? [] : (['charging'] as const)),
    ...((await hasMoneyMatters(runner, userId)) ? (['money'] as const) : []),
    ...(onlyAdmin === undefined ? [] : (['onlyAdmin'] as const)),
  ]
}

async function forgetMessagesTo(tx: Tx, services: Services, { email, phone }: PersonRow): Promise<void> {
  const addresses = [
    ...(phone === null ? [] : [{ channel: 'whatsapp', address: phone } as const]),
    ...(email === null ? [] : [{ channel: 'email', address: email } as const]),
  ]
  for (const address of addresses)
    await forgetAddress(tx, services, hashAddress(address, services.settings.secret))
  if (addresses.length > 0) await forgetRecipients(tx, services, addresses)
}

/** What they wrote to us from a Telegram chat, the commands that they gave, and whose chat it is. */
async function forgetChats(tx: Tx, services: Services, userId: string): Promise<void> {
  const links = await tx.all<{ addressHash: string }>(
    'select address_hash from chat_link where user_id = ?',
    [userId],
  )
  for (const { addressHash } of links) await forgetAddress(tx, services, addressHash)
  for (const table of ['chat_link', 'chat_link_code'] as const)
    await tx.run(`delete from ${table} where user_id = ?`, [userId])
  for (const table of ['chat_command', 'chat_confirmation'] as const)
    await tx.run(`delete from ${table} where actor_id = ?`, [userId])
}

/** A card of one's own charges nothing any more; a company's is handed back. */
async function forgetCards(tx: Tx, services: Services, userId: string, at: string): Promise<void> {
  const theirs = "select id_tag from driver_card where user_id = ? and state <> 'returned'"
  await tx.run(`update id_tag set label = null, updated_at = ? where id_tag in (${theirs})`, [at, userId])
  await tx.run(`update id_tag set status = 'Blocked' where id_tag in (${theirs} and linked_by <> 'fleet')`, [
    userId,
  ])
  await tx.run('delete from driver_card where user_id = ?', [userId])
  await tx.run(
    `update card_order set sealed_delivery = null, settled_at = coalesce(settled_at, ?),
       state = case when state = 'ordered' then 'cancelled' else state end where user_id = ?`,
    [at, userId],
  )
  await markListsBehind(tx, services)
}

async function forgetSignIns(tx: Tx, userId: string, { email, phone }: PersonRow, at: string): Promise<void> {
  for (const table of ['user_session', 'user_account', 'two_factor'] as const)
    await tx.run(`delete from ${table} where user_id = ?`, [userId])
  await tx.run('delete from one_time_link where user_id = ? or email = ? or phone = ?', [
    userId,
    email,
    phone,
  ])
  await tx.run('delete from idempotent_request where actor_id = ?', [userId])
  await tx.run('update organisation_member set until = ? where user_id = ? and until is null', [at, userId])
}
