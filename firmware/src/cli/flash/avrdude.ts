import { spawn } from 'node:child_process'

export interface AvrdudeRun {
  /** `undefined` when it could not be started, with why in `output`, or was ended after the deadline. */
  readonly status: number | undefined
  /** What it printed, both streams in the order in which they came; the last 20,000 characters. */
  readonly output: string
  readonly problem?: 'notInstalled' | 'notStarted' | 'tooLong'
}

/** An ATmega328P is written and verified in some 10 s at 57,600 baud. */
const deadlineMs = 120_000
const keptChars = 20_000

/** Runs avrdude. Never rejects. */
export function runAvrdude(
  program: string,
  args: readonly string[],
  onText: (text: string) => void,
): Promise<AvrdudeRun> {
  return new Promise((resolve) => {
    let output = ''
    const child = spawn(program, [...args], { stdio: ['ignore', 'pipe', 'pipe'], timeout: deadlineMs })
    const take = (bytes: Uint8Array) => {
      const text = Buffer.from(bytes).toString()
      output = (output + text).slice(-keptChars)
      onText(text)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.once('error', (cause: NodeJS.ErrnoException) =>
      resolve({
        status: undefined,
        output: cause.message,
        problem: cause.code === 'ENOENT' ? 'notInstalled' : 'notStarted',
      }),
    )
    child.once('close', (status, signal) =>
      resolve(
        status === null
          ? { status: undefined, output, ...(signal === 'SIGTERM' && { problem: 'tooLong' as const }) }
          : { status, output },
      ),
    )
  })
}

/** Arguments for a board with a serial bootloader, as an Arduino Uno has it; the bootloader itself is left alone. */
export function avrdudeArguments(options: { port: string; baudRate: number; hexPath: string }): string[] {
  const { port, baudRate, hexPath } = options
  return [
    ...['-p', 'atmega328p', '-c', 'arduino', '-P', port, '-b', String(baudRate)],
    ...['-D', '-U', `flash:w:${hexPath}:i`],
  ]
}

/** Known failures by the words of avrdude 6 and 7, the surest first: what happened, and what to do. */
const failures: readonly (readonly [pattern: RegExp, what: string, whatNext: string])[] = [
  [
    /permission denied/i,
    'the port may not be opened by this user',
    'Add the user to the group dialout (sudo usermod -aG dialout $USER), then sign in again.',
  ],
  [
    /no such file or directory|cannot find the (file|path)/i,
    'there is no such port',
    'Is the board plugged in? ls -l /dev/serial/by-id shows the ports.',
  ],
  [
    /resource busy|device or resource|port is already|cannot lock|in use/i,
    'another program has the port',
    'Stop the charger first: systemctl stop colok-charger.',
  ],
  [
    /double check chip|expected signature|device signature = (?!0x1e950f|1E 95 0F)/i,
    'the chip is no ATmega328P',
    'Take an Arduino Uno class board with an ATmega328P; a 328PB, a Mega or a Leonardo is another chip.',
  ],
  [
    /not in sync|programmer is not responding|unable to open programmer|timeout|initialization failed/i,
    'the board does not answer its programmer',
    'Wrong port, or a board with an older bootloader: try again with --baud 57600. Else press reset and retry.',
  ],
  [
    /verification (error|mismatch)|content mismatch/i,
    'what was written reads back differently',
    'Try a shorter cable and again; if it stays so the chip is worn out: exchange the board.',
  ],
]

/** One or two sentences for a run that failed. */
export function explainFailure({ status, output, problem }: AvrdudeRun): { what: string; whatNext: string } {
  if (problem === 'notInstalled')
    return {
      what: 'avrdude is not installed',
      whatNext: 'sudo apt-get install avrdude, or say where it is with --avrdude <path>.',
    }
  if (problem === 'tooLong')
    return {
      what: `avrdude was ended after ${deadlineMs / 1000} s`,
      whatNext: 'Unplug the board, plug it in again, then try again.',
    }
  const known = failures.find(([pattern]) => pattern.test(output))
  if (known) return { what: known[1], whatNext: known[2] }
  const how = status === undefined ? output.trim() : `status ${status}`
  return { what: `avrdude failed (${how})`, whatNext: 'Its own words stand above.' }
}
