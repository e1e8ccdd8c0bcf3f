import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database } from '../../db/database.ts'
import { Writer } from '../../db/writer.ts'
import { systemClock } from '../../system-clock.ts'
import { newTestDatabase, type TestDatabase } from '../../testing/test-database.ts'
import { externalIdsInDatabase, forgetExternalIds } from './external-ids.ts'

let stored: TestDatabase
let database: Database
let writer: Writer
const clock = new VirtualClock({ wallMs: Date.UTC(2026, 10, 23, 3) })
beforeEach(async () => {
  stored = await newTestDatabase()
  database = await stored.open()
  writer = new Writer(database.writeConnection, systemClock)
})
afterEach(async () => {
  await writer.stop()
  await database.close()
  await stored.remove()
})

const entry = { gateway: 'doku', day: '2026-11-23', externalId: '4711', bodyHash: 'a' } as const

test('an id that one process has seen is known to another, with the body that it came with', async () => {
  const one = externalIdsInDatabase({ writer, clock })
  expect(await one.remember(entry)).toBe('new')
  await writer.stop()
  await database.close()
  database = await stored.open()
  writer = new Writer(database.writeConnection, systemClock)
  const other = externalIdsInDatabase({ writer, clock })
  expect(await other.remember(entry)).toBe('same')
  expect(await other.remember({ ...entry, bodyHash: 'b' })).toBe('different')
  expect(await other.remember({ ...entry, gateway: 'astrapay', bodyHash: 'b' })).toBe('new')
  expect(await other.remember({ ...entry, day: '2026-11-24', bodyHash: 'b' })).toBe('new')
})

test('of two deliveries at once one is the first', async () => {
  const ids = externalIdsInDatabase({ writer, clock })
  const seen = await Promise.all([ids.remember(entry), ids.remember({ ...entry, bodyHash: 'b' })])
  expect(seen.sort()).toEqual(['different', 'new'])
})

test('what is two days old is forgotten', async () => {
  const ids = externalIdsInDatabase({ writer, clock })
  await ids.remember(entry)
  const job = forgetExternalIds({ writer, clock })
  await job.run()
  expect(await ids.remember(entry)).toBe('same')
  await clock.advance(49 * 3_600_000)
  await job.run()
  expect(await ids.remember(entry)).toBe('new')
})
