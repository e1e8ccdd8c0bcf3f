import type { Board } from '../src/devices/board.ts'
import { thermistorMillivolts } from '../src/devices/thermistor.ts'

/** The unit in which the sketch holds a thermistor's voltage. */
const stepsPerMv = 4

/** The text of `sketch/board-pins.h`: what is wired to what, with pins as masks of the ATmega328P's three ports. */
export function boardPinsHeader(board: Board): string {
  const { sockets, thermistor } = board
  const outputs = [...sockets.flatMap((socket) => socket.elements), board.leakageTest.pin, board.solenoid.pin]
  const hotBelow = Math.floor(thermistorMillivolts(thermistor, thermistor.openAboveC) * stepsPerMv)
  // Inputs are wired to ground through a contact or an optocoupler, so each needs its pull-up; so does a pin without a
  // use, which would float, and the I2C bus. The UART's two have levels of their own.
  const pullUps = Array.from({ length: 18 }, (_, index) => index + 2).filter((pin) => !outputs.includes(pin))
  return `// Made from hardware/boards/${board.revision}/board.json by \`npm run board:build -w firmware\`. Do not edit.
#pragma once
#include <avr/pgmspace.h>
#include <stdint.h>

// One bit a pin, in each of the three ports.
struct PinMask {
  uint8_t b, c, d;
};

constexpr uint8_t socketCount = ${sockets.length};
constexpr uint8_t socketMask = ${hex((1 << sockets.length) - 1)};

static const PinMask elementPins[socketCount][2] PROGMEM = {
${sockets.map(({ elements }) => `    {${mask([elements[0]])}, ${mask([elements[1]])}},`).join('\n')}
};
static const PinMask contactPins[socketCount] PROGMEM = {
${sockets.map(({ contact }) => `    ${mask([contact])},`).join('\n')}
};
constexpr bool contactVoltageHigh = ${board.contactVoltageLevel === 'high'};

constexpr PinMask emergencyStopPin = ${mask([board.emergencyStop.pin])};
constexpr bool emergencyStopPressedHigh = ${board.emergencyStop.pressedLevel === 'high'};
constexpr PinMask leakageTripPin = ${mask([board.leakageTrip.pin])};
constexpr bool leakageTrippedHigh = ${board.leakageTrip.trippedLevel === 'high'};
constexpr PinMask leakageTestPin = ${mask([board.leakageTest.pin])};
constexpr PinMask solenoidPin = ${mask([board.solenoid.pin])};

constexpr PinMask outputPins = ${mask(outputs)};
constexpr PinMask pullUpPins = ${mask(pullUps)};

// Inputs 0 to 7 are port A of the expander, 8 to 15 port B.
constexpr uint8_t inputExpanderAddress = ${hex(board.i2c.inputs.address)};
static const uint16_t plugInputs[socketCount] PROGMEM = {${sockets.map(({ plugInput }) => input(plugInput)).join(', ')}};
constexpr bool plugInHigh = ${board.plugInLevel === 'high'};
constexpr uint16_t doorInput = ${input(board.door.input)};
constexpr bool doorOpenHigh = ${board.door.openLevel === 'high'};
constexpr uint16_t tamperInput = ${input(board.tamper.input)};
constexpr bool tamperedHigh = ${board.tamper.tamperedLevel === 'high'};

constexpr uint8_t thermistorConverterAddress = ${hex(board.i2c.thermistors.address)};
static const uint8_t thermistorInputs[socketCount] PROGMEM = {${sockets.map(({ thermistorInput }) => thermistorInput).join(', ')}};
// What a thermistor's divider puts out at ${thermistor.openAboveC} degrees Celsius, in 0.25 mV.
constexpr uint16_t thermistorHotBelow = ${hotBelow};
`
}

/** Arduino's 0 to 7 are port D, 8 to 13 port B, 14 to 19 port C. */
function mask(pins: readonly number[]): string {
  const bits = (first: number, last: number) =>
    pins.filter((pin) => pin >= first && pin <= last).reduce((port, pin) => port | (1 << (pin - first)), 0)
  return `{${hex(bits(8, 13))}, ${hex(bits(14, 19))}, ${hex(bits(0, 7))}}`
}

function input(number: number): string {
  return `0x${(1 << number).toString(16).padStart(4, '0')}`
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`
}
