#pragma once
#include <stdint.h>

// CONTROL, what the host wants (hardware/protocols/io-board.md §2).
namespace control {

constexpr uint8_t command = 0x01;

// One sysex with the command above. A frame that is wrong in any way is counted and changes nothing.
void take(const uint8_t *bytes, uint8_t length);

// The sequence number of the last frame that was taken.
uint8_t sequence();

// Frames that were not taken, modulo 128.
uint8_t refused();

}  // namespace control
