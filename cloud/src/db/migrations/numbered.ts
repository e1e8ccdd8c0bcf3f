import type { CreateTableBuilder } from 'kysely'
import type { Dialect } from '../migrate.ts'

/** A primary key that counts by itself and never gives a number twice. */
export function numbered<Table extends string>(
  table: CreateTableBuilder<Table>,
  column: string,
  dialect: Dialect,
): CreateTableBuilder<Table, string> {
  return dialect === 'sqlite'
    ? table.addColumn(column, 'integer', (definition) => definition.primaryKey().autoIncrement())
    : table.addColumn(column, 'integer', (definition) => definition.primaryKey().generatedAlwaysAsIdentity())
}
