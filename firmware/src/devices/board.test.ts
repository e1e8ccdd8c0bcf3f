import { expect, test } from 'vitest'
import reference1 from '../../../hardware/boards/reference-1/board.json' with { type: 'json' }
import { boardSchema } from './board.ts'

test('the reference board uses each of the sixteen free pins once', () => {
  const board = boardSchema.parse(reference1)
  const { sockets, emergencyStop, leakageTrip, leakageTest, solenoid } = board
  const pins = [
    ...sockets.flatMap(({ elements, contact }) => [...elements, contact]),
    ...[emergencyStop, leakageTrip, leakageTest, solenoid].map(({ pin }) => pin),
  ]
  expect(pins.sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17])
})

test.each([
  ['a pin twice', { leakageTest: { pin: 14 } }, 'pin 14 is used twice'],
  ['a pin of the UART', { leakageTest: { pin: 1 } }, 'expected number to be >=2'],
  ['sockets out of order', { sockets: reference1.sockets.toReversed() }, 'in the order of their connectorId'],
  ['a light twice', { sockets: twiceLit() }, 'light pin 0 is used twice'],
  [
    'a door on the input of a plug',
    { door: { input: 2, openLevel: 'high' } },
    'expander input 2 is used twice',
  ],
  ['an unknown key', { relays: [] }, 'Unrecognized key: "relays"'],
])('a board with %s is refused', (_, change, problem) => {
  const result = boardSchema.safeParse({ ...reference1, ...change })
  expect(result.error?.issues.map(({ message }) => message).join('; ')).toContain(problem)
})

function twiceLit() {
  return reference1.sockets.map((socket) => ({ ...socket, light: { ...socket.light, red: 0 } }))
}
