import { existsSync } from 'node:fs'
import { PrivateFileError } from '../../store/private-file.ts'
import { firmwarePackage } from '../../update/firmware-package.ts'
import { SlotInstaller } from '../../update/slot-installer.ts'
import type { Terminal } from '../terminal.ts'
import { parseToolArguments } from '../tool-arguments.ts'

const help = `colok-charger boot-check: which of the two firmwares the next start runs

Usage:
  colok-charger boot-check --slots <folder>

Runs before every start of the service, from the firmware that is proven:
counts the starts of a new one, and goes back when it was not confirmed in time.
<folder> is the configuration's firmwareSlots, with the links \`current\` and
\`proven\`.

Exit status: 0 decided, 2 wrong usage, 74 the folder cannot be used.
`

const decisions = {
  settled: 'The firmware is the proven one.',
  trial: 'A new firmware starts on trial.',
  rolledBack: 'The new firmware was not confirmed: the one before it starts.',
} as const

/** Runs the tool; resolves with the exit status. */
export async function bootCheck(
  args: readonly string[],
  { terminal }: { terminal: Terminal },
): Promise<number> {
  const parsed = parseToolArguments(args, { slots: { type: 'string' } })
  if (parsed.kind === 'help') {
    terminal.write(help)
    return 0
  }
  if (parsed.kind === 'wrong' || parsed.values.slots === undefined) {
    const problem = parsed.kind === 'wrong' ? parsed.problem : '--slots <folder> is wanted'
    terminal.writeError(`${problem}\n\n${help}`)
    return 2
  }
  const { slots } = parsed.values
  if (!existsSync(slots)) {
    terminal.writeError(`There is no folder ${slots}; the configuration names it as firmwareSlots.\n`)
    return 74
  }
  try {
    terminal.write(`${decisions[new SlotInstaller(slots, firmwarePackage).beforeStart()]}\n`)
    return 0
  } catch (cause) {
    if (!(cause instanceof PrivateFileError) && !isSystemError(cause)) throw cause
    terminal.writeError(`${cause.message}\n`)
    return 74
  }
}

function isSystemError(cause: unknown): cause is Error {
  return cause instanceof Error && 'syscall' in cause
}
