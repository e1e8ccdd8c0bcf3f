import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '@colok/shared/testing/seeded-random'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test, vi } from 'vitest'
import { composeCloud } from '../compose.ts'
import { ConfigSchema } from '../config.ts'
import { openSqlite } from '../db/sqlite.ts'
import { createLog } from '../log.ts'
import { password, testSeed } from '../testing/test-cloud.ts'

const hourMs = 3_600_000

/** Tables to which use adds rows, and not the size of the network. */
const growing = new Set([
  ...['session', 'session_allowance', 'suspect_message', 'meter_value', 'filed_reading', 'charger_event'],
  ...['frame_run', 'queued_command', 'reservation', 'driver_reservation', 'upload', 'card_link', 'rating'],
  ...[
    'payment',
    'payment_exception',
    'paid_session',
    'refund',
    'stray_money',
    'wallet_hold',
    'wallet_reserve',
  ],
  ...['journal', 'posting', 'settlement_row', 'gateway_external_id', 'idempotent_request', 'activity_entry'],
  ...[
    'message',
    'message_attempt',
    'received_message',
    'chat_command',
    'chat_confirmation',
    'alert',
    'alert_news',
  ],
  ...[
    'incident',
    'incident_entry',
    'fault_report',
    'security_alert',
    'user',
    'user_session',
    'one_time_link',
  ],
  ...['webhook_delivery', 'postpaid_charge', 'statement_entry', 'socket_span', 'wallet', 'driver_card'],
])

/** Indexes that hold nothing but what waits for a charger, a provider or a person. */
const stillToBeDone = new Set(['session_open', 'session_in_doubt', 'payment_exception_open', 'message_due'])

test('no job reads through what grows: what is to be done is found by an index', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'colok-jobs-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const prepare = vi.spyOn(Sqlite.prototype, 'prepare')
  onTestFinished(() => prepare.mockRestore())
  const file = join(folder, 'colok.sqlite')
  const database = await openSqlite(file)
  const clock = new VirtualClock({ busy: database.settled })
  const config = { ...ConfigSchema.parse({}), secret: 'x'.repeat(32), publicUrl: 'http://colok.example' }
  const log = createLog('info', { write: () => {} })
  const cloud = composeCloud({ config, database, clock, random: seededRandom(1), log })
  const done = async (work: Promise<unknown>) => {
    let isDone = false
    void work.finally(() => {
      isDone = true
    })
    while (!isDone) await clock.advance(1)
    await work
  }
  const passwords = { COLOK_SEED_PASSWORD_CLK_0001: password, COLOK_SEED_PASSWORD_CLK_0002: password }
  await done(cloud.seed(testSeed, passwords))
  await done(cloud.start())
  prepare.mockClear()
  await clock.advance(26 * hourMs)
  const texts = new Set(prepare.mock.calls.map(([text]) => text))
  await done(cloud.stop())
  const connection = new Sqlite(file)
  onTestFinished(() => void connection.close())
  const found = [...texts].flatMap((text) =>
    scansOf(connection, text).map((scan) => `${scan}: ${text.replaceAll(/\s+/g, ' ')}`),
  )
  expect(texts.size).toBeGreaterThan(80)
  for (const text of texts)
    if (/socket_span.*until is null/s.test(text))
      expect(planOf(connection, text).join()).toMatch(/socket_span_(open|until)/)
  expect(found).toEqual([])
})

function planOf(connection: Sqlite.Database, text: string): string[] {
  const parameters = Array((text.match(/\?/g) ?? []).length).fill(1)
  const plan = connection.prepare(`explain query plan ${text}`).all(...parameters) as { detail: string }[]
  return plan.map(({ detail }) => detail)
}

/** Growing tables that a statement reads through, or the whole index of. */
function scansOf(connection: Sqlite.Database, text: string): string[] {
  if (!/^\s*(select|with|insert|update|delete)/i.test(text)) return []
  const tableOf = new Map(
    Array.from(text.matchAll(/\b(\w+) as (\w+)/g), ([, table, alias]) => [alias, table]),
  )
  // Some of the oldest, in the order of their ids.
  const oldest = new Set(
    Array.from(text.matchAll(/\(select [^()]* from (\w+) order by id limit \d+\)/g), ([, table]) => table),
  )
  return planOf(connection, text).flatMap((detail) => {
    const [, name, index] = /^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?/.exec(detail) ?? []
    const table = tableOf.get(name) ?? name
    if (table === undefined || !growing.has(table) || oldest.has(table)) return []
    return index !== undefined && stillToBeDone.has(index) ? [] : [detail]
  })
}
