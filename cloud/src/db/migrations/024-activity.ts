import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { emptyChain, hashedText } from '../../core/activity-chain.ts'
import type { Dialect } from '../migrate.ts'
import type { Schema } from '../schema.ts'
import { keepUnchanged } from './unchanging.ts'

/** The activity history, hash-chained and append-only. It takes over what the audit trail has kept. */
export async function activity(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  const { schema } = database
  await schema
    .createTable('activityEntry')
    .addColumn('seq', 'integer', (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('actorKind', 'text', (column) => column.notNull())
    .addColumn('actorId', 'text')
    .addColumn('actor', 'text')
    .addColumn('sealedActor', 'text')
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('address', 'text')
    .addColumn('request', 'text')
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('valueBefore', 'text')
    .addColumn('valueAfter', 'text')
    .addColumn('detail', 'text', (column) => column.notNull())
    .addColumn('personId', 'text')
    .addColumn('sealedPersonal', 'text')
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute()
  await schema.createIndex('activityBySubject').on('activityEntry').columns(['subject', 'seq']).execute()
  await schema.createIndex('activityByActor').on('activityEntry').columns(['actorId', 'seq']).execute()
  await schema.createIndex('activityByPerson').on('activityEntry').columns(['personId', 'seq']).execute()
  await schema.createIndex('activityByTime').on('activityEntry').columns(['at', 'seq']).execute()
  await takeOver(database)
  await sql`drop table audit_entry`.execute(database)
  const message = 'the activity history is never changed'
  await keepUnchanged(database, dialect, { table: 'activity_entry', message })
  // A replaced row would be deleted without its trigger being asked.
  if (dialect === 'sqlite')
    await sql
      .raw(`create trigger activity_entry_no_replace before insert on activity_entry
        when exists (select 1 from activity_entry where seq = new.seq or id = new.id)
        begin select raise(abort, '${message}'); end`)
      .execute(database)
}

interface AuditEntry {
  readonly id: string
  readonly at: string
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly detail: string
}

/** Entries that are read at once. */
const batch = 1000

/** The entries so far, in the order in which they were written, as the beginning of the chain. */
async function takeOver(database: Kysely<Schema>): Promise<void> {
  let { seq, hash } = emptyChain
  let after = ''
  for (;;) {
    const { rows } = await sql<AuditEntry>`select id, at, actor, action, subject, detail from audit_entry
      where id > ${after} order by id limit ${batch}`.execute(database)
    for (const row of rows) {
      const content = {
        ...row,
        seq: seq + 1,
        actorKind: 'unknown',
        actorId: null,
        sealedActor: null,
        channel: 'unknown',
        address: null,
        request: null,
        valueBefore: null,
        valueAfter: null,
        personId: null,
        sealedPersonal: null,
      } as const
      seq += 1
      hash = createHash('sha256').update(hashedText(hash, content)).digest('hex')
      await database
        .insertInto('activityEntry')
        .values({ ...content, hash })
        .execute()
    }
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.id
  }
}
