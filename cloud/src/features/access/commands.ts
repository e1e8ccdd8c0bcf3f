import { toIso } from '@colok/shared/time'
import { first } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { hashSecret, newApiKey } from './secrets.ts'

/** Makes the first operator key if there is none; the only moment at which it can be read. */
export async function ensureOperatorKey(services: Services): Promise<string | undefined> {
  return services.writer.write(async (tx) => {
    const known = await first(tx, 'select 1 as found from api_key where revoked_at is null limit 1', [])
    if (known) return undefined
    const key = newApiKey()
    await tx.query
      .insertInto('apiKey')
      .values({
        id: services.newId(),
        name: 'operator',
        keyHash: hashSecret(key, services.settings.secret),
        createdAt: toIso(services.clock.wallMs()),
      })
      .execute()
    return key
  })
}

/** Whether a key is known and not revoked. It is looked up by its keyed hash, so timing tells nothing about it. */
export async function isOperatorKey(services: Services, key: string): Promise<boolean> {
  const hash = hashSecret(key, services.settings.secret)
  const found = await first(
    services.read,
    'select 1 as found from api_key where key_hash = ? and revoked_at is null',
    [hash],
  )
  return found !== undefined
}
