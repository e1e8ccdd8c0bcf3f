import { expect, test } from 'vitest'
import reference1 from '../../hardware/boards/reference-1/board.json' with { type: 'json' }
import { boardSchema } from '../src/devices/board.ts'
import { boardPinsHeader } from './board-pins.ts'

test('puts each pin into the port that an ATmega328P has it in', () => {
  const header = boardPinsHeader(boardSchema.parse(reference1))
  // Socket 3 has its elements on pins 4 (PD4) and 8 (PB0), socket 1 its contact on 10 (PB2).
  expect(header).toContain('    {{0x00, 0x00, 0x10}, {0x01, 0x00, 0x00}},')
  expect(header).toMatch(/contactPins\[socketCount\] PROGMEM = \{\n {4}\{0x04, 0x00, 0x00\},/)
  expect(header).toContain('constexpr PinMask emergencyStopPin = {0x00, 0x01, 0x00};')
})

test('gives every input a pull-up and no output one, and leaves the UART alone', () => {
  const header = boardPinsHeader(boardSchema.parse(reference1))
  const masks = (name: string) =>
    new RegExp(`${name} = \\{(0x..), (0x..), (0x..)\\}`).exec(header)!.slice(1).map(Number)
  const outputs = masks('outputPins')
  const pullUps = masks('pullUpPins')
  expect(outputs.map((mask, port) => mask & pullUps[port]!)).toEqual([0, 0, 0])
  expect(outputs.map((mask, port) => mask | pullUps[port]!)).toEqual([0x3f, 0x3f, 0xfc])
})

test('refuses a plug input that the sketch does not read', () => {
  const [first, ...others] = reference1.sockets
  const board = boardSchema.parse({ ...reference1, sockets: [{ ...first, plugInput: 8 }, ...others] })
  expect(() => boardPinsHeader(board)).toThrow(
    'plugInput 8 of socket 1: the sketch reads port A only, 0 to 7',
  )
})
