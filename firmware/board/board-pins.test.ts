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

test('puts the door into the port that an MCP23017 has it in, and the heat into the converter’s steps', () => {
  const header = boardPinsHeader(boardSchema.parse(reference1))
  // Input 8 is the first of port B.
  expect(header).toContain('constexpr uint16_t doorInput = 0x0100;')
  // 10 kΩ, β 3950: 1.719 kΩ at 71 °C, with 10 kΩ to 3.3 V: 479.9… mV, in steps of 0.25 mV.
  const hotBelow = Number(/thermistorHotBelow = (\d+);/.exec(header)![1])
  const kiloOhms = 10 * Math.exp(3950 * (1 / 344.15 - 1 / 298.15))
  expect(Math.abs(hotBelow - (4 * 3300 * kiloOhms) / (kiloOhms + 10))).toBeLessThan(1)
})
