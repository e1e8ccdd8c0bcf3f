import { toIso } from '@colok/shared/time'
import {
  confirmWithinMs,
  linksAnHour,
  mostAttempts,
  sameCode,
  stateAt,
  tapWithinMs,
} from '../../core/card-link.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import type { ChargerIdentity } from '../chargers/identity.ts'
import { giveCard } from './cards.ts'
import type { Person } from './profile.ts'
import { payFromWallet } from './wallets.ts'

const hourMs = 3_600_000

export type AskedForLink =
  | { readonly kind: 'asked'; readonly id: string; readonly expiresAt: string }
  | { readonly kind: 'refused'; readonly reason: 'unknownPost' | 'postBusy' | 'tooMany' }

/**
 * A driver stands at a post and is about to tap a card there. One driver at a time at a post, so that a tap has one
 * meaning.
 */
export async function askForLink(
  tx: Tx,
  services: Services,
  { driver, chargePointId }: { readonly driver: Person; readonly chargePointId: string },
): Promise<AskedForLink> {
  const now = services.clock.wallMs()
  const charger = await first<{ id: number }>(tx, 'select id from charger where charge_point_id = ?', [
    chargePointId,
  ])
  if (charger === undefined) return { kind: 'refused', reason: 'unknownPost' }
  const recent = await tx.all('select id from card_link where user_id = ? and asked_at > ? limit ?', [
    driver.id,
    toIso(now - hourMs),
    linksAnHour,
  ])
  if (recent.length >= linksAnHour) return { kind: 'refused', reason: 'tooMany' }
  const open = await openLinkAt(tx, charger.id, now)
  if (open !== undefined && open.userId !== driver.id) return { kind: 'refused', reason: 'postBusy' }
  // A driver who asks again begins anew.
  if (open !== undefined) await tx.run("update card_link set state = 'refused' where id = ?", [open.id])
  const id = services.newId()
  const expiresAt = toIso(now + tapWithinMs)
  await tx.run(
    `insert into card_link (id, user_id, charger_id, state, asked_at, expires_at) values (?, ?, ?, 'waiting', ?, ?)`,
    [id, driver.id, charger.id, toIso(now), expiresAt],
  )
  return { kind: 'asked', id, expiresAt }
}

interface LinkRow {
  readonly id: string
  readonly userId: string
  readonly chargePointId: string
  readonly state: 'waiting' | 'tapped' | 'linked' | 'refused'
  readonly idTag: string | null
  readonly attempts: number
  readonly expiresAt: string
}

/**
 * An unknown card was tapped: whoever asked for a link at this post is shown that it was. The first card counts; which one
 * it was is not told, since whoever stands there reads it from the display.
 */
export async function cardTapped(
  services: Services,
  charger: ChargerIdentity,
  presented: string,
): Promise<void> {
  const waits = await openLinkAt(services.read, charger.id, services.clock.wallMs())
  if (waits?.state !== 'waiting') return
  await services.writer.write(async (tx) => {
    const now = services.clock.wallMs()
    await tx.run(
      "update card_link set state = 'tapped', id_tag = ?, tapped_at = ?, expires_at = ? where id = ? and state = 'waiting'",
      [presented.toUpperCase(), toIso(now), toIso(now + confirmWithinMs), waits.id],
    )
  })
  services.changes.changed(charger.chargePointId)
}

export type ConfirmedLink =
  | { readonly kind: 'linked'; readonly idTag: string }
  | { readonly kind: 'wrongCode'; readonly attemptsLeft: number }
  | { readonly kind: 'refused'; readonly reason: 'unknown' | 'notTapped' | 'over' | 'taken' }

/** The driver types in what the display showed of the card, which only who stands there has seen. */
export async function confirmLink(
  tx: Tx,
  services: Services,
  { driver, id, code }: { readonly driver: Person; readonly id: string; readonly code: string },
): Promise<ConfirmedLink> {
  const link = await findLink(tx, driver.id, id)
  if (link === undefined) return { kind: 'refused', reason: 'unknown' }
  const state = stateAt({ ...link, expiresAt: fromStoredInstant(link.expiresAt) }, services.clock.wallMs())
  if (state === 'waiting') return { kind: 'refused', reason: 'notTapped' }
  if (state !== 'tapped' || link.idTag === null) return { kind: 'refused', reason: 'over' }
  if (!sameCode(code, link.idTag)) return wrongCode(tx, link)
  const isKnown = await first(tx, 'select 1 as known from id_tag where id_tag = ?', [link.idTag])
  const isLinked = isKnown === undefined
  await tx.run('update card_link set state = ? where id = ?', [isLinked ? 'linked' : 'refused', id])
  if (!isLinked) return { kind: 'refused', reason: 'taken' }
  await giveCard(tx, services, { idTag: link.idTag, to: driver.id, linkedBy: 'tap', actor: driver.name })
  await payFromWallet(tx, services, { idTag: link.idTag, userId: driver.id })
  return { kind: 'linked', idTag: link.idTag }
}

async function wrongCode(tx: Tx, link: LinkRow): Promise<ConfirmedLink> {
  const attempts = link.attempts + 1
  const attemptsLeft = mostAttempts - attempts
  await tx.run('update card_link set attempts = ?, state = ? where id = ?', [
    attempts,
    attemptsLeft > 0 ? 'tapped' : 'refused',
    link.id,
  ])
  return { kind: 'wrongCode', attemptsLeft }
}

export async function findLink(runner: SqlRunner, userId: string, id: string): Promise<LinkRow | undefined> {
  return first<LinkRow>(
    runner,
    `select card_link.id, user_id, charge_point_id, state, id_tag, attempts, expires_at
     from card_link join charger on charger.id = charger_id where card_link.id = ? and user_id = ?`,
    [id, userId],
  )
}

async function openLinkAt(
  runner: SqlRunner,
  chargerId: number,
  now: number,
): Promise<{ readonly id: string; readonly userId: string; readonly state: string } | undefined> {
  return first(
    runner,
    `select id, user_id, state from card_link
     where charger_id = ? and expires_at > ? and state in ('waiting', 'tapped') order by expires_at desc limit 1`,
    [chargerId, toIso(now)],
  )
}
