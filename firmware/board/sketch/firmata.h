#pragma once
#include <stdint.h>

// The part of Firmata 2.5 that johnny-five needs to open the board and use its I2C bus (hardware/protocols/io-board.md
// §6). Each answer is remembered until the line has room for the whole of it, so that none is cut and none piles up.
namespace firmata {

// The version and the firmware's name, as at every start.
void announce();

void reportVersion();

// One sysex that is not CONTROL, command first.
void takeSysex(const uint8_t *bytes, uint8_t length);

// Sends what is due and fits.
void poll();

}  // namespace firmata
