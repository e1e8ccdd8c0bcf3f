// Made from hardware/boards/reference-1/board.json by `npm run board:build -w firmware`. Do not edit.
#pragma once
#include <avr/pgmspace.h>
#include <stdint.h>

// One bit a pin, in each of the three ports.
struct PinMask {
  uint8_t b, c, d;
};

constexpr uint8_t socketCount = 4;
constexpr uint8_t socketMask = 0x0f;
constexpr uint8_t elementsPerSocket = 2;

static const PinMask elementPins[socketCount][elementsPerSocket] PROGMEM = {
    {{0x00, 0x00, 0x04}, {0x00, 0x00, 0x40}},
    {{0x00, 0x00, 0x08}, {0x00, 0x00, 0x80}},
    {{0x00, 0x00, 0x10}, {0x01, 0x00, 0x00}},
    {{0x00, 0x00, 0x20}, {0x02, 0x00, 0x00}},
};
static const PinMask contactPins[socketCount] PROGMEM = {
    {0x04, 0x00, 0x00},
    {0x08, 0x00, 0x00},
    {0x10, 0x00, 0x00},
    {0x20, 0x00, 0x00},
};
constexpr bool contactVoltageHigh = false;

constexpr PinMask emergencyStopPin = {0x00, 0x01, 0x00};
constexpr bool emergencyStopPressedHigh = true;
constexpr PinMask leakageTripPin = {0x00, 0x02, 0x00};
constexpr bool leakageTrippedHigh = true;
constexpr PinMask plugInterruptPin = {0x00, 0x08, 0x00};

constexpr PinMask outputPins = {0x03, 0x04, 0xfc};
constexpr PinMask pullUpPins = {0x3c, 0x3b, 0x00};

constexpr uint8_t plugExpanderAddress = 0x21;
static const uint8_t plugInputs[socketCount] PROGMEM = {0x01, 0x02, 0x04, 0x08};
constexpr uint8_t plugInputMask = 0x0f;
constexpr bool plugInHigh = false;
