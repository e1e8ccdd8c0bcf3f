import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compilerFlags } from './compile.ts'
import { currentPinsHeader, currentSources, hexPath, lockProblems, pinsHeaderPath, readLock } from './lock.ts'

const whatToDo =
  'run `npm run board:build -w firmware` (it needs avr-gcc), test, and commit the .hex and the lock'
const ramBytes = 2_048
const flashBytes = 32_256 // the rest of the 32 KiB is the bootloader's

function now() {
  return {
    sources: currentSources(),
    flags: compilerFlags,
    hex: readFileSync(hexPath, 'latin1'),
  }
}

describe('the I/O board’s machine code', () => {
  it('was made from the sources that lie beside it', () => {
    expect(lockProblems(readLock(), now()), whatToDo).toEqual([])
  })

  it('has the pin map of board.json', () => {
    expect(readFileSync(pinsHeaderPath, 'utf8'), whatToDo).toBe(currentPinsHeader())
  })

  it('fits the ATmega328P, with half of the memory to spare', () => {
    const lock = readLock()
    expect(lock.flashBytes).toBeLessThan(flashBytes / 2)
    expect(lock.ramBytes + lock.stackBytes).toBeLessThan(ramBytes / 2)
  })
})

describe('the lock', () => {
  it('names a source that has changed, one that is gone and one that is new', () => {
    const lock = {
      ...readLock(),
      sources: { 'a.cpp': '0'.repeat(64), 'b.cpp': '0'.repeat(64) },
    }
    const sources = { 'a.cpp': '1'.repeat(64), 'c.cpp': '0'.repeat(64) }
    expect(lockProblems(lock, { ...now(), sources })).toEqual([
      'a.cpp has changed since the last build',
      'b.cpp is in the lock and no longer there',
      'c.cpp is new since the last build',
    ])
  })

  it('notices another .hex and other flags', () => {
    expect(
      lockProblems(readLock(), {
        ...now(),
        hex: ':00000001FF\n',
        flags: ['-O3'],
      }),
    ).toEqual([
      'the compiler flags have changed since the last build',
      'colok-io.hex is not the one that the last build made',
    ])
  })
})
