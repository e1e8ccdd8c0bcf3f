import { randomInt } from 'node:crypto'
import { toIso } from '@colok/shared/time'
import type { ChatCommand } from '../../core/chat-commands.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Actor } from '../../http/actor.ts'
import type { Services } from '../../services.ts'
import { seal, unseal } from '../access/sealed.ts'
import { hashSecret, matchesHash } from '../access/secrets.ts'

/** A code is for whoever has just read the question. */
const codeLifeMs = 2 * 60_000

/** Three guesses of ten thousand. */
const mostAttempts = 3

interface Waiting {
  readonly senderHash: string
  readonly actor: Actor
  readonly command: ChatCommand
}

const organisationOf = ({ reach }: Actor) => (reach.kind === 'organisation' ? reach.organisationId : null)

/** Has a command wait for a code, which it returns. What waited from there before does not any more. */
export async function awaitCode(
  tx: Tx,
  services: Services,
  { senderHash, actor, command }: Waiting,
): Promise<string> {
  const now = services.clock.wallMs()
  const { secret } = services.settings
  await dropWaiting(tx, services, senderHash)
  const code = String(randomInt(10_000)).padStart(4, '0')
  const id = services.newId()
  await tx.query
    .insertInto('chatConfirmation')
    .values({
      ...{ id, senderHash, actorId: actor.id, role: actor.role, organisationId: organisationOf(actor) },
      ...{ attempts: 0, createdAt: toIso(now), expiresAt: toIso(now + codeLifeMs) },
      sealedCommand: seal(JSON.stringify(command), secret, 'message'),
      codeHash: hashSecret(`${id}:${code}`, secret),
    })
    .execute()
  return code
}

/** Whether anything waited. */
export async function dropWaiting(tx: Tx, services: Services, senderHash: string): Promise<boolean> {
  const dropped = await tx.run(
    'update chat_confirmation set used_at = ? where sender_hash = ? and used_at is null and expires_at > ?',
    [toIso(services.clock.wallMs()), senderHash, toIso(services.clock.wallMs())],
  )
  return dropped > 0
}

export type Redeemed =
  | { readonly kind: 'meant'; readonly command: ChatCommand }
  /** Wrong, over, used, tried too often, or another's. */
  | { readonly kind: 'noSuchCode' }
  /** Whoever gives it is not, or is not in the same role, whoever asked. */
  | { readonly kind: 'roleChanged' }

/** Uses a code up: it is good for the very command that it was made for, from the same sender in the same role. */
export async function redeem(
  tx: Tx,
  services: Services,
  given: { readonly senderHash: string; readonly actor: Actor; readonly code: string },
): Promise<Redeemed> {
  const { senderHash, actor, code } = given
  const now = toIso(services.clock.wallMs())
  const row = await first<{
    id: string
    codeHash: string
    actorId: string
    role: string
    organisationId: string | null
    sealedCommand: string
  }>(
    tx,
    `select id, code_hash, actor_id, role, organisation_id, sealed_command from chat_confirmation
     where sender_hash = ? and used_at is null and expires_at > ? and attempts < ? order by created_at desc limit 1`,
    [senderHash, now, mostAttempts],
  )
  if (row === undefined) return { kind: 'noSuchCode' }
  await tx.run('update chat_confirmation set attempts = attempts + 1 where id = ?', [row.id])
  const { secret } = services.settings
  if (!matchesHash(`${row.id}:${code}`, row.codeHash, secret)) return { kind: 'noSuchCode' }
  await tx.run('update chat_confirmation set used_at = ? where id = ?', [now, row.id])
  const isSame =
    row.actorId === actor.id && row.role === actor.role && row.organisationId === organisationOf(actor)
  if (!isSame) return { kind: 'roleChanged' }
  return { kind: 'meant', command: JSON.parse(unseal(row.sealedCommand, secret, 'message')) as ChatCommand }
}
