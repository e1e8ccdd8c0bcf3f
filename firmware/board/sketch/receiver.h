#pragma once
#include <stdint.h>

// Cuts the host's bytes into messages (hardware/protocols/io-board.md §1). What is broken is dropped.
namespace receiver {

// What lies between F0 and F7, command first.
constexpr uint8_t maxSysexBytes = 64;

struct Message {
  enum Kind : uint8_t { none, sysex, reportVersion } kind;
  const uint8_t *bytes;
  uint8_t length;
};

// Takes one byte. A message is valid until the next call.
Message take(uint8_t byte);

}  // namespace receiver
