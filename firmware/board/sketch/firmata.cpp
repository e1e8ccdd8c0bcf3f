#include "firmata.h"

#include <avr/pgmspace.h>

#include "board-pins.h"
#include "host-i2c.h"
#include "protocol.h"
#include "uart.h"

enum Command : uint8_t {
  analogMappingQuery = 0x69,
  analogMappingResponse = 0x6a,
  capabilityQuery = 0x6b,
  capabilityResponse = 0x6c,
  pinStateQuery = 0x6d,
  pinStateResponse = 0x6e,
  i2cRequest = 0x76,
  i2cConfig = 0x78,
  reportFirmware = 0x79,
};

static constexpr uint8_t startSysex = 0xf0;
static constexpr uint8_t endSysex = 0xf7;
static constexpr uint8_t reportVersionCommand = 0xf9;

static constexpr uint8_t pinCount = 20;
static constexpr uint8_t firstI2cPin = 18;
static constexpr uint8_t i2cMode = 0x06;
static constexpr uint8_t noMode = 0x7f;
static constexpr uint8_t noChannel = 0x7f;

static const char firmwareName[] PROGMEM = "colok-io";

enum Due : uint8_t { dueVersion = 1, dueFirmware = 2, dueCapabilities = 4, dueAnalogMapping = 8, duePinState = 16 };
static uint8_t due;
static uint8_t askedPin;

static bool isI2cPin(uint8_t pin) { return pin >= firstI2cPin; }

static void begin(uint8_t command) {
  uart::write(startSysex);
  uart::write(command);
}

static void sendVersion() {
  uart::write(reportVersionCommand);
  uart::write(2);
  uart::write(5);
}

static void sendFirmware() {
  begin(reportFirmware);
  uart::write(protocol::version);
  uart::write(protocol::program);
  for (uint8_t index = 0; index < sizeof firmwareName - 1; index++) {
    uart::write(pgm_read_byte(&firmwareName[index]));
    uart::write(0);
  }
  uart::write(endSysex);
}

// Every pin but the two of the I2C bus belongs to our own messages or to the UART, so they have no modes.
static void sendCapabilities() {
  begin(capabilityResponse);
  for (uint8_t pin = 0; pin < pinCount; pin++) {
    if (isI2cPin(pin)) {
      uart::write(i2cMode);
      uart::write(1);
    }
    uart::write(0x7f);
  }
  uart::write(endSysex);
}

static void sendAnalogMapping() {
  begin(analogMappingResponse);
  for (uint8_t pin = 0; pin < pinCount; pin++) uart::write(noChannel);
  uart::write(endSysex);
}

static void sendPinState() {
  begin(pinStateResponse);
  uart::write(askedPin);
  uart::write(isI2cPin(askedPin) ? i2cMode : noMode);
  uart::write(0);
  uart::write(endSysex);
}

// The longest answer is that of the capabilities. Asking for this much room for any of them keeps the rule simple.
static constexpr uint8_t maxAnswerBytes = 3 + pinCount + 2 * 2;

// One a call, the oldest kind first. No pointers to functions: the call graph, and with it the depth of the stack, can
// be read off the machine code.
void firmata::poll() {
  if (due == 0 || uart::room() < maxAnswerBytes) return;
  const uint8_t first = due & -due;
  due &= ~first;
  switch (first) {
    case dueVersion:
      return sendVersion();
    case dueFirmware:
      return sendFirmware();
    case dueCapabilities:
      return sendCapabilities();
    case dueAnalogMapping:
      return sendAnalogMapping();
    case duePinState:
      return sendPinState();
  }
}

void firmata::announce() { due |= dueVersion | dueFirmware; }

void firmata::reportVersion() { due |= dueVersion; }

void firmata::takeSysex(const uint8_t *bytes, uint8_t length) {
  switch (bytes[0]) {
    case reportFirmware:
      due |= dueFirmware;
      return;
    case capabilityQuery:
      due |= dueCapabilities;
      return;
    case analogMappingQuery:
      due |= dueAnalogMapping;
      return;
    case pinStateQuery:
      if (length < 2 || bytes[1] >= pinCount || (due & duePinState)) return;
      askedPin = bytes[1];
      due |= duePinState;
      return;
    case i2cConfig:
      hostI2c::enable();
      return;
    case i2cRequest:
      hostI2c::request(bytes + 1, length - 1);
      return;
    default:
      return;  // a feature of Firmata that this board does not have
  }
}
