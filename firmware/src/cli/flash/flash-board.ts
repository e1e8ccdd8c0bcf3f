import { readFileSync } from 'node:fs'
import type { Clock } from '@colok/shared/time'
import { hexPath as builtHexPath, readLock } from '../../../board/lock.ts'
import type { OpenBytePort } from '../../devices/byte-port.ts'
import type { Terminal } from '../terminal.ts'
import { wrap } from '../terminal.ts'
import { parseToolArguments } from '../tool-arguments.ts'
import { avrdudeArguments, explainFailure, runAvrdude } from './avrdude.ts'
import { askFirmware, expectedFirmware } from './board-firmware.ts'
import { hexProblem } from './hex-file.ts'

const flashUsage = `colok-charger flash-board --port <path> [--hex <file>] [--baud <rate>]
                          [--avrdude <path>]

Writes the I/O board's machine code with avrdude, and asks the board
afterwards whether it runs. The charger must not run meanwhile.

  --port     the board, best by its lasting name: /dev/serial/by-id/…
  --hex      the file to write; its SHA-256 must be the one of
             board.lock.json. Without it, the one that comes along
  --baud     of the bootloader: 115200, or 57600 for older boards
  --avrdude  where avrdude is, when it is not found by itself

Exit status: 0 the board runs the firmware, 1 it does not, 2 wrong usage.
`

export interface FlashParts {
  readonly terminal: Terminal
  readonly clock: Clock
  readonly openPort: OpenBytePort
}

/** Runs the tool and answers its exit status. */
export async function flashBoard(args: readonly string[], parts: FlashParts): Promise<number> {
  const { terminal } = parts
  const options = parseToolArguments(args, {
    port: { type: 'string' },
    hex: { type: 'string' },
    baud: { type: 'string' },
    avrdude: { type: 'string' },
  })
  if (options.kind === 'help') {
    terminal.write(flashUsage)
    return 0
  }
  const usageError = (problem: string) => {
    terminal.writeError(`${problem}\n\n${flashUsage}`)
    return 2
  }
  if (options.kind === 'wrong') return usageError(options.problem)
  const { port, hex: hexPath = builtHexPath, baud = '115200', avrdude = 'avrdude' } = options.values
  if (port === undefined) return usageError('flash-board needs --port <path>')
  if (!['115200', '57600'].includes(baud)) return usageError(`--baud is 115200 or 57600, not ${baud}`)
  return (await flash({ port, hexPath, baudRate: Number(baud), avrdude, ...parts })) ? 0 : 1
}

async function flash(
  job: FlashParts & { port: string; hexPath: string; baudRate: number; avrdude: string },
): Promise<boolean> {
  const { terminal, port, hexPath } = job
  const problem = fileProblem(hexPath)
  if (problem !== undefined)
    return failed(terminal, `${hexPath} is not flashed: ${problem}`, 'Take the file of the release.')
  terminal.write(`Writing ${hexPath}\nto ${port}\n\n`)
  const run = await runAvrdude(job.avrdude, avrdudeArguments(job), (text) => terminal.write(text))
  if (run.status !== 0) {
    const { what, whatNext } = explainFailure(run)
    return failed(terminal, `Not flashed: ${what}`, whatNext)
  }
  terminal.write('\nAsking the board what it runs …\n')
  const answer = await askFirmware(port, job)
  switch (answer.kind) {
    case 'noPort':
      return failed(terminal, `Written, but ${answer.reason}`, 'Plug the board in again, then run doctor.')
    case 'silent':
      return failed(
        terminal,
        'Written, but the board says nothing',
        'Press its reset button, then run doctor.',
      )
    case 'firmware':
      if (answer.name !== expectedFirmware.name || answer.version !== expectedFirmware.version)
        return failed(
          terminal,
          `The board runs ${answer.name} ${answer.version}, not ${expectedFirmware.name} ${expectedFirmware.version}`,
          'Is --port another board?',
        )
      terminal.write(`It runs ${answer.name} ${answer.version}. Done.\n`)
      return true
  }
}

function fileProblem(hexPath: string): string | undefined {
  try {
    return hexProblem(readFileSync(hexPath, 'latin1'), readLock().hex)
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause)
  }
}

function failed(terminal: Terminal, what: string, whatNext: string): false {
  terminal.writeError(`\n${wrap(what, { indent: '' })}\n${wrap(whatNext, { indent: '  ', first: '> ' })}\n`)
  return false
}
