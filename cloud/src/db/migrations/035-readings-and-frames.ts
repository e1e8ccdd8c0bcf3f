import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../migrate.ts'
import type { Schema } from '../schema.ts'
import { numbered } from './numbered.ts'

/** What messages leave behind goes to the end of its table; what it is found by is written afterwards, or with many. */
export async function readingsAndFrames(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  await readingsBySession(database, dialect)
  await frameRuns(database, dialect)
}

/** An index on the readings themselves wrote a page of its own for each charger in each commit. */
async function readingsBySession(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  const { schema } = database
  await schema
    .createTable('filedReading')
    .addColumn('transactionId', 'bigint', (column) => column.notNull())
    .addColumn('measuredAt', 'text', (column) => column.notNull())
    .addColumn('meterValueId', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('filedReadingPk', ['transactionId', 'measuredAt', 'meterValueId'])
    .$call((table) => (dialect === 'sqlite' ? table.modifyEnd(sql`without rowid`) : table))
    .execute()
  await schema
    .createTable('readingFiling')
    .addColumn('upTo', 'bigint', (column) => column.notNull())
    .execute()
  // Up to where comes first: on PostgreSQL another process may add readings meanwhile, and those are filed by the job.
  await sql`insert into reading_filing (up_to) select coalesce(max(id), 0) from meter_value`.execute(database)
  await sql`insert into filed_reading (transaction_id, measured_at, meter_value_id)
    select transaction_id, measured_at, id from meter_value
    where transaction_id is not null and id <= (select up_to from reading_filing)
    order by transaction_id, measured_at, id`.execute(database)
  await schema.dropIndex('meterValueBySession').execute()
  // Both ends are named, though the newest is an end by itself: of a range with one end PostgreSQL expects a third of the
  // table, and reads all of it in search of a few.
  await sql`create view session_reading as
    select filed_reading.transaction_id, filed_reading.measured_at, filed_reading.meter_value_id as id,
      charger_id, received_at, energy_wh, power_w, voltage_mv, current_ma
    from filed_reading join meter_value on meter_value.id = filed_reading.meter_value_id
    union all
    select transaction_id, measured_at, id, charger_id, received_at, energy_wh, power_w, voltage_mv, current_ma
    from meter_value where id > (select up_to from reading_filing) and id <= (select max(id) from meter_value)
      and transaction_id is not null`.execute(database)
}

/** Each frame that was kept by itself becomes a run of one. */
async function frameRuns(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  const { schema } = database
  await numbered(schema.createTable('frameRun'), 'id', dialect)
    .addColumn('chargerId', 'integer', (column) => column.notNull())
    .addColumn('beganAt', 'text', (column) => column.notNull())
    .addColumn('endedAt', 'text', (column) => column.notNull())
    .addColumn('directory', 'text', (column) => column.notNull())
    .addColumn('texts', 'text', (column) => column.notNull())
    .execute()
  await sql`insert into frame_run (charger_id, began_at, ended_at, directory, texts)
    select charger_id, at, at, '0' || substr(direction, 1, 1) || length(text), text from frame order by id`.execute(
    database,
  )
  await schema.dropTable('frame').execute()
  await schema.createIndex('frameRunByCharger').on('frameRun').columns(['chargerId', 'id']).execute()
}
