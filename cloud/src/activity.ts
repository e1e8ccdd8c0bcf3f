import { parseArgs } from 'node:util'
import { ConfigError, loadConfig } from './config.ts'
import type { ChainReport } from './features/activity/schemas.ts'
import { verifyChain } from './features/activity/verify.ts'
import { openExistingDatabase } from './open-database.ts'

const help = `Verifies the activity history: every entry is hashed together with the one
before it, and the first one that does not hold is named.

Usage: npm run activity -w cloud -- --verify [options]

  --verify       go through the whole chain
  --head HASH    it must hold this entry too, of a head that was noted earlier:
                 a chain whose end was cut off holds all the same
  --config FILE  settings as JSON, as the central system takes them
  --json         on standard output, for programs
  --help         this text

It reads the database of COLOK_DATABASE_URL, or the one in COLOK_DATA (.colok
when that is not set), or the one that the demonstration keeps there, and may be
used while the central system runs. The exit status is 0 when the chain is whole,
1 when it is not, 2 when it cannot be read.`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      verify: { type: 'boolean', default: false },
      head: { type: 'string' },
      config: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return print(help)
  if (!values.verify) throw new ConfigError(['say what to do: --verify, or --help'])
  if (values.head !== undefined && !/^[0-9a-f]{64}$/.test(values.head))
    throw new ConfigError([`--head ${values.head}: a head is 64 hexadecimal digits`])
  if (process.env.INIT_CWD !== undefined) process.chdir(process.env.INIT_CWD)
  const database = await openExistingDatabase(loadConfig(values.config, process.env))
  try {
    const report = await verifyChain(database.read, values.head)
    print(values.json ? JSON.stringify(report) : textOf(report))
    process.exitCode = report.whole ? 0 : 1
  } finally {
    await database.close()
  }
}

function textOf({ whole, entries, head, broken }: ChainReport): string {
  const count = `${entries} ${entries === 1 ? 'entry' : 'entries'}`
  if (whole) return `The chain is whole: ${count}, head ${head === '' ? 'none' : head}`
  if (broken?.reason === 'headIsGone')
    return `The chain does NOT hold that head. It has ${count}, head ${head}: entries were cut off, or written anew.`
  const what = broken?.reason === 'missing' ? 'is missing' : 'is not as it was written'
  return `The chain is BROKEN: entry ${broken?.seq} ${what}. ${count} before it hold, head ${head === '' ? 'none' : head}`
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

main().catch((error: unknown) => {
  const lines =
    error instanceof ConfigError ? error.problems : [error instanceof Error ? error.message : error]
  process.stderr.write(`colok-activity: ${lines.join('\ncolok-activity: ')}\n`)
  process.exit(2)
})
