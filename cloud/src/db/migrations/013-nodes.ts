import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../migrate.ts'
import type { Schema } from '../schema.ts'

/** Which process holds a charger's connection, and, where processes can share the database, what they tell each other. */
export async function nodes(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  await database.schema.alterTable('charger').addColumn('node', 'bigint').execute()
  if (dialect === 'sqlite') return
  for (const statement of [
    'create sequence node_number as integer',
    // What is lost with the server was on its way to processes that have lost it too.
    `create unlogged table node_message (
       id bigint generated always as identity primary key,
       to_node bigint not null,
       body text not null,
       sent_at timestamptz not null default now()
     )`,
    'create index node_message_by_node on node_message (to_node, id)',
  ])
    await sql.raw(statement).execute(database)
}
