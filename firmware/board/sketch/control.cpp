#include "control.h"

#include <util/crc16.h>

#include "board-pins.h"
#include "protocol.h"
#include "relays.h"
#include "state.h"

// 01 | version | seq | relays | crc0 crc1 crc2
static constexpr uint8_t crcAt = 4;
static constexpr uint8_t frameBytes = crcAt + protocol::crcBytes;

static uint8_t lastSequence;
static uint8_t refusedFrames;

static bool isRight(const uint8_t *bytes, uint8_t length) {
  if (length != frameBytes || bytes[1] != protocol::version || (bytes[3] & ~socketMask)) return false;
  uint16_t crc = protocol::crcStart;
  for (uint8_t index = 0; index < crcAt; index++) crc = _crc_xmodem_update(crc, bytes[index]);
  for (uint8_t index = 0; index < protocol::crcBytes; index++)
    if (bytes[crcAt + index] != protocol::crcByte(crc, index)) return false;
  return true;
}

void control::take(const uint8_t *bytes, uint8_t length) {
  if (!isRight(bytes, length)) {
    refusedFrames = (refusedFrames + 1) & 0x7f;
    return;
  }
  lastSequence = bytes[2];
  relays::want(bytes[3]);
  state::answer();
}

uint8_t control::sequence() { return lastSequence; }
uint8_t control::refused() { return refusedFrames; }
