import { describe, expect, test } from 'vitest'
import { parseHilCommand } from './arguments.ts'

describe('npm run hil', () => {
  test('measures without a word, for as long as is said', () => {
    expect(parseHilCommand([])).toEqual({ kind: 'measure', seconds: 30 })
    expect(parseHilCommand(['--seconds', '60'])).toEqual({ kind: 'measure', seconds: 60 })
  })

  test.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['2h', 7_200_000],
  ])('soaks for %s', (time, durationMs) => {
    expect(parseHilCommand(['--soak', time, '--seed', '7'])).toEqual({ kind: 'soak', durationMs, seed: 7 })
  })

  test.each([
    ['--soak', '30'],
    ['--soak', '0m'],
    ['--seed', 'x'],
    ['--seconds', '1'],
  ])('says what is wrong with %s %s', (name, value) => {
    const command = parseHilCommand([name, value])
    expect(command).toMatchObject({ kind: 'wrong' })
    expect(command.kind === 'wrong' && command.problem).toContain(`not "${value}"`)
  })

  test('names an option that it does not have', () => {
    expect(parseHilCommand(['--sok'])).toMatchObject({ kind: 'wrong' })
  })
})
