import { randomInt } from 'node:crypto'
import { toIso } from '@colok/shared/time'
import { first, type Tx } from '../../db/database.ts'
import type { Address, Channel, Language } from '../../gateways/messaging/contract.ts'
import type { Services } from '../../services.ts'
import { hashSecret, matchesHash } from '../access/secrets.ts'
import { queueMessage } from '../messages/commands.ts'
import { codeLifeMs } from '../messages/templates.ts'

/** A guess in 200,000 by then. */
const mostAttempts = 5

/** What a code is good for: that purpose, for whoever it was sent for, and nothing else. */
export interface CodeUse {
  readonly purpose: 'signIn' | 'driver' | 'fresh'
  /** The sign-in that waits for it, or the phone number. */
  readonly subject: string
}

export type IssueResult =
  | { readonly kind: 'sent' }
  | { readonly kind: 'tooMany'; readonly retryAfterMs: number }
  /** Nothing that the person can be reached by is set up. */
  | { readonly kind: 'noChannel' }

/** Sends a new code, by the first address that works. The one before it is good no longer. */
export async function issueCode(
  tx: Tx,
  services: Services,
  use: CodeUse & { readonly addresses: readonly Address[]; readonly language: Language },
): Promise<IssueResult> {
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const id = services.newId()
  const queued = await queueMessage(tx, services, {
    ...{ dedupeKey: `code:${id}`, kind: 'signInCode', parameters: { code }, language: use.language },
    ...{ timeZone: 'Asia/Jakarta', addresses: use.addresses, createdBy: 'sign-in' },
  })
  if (queued.kind === 'refused')
    return queued.reason === 'tooMany'
      ? { kind: 'tooMany', retryAfterMs: queued.retryAfterMs }
      : { kind: 'noChannel' }
  const now = services.clock.wallMs()
  const { purpose } = use
  const subjectHash = subjectHashOf(services, use)
  await tx.run(
    'update sign_in_code set used_at = ? where subject_hash = ? and purpose = ? and used_at is null',
    [toIso(now), subjectHash, purpose],
  )
  const codeHash = hashSecret(`${id}:${code}`, services.settings.secret)
  const expiresAt = toIso(now + codeLifeMs)
  await tx.query
    .insertInto('signInCode')
    .values({ id, purpose, subjectHash, codeHash, createdAt: toIso(now), expiresAt })
    .execute()
  return { kind: 'sent' }
}

/**
 * Uses a code up, and says by what it had come. A wrong one costs an attempt; after five of them the code is good for
 * nothing.
 */
export async function redeemCode(
  tx: Tx,
  services: Services,
  use: CodeUse & { readonly code: string },
): Promise<{ readonly channel: Channel | undefined } | undefined> {
  const now = toIso(services.clock.wallMs())
  const row = await first<{ id: string; codeHash: string }>(
    tx,
    `select id, code_hash from sign_in_code
     where subject_hash = ? and purpose = ? and used_at is null and expires_at > ? and attempts < ?`,
    [subjectHashOf(services, use), use.purpose, now, mostAttempts],
  )
  if (row === undefined) return undefined
  await tx.run('update sign_in_code set attempts = attempts + 1 where id = ?', [row.id])
  if (!matchesHash(`${row.id}:${use.code}`, row.codeHash, services.settings.secret)) return undefined
  await tx.run('update sign_in_code set used_at = ? where id = ?', [now, row.id])
  // It goes from one channel to the next when it does not arrive: the one that it stands at is the one that it came by.
  const message = await first<{ channel: Channel }>(tx, 'select channel from message where dedupe_key = ?', [
    `code:${row.id}`,
  ])
  return { channel: message?.channel }
}

/**
 * Remembers that a code of an authenticator app was given: it is good once, although the app shows it for half a minute.
 * False when it was given before.
 */
export async function firstUseOf(
  tx: Tx,
  services: Services,
  { userId, code }: { readonly userId: string; readonly code: string },
): Promise<boolean> {
  const now = services.clock.wallMs()
  const subjectHash = hashSecret(`app:${userId}:${code}`, services.settings.secret)
  const given = await first(
    tx,
    'select 1 as found from sign_in_code where subject_hash = ? and expires_at > ?',
    [subjectHash, toIso(now)],
  )
  if (given !== undefined) return false
  const at = toIso(now)
  await tx.query
    .insertInto('signInCode')
    .values({
      ...{ id: services.newId(), purpose: 'signIn', subjectHash, codeHash: '', createdAt: at, usedAt: at },
      expiresAt: toIso(now + codeLifeMs),
    })
    .execute()
  return true
}

function subjectHashOf(services: Services, { purpose, subject }: CodeUse): string {
  return hashSecret(`${purpose}:${subject}`, services.settings.secret)
}
