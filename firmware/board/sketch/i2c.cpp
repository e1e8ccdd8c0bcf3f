#include "i2c.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/delay.h>
#include <util/twi.h>

// 32 bytes with their addresses take 3.2 ms at 100 kHz; the rest is for a part that stretches the clock.
static constexpr uint8_t maxTicks = 10;

static constexpr uint8_t sda = _BV(PC4);
static constexpr uint8_t scl = _BV(PC5);

static constexpr uint8_t go = _BV(TWINT) | _BV(TWEN) | _BV(TWIE);

enum class Phase : uint8_t { idle, running, stopping };

uint8_t i2c::out[maxBytes];
uint8_t i2c::in[maxBytes];

static Phase phase;
static uint8_t address;
static uint8_t outLength;
static uint8_t inLength;
static uint8_t outSent;
static uint8_t inTaken;
static uint8_t ticksLeft;
static bool succeeded;

void i2c::begin() {
  TWSR = 0;
  TWBR = 72;  // 16 MHz / (16 + 2 * 72) = 100 kHz
  TWCR = _BV(TWEN);
}

// A part that lost its place in the middle of a byte holds SDA low until it has been clocked to the end of it (I2C
// specification UM10204, 3.1.16). At most 9 clocks and a stop: 100 us in all.
static void freeBus() {
  TWCR = 0;
  // The pull-ups of both pins are on, and a direction of 0 lets a line go; `outputs::drive` would do so within a tick.
  PORTC &= ~(sda | scl);
  for (uint8_t clock = 0; clock < 9 && !(PINC & sda); clock++) {
    DDRC |= scl;
    _delay_us(5);
    DDRC &= ~scl;
    _delay_us(5);
  }
  DDRC |= sda;
  _delay_us(5);
  DDRC &= ~sda;
  PORTC |= sda | scl;
  i2c::begin();
}

static void stop(bool success) {
  succeeded = success;
  phase = Phase::stopping;
  TWCR = _BV(TWINT) | _BV(TWEN) | _BV(TWSTO);
}

static void readNext() {
  const bool last = inTaken + 1 >= inLength;
  TWCR = last ? go : (go | _BV(TWEA));
}

// What the bus has just done says what comes next (ATmega328P datasheet, tables 22-2 and 22-3).
static void step() {
  switch (TW_STATUS) {
    case TW_START:
    case TW_REP_START: {
      const bool reading = outSent == outLength && inLength > 0;
      TWDR = (address << 1) | (reading ? TW_READ : TW_WRITE);
      TWCR = go;
      return;
    }
    case TW_MT_SLA_ACK:
    case TW_MT_DATA_ACK:
      if (outSent < outLength) {
        TWDR = i2c::out[outSent++];
        TWCR = go;
      } else if (inLength > 0) {
        TWCR = go | _BV(TWSTA);
      } else {
        stop(true);
      }
      return;
    case TW_MR_SLA_ACK:
      readNext();
      return;
    case TW_MR_DATA_ACK:
      i2c::in[inTaken++] = TWDR;
      readNext();
      return;
    case TW_MR_DATA_NACK:
      i2c::in[inTaken++] = TWDR;
      stop(true);
      return;
    default:  // not acknowledged, lost to noise, or an illegal start or stop
      stop(false);
  }
}

bool i2c::isIdle() { return phase == Phase::idle; }

void i2c::start(uint8_t toAddress, uint8_t toWrite, uint8_t toRead) {
  address = toAddress;
  outLength = toWrite;
  inLength = toRead;
  outSent = inTaken = 0;
  ticksLeft = maxTicks;
  phase = Phase::running;
  TWCR = go | _BV(TWSTA);
}

i2c::Outcome i2c::poll() {
  if (phase == Phase::idle) return Outcome::none;
  if (ticksLeft == 0) {
    freeBus();
    succeeded = false;
    phase = Phase::idle;
    return Outcome::failed;
  }
  if (phase == Phase::running) {
    if (TWCR & _BV(TWINT)) step();
    return Outcome::none;
  }
  if (TWCR & _BV(TWSTO)) return Outcome::none;
  phase = Phase::idle;
  return succeeded ? Outcome::done : Outcome::failed;
}

void i2c::onTick() {
  if (ticksLeft > 0) ticksLeft--;
}

bool i2c::isReady() {
  return phase == Phase::stopping || (phase == Phase::running && (TWCR & _BV(TWINT)));
}

// Only wakes the main loop: the flag stays, for `poll`, and the interrupt is off until the next step.
ISR(TWI_vect) { TWCR &= ~(_BV(TWIE) | _BV(TWINT)); }
