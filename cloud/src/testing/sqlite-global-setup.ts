import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { withoutDisk } from '../db/durability.ts'
import { openSqlite } from '../db/sqlite.ts'

/** A file with the whole schema, which every test's own is copied from: making it takes longer than most tests. */
export default async function setUp(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'colok-template-'))
  const template = join(folder, 'cloud.sqlite')
  const database = await openSqlite(template, withoutDisk)
  await database.close()
  project.provide('sqliteTemplate', template)
  return () => rmSync(folder, { recursive: true, force: true })
}
