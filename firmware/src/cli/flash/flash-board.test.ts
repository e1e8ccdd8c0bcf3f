import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hexPath } from '../../../board/lock.ts'
import type { BytePort } from '../../devices/byte-port.ts'
import { memoryBytePortPair } from '../../devices/memory-byte-port.ts'
import { FakeTerminal } from '../../testing/fake-terminal.ts'
import { expectedFirmware } from './board-firmware.ts'
import { flashBoard } from './flash-board.ts'

let folder: string
let terminal: FakeTerminal
let clock: VirtualClock
/** What the board answers to REPORT_FIRMWARE. */
let report: string | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-flash-'))
  terminal = new FakeTerminal()
  clock = new VirtualClock()
  report = firmwareReport('colok-io', [2, 2])
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A program in the place of avrdude that notes its arguments, prints this, and ends with this status. */
function avrdude(prints: string, status: number): string {
  const path = join(folder, 'avrdude')
  writeFileSync(
    path,
    `#!${process.execPath}
require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'arguments'))}, process.argv.slice(2).join(' '))
process.stderr.write(${JSON.stringify(prints)})
process.exitCode = ${status}
`,
  )
  chmodSync(path, 0o755)
  return path
}

async function flash(...args: string[]): Promise<number> {
  const openPort = async (): Promise<BytePort> => {
    const [host, board] = memoryBytePortPair()
    board.onData((bytes) => {
      if (report !== undefined && Buffer.from(bytes).equals(Buffer.from('f079f7', 'hex')))
        board.write(Buffer.from(report, 'hex'))
    })
    return host
  }
  const status = flashBoard(['--port', '/dev/board', ...args], { terminal, clock, openPort })
  let ended = false
  void status.then(() => {
    ended = true
  })
  // Avrdude's stand-in runs in real time, the board's answer in virtual time.
  while (!ended) {
    await clock.advance(100)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return status
}

function firmwareReport(name: string, version: [number, number]): string {
  const characters = [...Buffer.from(name)].flatMap((code) => [code & 0x7f, code >> 7])
  return Buffer.from([0xf0, 0x79, ...version, ...characters, 0xf7]).toString('hex')
}

test('writes the locked file and is content when the board answers with the right name', async () => {
  expect(await flash('--avrdude', avrdude('avrdude done. Thank you.\n', 0))).toBe(0)
  expect(readFileSync(join(folder, 'arguments'), 'utf8')).toBe(
    `-p atmega328p -c arduino -P /dev/board -b 115200 -D -U flash:w:${hexPath}:i`,
  )
  expect(terminal.out).toContain('It runs colok-io 2.2. Done.')
})

test('takes a copy of the file, and a slower bootloader', async () => {
  const copy = join(folder, 'copy.hex')
  copyFileSync(hexPath, copy)
  expect(await flash('--hex', copy, '--baud', '57600', '--avrdude', avrdude('', 0))).toBe(0)
  expect(readFileSync(join(folder, 'arguments'), 'utf8')).toContain(`-b 57600 -D -U flash:w:${copy}:i`)
})

test('expects the name and version that the sketch reports', () => {
  const sketch = readFileSync(new URL('../../../board/sketch/firmata.cpp', import.meta.url), 'utf8')
  expect(sketch).toContain(`firmwareName[] PROGMEM = "${expectedFirmware.name}"`)
  const protocol = readFileSync(
    new URL('../../../../hardware/protocols/io-board.md', import.meta.url),
    'utf8',
  )
  const [major, minor] = expectedFirmware.version.split('.').map((part) => part.padStart(2, '0'))
  expect(protocol).toContain(`F0 79 ${major} ${minor}`)
})

describe('a file that is not the locked one is not flashed', () => {
  test.each([
    ['empty', '', 'it is empty'],
    ['a text', 'hello\n', 'no Intel HEX file'],
    ['an ELF file', '\x7fELF\x01\x01', 'ELF file'],
    ['cut off', ':100000000C9434000C9451000C9451000C94510069\n', 'cut off'],
    ['another program', ':0400000001020304F2\n:00000001FF\n', 'another program than the tested one'],
  ])('%s', async (_, text, problem) => {
    const file = join(folder, 'other.hex')
    writeFileSync(file, text, 'latin1')
    expect(await flash('--hex', file, '--avrdude', avrdude('', 0))).toBe(1)
    expect(terminal.err.replaceAll('\n', ' ')).toContain(problem)
    expect(existsSync(join(folder, 'arguments'))).toBe(false)
  })

  test('a missing one', async () => {
    expect(await flash('--hex', join(folder, 'none.hex'), '--avrdude', avrdude('', 0))).toBe(1)
    expect(terminal.err).toContain('no such file')
  })
})

describe('a failure of avrdude is explained', () => {
  test.each([
    ["avrdude: ser_open(): can't open device: Permission denied", 'group dialout'],
    ['avrdude: ser_open(): can\'t open device "/dev/x": No such file or directory', 'plugged in'],
    ["avrdude: ser_open(): can't open device: Device or resource busy", 'systemctl stop'],
    ['avrdude: stk500_getsync() attempt 10 of 10: not in sync: resp=0x00', '--baud 57600'],
    ['avrdude: Device signature = 0x1e9801\nDouble check chip, or use -F', 'no ATmega328P'],
    ['avrdude: verification error, first mismatch at byte 0x0000', 'reads back differently'],
    ['avrdude: something nobody has seen', 'avrdude failed (status 1)'],
  ])('%s', async (prints, explanation) => {
    expect(await flash('--avrdude', avrdude(`${prints}\n`, 1))).toBe(1)
    expect(terminal.err.replaceAll('\n', ' ')).toContain(explanation)
    expect(terminal.out).toContain(prints)
  })

  test('that it is not installed', async () => {
    expect(await flash('--avrdude', join(folder, 'nowhere'))).toBe(1)
    expect(terminal.err).toContain('apt-get install avrdude')
  })
})

describe('a board that was written is not believed before it answers', () => {
  test('another firmware', async () => {
    report = firmwareReport('StandardFirmata', [2, 5])
    expect(await flash('--avrdude', avrdude('', 0))).toBe(1)
    expect(terminal.err).toContain('runs StandardFirmata 2.5, not colok-io 2.2')
  })

  test('silence', async () => {
    report = undefined
    expect(await flash('--avrdude', avrdude('', 0))).toBe(1)
    expect(terminal.err).toContain('the board says nothing')
    expect(clock.pendingTimers).toBe(0)
  })
})

test('wrong usage is status 2', async () => {
  expect(await flashBoard([], { terminal, clock, openPort: () => Promise.reject() })).toBe(2)
  expect(await flash('--baud', '9600')).toBe(2)
  expect(await flash('--fast')).toBe(2)
  expect(terminal.err).toContain('--baud is 115200 or 57600')
})
