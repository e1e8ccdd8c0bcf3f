import { randomBytes } from 'node:crypto'
import { toIso } from '@colok/shared/time'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { seal, unseal } from '../access/sealed.ts'

type KeyServices = Pick<Services, 'clock'> & { readonly settings: { readonly secret: string } }

const keyBytes = 32

/** As long as a sealed key is: it takes the very place of one. */
const nothing = 'A'.repeat(96)

/**
 * Encrypts what is said of a person in a record that is never changed, under a key of that person alone, which is made
 * at the first call. When the key is deleted (`forgetPerson`), nobody can read it any more, and the record with its
 * hashes stays as it is. Null for a person who has been forgotten: nothing more is kept of them.
 */
export async function sealForPerson(
  tx: Tx,
  services: KeyServices,
  personId: string,
  value: object,
): Promise<string | null> {
  const key = (await keyOf(tx, services, personId)) ?? (await newKey(tx, services, personId))
  return key === 'forgotten' ? null : seal(JSON.stringify(value), key, 'personal data')
}

/** What was sealed for a person; undefined when that person has been forgotten. Throws when it is not what was sealed. */
export async function openForPerson(
  runner: SqlRunner,
  services: KeyServices,
  personId: string,
  sealed: string,
): Promise<object | undefined> {
  const key = await keyOf(runner, services, personId)
  if (key === undefined || key === 'forgotten') return undefined
  return JSON.parse(unseal(sealed, key, 'personal data')) as object
}

/**
 * Deletes a person's key for good, and remembers that it was deleted. The old one is written over first, so that it does
 * not stay behind in a free page of the file.
 */
export async function forgetPerson(tx: Tx, services: KeyServices, personId: string): Promise<void> {
  const at = toIso(services.clock.wallMs())
  await tx.run('update person_key set sealed_key = ? where person_id = ?', [nothing, personId])
  await tx.run(
    `insert into person_key (person_id, sealed_key, created_at, forgotten_at) values (?, null, ?, ?)
     on conflict (person_id) do update set sealed_key = null, forgotten_at = excluded.forgotten_at`,
    [personId, at, at],
  )
}

async function keyOf(
  runner: SqlRunner,
  services: KeyServices,
  personId: string,
): Promise<string | 'forgotten' | undefined> {
  const row = await first<{ sealedKey: string | null }>(
    runner,
    'select sealed_key from person_key where person_id = ?',
    [personId],
  )
  if (row === undefined) return undefined
  return row.sealedKey === null ? 'forgotten' : unseal(row.sealedKey, services.settings.secret, 'person key')
}

async function newKey(tx: Tx, services: KeyServices, personId: string): Promise<string> {
  const key = randomBytes(keyBytes).toString('base64')
  await tx.run('insert into person_key (person_id, sealed_key, created_at) values (?, ?, ?)', [
    personId,
    seal(key, services.settings.secret, 'person key'),
    toIso(services.clock.wallMs()),
  ])
  return key
}
