import { expect, test } from 'vitest'
import { dotsOf } from './glyphs.ts'

/** The glyph as a person would draw it. */
function drawn(character: string): string[] {
  const dots = new Set(dotsOf(character).map(([column, row]) => `${column},${row}`))
  return Array.from({ length: 7 }, (_, row) =>
    Array.from({ length: 5 }, (_, column) => (dots.has(`${column},${row}`) ? '#' : '.')).join(''),
  )
}

test('draws the letters of the ROM', () => {
  expect(drawn('R')).toEqual(['####.', '#...#', '#...#', '####.', '#.#..', '#..#.', '#...#'])
  expect(drawn('7')).toEqual(['#####', '....#', '...#.', '..#..', '.#...', '.#...', '.#...'])
  expect(drawn('g')).toEqual(['.....', '.....', '.####', '#...#', '.####', '....#', '.###.'])
})

test('shows what the ROM has where ASCII has something else', () => {
  expect(drawn('→')).toEqual(['.....', '..#..', '...#.', '#####', '...#.', '..#..', '.....'])
  expect(drawn('\u00a5')[4]).toBe('#####')
  expect(drawn('█')).toEqual(Array(7).fill('#####'))
})

test('has dots for every character but the space, and a box for one that it does not know', () => {
  for (let code = 0x21; code < 0x7f; code += 1)
    expect(dotsOf(String.fromCharCode(code)).length).toBeGreaterThan(0)
  expect(dotsOf(' ')).toEqual([])
  expect(drawn('é')[0]).toBe('#####')
})
