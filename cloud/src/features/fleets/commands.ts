import { toIso } from '@colok/shared/time'
import type { CardLimit } from '../../core/card-limits.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { giveCard } from '../drivers/cards.ts'
import { markListsBehind } from '../local-lists/keep-in-step.ts'
import { limitsOf } from './allowance.ts'

/** From this commit on; a session under way keeps what it was allowed when it began. */
export async function setLimits(
  tx: Tx,
  services: Services,
  {
    idTag,
    limits,
    actor,
  }: { readonly idTag: string; readonly limits: readonly CardLimit[]; readonly actor: string },
): Promise<void> {
  const before = { limits: await limitsOf(tx, idTag) }
  await tx.run('delete from card_limit where id_tag = ?', [idTag])
  for (const { per, unit, amount } of limits)
    await tx.run('insert into card_limit (id_tag, per, unit, amount) values (?, ?, ?, ?)', [
      idTag,
      per,
      unit,
      amount,
    ])
  // A card with limits is on no local list.
  await markListsBehind(tx, services)
  const subject = `id-tag:${idTag}`
  await recordActivity(tx, services, { actor, action: 'card.limited', subject, before, after: { limits } })
}

export type SetRider = 'set' | 'noRider' | 'lost'

/** Hands a company's card to one of its riders, or to nobody. What it did before stays in the history of who had it then. */
export async function setRider(
  tx: Tx,
  services: Services,
  card: {
    readonly organisationId: string
    readonly idTag: string
    readonly userId: string | null
    readonly actor: string
  },
): Promise<SetRider> {
  const { organisationId, idTag, userId, actor } = card
  if (userId !== null && !(await ridesFor(tx, organisationId, userId))) return 'noRider'
  const held = await first<{ userId: string; state: string }>(
    tx,
    "select user_id, state from driver_card where id_tag = ? and state <> 'returned'",
    [idTag],
  )
  if (held?.state === 'lost') return 'lost'
  if (held?.userId === userId) return 'set'
  if (held !== undefined) {
    await tx.run(
      "update driver_card set state = 'returned', ended_at = ? where id_tag = ? and state = 'active'",
      [toIso(services.clock.wallMs()), idTag],
    )
    const before = { driver: held.userId }
    await recordActivity(tx, services, { actor, action: 'card.returned', subject: `id-tag:${idTag}`, before })
  }
  if (userId !== null) await giveCard(tx, services, { idTag, to: userId, linkedBy: 'fleet', actor })
  return 'set'
}

async function ridesFor(tx: Tx, organisationId: string, userId: string): Promise<boolean> {
  const member = await first(
    tx,
    `select 1 as found from organisation_member
     where organisation_id = ? and user_id = ? and role = 'driver' and until is null`,
    [organisationId, userId],
  )
  return member !== undefined
}

export type ConnectAccount = 'connected' | 'noCompany' | 'noAccount' | 'taken'

/** A company's cards are those of its postpaid account. */
export async function connectAccount(
  tx: Tx,
  services: Services,
  {
    organisationId,
    account,
    actor,
  }: {
    readonly organisationId: string
    readonly account: string
    readonly actor: string
  },
): Promise<ConnectAccount> {
  const company = await first(tx, "select id from organisation where id = ? and kind = 'company'", [
    organisationId,
  ])
  if (company === undefined) return 'noCompany'
  const known = await first<{ organisationId: string | null }>(
    tx,
    'select organisation_id from postpaid_account where slug = ?',
    [account],
  )
  if (known === undefined) return 'noAccount'
  if (known.organisationId !== null) return known.organisationId === organisationId ? 'connected' : 'taken'
  await tx.run('update postpaid_account set organisation_id = ? where slug = ?', [organisationId, account])
  const subject = `organisation:${organisationId}`
  await recordActivity(tx, services, { actor, action: 'fleet.accountConnected', subject, after: { account } })
  return 'connected'
}
