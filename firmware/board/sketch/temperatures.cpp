#include "temperatures.h"

#include <avr/io.h>
#include <avr/pgmspace.h>

#include "alarm.h"
#include "board-pins.h"
#include "i2c.h"

static constexpr uint16_t everyTicks = 1000 / socketCount;
// At 128 samples a second a conversion takes 8.7 ms at the most.
static constexpr uint8_t conversionTicks = 12;

// ADS1115 datasheet SBAS444, tables 8-1 and 8-3: a single conversion of one input against ground, 4.096 V at full scale,
// 128 samples a second, no comparator.
static constexpr uint8_t conversionRegister = 0x00;
static constexpr uint8_t configRegister = 0x01;
static constexpr uint8_t configHigh = 0xc3;
static constexpr uint8_t channelShift = 4;
static constexpr uint8_t configLow = 0x83;

// In readings of one input. The terminals' heat is slow; a single wrong number is noise.
static constexpr uint8_t hotReadings = 2;
static constexpr uint8_t coolReadings = 2;

static bool converting;
static bool roundOver;
static uint16_t ticksSince = everyTicks;
static uint8_t current;
static uint8_t knownMask;
static uint8_t hotMask;
static uint16_t values[socketCount];
static Alarm<hotReadings, coolReadings> tooHot[socketCount];

bool temperatures::start() {
  if (ticksSince < (converting ? conversionTicks : everyTicks)) return false;
  if (converting) {
    i2c::out[0] = conversionRegister;
    i2c::start(thermistorConverterAddress, 1, 2);
  } else {
    ticksSince = 0;
    i2c::out[0] = configRegister;
    i2c::out[1] = configHigh | (pgm_read_byte(&thermistorInputs[current]) << channelShift);
    i2c::out[2] = configLow;
    i2c::start(thermistorConverterAddress, 3, 0);
  }
  return true;
}

static void take(int16_t code) {
  // One count is 0.125 mV. Below ground there is only noise.
  const uint16_t value = code < 0 ? 0 : code >> 1;
  values[current] = value;
  tooHot[current].sample(value < thermistorHotBelow);
  if (tooHot[current].raised()) hotMask |= _BV(current);
  else hotMask &= ~_BV(current);
}

void temperatures::finish(bool acknowledged) {
  if (acknowledged && !converting) {
    converting = true;
    return;
  }
  if (acknowledged) {
    take((i2c::in[0] << 8) | i2c::in[1]);
    knownMask |= _BV(current);
  } else {
    knownMask &= ~_BV(current);
  }
  converting = false;
  if (++current < socketCount) return;
  current = 0;
  roundOver = true;
}

void temperatures::onTick() {
  if (ticksSince < everyTicks) ticksSince++;
}

bool temperatures::takeRound() {
  const bool was = roundOver;
  roundOver = false;
  return was;
}

uint8_t temperatures::known() { return knownMask; }
uint16_t temperatures::quarterMillivolts(uint8_t socket) { return values[socket]; }

uint8_t temperatures::hot() { return hotMask; }
