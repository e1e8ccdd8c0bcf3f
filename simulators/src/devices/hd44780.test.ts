import { beforeEach, expect, test } from 'vitest'
import { Hd44780 } from './hd44780.ts'

let lcd: Hd44780

beforeEach(() => {
  lcd = new Hd44780({ rows: 4, columns: 20, onChange: () => {} })
})

test('is blank until it has been initialised and switched on', () => {
  write('A')
  expect(lcd.text()).toEqual(Array.from({ length: 4 }, () => ' '.repeat(20)))
})

test('has its third row behind the first and its fourth behind the second, as the controller counts', () => {
  initialise()
  write(`${'x'.repeat(20)}third`)
  instruct(0x80 | 0x54)
  write('fourth')
  expect(lcd.text().map((row) => row.trim())).toEqual(['x'.repeat(20), '', 'third', 'fourth'])
})

test('goes from the end of the first line of its memory to the second', () => {
  initialise()
  instruct(0x80 | 0x27)
  write('ab')
  expect(lcd.text()[2]?.at(-1)).toBe('a')
  expect(lcd.text()[1]?.[0]).toBe('b')
})

test('shows the glyphs of the A00 ROM', () => {
  initialise()
  write('\\~')
  expect(lcd.text()[0]?.trim()).toBe('¥→')
})

test('is garbled by a lost nibble, and whole again after the reset sequence', () => {
  initialise()
  nibble(0x4, true)
  write('HELLO')
  expect(lcd.text()[0]).not.toContain('HELLO')
  for (const high of [3, 3, 3, 2]) nibble(high, false)
  for (const instruction of [0x28, 0x0c, 0x06, 0x02]) instruct(instruction)
  write('HELLO')
  expect(lcd.text()[0]).toContain('HELLO')
})

test('clears, shifts and goes home', () => {
  initialise()
  write('abc')
  instruct(0x18)
  expect(lcd.text()[0]?.startsWith('bc')).toBe(true)
  instruct(0x02)
  expect(lcd.text()[0]?.startsWith('abc')).toBe(true)
  instruct(0x01)
  expect(lcd.text()[0]).toBe(' '.repeat(20))
})

function initialise(): void {
  for (const high of [3, 3, 3, 2]) nibble(high, false)
  for (const instruction of [0x28, 0x0c, 0x06, 0x01]) instruct(instruction)
}

function instruct(byte: number): void {
  nibble(byte >> 4, false)
  nibble(byte & 0x0f, false)
}

function write(text: string): void {
  for (const code of Buffer.from(text, 'latin1')) {
    nibble(code >> 4, true)
    nibble(code & 0x0f, true)
  }
}

/** E high, then low; the backlight on. */
function nibble(data: number, registerSelect: boolean): void {
  const pins = (data << 4) | 0x08 | (registerSelect ? 0x01 : 0)
  lcd.write([pins | 0x04, pins])
}
