#include "control.h"

#include <util/crc16.h>

#include "board-pins.h"
#include "leakage-test.h"
#include "protocol.h"
#include "relays.h"
#include "solenoid.h"
#include "state.h"
#include "welds.h"

// 01 | version | seq | relays | requests | forget | crc0 crc1 crc2
static constexpr uint8_t crcAt = 6;
static constexpr uint8_t frameBytes = crcAt + protocol::crcBytes;

enum Request : uint8_t { letDoorGo = 1, testLeakage = 2, requestMask = 3 };

static uint8_t lastSequence;
static uint8_t refusedFrames;
// As though all had been set before: nothing begins that the host has not let go of since the start.
static uint8_t lastRequests = requestMask;
static uint8_t lastForget = socketMask;

static bool isWhole(const uint8_t *bytes, uint8_t length) {
  if (length < 2 + protocol::crcBytes) return false;
  const uint8_t bodyBytes = length - protocol::crcBytes;
  uint16_t crc = protocol::crcStart;
  for (uint8_t index = 0; index < bodyBytes; index++) crc = _crc_xmodem_update(crc, bytes[index]);
  for (uint8_t index = 0; index < protocol::crcBytes; index++)
    if (bytes[bodyBytes + index] != protocol::crcByte(crc, index)) return false;
  return true;
}

static bool isRight(const uint8_t *bytes, uint8_t length) {
  return length == frameBytes && (bytes[3] & ~socketMask) == 0 && (bytes[4] & ~requestMask) == 0 &&
         (bytes[5] & ~socketMask) == 0;
}

static void takeRequests(uint8_t requests) {
  const uint8_t begun = requests & ~lastRequests;
  lastRequests = requests;
  if (begun & letDoorGo) solenoid::begin();
  if (!(requests & letDoorGo)) solenoid::end();
  if ((begun & testLeakage) && relays::driven() == 0) leakageTest::start();
}

static void takeForget(uint8_t forget) {
  welds::forget(forget & ~lastForget);
  lastForget = forget;
}

void control::take(const uint8_t *bytes, uint8_t length) {
  const bool whole = isWhole(bytes, length);
  // A host of another version learns from the answer which one this board speaks.
  if (whole && bytes[1] != protocol::version) state::answer();
  if (!whole || bytes[1] != protocol::version || !isRight(bytes, length)) {
    refusedFrames = (refusedFrames + 1) & 0x7f;
    return;
  }
  lastSequence = bytes[2];
  takeForget(bytes[5]);
  relays::want(bytes[3]);
  takeRequests(bytes[4]);
  state::answer();
}

uint8_t control::sequence() { return lastSequence; }
uint8_t control::refused() { return refusedFrames; }
