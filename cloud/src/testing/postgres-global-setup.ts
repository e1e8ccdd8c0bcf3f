import type { TestProject } from 'vitest/node'
import { openPostgres } from '../db/postgres.ts'
import { newDatabaseName, onServer, startPostgres, urlOf } from './postgres-server.ts'

/** One server for all test files, `COLOK_TEST_POSTGRES_URL` or our own, with a database that every other is copied from. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.COLOK_TEST_POSTGRES_URL
  const server = given === undefined ? await startPostgres() : { url: given, stop: async () => {} }
  const template = newDatabaseName()
  await onServer(server.url, `create database ${template} template template0 encoding 'UTF8'`)
  const database = await openPostgres(urlOf(server.url, template))
  await database.close()
  project.provide('postgres', { url: server.url, template })
  return async () => {
    await onServer(server.url, `drop database ${template} with (force)`)
    await server.stop()
  }
}
