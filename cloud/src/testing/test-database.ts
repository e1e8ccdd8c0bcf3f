import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import type { Database } from '../db/database.ts'
import { withoutDisk } from '../db/durability.ts'
import { openPostgres } from '../db/postgres.ts'
import { openSqlite } from '../db/sqlite.ts'
import { newDatabaseName, onServer, urlOf } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server that this run of the tests uses, and its database with the whole schema; none for SQLite. */
    postgres: { readonly url: string; readonly template: string } | undefined
    /** A file with the whole schema; none for PostgreSQL. */
    sqliteTemplate: string | undefined
  }
}

/** An empty database of a test's own, on the engine that this run of the tests is about. */
export interface TestDatabase {
  /** Opens it, for the first time or again. */
  open(): Promise<Database>
  /** For a process that is to use it. `COLOK_DATA` is a new, empty folder. */
  readonly environment: Readonly<Record<string, string>>
  /** Removes it, whoever still has it open. */
  remove(): Promise<void>
}

export async function newTestDatabase(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'colok-test-'))
  const removeFolder = () => rmSync(folder, { recursive: true, force: true })
  const postgres = inject('postgres')
  if (postgres === undefined) {
    const file = join(folder, 'cloud.sqlite')
    const template = inject('sqliteTemplate')
    if (template !== undefined) copyFileSync(template, file)
    return {
      open: () => openSqlite(file, withoutDisk),
      environment: { COLOK_DATA: folder },
      remove: async () => removeFolder(),
    }
  }
  const name = newDatabaseName()
  await onServer(postgres.url, `create database ${name} template ${postgres.template} strategy file_copy`)
  const url = urlOf(postgres.url, name)
  return {
    open: () => openPostgres(url),
    environment: { COLOK_DATA: folder, COLOK_DATABASE_URL: url, COLOK_SECRET: 's'.repeat(32) },
    async remove() {
      await onServer(postgres.url, `drop database ${name} with (force)`)
      removeFolder()
    },
  }
}
