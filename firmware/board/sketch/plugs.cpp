#include "plugs.h"

#include <avr/io.h>
#include <avr/pgmspace.h>

#include "board-pins.h"
#include "i2c.h"
#include "inputs.h"

static constexpr uint8_t readEveryTicks = 20;
// Sooner when the expander's interrupt asks, or at first after a failure. Not for ever: on a bus that is stuck each try
// takes 10 ms, and the displays' would have no turn.
static constexpr uint8_t readAgainTicks = 2;
static constexpr uint8_t failuresUntilUnreadable = 3;

// Written in one sequence from register 00 (MCP23017 datasheet DS20001952, table 3-3, IOCON.BANK = 0). Every pin is an
// input with its pull-up on, so that none floats.
static const uint8_t setUp[] PROGMEM = {
    0x00,              // the register that the first value goes to
    0xff, 0xff,        // IODIR: inputs
    0x00, 0x00,        // IPOL
    plugInputMask, 0,  // GPINTEN: the plug switches raise INTA
    0x00, 0x00,        // DEFVAL
    0x00, 0x00,        // INTCON: on any change
    0x04, 0x04,        // IOCON: interrupt outputs with open drain
    0xff, 0xff,        // GPPU: pull-ups
};
// From GPPUA to GPIOA. The pull-ups come along to show that the part is the one that was set up: after a dip of its
// supply they are off, and its inputs would read as anything.
static constexpr uint8_t firstReadRegister = 0x0c;
static constexpr uint8_t readBytes = 7;

static bool isSetUp;
static bool known;
static uint8_t failures;
static uint8_t ticksSince = readEveryTicks;
static uint8_t readings;
static uint8_t pluggedIn;

static bool isDue() {
  if (ticksSince >= readEveryTicks) return true;
  if (ticksSince < readAgainTicks || failures == failuresUntilUnreadable) return false;
  return inputs::plugsAsk() || failures > 0 || !isSetUp || !known;
}

bool plugs::start() {
  if (!isDue()) return false;
  ticksSince = 0;
  if (isSetUp) {
    i2c::out[0] = firstReadRegister;
    i2c::start(plugExpanderAddress, 1, readBytes);
  } else {
    memcpy_P(i2c::out, setUp, sizeof setUp);
    i2c::start(plugExpanderAddress, sizeof setUp, 0);
  }
  return true;
}

static void fail() {
  isSetUp = false;
  if (failures < failuresUntilUnreadable) failures++;
  if (failures == failuresUntilUnreadable) known = true;
}

void plugs::finish(bool acknowledged) {
  if (!acknowledged) {
    fail();
  } else if (!isSetUp) {
    isSetUp = true;
    ticksSince = readAgainTicks;
  } else if (i2c::in[0] != 0xff || i2c::in[1] != 0xff) {
    fail();
  } else {
    failures = 0;
    known = true;
    const uint8_t levels = plugInHigh ? i2c::in[readBytes - 1] : ~i2c::in[readBytes - 1];
    uint8_t mask = 0;
    for (uint8_t socket = 0; socket < socketCount; socket++)
      if (levels & pgm_read_byte(&plugInputs[socket])) mask |= _BV(socket);
    pluggedIn = mask;
    // The set-up is written anew now and then, every 5 s, in case noise has changed a register that is not read back.
    if (++readings == 0) isSetUp = false;
  }
}

void plugs::onTick() {
  if (ticksSince < readEveryTicks) ticksSince++;
}

bool plugs::isKnown() { return known; }
bool plugs::cannotBeRead() { return failures == failuresUntilUnreadable; }
uint8_t plugs::mask() { return cannotBeRead() ? 0 : pluggedIn; }
