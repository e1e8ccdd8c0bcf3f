import { hashSecret } from '@colok/cloud/secrets'
import { type Clock, toIso } from '@colok/shared/time'
import { type CloudHost, cloudSecret } from './cloud-host.ts'

/** Somebody whom the central system knows. */
export interface Account {
  readonly id: string
  readonly name: string
  /** E.164. */
  readonly phone: string
  /** What they are at the operator; a driver otherwise. */
  readonly role?: 'operator' | 'technician'
  /** Their own card. */
  readonly idTag?: string
}

const lifeMs = 400 * 86_400_000

/** Makes an account whose owner has signed in already: codes and passwords stay outside of a world. Answers the cookie. */
export async function admit(
  { cloud, clock }: { readonly cloud: CloudHost; readonly clock: Clock },
  { id, name, phone, role, idTag }: Account,
): Promise<string> {
  const now = toIso(clock.wallMs())
  await cloud.tamper(
    `insert into "user" (id, name, phone, phone_verified, language, created_at, updated_at)
     values (?, ?, ?, 1, 'en', ?, ?)`,
    [id, name, phone, now, now],
  )
  const token = `${id}-signed-in`
  await cloud.tamper(
    `insert into user_session (id, user_id, token, signed_in_by, fresh_until, expires_at, created_at, updated_at)
     values (?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      ...[token, id, hashSecret(token, cloudSecret), role === undefined ? 'phone' : 'password'],
      ...[toIso(clock.wallMs() + lifeMs), toIso(clock.wallMs() + lifeMs), now, now],
    ],
  )
  if (role !== undefined) {
    await cloud.tamper(
      `insert into organisation (id, slug, name, kind, created_at)
       values ('colok', 'colok', 'Colok', 'operator', ?) on conflict do nothing`,
      [now],
    )
    await cloud.tamper(
      `insert into organisation_member (organisation_id, user_id, role, since) values ('colok', ?, ?, ?)`,
      [id, role, now],
    )
  }
  if (idTag !== undefined)
    await cloud.tamper(
      `insert into driver_card (id_tag, user_id, state, linked_at, linked_by) values (?, ?, 'active', ?, 'operator')`,
      [idTag, id, now],
    )
  return `colok.session_token=${token}.seeded`
}
