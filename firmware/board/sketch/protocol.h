#pragma once
#include <stdint.h>

// What CONTROL and STATE have in common (hardware/protocols/io-board.md §4).
namespace protocol {

constexpr uint8_t version = 1;
constexpr uint16_t crcStart = 0xffff;
constexpr uint8_t crcBytes = 3;

// Bits 0-6, 7-13, 14-15.
constexpr uint8_t crcByte(uint16_t crc, uint8_t index) {
  return index == 0 ? crc & 0x7f : index == 1 ? (crc >> 7) & 0x7f : crc >> 14;
}

}  // namespace protocol
