import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ConfigError, loadConfig } from './config.ts'
import { trialBalance } from './features/ledger/queries.ts'
import type { TrialBalance } from './features/ledger/schemas.ts'
import { databaseFile } from './file-commands.ts'
import { openDatabase } from './open-database.ts'

const help = `The trial balance of the ledger: what every account stands at.

Usage: npm run books -- [--config FILE] [--json]

It reads the database of COLOK_DATABASE_URL, or the one in COLOK_DATA (.colok when that is not set), or the one that the
demonstration keeps there, and may be used while the central system runs. The exit status is 0 when debits and credits are equal, 1 when they are not,
2 when there is nothing to read.`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { config: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
  })
  if (values.help) return print(help)
  if (process.env.INIT_CWD !== undefined) process.chdir(process.env.INIT_CWD)
  const { dataDir, databaseUrl } = loadConfig(values.config, process.env)
  const database = await openDatabase(databaseUrl, () => databaseIn(dataDir))
  try {
    const books = await trialBalance(database.read)
    print(values.json ? JSON.stringify(books) : tableOf(books))
    process.exitCode = books.balanced ? 0 : 1
  } finally {
    await database.close()
  }
}

/** The central system's own data folder, or the demonstration's, which has one within. */
function databaseIn(dataDir: string): string {
  const found = [dataDir, join(dataDir, 'cloud')].map(databaseFile).find((file) => existsSync(file))
  if (found === undefined)
    throw new ConfigError([`${dataDir} holds no database; set COLOK_DATA to the folder that does`])
  return found
}

function tableOf(books: TrialBalance): string {
  const amount = new Intl.NumberFormat('id')
  const cell = (amountIdr: number) => (amountIdr === 0 ? '' : amount.format(amountIdr)).padStart(16)
  const width = Math.max(24, ...books.accounts.map(({ account }) => account.length))
  const rule = '-'.repeat(width + 34)
  return [
    `${'Account'.padEnd(width)}  ${'Debit, Rp'.padStart(16)}${'Credit, Rp'.padStart(16)}`,
    rule,
    ...books.accounts.map(
      ({ account, debitIdr, creditIdr }) => `${account.padEnd(width)}  ${cell(debitIdr)}${cell(creditIdr)}`,
    ),
    rule,
    `${'Sum'.padEnd(width)}  ${amount.format(books.debitIdr).padStart(16)}${amount.format(books.creditIdr).padStart(16)}`,
    books.balanced ? 'The books balance.' : 'The books do NOT balance.',
  ]
    .map((line) => line.trimEnd())
    .join('\n')
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

main().catch((error: unknown) => {
  const lines =
    error instanceof ConfigError ? error.problems : [error instanceof Error ? error.message : error]
  process.stderr.write(`colok-books: ${lines.join('\ncolok-books: ')}\n`)
  process.exit(2)
})
