#include "state.h"

#include <string.h>

#include "control.h"
#include "frame.h"
#include "host-i2c.h"
#include "inputs.h"
#include "leakage-test.h"
#include "protocol.h"
#include "relays.h"
#include "solenoid.h"
#include "switches.h"
#include "temperatures.h"
#include "uart.h"
#include "welds.h"

static constexpr uint8_t command = 0x02;
static constexpr uint8_t minGapTicks = 10;

enum Flag : uint8_t { emergencyStop = 1, deadMan = 2, switchesUnreadable = 4, leakageTrip = 8, i2cWriteFailed = 16 };
enum Input : uint8_t { doorOpen = 1, tampered = 2, solenoidOn = 4 };

// What a change of is told at once, in the order of the message.
struct Picture {
  uint8_t driven, blocked, contacts, plugs, weldedA, weldedB, hot, inputs, test, flags;
};

// seq boots cause program, the picture, refused
static constexpr uint8_t frameBytes = frame::wireBytes(4 + sizeof(Picture) + 1);

static uint8_t boots;
static uint8_t cause;
static bool answerDue;
static bool changeDue;
static bool everSent;
static uint8_t ticksSince = minGapTicks;
static Picture sent;

static uint8_t lastingFlags() {
  return (inputs::emergencyStopPressed() ? emergencyStop : 0) | (relays::hostSilent() ? deadMan : 0) |
         (switches::cannotBeRead() ? switchesUnreadable : 0) | (leakageTest::leakageTripped() ? leakageTrip : 0);
}

static uint8_t inputBits() {
  return (switches::doorOpen() ? doorOpen : 0) | (switches::tampered() ? tampered : 0) |
         (solenoid::isOn() ? solenoidOn : 0);
}

static Picture look() {
  return {relays::driven(),    relays::blocked(),  inputs::contacts(),  switches::plugs(),     welds::sockets(0),
          welds::sockets(1),   temperatures::hot(), inputBits(),        leakageTest::result(), lastingFlags()};
}

static bool hasChanged(const Picture &now) {
  return !everSent || hostI2c::writeFailed() || memcmp(&now, &sent, sizeof sent) != 0;
}

static void send(const Picture &now) {
  Picture told = now;
  if (hostI2c::takeWriteFailed()) told.flags |= i2cWriteFailed;
  frame::begin(command);
  frame::put(control::sequence());
  frame::put(boots);
  frame::put(cause);
  frame::put(protocol::program);
  const uint8_t *bytes = reinterpret_cast<const uint8_t *>(&told);
  for (uint8_t index = 0; index < sizeof told; index++) frame::put(bytes[index]);
  frame::put(control::refused());
  frame::end();
  sent = now;
  everSent = true;
  answerDue = changeDue = false;
  ticksSince = 0;
}

void state::begin(uint8_t bootCount, uint8_t resetCause) {
  boots = bootCount;
  cause = resetCause;
}

void state::answer() { answerDue = true; }

void state::onTick() {
  if (ticksSince < minGapTicks) ticksSince++;
  else if (hasChanged(look())) changeDue = true;
}

void state::poll() {
  // The first picture waits the few milliseconds that it takes to read the switches, or to see that they cannot be read.
  if ((!answerDue && !changeDue) || !switches::isKnown() || uart::room() < frameBytes) return;
  send(look());
}
