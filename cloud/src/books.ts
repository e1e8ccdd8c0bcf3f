import { parseArgs } from 'node:util'
import { z } from 'zod'
import { ConfigError, loadConfig } from './config.ts'
import type { SqlRunner } from './db/database.ts'
import { trialBalance } from './features/ledger/queries.ts'
import type { TrialBalance } from './features/ledger/schemas.ts'
import { matchDay, matchedSites } from './features/reconciliation/day-match.ts'
import { dayText } from './features/reconciliation/day-text.ts'
import type { DayMatch } from './features/reconciliation/schemas.ts'
import { openExistingDatabase } from './open-database.ts'

const help = `The trial balance of the ledger: what every account stands at. Or, with --match,
a day of each site by its meters, by the ledger and by the payment providers.

Usage: npm run books -- [options]

  --match DAY    match a business day, 2026-11-22, by the clocks of each site
  --site SLUG    of this site only
  --config FILE  settings as JSON, as the central system takes them
  --json         on standard output, for programs
  --help         this text

It reads the database of COLOK_DATABASE_URL, or the one in COLOK_DATA (.colok
when that is not set), or the one that the demonstration keeps there, and may be
used while the central system runs. The exit status is 0 when debits and credits
are equal, or nothing differs on the day; 1 when not; 2 when it cannot be read.`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      config: { type: 'string' },
      match: { type: 'string' },
      site: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return print(help)
  if (values.match !== undefined && !z.iso.date().safeParse(values.match).success)
    throw new ConfigError([`--match ${values.match}: a day is written 2026-11-22`])
  if (process.env.INIT_CWD !== undefined) process.chdir(process.env.INIT_CWD)
  const database = await openExistingDatabase(loadConfig(values.config, process.env))
  try {
    const { match, site, json } = values
    const isGood = await (match === undefined
      ? showBalance(database.read, json)
      : showDay(database.read, { day: match, site, json }))
    process.exitCode = isGood ? 0 : 1
  } finally {
    await database.close()
  }
}

async function showBalance(runner: SqlRunner, json: boolean): Promise<boolean> {
  const books = await trialBalance(runner)
  print(json ? JSON.stringify(books) : tableOf(books))
  return books.balanced
}

async function showDay(
  runner: SqlRunner,
  { day, site, json }: { readonly day: string; readonly site: string | undefined; readonly json: boolean },
): Promise<boolean> {
  const sites = await matchedSites(runner, site)
  if (sites.length === 0)
    throw new ConfigError([site === undefined ? 'there is no site' : `there is no site ${site}`])
  const matches: DayMatch[] = []
  for (const one of sites) matches.push(await matchDay(runner, one, day))
  print(json ? JSON.stringify(matches) : matches.map(dayText).join('\n\n'))
  return matches.every(({ differences }) => differences.length === 0)
}

function tableOf(books: TrialBalance): string {
  const amount = new Intl.NumberFormat('id')
  const cell = (amountIdr: number) => (amountIdr === 0 ? '' : amount.format(amountIdr)).padStart(13)
  const width = Math.max(24, ...books.accounts.map(({ account }) => account.length))
  const rule = '-'.repeat(width + 26)
  return [
    `${'Account'.padEnd(width)}${'Debit, Rp'.padStart(13)}${'Credit, Rp'.padStart(13)}`,
    rule,
    ...books.accounts.map(
      ({ account, debitIdr, creditIdr }) => `${account.padEnd(width)}${cell(debitIdr)}${cell(creditIdr)}`,
    ),
    rule,
    `${'Sum'.padEnd(width)}${cell(books.debitIdr)}${cell(books.creditIdr)}`,
    books.balanced ? 'The books balance.' : 'The books do NOT balance.',
    ...totalsOf(books).map(({ what, amountIdr }) => `${what.padEnd(width)}${cell(amountIdr)}`),
  ]
    .map((line) => line.trimEnd())
    .join('\n')
}

/** What is spread over many accounts, each kind in one sum. */
function totalsOf(books: TrialBalance): { what: string; amountIdr: number }[] {
  const sums = [
    { what: 'In wallets', kinds: ['wallet'] },
    { what: 'Held', kinds: ['held'] },
    { what: 'Owed by holders', kinds: ['wallet_ar'] },
    { what: 'Owed by month', kinds: ['postpaid_ar'] },
    { what: 'Owed to drivers', kinds: ['refund_payable', 'customer_prepaid'] },
  ]
  return sums
    .map(({ what, kinds }) => ({
      what,
      amountIdr: books.accounts
        .filter(({ account }) => kinds.includes(account.split(':')[0] ?? ''))
        .reduce((sum, { debitIdr, creditIdr }) => sum + debitIdr + creditIdr, 0),
    }))
    .filter(({ amountIdr }) => amountIdr > 0)
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
