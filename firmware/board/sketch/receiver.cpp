#include "receiver.h"

static constexpr uint8_t startSysex = 0xf0;
static constexpr uint8_t endSysex = 0xf7;
static constexpr uint8_t reportVersion = 0xf9;

static uint8_t buffer[receiver::maxSysexBytes];
static uint8_t length;
static bool inSysex;

receiver::Message receiver::take(uint8_t byte) {
  if (byte < 0x80) {
    if (!inSysex) return {Message::none, nullptr, 0};  // the data of a short message that this board has no pin for
    if (length == maxSysexBytes) inSysex = false;
    else buffer[length++] = byte;
    return {Message::none, nullptr, 0};
  }
  const bool complete = inSysex && byte == endSysex && length > 0;
  inSysex = byte == startSysex;
  if (complete) return {Message::sysex, buffer, length};
  length = 0;
  if (byte == reportVersion) return {Message::reportVersion, nullptr, 0};
  return {Message::none, nullptr, 0};
}
