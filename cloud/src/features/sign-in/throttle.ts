import { toIso } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
import {
  accountLimits,
  addressLimits,
  attempted,
  type Throttle,
  type ThrottleLimits,
  waitMs,
} from '../../core/sign-in-throttle.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { hashSecret } from '../access/secrets.ts'

/** What is counted: attempts at one account, and all from one address. */
export interface Attempt {
  /** An e-mail, a phone number, a sign-in that waits for its code: whether there is such a thing or not. */
  readonly account: string
  readonly address: string
}

export type AttemptResult =
  | { readonly kind: 'go' }
  | { readonly kind: 'locked'; readonly retryAfterMs: number }

/**
 * Counts an attempt before it is made, so that many at once get no further than one after another. `succeeded` takes it
 * back. Who is locked out learns nothing of whether the account exists.
 */
export async function beginAttempt(services: Services, attempt: Attempt): Promise<AttemptResult> {
  return services.writer.write(async (tx) => {
    const now = services.clock.wallMs()
    const counted = [
      { ...(await throttleOf(tx, services, `account:${attempt.account}`)), limits: accountLimits },
    ]
    if (!isOwnMachine(attempt.address))
      counted.push({
        ...(await throttleOf(tx, services, `address:${attempt.address}`)),
        limits: addressLimits,
      })
    const retryAfterMs = Math.max(...counted.map(({ throttle }) => waitMs(throttle, now)))
    if (retryAfterMs > 0) return { kind: 'locked', retryAfterMs }
    for (const one of counted) await count(tx, services, { ...one, attempt })
    return { kind: 'go' }
  })
}

/** It was no guess: what was counted against the account is forgotten, and one of the address's is given back. */
export async function succeeded(tx: Tx, services: Services, { account, address }: Attempt): Promise<void> {
  await tx.run('delete from sign_in_throttle where subject_hash = ?', [
    hashOf(services, `account:${account}`),
  ])
  await tx.run(
    'update sign_in_throttle set failures = failures - 1 where subject_hash = ? and failures > 0',
    [hashOf(services, `address:${address}`)],
  )
}

/** What comes from this very machine comes from a proxy on it, for everybody. */
const isOwnMachine = (address: string) => /^(::1$|(::ffff:)?127\.)/.test(address)

const hashOf = (services: Services, subject: string) => hashSecret(subject, services.settings.secret)

interface Counted {
  readonly subjectHash: string
  readonly throttle: Throttle | undefined
}

async function throttleOf(tx: Tx, services: Services, subject: string): Promise<Counted> {
  const subjectHash = hashOf(services, subject)
  const row = await first<{ failures: number; since: string; lockedUntil: string | null }>(
    tx,
    'select failures, since, locked_until from sign_in_throttle where subject_hash = ?',
    [subjectHash],
  )
  if (row === undefined) return { subjectHash, throttle: undefined }
  const lockedUntil = row.lockedUntil === null ? undefined : fromStoredInstant(row.lockedUntil)
  return {
    subjectHash,
    throttle: { failures: row.failures, since: fromStoredInstant(row.since), lockedUntil },
  }
}

async function count(
  tx: Tx,
  services: Services,
  { subjectHash, throttle, limits, attempt }: Counted & { limits: ThrottleLimits; attempt: Attempt },
): Promise<void> {
  const now = services.clock.wallMs()
  const { failures, since, lockedUntil } = attempted(throttle, limits, now)
  const row = {
    failures,
    since: toIso(since),
    lockedUntil: lockedUntil === undefined ? null : toIso(lockedUntil),
  }
  await tx.query
    .insertInto('signInThrottle')
    .values({ subjectHash, ...row })
    .onConflict((conflict) => conflict.column('subjectHash').doUpdateSet(row))
    .execute()
  if (failures !== limits.alarming) return
  const what = limits === accountLimits ? 'account' : 'address'
  services.log.warn({ what, failures }, 'a sign-in is locked')
  await tx.query
    .insertInto('securityAlert')
    .values({
      ...{ id: services.newId(), at: toIso(now), kind: 'signInLocked' },
      subject: what === 'account' ? masked(attempt.account) : attempt.address,
      detail: JSON.stringify({ what, failures, address: attempt.address }),
    })
    .execute()
}

/** Enough for its owner to know it by. */
function masked(account: string): string {
  return account.length <= 6 ? '…' : `${account.slice(0, 3)}…${account.slice(-3)}`
}
