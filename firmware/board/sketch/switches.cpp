#include "switches.h"

#include <avr/io.h>
#include <avr/pgmspace.h>

#include "alarm.h"
#include "board-pins.h"
#include "i2c.h"

static constexpr uint8_t readEveryTicks = 10;
// Sooner while there is something to make sure of. Not when it has failed: on a bus that is stuck each try takes 10 ms,
// and the displays' would have no turn.
static constexpr uint8_t readAgainTicks = 2;
static constexpr uint8_t readFailedTicks = 20;
// A value that is older is no value.
static constexpr uint8_t staleTicks = 100;
// In readings: a door that swings does not flutter.
static constexpr uint8_t alarmReadings = 1;
static constexpr uint8_t quietReadings = 10;

// Written in one sequence from register 00 (MCP23017 datasheet DS20001952, table 3-3, IOCON.BANK = 0). Every pin is an
// input with its pull-up on, so that none floats.
static const uint8_t setUp[] PROGMEM = {
    0x00,        // the register that the first value goes to
    0xff, 0xff,  // IODIR: inputs
    0x00, 0x00,  // IPOL
    0x00, 0x00,  // GPINTEN
    0x00, 0x00,  // DEFVAL
    0x00, 0x00,  // INTCON
    0x00, 0x00,  // IOCON
    0xff, 0xff,  // GPPU: pull-ups
};
// From GPPUA to GPIOB. The pull-ups come along to show that the part is the one that was set up: after a dip of its
// supply they are off, and its inputs would read as anything.
static constexpr uint8_t firstReadRegister = 0x0c;
static constexpr uint8_t readBytes = 8;

static bool isSetUp;
static bool lastFailed;
static bool everRead;
static uint8_t ticksSince = readEveryTicks;
// Since the last good reading, up to `staleTicks`.
static uint8_t age;
static uint8_t readings;
static uint16_t lastLevels;
static uint16_t steadyLevels;
static uint8_t pluggedIn;
static Alarm<alarmReadings, quietReadings> door;
static Alarm<alarmReadings, quietReadings> tamper;

static bool isDue() { return ticksSince >= (lastFailed ? readFailedTicks : readEveryTicks); }

bool switches::start() {
  if (!isDue()) return false;
  ticksSince = 0;
  if (isSetUp) {
    i2c::out[0] = firstReadRegister;
    i2c::start(inputExpanderAddress, 1, readBytes);
  } else {
    memcpy_P(i2c::out, setUp, sizeof setUp);
    i2c::start(inputExpanderAddress, sizeof setUp, 0);
  }
  return true;
}

static void fail() {
  isSetUp = false;
  lastFailed = true;
}

static void takeLevels(uint16_t levels) {
  uint8_t mask = 0;
  for (uint8_t socket = 0; socket < socketCount; socket++)
    if (((levels & pgm_read_word(&plugInputs[socket])) != 0) == plugInHigh) mask |= _BV(socket);
  pluggedIn = mask;
  const bool doorNow = ((levels & doorInput) != 0) == doorOpenHigh;
  const bool tamperNow = ((levels & tamperInput) != 0) == tamperedHigh;
  if (everRead) {
    door.sample(doorNow);
    tamper.sample(tamperNow);
  } else {
    door.begin(doorNow);
    tamper.begin(tamperNow);
    everRead = true;
  }
}

// A level counts when it reads the same twice: noise on the bus does not, and neither does what is read in the moment in
// which the part loses its settings. The first reading counts as it is; nothing can close then.
static void takeReading(uint16_t levels) {
  if (!everRead) lastLevels = levels;
  const uint16_t changed = levels ^ lastLevels;
  lastLevels = levels;
  steadyLevels = (steadyLevels & changed) | (levels & ~changed);
  if (changed) ticksSince = readEveryTicks - readAgainTicks;
  takeLevels(steadyLevels);
}

void switches::finish(bool acknowledged) {
  if (!acknowledged) {
    fail();
  } else if (!isSetUp) {
    isSetUp = true;
    lastFailed = false;
    ticksSince = readEveryTicks;
  } else if (i2c::in[0] != 0xff || i2c::in[1] != 0xff) {
    fail();
  } else {
    lastFailed = false;
    age = 0;
    takeReading(i2c::in[readBytes - 2] | (i2c::in[readBytes - 1] << 8));
    // The set-up is written anew now and then, every 2.5 s, in case noise has changed a register that is not read back.
    if (++readings == 0) isSetUp = false;
  }
}

void switches::onTick() {
  if (ticksSince < readFailedTicks) ticksSince++;
  if (age < staleTicks) age++;
}

bool switches::isKnown() { return everRead || cannotBeRead(); }
bool switches::cannotBeRead() { return age == staleTicks; }
uint8_t switches::plugs() { return cannotBeRead() ? 0 : pluggedIn; }
bool switches::doorOpen() { return !cannotBeRead() && door.raised(); }
bool switches::tampered() { return !cannotBeRead() && tamper.raised(); }
bool switches::doorSafe() { return everRead && !cannotBeRead() && !door.raised(); }
