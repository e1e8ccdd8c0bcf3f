import { toIso } from '@colok/shared/time'
import { first, type Tx } from '../../db/database.ts'
import type { Actor } from '../../http/actor.ts'
import type { Services } from '../../services.ts'
import { hashSecret, newApiKey } from './secrets.ts'

/** What it takes to make a key: less than all services, so that the command line can. */
type KeyMaker = Pick<Services, 'newId' | 'clock'> & { readonly settings: { readonly secret: string } }

/** A key that has just been made; the only moment at which it can be read. */
interface NewApiKey {
  readonly id: string
  readonly key: string
}

/** Makes the first operator key if there is none. */
export async function ensureOperatorKey(services: Services): Promise<string | undefined> {
  return services.writer.write(async (tx) => {
    const known = await first(tx, 'select 1 as found from api_key where revoked_at is null limit 1', [])
    if (known) return undefined
    const { key } = await createApiKey(tx, services, 'operator')
    return key
  })
}

export async function createApiKey(tx: Tx, services: KeyMaker, name: string): Promise<NewApiKey> {
  const key = newApiKey()
  const id = services.newId()
  const keyHash = hashSecret(key, services.settings.secret)
  const createdAt = toIso(services.clock.wallMs())
  await tx.query.insertInto('apiKey').values({ id, name, keyHash, createdAt }).execute()
  return { id, key }
}

export type RevokeApiKeyResult = 'revoked' | 'unknown' | 'lastOne'

/** From now on the key is refused. The last one stays, or nobody could call the API any more. */
export async function revokeApiKey(tx: Tx, services: Services, id: string): Promise<RevokeApiKeyResult> {
  const valid = await tx.query.selectFrom('apiKey').select('id').where('revokedAt', 'is', null).execute()
  if (!valid.some((key) => key.id === id)) return 'unknown'
  if (valid.length === 1) return 'lastOne'
  const revokedAt = toIso(services.clock.wallMs())
  await tx.query.updateTable('apiKey').set({ revokedAt }).where('id', '=', id).execute()
  return 'revoked'
}

/** Who holds a key that is not revoked. It is looked up by its keyed hash, so timing tells nothing about it. */
export async function findActor(services: Services, key: string): Promise<Actor | undefined> {
  const hash = hashSecret(key, services.settings.secret)
  return first<Actor>(
    services.read,
    'select id as api_key_id, name from api_key where key_hash = ? and revoked_at is null',
    [hash],
  )
}
