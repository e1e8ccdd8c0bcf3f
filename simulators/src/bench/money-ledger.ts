import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPostgres } from '@colok/cloud/db/postgres'
import { openSqlite } from '@colok/cloud/db/sqlite'
import { Writer } from '@colok/cloud/db/writer'
import { transfer } from '@colok/cloud/ledger'
import { type PostgresServer, startPostgres } from '@colok/cloud/testing/postgres-server'
import { idr } from '@colok/shared/money'
import { systemClock } from '../demo/system-clock.ts'

type Database = Awaited<ReturnType<typeof openSqlite>>

/** As many transfers share a commit, and as many rows of the bare database. */
const perCommit = 100

export interface LedgerFigure {
  readonly what: string
  readonly transfersPerSecond: number
  /** The same four rows (account, two postings, journal) by a prepared insert each, without triggers, keys or checks. */
  readonly bareRowsPerSecond: number
}

/** Each payment's first transfer: a new account, two postings and a journal, which the database keeps in balance. */
export async function benchLedger(options: {
  readonly seconds: number
  readonly postgres: string | undefined
  readonly progress: (text: string) => void
}): Promise<LedgerFigure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'colok-bench-'))
  let server: PostgresServer | undefined
  try {
    const figures = [await measure('SQLite', await openSqlite(join(folder, 'ledger.sqlite')), options)]
    server = options.postgres === undefined ? await startPostgres() : undefined
    const what = server === undefined ? 'PostgreSQL of --postgres' : 'PostgreSQL of its own, fsync=off'
    figures.push(await measure(what, await openPostgres(options.postgres ?? server?.url ?? ''), options))
    return figures
  } finally {
    await server?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(
  what: string,
  database: Database,
  { seconds, progress }: { readonly seconds: number; readonly progress: (text: string) => void },
): Promise<LedgerFigure> {
  const best = { transfers: 0, bare: 0 }
  try {
    await makeBareTables(database)
    // In turns, so that a busy moment of the machine falls on both.
    for (const round of [1, 2]) {
      progress(`${what}: bare rows and transfers, round ${round} of 2`)
      best.bare = Math.max(best.bare, await bareRate(database, seconds))
      best.transfers = Math.max(best.transfers, await transferRate(database, seconds))
    }
  } finally {
    await database.close()
  }
  return { what, transfersPerSecond: best.transfers, bareRowsPerSecond: best.bare }
}

let made = 0
/** In the order of time, as a UUIDv7 is. */
const newId = () => `01990000-0000-7000-8000-${String(++made).padStart(12, '0')}`

async function transferRate(database: Database, seconds: number): Promise<number> {
  const writer = new Writer(database.writeConnection, systemClock)
  try {
    return await rate(seconds, async () => {
      const transfers = Array.from({ length: perCommit }, () => {
        const payment = newId()
        return writer.write((tx) =>
          transfer(
            tx,
            { clock: systemClock, newId },
            {
              ref: `pay:doku:${payment}`,
              kind: 'payment',
              debit: 'psp_receivable:doku',
              credit: `customer_prepaid:${payment}`,
              amountIdr: idr(5_000),
            },
          ),
        )
      })
      await Promise.all(transfers)
    })
  } finally {
    await writer.stop()
  }
}

async function makeBareTables({ writeConnection: { tx } }: Database): Promise<void> {
  await tx.run('create table bare_account (id text, type text, bounded integer, opened_at text)', [])
  await tx.run('create table bare_posting (journal_id text, account_id text, amount_idr bigint)', [])
  await tx.run(
    'create table bare_journal (id text, ref text, kind text, occurred_at text, posted_at text)',
    [],
  )
}

async function bareRate({ writeConnection }: Database, seconds: number): Promise<number> {
  const { tx } = writeConnection
  const at = '2026-11-23T03:00:00.000Z'
  const posting = 'insert into bare_posting (journal_id, account_id, amount_idr) values (?, ?, ?)'
  return rate(seconds, async () => {
    await writeConnection.begin()
    for (let one = 0; one < perCommit; one++) {
      const [id, payment] = [newId(), newId()]
      const account = `customer_prepaid:${payment}`
      await tx.run('insert into bare_account (id, type, bounded, opened_at) values (?, ?, ?, ?)', [
        ...[account, 'liability', 1, at],
      ])
      await tx.run(posting, [id, account, -5_000])
      await tx.run(posting, [id, 'psp_receivable:doku', 5_000])
      await tx.run(
        'insert into bare_journal (id, ref, kind, occurred_at, posted_at) values (?, ?, ?, ?, ?)',
        [id, `pay:doku:${payment}`, 'payment', at, at],
      )
    }
    await writeConnection.commit()
  })
}

/** Transfers a second: whole commits, until the time is over. */
async function rate(seconds: number, commit: () => Promise<void>): Promise<number> {
  const startedMs = performance.now()
  let commits = 0
  while (performance.now() - startedMs < seconds * 1000) {
    await commit()
    commits += 1
  }
  return (commits * perCommit * 1000) / (performance.now() - startedMs)
}
