import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CharacterScreen } from './character-screen.ts'

test('sends all of it first, and nothing when nothing has changed', () => {
  const screen = new CharacterScreen({ columns: 16, rows: 2 })
  screen.want(['SIAP', 'Tap kartu'])
  expect(runsOf(screen)).toEqual(['0,0 "SIAP            "', '1,0 "Tap kartu       "'])
  screen.want(['SIAP', 'Tap kartu'])
  expect(runsOf(screen)).toEqual([])
})

test('sends only what differs', () => {
  const screen = new CharacterScreen({ columns: 20, rows: 4 })
  screen.want(['MENGISI     01:02:36', '1,25 kWh     1.198 W'])
  runsOf(screen)
  screen.want(['MENGISI     01:02:37', '1,26 kWh     1.198 W'])
  expect(runsOf(screen)).toEqual(['0,19 "7"', '1,3 "6"'])
})

test('cuts a long stretch, and a long row', () => {
  const screen = new CharacterScreen({ columns: 16, rows: 2 })
  screen.want(['0123456789abcdefTOO LONG'])
  expect(runsOf(screen, 10)).toEqual([
    '0,0 "0123456789"',
    '0,10 "abcdef"',
    '1,0 "          "',
    '1,10 "      "',
  ])
})

test('writes what the character ROM has: no accents, and a question mark for what is not there', () => {
  const screen = new CharacterScreen({ columns: 20, rows: 4 })
  screen.want(['Café ± ~ \\ → 電 ok'])
  expect(runsOf(screen)[0]).toBe('0,0 "Cafe ? ? ? ? ? ok   "')
})

test('writes everything anew after it has been told to forget', () => {
  const screen = new CharacterScreen({ columns: 16, rows: 2 })
  screen.want(['A'])
  runsOf(screen)
  screen.forget()
  expect(runsOf(screen).join('')).toContain('A')
})

test('from any text to any other, what was sent adds up to what is wanted', () => {
  const lines = fc.array(fc.string({ maxLength: 25 }), { maxLength: 5 })
  fc.assert(
    fc.property(
      fc.array(lines, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 20 }),
      (texts, longest) => {
        const screen = new CharacterScreen({ columns: 20, rows: 4 })
        const display = new Array<number>(80).fill(0)
        for (const text of texts) {
          screen.want(text)
          for (let run = screen.takeRun(longest); run; run = screen.takeRun(longest)) {
            expect(run.codes.length).toBeLessThanOrEqual(longest)
            expect(run.column + run.codes.length).toBeLessThanOrEqual(20)
            for (const [index, code] of run.codes.entries()) display[run.row * 20 + run.column + index] = code
          }
        }
        const fresh = new CharacterScreen({ columns: 20, rows: 4 })
        fresh.want(texts.at(-1) ?? [])
        const wanted = Array.from({ length: 4 }, () => fresh.takeRun(20)?.codes ?? []).flat()
        expect(display).toEqual(wanted)
      },
    ),
  )
})

function runsOf(screen: CharacterScreen, longest = 20): string[] {
  const runs: string[] = []
  for (let run = screen.takeRun(longest); run; run = screen.takeRun(longest))
    runs.push(`${run.row},${run.column} "${String.fromCharCode(...run.codes)}"`)
  return runs
}
