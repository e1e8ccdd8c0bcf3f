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

static const PinMask elementPins[socketCount][2] PROGMEM = {
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
constexpr PinMask leakageTestPin = {0x00, 0x04, 0x00};
constexpr PinMask solenoidPin = {0x00, 0x08, 0x00};

constexpr PinMask outputPins = {0x03, 0x0c, 0xfc};
constexpr PinMask pullUpPins = {0x3c, 0x33, 0x00};

// Inputs 0 to 7 are port A of the expander, 8 to 15 port B.
constexpr uint8_t inputExpanderAddress = 0x21;
static const uint16_t plugInputs[socketCount] PROGMEM = {0x0001, 0x0002, 0x0004, 0x0008};
constexpr bool plugInHigh = false;
constexpr uint16_t doorInput = 0x0100;
constexpr bool doorOpenHigh = true;
constexpr uint16_t tamperInput = 0x0200;
constexpr bool tamperedHigh = true;

constexpr uint8_t thermistorConverterAddress = 0x48;
static const uint8_t thermistorInputs[socketCount] PROGMEM = {0, 1, 2, 3};
// What a thermistor's divider puts out at 71 degrees Celsius, in 0.25 mV.
constexpr uint16_t thermistorHotBelow = 1919;
