import type { Board } from '../src/devices/board.ts'

/**
 * The text of `sketch/board-pins.h`: the pin map of a board as masks of the ATmega328P's three ports. Throws a
 * RangeError where the sketch cannot do what the data asks for.
 */
export function boardPinsHeader(board: Board): string {
  const { sockets } = board
  for (const { connectorId, plugInput } of sockets)
    if (plugInput > 7)
      throw new RangeError(
        `plugInput ${plugInput} of socket ${connectorId}: the sketch reads port A only, 0 to 7`,
      )
  const outputs = [...sockets.flatMap((socket) => socket.elements), board.leakageTest.pin]
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
constexpr uint8_t elementsPerSocket = 2;

static const PinMask elementPins[socketCount][elementsPerSocket] PROGMEM = {
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
constexpr PinMask plugInterruptPin = ${mask([board.plugInterrupt.pin])};

constexpr PinMask outputPins = ${mask(outputs)};
constexpr PinMask pullUpPins = ${mask(pullUps)};

constexpr uint8_t plugExpanderAddress = ${hex(board.i2c.plugInputs.address)};
static const uint8_t plugInputs[socketCount] PROGMEM = {${sockets.map(({ plugInput }) => hex(1 << plugInput)).join(', ')}};
constexpr uint8_t plugInputMask = ${hex(sockets.reduce((bits, { plugInput }) => bits | (1 << plugInput), 0))};
constexpr bool plugInHigh = ${board.plugInLevel === 'high'};
`
}

/** Arduino's 0 to 7 are port D, 8 to 13 port B, 14 to 19 port C. */
function mask(pins: readonly number[]): string {
  const bits = (first: number, last: number) =>
    pins.filter((pin) => pin >= first && pin <= last).reduce((port, pin) => port | (1 << (pin - first)), 0)
  return `{${hex(bits(8, 13))}, ${hex(bits(14, 19))}, ${hex(bits(0, 7))}}`
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`
}
