import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../migrate.ts'
import type { Schema } from '../schema.ts'

/**
 * From now on the database refuses to change or delete a row of this table. With `unless`, a condition over `old` and
 * `new`, it lets changes through for which that holds; nothing is ever deleted.
 */
export async function keepUnchanged(
  database: Kysely<Schema>,
  dialect: Dialect,
  kept: { readonly table: string; readonly message: string; readonly unless?: string },
): Promise<void> {
  for (const statement of dialect === 'sqlite' ? sqliteTriggers(kept) : postgresTriggers(kept))
    await sql.raw(statement).execute(database)
}

interface Kept {
  readonly table: string
  readonly message: string
  readonly unless?: string
}

function sqliteTriggers({ table, message, unless }: Kept): string[] {
  const refuse = `begin select raise(abort, '${message}'); end`
  const when = unless === undefined ? '' : `when not (${unless})`
  return [
    `create trigger ${table}_no_update before update on ${table} ${when} ${refuse}`,
    `create trigger ${table}_no_delete before delete on ${table} ${refuse}`,
  ]
}

function postgresTriggers({ table, message, unless }: Kept): string[] {
  const raise = `raise exception '${message}' using errcode = 'check_violation'`
  const body = unless === undefined ? `${raise};` : `if not (${unless}) then ${raise}; end if; return new;`
  return [
    `create function ${table}_no_update() returns trigger language plpgsql as $$ begin ${body} end $$`,
    `create trigger ${table}_no_update before update on ${table}
     for each row execute function ${table}_no_update()`,
    `create function ${table}_no_delete() returns trigger language plpgsql as $$ begin ${raise}; end $$`,
    `create trigger ${table}_no_delete before delete or truncate on ${table}
     for each statement execute function ${table}_no_delete()`,
  ]
}
