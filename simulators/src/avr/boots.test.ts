import { expect, test } from 'vitest'
import { BenchBoard } from './bench-board.ts'

const firstCell = 16
const cells = 64

test('counts starts modulo 128, and keeps the count over power cuts', () => {
  const eeprom = eepromAfter(0)
  expect([1, 2, 3].map(() => bootsAtStart(eeprom))).toEqual([1, 2, 3])
  const later = eepromAfter(125)
  expect([1, 2, 3, 4, 5].map(() => bootsAtStart(later))).toEqual([126, 127, 0, 1, 2])
})

test('writes one of its cells a start, each in its turn', () => {
  const eeprom = eepromAfter(60)
  for (let start = 61; start <= 70; start++) {
    const before = eeprom.slice()
    bootsAtStart(eeprom)
    const ours = [...eeprom.keys()].filter((address) => address < firstCell + cells)
    const changed = ours.filter((address) => eeprom[address] !== before[address])
    expect(changed).toEqual([firstCell + ((start - 1) % cells)])
  }
})

test('another number comes up although power was cut in the middle of the last write', () => {
  for (const halfWritten of [0xff, 0x00, 0x55, 0x7f]) {
    const eeprom = eepromAfter(70)
    eeprom[firstCell + (70 % cells)] = halfWritten
    expect(bootsAtStart(eeprom)).not.toBe(70)
  }
})

test('begins at 1 on a controller that held something else before', () => {
  expect(bootsAtStart(new Uint8Array(1_024).fill(0xd7))).toBe(1)
})

function bootsAtStart(eeprom: Uint8Array): number {
  const bench = new BenchBoard({ eeprom })
  bench.board.runMs(15)
  return bench.last.boots
}

/** As a board leaves it that was blank and has been started so many times. */
function eepromAfter(starts: number): Uint8Array {
  const eeprom = new Uint8Array(1_024).fill(0xff)
  for (let start = 1; start <= starts; start++) eeprom[firstCell + ((start - 1) % cells)] = start & 0x7f
  return eeprom
}
