import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type { QueryArrayResult } from 'pg'
import type { SqlValue } from './database.ts'
import { named } from './rows.ts'

type Run = (text: string, values: readonly SqlValue[]) => Promise<QueryArrayResult>

/** Kysely for PostgreSQL on statements that go where all others go. It opens no connection and no transaction. */
export function postgresDialect(run: Run): Dialect {
  return {
    createDriver: () => driverOn(run),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (database: Kysely<unknown>) => new PostgresIntrospector(database),
  }
}

function driverOn(run: Run): Driver {
  const connection: DatabaseConnection = {
    async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
      // Typed queries take nothing but what columns hold.
      const { command, rowCount, fields, rows } = await run(sql, parameters as readonly SqlValue[])
      const columns = fields.map(({ name }) => name)
      return {
        rows: rows.map((values) => named(columns, values) as Row),
        ...(command !== 'SELECT' && { numAffectedRows: BigInt(rowCount ?? 0) }),
      }
    },
    streamQuery: () => {
      throw new Error('Rows are not streamed; read them in pages.')
    },
  }
  const refuse = async () => {
    throw new Error('A unit of the Writer is the transaction.')
  }
  return {
    init: async () => {},
    acquireConnection: async () => connection,
    releaseConnection: async () => {},
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    destroy: async () => {},
  }
}
