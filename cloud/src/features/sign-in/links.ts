import { randomBytes, randomUUID } from 'node:crypto'
import { toIso } from '@colok/shared/time'
import type { Insertable } from 'kysely'
import type { Role } from '../../core/roles.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Schema } from '../../db/schema.ts'
import type { Services } from '../../services.ts'
import { hashSecret } from '../access/secrets.ts'

const hourMs = 3_600_000

/** How long a link of each kind is good, unless it is used before. */
export const linkLifeMs = { firstAdmin: 24 * hourMs, invitation: 72 * hourMs, passwordReset: hourMs } as const

export type LinkKind = keyof typeof linkLifeMs

const paths = { firstAdmin: 'first-admin', invitation: 'invitation', passwordReset: 'password' } as const

/** What a link is for. */
type LinkAbout = Partial<
  Pick<
    Insertable<Schema['oneTimeLink']>,
    'userId' | 'organisationId' | 'role' | 'email' | 'phone' | 'makerId'
  >
> & { readonly kind: LinkKind; readonly createdBy: string }

type LinkServices = Pick<Services, 'clock'> & {
  readonly settings: Pick<Services['settings'], 'secret' | 'publicUrl'>
}

export interface Link {
  readonly id: string
  readonly userId: string | null
  readonly organisationId: string | null
  readonly role: Role | null
  readonly email: string | null
  readonly phone: string | null
  readonly createdBy: string
  readonly expiresAt: string
}

/** Makes a link that is good once. Its address is the secret, and is nowhere but in what is returned. */
export async function makeLink(
  tx: Tx,
  services: LinkServices,
  about: LinkAbout,
): Promise<{ readonly id: string; readonly url: string; readonly expiresAt: string }> {
  const { settings, clock } = services
  const token = randomBytes(32).toString('base64url')
  const now = clock.wallMs()
  // An id of its own randomness: a link made at a start takes nothing from what the rest draws.
  const id = randomUUID()
  const expiresAt = toIso(now + linkLifeMs[about.kind])
  const tokenHash = hashSecret(token, settings.secret)
  await tx.query
    .insertInto('oneTimeLink')
    .values({ ...about, id, tokenHash, createdAt: toIso(now), expiresAt })
    .execute()
  return { id, url: `${settings.publicUrl}/${paths[about.kind]}/${token}`, expiresAt }
}

/** A link that is still good; undefined for one that was used, is over, was taken back, or is to what has ended. */
export async function findLink(
  runner: SqlRunner,
  services: LinkServices,
  { kind, token }: { readonly kind: LinkKind; readonly token: string },
): Promise<Link | undefined> {
  return first<Link>(
    runner,
    `select id, user_id, organisation_id, role, email, phone, created_by, expires_at from one_time_link
     where token_hash = ? and kind = ? and used_at is null and revoked_at is null and expires_at > ?
       and (organisation_id is null or organisation_id in (select id from organisation where ended_at is null))`,
    [hashSecret(token, services.settings.secret), kind, toIso(services.clock.wallMs())],
  )
}

/** Uses a link up, in the commit of what it is used for. Undefined, with nothing done, when it is good no longer. */
export async function takeLink(
  tx: Tx,
  services: LinkServices,
  named: { readonly kind: LinkKind; readonly token: string },
): Promise<Link | undefined> {
  const link = await findLink(tx, services, named)
  if (link === undefined) return undefined
  await tx.run('update one_time_link set used_at = ? where id = ?', [toIso(services.clock.wallMs()), link.id])
  return link
}

/** With a new password the links that were asked for to get one are good no longer. */
export async function revokeResetLinks(tx: Tx, services: LinkServices, userId: string): Promise<void> {
  await tx.run(
    `update one_time_link set revoked_at = ?
     where user_id = ? and kind = 'passwordReset' and used_at is null and revoked_at is null`,
    [toIso(services.clock.wallMs()), userId],
  )
}

/**
 * The address at which the first admin is made; undefined once there is one. Those of earlier starts stay good until then:
 * a process that is started again takes nobody's link away.
 */
export async function firstAdminLink(tx: Tx, services: LinkServices): Promise<string | undefined> {
  if (await hasAdmin(tx)) return undefined
  return (await makeLink(tx, services, { kind: 'firstAdmin', createdBy: 'the first start' })).url
}

export async function hasAdmin(tx: Tx): Promise<boolean> {
  const admin = await first(tx, `select 1 as found from organisation_member where role = 'admin' limit 1`, [])
  return admin !== undefined
}
