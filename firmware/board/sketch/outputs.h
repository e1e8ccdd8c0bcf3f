#pragma once
#include <stdint.h>

// The switching elements. Nothing else in the sketch writes to a port, but for the I2C bus's two pins.
namespace outputs {

// Energises both elements of each socket whose bit is set and lets go of all others, at once; writes the directions and
// the pull-ups anew too, so that a register that noise has flipped is right again within a tick.
void drive(uint8_t relays);

// Everything open, from any state of the machine: no RAM is needed, so it works before and instead of a start.
void openAll();

}  // namespace outputs
