#include "state.h"

#include <util/crc16.h>

#include "control.h"
#include "host-i2c.h"
#include "inputs.h"
#include "plugs.h"
#include "protocol.h"
#include "relays.h"
#include "uart.h"

static constexpr uint8_t command = 0x02;
// F0 02 version seq boots cause driven contacts plugs flags refused crc0 crc1 crc2 F7
static constexpr uint8_t frameBytes = 15;
static constexpr uint8_t minGapTicks = 10;

enum Flag : uint8_t { emergencyStop = 1, deadMan = 2, plugsUnreadable = 4, leakageTrip = 8, i2cWriteFailed = 16 };

struct Picture {
  uint8_t driven;
  uint8_t contacts;
  uint8_t plugs;
  uint8_t flags;
};

static uint8_t boots;
static uint8_t cause;
static bool answerDue;
static bool everSent;
static uint8_t ticksSince = minGapTicks;
static Picture sent;

static uint8_t lastingFlags() {
  return (inputs::emergencyStopPressed() ? emergencyStop : 0) | (relays::hostSilent() ? deadMan : 0) |
         (plugs::cannotBeRead() ? plugsUnreadable : 0) | (inputs::leakageTripped() ? leakageTrip : 0);
}

static bool hasChanged(const Picture &now) {
  return now.driven != sent.driven || now.contacts != sent.contacts || now.plugs != sent.plugs ||
         now.flags != sent.flags || hostI2c::writeFailed();
}

static uint16_t put(uint16_t crc, uint8_t byte) {
  uart::write(byte);
  return _crc_xmodem_update(crc, byte);
}

static void send(const Picture &now) {
  const uint8_t flags = now.flags | (hostI2c::takeWriteFailed() ? i2cWriteFailed : 0);
  uart::write(0xf0);
  uint16_t crc = put(protocol::crcStart, command);
  crc = put(crc, protocol::version);
  crc = put(crc, control::sequence());
  crc = put(crc, boots);
  crc = put(crc, cause);
  crc = put(crc, now.driven);
  crc = put(crc, now.contacts);
  crc = put(crc, now.plugs);
  crc = put(crc, flags);
  crc = put(crc, control::refused());
  for (uint8_t index = 0; index < protocol::crcBytes; index++) uart::write(protocol::crcByte(crc, index));
  uart::write(0xf7);
  sent = now;
  everSent = true;
  answerDue = false;
  ticksSince = 0;
}

void state::begin(uint8_t bootCount, uint8_t resetCause) {
  boots = bootCount;
  cause = resetCause;
}

void state::answer() { answerDue = true; }

void state::onTick() {
  if (ticksSince < minGapTicks) ticksSince++;
}

void state::poll() {
  // The first picture waits the few milliseconds that it takes to read the plugs, or to see that they cannot be read.
  if (!plugs::isKnown() || uart::room() < frameBytes) return;
  const Picture now = {relays::driven(), inputs::contacts(), plugs::mask(), lastingFlags()};
  const bool changed = !everSent || hasChanged(now);
  if (answerDue || (changed && ticksSince >= minGapTicks)) send(now);
}
