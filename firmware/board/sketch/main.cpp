// The I/O board of a charger: relays, read-back and safety inputs by our own messages, the displays and the lights by
// Firmata. hardware/protocols/io-board.md says what it does; firmware/board/README.md how it is built.
//
// One loop that never waits, and three interrupts that only move bytes and count milliseconds. The watchdog is fed once
// a tick and only from this loop, so it bites when the loop hangs and when the timer stops.
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/wdt.h>

#include "boots.h"
#include "control.h"
#include "firmata.h"
#include "host-i2c.h"
#include "i2c.h"
#include "inputs.h"
#include "leakage-test.h"
#include "measurements.h"
#include "outputs.h"
#include "receiver.h"
#include "relays.h"
#include "solenoid.h"
#include "state.h"
#include "switches.h"
#include "temperatures.h"
#include "ticks.h"
#include "uart.h"
#include "welds.h"

// Longer than anything the loop does, the count of starts included, by a factor of 25.
static constexpr uint8_t watchdogPeriod = WDTO_120MS;
static constexpr uint8_t causeMask = _BV(PORF) | _BV(EXTRF) | _BV(BORF) | _BV(WDRF);

// Written before the C++ start-up code clears the variables.
static uint8_t resetCause __attribute__((section(".noinit")));

// Optiboot clears MCUSR and hands its value on in r2; nothing else has touched the register here.
extern "C" void keepBootloadersCause() __attribute__((naked, used, section(".init0")));
extern "C" void keepBootloadersCause() { asm volatile("out %0, r2" ::"I"(_SFR_IO_ADDR(GPIOR0))); }

// The first thing that this sketch does after a reset: every relay open, and the watchdog running.
extern "C" void openAndWatch() __attribute__((naked, used, section(".init3")));
extern "C" void openAndWatch() {
  outputs::openAll();
  resetCause = MCUSR & causeMask;
  if (resetCause == 0) resetCause = GPIOR0 & causeMask;
  MCUSR = 0;
  wdt_enable(watchdogPeriod);
}

// An interrupt that nobody asked for means that the machine is not what it was: open, and let the watchdog reset it.
ISR(BADISR_vect) {
  outputs::openAll();
  for (;;) {
  }
}

static void begin() {
  state::begin(boots::countOne(), resetCause);
  welds::begin();
  inputs::begin();
  ticks::begin();
  uart::begin();
  i2c::begin();
  firmata::announce();
  set_sleep_mode(SLEEP_MODE_IDLE);
  sei();
}

static void onTick() {
  wdt_reset();
  inputs::onTick();
  leakageTest::onTick();
  solenoid::onTick();
  relays::onTick();
  i2c::onTick();
  switches::onTick();
  temperatures::onTick();
  state::onTick();
  welds::onTick();
}

static void takeBytes() {
  uint8_t byte;
  while (uart::read(byte)) {
    const receiver::Message message = receiver::take(byte);
    if (message.kind == receiver::Message::reportVersion) firmata::reportVersion();
    if (message.kind != receiver::Message::sysex) continue;
    if (message.bytes[0] == control::command) control::take(message.bytes, message.length);
    else firmata::takeSysex(message.bytes, message.length);
  }
}

// The parts that safety depends on go before the host's requests.
static void runBus() {
  enum class Owner : uint8_t { switches, temperatures, host };
  static Owner owner;
  const i2c::Outcome outcome = i2c::poll();
  if (outcome != i2c::Outcome::none) {
    const bool acknowledged = outcome == i2c::Outcome::done;
    if (owner == Owner::switches) switches::finish(acknowledged);
    else if (owner == Owner::temperatures) temperatures::finish(acknowledged);
    else hostI2c::finish(acknowledged);
  }
  if (!i2c::isIdle()) return;
  if (switches::start()) owner = Owner::switches;
  else if (temperatures::start()) owner = Owner::temperatures;
  else if (hostI2c::start()) owner = Owner::host;
}

static void sleepUntilInterrupt() {
  cli();
  if (!ticks::waiting() && !uart::received() && !i2c::isReady()) {
    sleep_enable();
    sei();  // takes effect after the next instruction, so that no interrupt slips in between
    sleep_cpu();
    sleep_disable();
  }
  sei();
}

int main() {
  begin();
  for (;;) {
    if (ticks::take()) onTick();
    takeBytes();
    runBus();
    firmata::poll();
    state::poll();
    measurements::poll();
    sleepUntilInterrupt();
  }
}
