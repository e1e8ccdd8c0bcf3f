import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError, parseConfig } from '../../config.ts'
import { devicesConfig } from '../../devices/catalogue.ts'
import { StoreError } from '../../store/contract.ts'
import { SqliteStore } from '../../store/sqlite-store.ts'
import type { Terminal } from '../terminal.ts'
import { parseToolArguments } from '../tool-arguments.ts'

const help = `colok-charger clear-lock: let a socket work again whose relay was welded

Usage:
  colok-charger clear-lock --config <file> --connector <number>

The lock is set when a contact stays closed although it was asked twice to
open, or the board has found a welded element. Replace the relay first, measure
that the socket is dead, and stop the service: the lock goes at its next start,
and comes back if the contact is still closed.

Exit status: 0 cleared, 1 there is no such lock, 2 wrong usage, 74 the store
cannot be used (stop the service first), 78 the configuration is wrong.
`

/** Runs the tool; resolves with the exit status. */
export async function clearLock(
  args: readonly string[],
  { terminal }: { terminal: Terminal },
): Promise<number> {
  const parsed = parseToolArguments(args, { config: { type: 'string' }, connector: { type: 'string' } })
  if (parsed.kind === 'help') {
    terminal.write(help)
    return 0
  }
  const { config, connector } = parsed.kind === 'parsed' ? parsed.values : {}
  if (parsed.kind === 'wrong' || config === undefined || !/^[1-4]$/.test(connector ?? '')) {
    const problem =
      parsed.kind === 'wrong' ? parsed.problem : '--config <file> and --connector <1-4> are wanted'
    terminal.writeError(`${problem}\n\n${help}`)
    return 2
  }
  try {
    const { dataDir } = parseConfig(config, readFileSync(config, 'utf8'), devicesConfig)
    return clear(join(dataDir, 'charger.db'), `lockout/${connector}`, terminal)
  } catch (cause) {
    terminal.writeError(`${cause instanceof Error ? cause.message : String(cause)}\n`)
    return cause instanceof StoreError ? 74 : cause instanceof ConfigError ? 78 : 70
  }
}

function clear(storePath: string, slice: string, terminal: Terminal): number {
  const store = new SqliteStore(storePath, { lockTimeoutMs: 0 })
  try {
    const lockout = store.load().slices[slice]
    if (lockout === null || lockout === undefined) {
      terminal.writeError('This socket is not locked.\n')
      return 1
    }
    store.commit({ slices: { [slice]: { kind: 'cleared' } }, records: [] })
    terminal.write('Cleared. The socket works again from the next start of the service.\n')
    return 0
  } finally {
    store.close()
  }
}
