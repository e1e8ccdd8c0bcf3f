import { randomInt } from 'node:crypto'
import { toIso } from '@colok/shared/time'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Address } from '../../gateways/messaging/contract.ts'
import type { Services } from '../../services.ts'
import { seal } from '../access/sealed.ts'
import { hashSecret } from '../access/secrets.ts'
import { recordActivity } from '../activity/commands.ts'
import { hashAddress, maskAddress } from '../messages/address.ts'

/** As long as it takes to open the other program. */
const codeLifeMs = 10 * 60_000

const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** Fifty random bits: good for whoever has it, and for nobody who tries some. */
const codeLength = 10

export interface LinkCode {
  readonly code: string
  readonly expiresAt: string
}

/** Makes a code that makes a Telegram chat this person's. The one before it is good no longer. */
export async function makeLinkCode(tx: Tx, services: Services, userId: string): Promise<LinkCode> {
  const code = Array.from({ length: codeLength }, () => alphabet[randomInt(alphabet.length)]).join('')
  const expiresAt = toIso(services.clock.wallMs() + codeLifeMs)
  await tx.run('delete from chat_link_code where user_id = ?', [userId])
  await tx.query
    .insertInto('chatLinkCode')
    .values({ userId, codeHash: hashOf(services, code), expiresAt })
    .execute()
  return { code, expiresAt }
}

const hashOf = ({ settings }: Pick<Services, 'settings'>, code: string) =>
  hashSecret(`chat link ${code}`, settings.secret)

/**
 * Uses such a code up: from now on the chat that it came from is its maker's, and neither has another. The name of the
 * person; undefined for a code that is wrong, over or used.
 */
export async function linkChat(
  tx: Tx,
  services: Services,
  { address, code }: { readonly address: Address; readonly code: string },
): Promise<string | undefined> {
  const now = toIso(services.clock.wallMs())
  const maker = await first<{ userId: string; name: string }>(
    tx,
    `select user_id, name from chat_link_code join "user" on "user".id = user_id
     where code_hash = ? and expires_at > ? and closed_at is null`,
    [hashOf(services, code), now],
  )
  if (maker === undefined) return undefined
  const { userId, name } = maker
  const { secret } = services.settings
  const addressHash = hashAddress(address, secret)
  await tx.run('delete from chat_link_code where user_id = ?', [userId])
  await tx.run('delete from chat_link where user_id = ? or address_hash = ?', [userId, addressHash])
  await tx.query
    .insertInto('chatLink')
    .values({
      ...{ addressHash, userId, linkedAt: now, maskedAddress: maskAddress(address) },
      sealedAddress: seal(address.address, secret, 'message'),
    })
    .execute()
  await recordActivity(tx, services, { actor: name, action: 'chat.linked', subject: `user:${userId}` })
  return name
}

export interface OwnLink {
  /** Masked. */
  readonly address: string
  readonly linkedAt: string
}

export function linkOf(runner: SqlRunner, userId: string): Promise<OwnLink | undefined> {
  return first(runner, 'select masked_address as address, linked_at from chat_link where user_id = ?', [
    userId,
  ])
}

/** From now on the chat is nobody's. */
export async function unlinkChat(
  tx: Tx,
  services: Services,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<void> {
  const gone = await tx.run('delete from chat_link where user_id = ?', [id])
  if (gone > 0)
    await recordActivity(tx, services, { actor: name, action: 'chat.unlinked', subject: `user:${id}` })
}
