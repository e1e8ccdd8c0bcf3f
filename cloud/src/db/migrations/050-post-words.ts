import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'

/** A rule that was there from the first calls a post what all screens call it, unless somebody has named it otherwise. */
export async function postWords(database: Kysely<Schema>): Promise<void> {
  await database
    .updateTable('alertRule')
    .set({ name: 'Kata sandi pos salah' })
    .where('slug', '=', 'refused-connections')
    .where('name', '=', 'Kata sandi stasiun salah')
    .execute()
}
