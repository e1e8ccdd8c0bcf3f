#pragma once
#include <stdint.h>

// Every pin that drives something. Nothing else in the sketch writes to a port, but for the I2C bus's two pins.
namespace outputs {

constexpr uint8_t elementsPerSocket = 2;

struct Drive {
  // Elements A and B, bit n for socket n + 1.
  uint8_t elements[elementsPerSocket];
  bool leakageTest;
  bool solenoid;
};

// Energises what is set and lets go of all else, at once; writes the directions and the pull-ups anew too, so that a
// register that noise has flipped is right again within a tick.
void drive(const Drive &wanted);

// Everything off, from any state of the machine: no RAM is needed, so it works before and instead of a start.
void openAll();

}  // namespace outputs
