import assert from 'node:assert/strict'
import { toIso } from '@colok/shared/time'
import { permissionsWithCode } from '../../access-matrix.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import {
  mayGive,
  mayRole,
  type Permission,
  permissionNames,
  type Reach,
  type Role,
  reachKindOf,
} from '../../core/roles.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Actor } from '../../http/actor.ts'
import type { Services } from '../../services.ts'
import { hashSecret, newApiKey } from './secrets.ts'

/** When a key was last used is kept to the hour. */
const usedEveryMs = 3_600_000

/** What it takes to make a key: less than all services, so that the command line can. */
type KeyMaker = Pick<Services, 'newId' | 'clock'> & { readonly settings: { readonly secret: string } }

/** A key that has just been made; the only moment at which it can be read. */
interface NewApiKey {
  readonly id: string
  readonly key: string
}

/** Makes the first operator key if there is none: an admin's, for everything. */
export async function ensureOperatorKey(tx: Tx, services: KeyMaker): Promise<string | undefined> {
  const known = await first(tx, 'select 1 as found from api_key where revoked_at is null limit 1', [])
  if (known) return undefined
  const founding = {
    name: 'operator',
    role: 'admin',
    organisationId: null,
    scopes: null,
    makerId: null,
  } as const
  const { key } = await insertKey(tx, services, { ...founding, expiresAt: null, createdBy: null })
  return key
}

export interface KeyWish {
  readonly name: string
  readonly role: Role
  /** The id of the organisation that a partner's or a fleet manager's key reaches. */
  readonly organisationId?: string | undefined
  readonly scopes?: readonly Permission[] | undefined
  readonly expiresAt?: string | undefined
}

export type CreateApiKeyResult =
  | ({ readonly kind: 'created'; readonly scopes: readonly Permission[] } & NewApiKey)
  | { readonly kind: 'refused'; readonly why: string }

/**
 * Makes a key that may do no more than its maker, and for no longer than the key that makes it. Left out, its scopes are what its role may do and its maker too, without
 * what asks for a fresh code: that is given by name.
 */
export async function createApiKey(
  tx: Tx,
  services: KeyMaker,
  wish: KeyWish & { readonly by: Actor },
): Promise<CreateApiKeyResult> {
  const { name, role, organisationId = null, expiresAt = null, by } = wish
  const why = objectionTo(wish) ?? (await unknownOrganisation(tx, organisationId))
  if (why !== undefined) return { kind: 'refused', why }
  const may = (permission: Permission) =>
    mayRole(role, permission) && (by.scopes?.includes(permission) ?? true)
  const scopes =
    wish.scopes ??
    permissionNames.filter((permission) => may(permission) && !permissionsWithCode.has(permission))
  const makerId = (by.kind === 'user' ? by.id : by.makerId) ?? null
  const key = { name, role, organisationId, scopes, expiresAt, createdBy: by.name, makerId }
  return { kind: 'created', scopes, ...(await insertKey(tx, services, key)) }
}

function objectionTo({ role, organisationId, scopes, expiresAt, by }: KeyWish & { readonly by: Actor }) {
  const reachKind = reachKindOf(role)
  if (reachKind === 'driver') return 'A driver has no keys.'
  if (!mayGive(by.role, role)) return `A ${by.role} makes no keys for the role ${role}.`
  if ((reachKind === 'organisation') !== (organisationId !== undefined))
    return `A key for the role ${role} has ${reachKind === 'all' ? 'no' : 'an'} organisation.`
  if (by.endsAt !== undefined && (expiresAt === undefined || expiresAt > by.endsAt))
    return `Your own key ends at ${by.endsAt}: one that it makes ends no later.`
  for (const scope of scopes ?? []) {
    if (!mayRole(role, scope)) return `The role ${role} has not the permission ${scope}.`
    if (by.scopes !== undefined && !by.scopes.includes(scope))
      return `You have not the permission ${scope} yourself.`
  }
  return undefined
}

async function unknownOrganisation(tx: Tx, id: string | null): Promise<string | undefined> {
  if (id === null) return undefined
  const known = await first(tx, 'select 1 from organisation where id = ? and ended_at is null', [id])
  return known === undefined ? `There is no organisation ${id}.` : undefined
}

interface KeyFacts {
  readonly name: string
  readonly role: Role
  readonly organisationId: string | null
  /** Null for all that the role may do. */
  readonly scopes: readonly Permission[] | null
  readonly expiresAt: string | null
  readonly createdBy: string | null
  readonly makerId: string | null
}

async function insertKey(tx: Tx, services: KeyMaker, { scopes, ...facts }: KeyFacts): Promise<NewApiKey> {
  const key = newApiKey()
  const id = services.newId()
  const keyHash = hashSecret(key, services.settings.secret)
  const createdAt = toIso(services.clock.wallMs())
  const stored = { ...facts, scopes: scopes === null ? null : JSON.stringify(scopes) }
  await tx.query
    .insertInto('apiKey')
    .values({ ...stored, id, keyHash, createdAt })
    .execute()
  return { id, key }
}

export type RevokeApiKeyResult = 'revoked' | 'unknown' | 'lastOne'

/** From now on the key is refused. The last one for everything stays, or nobody could call the API any more. */
export async function revokeApiKey(tx: Tx, services: Services, id: string): Promise<RevokeApiKeyResult> {
  const valid = await tx.query
    .selectFrom('apiKey')
    .select(['id', 'role', 'scopes'])
    .where('revokedAt', 'is', null)
    .execute()
  const key = valid.find((one) => one.id === id)
  if (key === undefined) return 'unknown'
  const isForEverything = (one: typeof key) => one.role === 'admin' && one.scopes === null
  if (isForEverything(key) && valid.filter(isForEverything).length === 1) return 'lastOne'
  const revokedAt = toIso(services.clock.wallMs())
  await tx.query.updateTable('apiKey').set({ revokedAt }).where('id', '=', id).execute()
  return 'revoked'
}

const keyColumns = 'id, name, role, organisation_id, scopes, last_used_at, maker_id, expires_at'

const isGood = `revoked_at is null and (expires_at is null or expires_at > ?)
  and (organisation_id is null or organisation_id in (select id from organisation where ended_at is null))`

/**
 * Who holds a key that is neither revoked nor past its end. It is looked up by its keyed hash, so timing tells nothing
 * about it.
 */
export async function findKeyHolder(
  services: Pick<Services, 'read' | 'writer' | 'clock' | 'log' | 'settings'>,
  key: string,
): Promise<Actor | undefined> {
  const row = await first<KeyRow>(
    services.read,
    `select ${keyColumns} from api_key where key_hash = ? and ${isGood}`,
    [hashSecret(key, services.settings.secret), toIso(services.clock.wallMs())],
  )
  if (row === undefined) return undefined
  noteUsed(services, row)
  return toActor(row)
}

/** The same of a key that is known by its id: for what was asked for by it and is done a little later. */
export async function findKeyById(
  runner: SqlRunner,
  { id, at }: { readonly id: string; readonly at: string },
): Promise<Actor | undefined> {
  const row = await first<KeyRow>(runner, `select ${keyColumns} from api_key where id = ? and ${isGood}`, [
    id,
    at,
  ])
  return row && toActor(row)
}

function noteUsed(services: Pick<Services, 'writer' | 'clock' | 'log'>, { id, lastUsedAt }: KeyRow): void {
  const now = services.clock.wallMs()
  if (lastUsedAt !== null && fromStoredInstant(lastUsedAt) > now - usedEveryMs) return
  services.writer
    .write((tx) => tx.run('update api_key set last_used_at = ? where id = ?', [toIso(now), id]))
    .catch((error: unknown) => services.log.warn({ error }, 'the use of a key could not be stored'))
}

interface KeyRow {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly organisationId: string | null
  readonly scopes: string | null
  readonly lastUsedAt: string | null
  readonly makerId: string | null
  readonly expiresAt: string | null
}

function toActor({ id, name, role, organisationId, scopes, makerId, expiresAt }: KeyRow): Actor {
  const reach: Reach = organisationId === null ? { kind: 'all' } : { kind: 'organisation', organisationId }
  assert(reachKindOf(role) === reach.kind, `The key ${id} of the role ${role} has the reach ${reach.kind}.`)
  return {
    ...{ kind: 'key', id, name, role, reach, signIn: undefined },
    ...{ makerId: makerId ?? undefined, endsAt: expiresAt ?? undefined },
    scopes: scopes === null ? undefined : (JSON.parse(scopes) as Permission[]),
  }
}
