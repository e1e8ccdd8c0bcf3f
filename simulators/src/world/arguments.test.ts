import { expect, test } from 'vitest'
import { readArguments } from './arguments.ts'
import { faultKinds } from './faults.ts'

const read = (...argv: string[]) => readArguments(argv, 1_700_000_000_123)

test('takes ten chargers, six hours and every fault, with a fresh seed, unless told otherwise', () => {
  expect(read()).toMatchObject({
    kind: 'run',
    seed: 123,
    seeds: 1,
    chargers: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    durationMs: 6 * 3_600_000,
    faults: new Set(faultKinds),
  })
})

test('takes days, chosen chargers and chosen faults', () => {
  expect(read('--days', '2', '--only', '3,17', '--faults', 'powerCut,partition')).toMatchObject({
    durationMs: 2 * 86_400_000,
    chargers: [3, 17],
    faults: new Set(['powerCut', 'partition']),
  })
})

test.each([
  [['--seed', 'x'], '--seed wants a number'],
  [['--chargers', '0'], '--chargers wants a number above 0'],
  [['--chargers', '1.5'], '--chargers wants a whole number'],
  [['--days', '1', '--hours', '1'], 'not both'],
  [['--faults', 'earthquake'], '"earthquake" is none of'],
  [['--colour'], '--colour'],
])('says what is wrong with %s', (argv, problem) => {
  const answer = read(...argv)
  expect(answer.kind === 'wrong' && answer.problem).toContain(problem)
})
