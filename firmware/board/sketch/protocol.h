#pragma once
#include <stdint.h>

// What the board's own messages have in common (hardware/protocols/io-board.md §4).
namespace protocol {

constexpr uint8_t version = 2;
// Which release of this program the board runs; one more for each that boards are flashed with.
constexpr uint8_t program = 2;
constexpr uint16_t crcStart = 0xffff;
constexpr uint8_t crcBytes = 3;

// Bits 0-6, 7-13, 14-15.
constexpr uint8_t crcByte(uint16_t crc, uint8_t index) {
  return index == 0 ? crc & 0x7f : index == 1 ? (crc >> 7) & 0x7f : crc >> 14;
}

}  // namespace protocol
