#pragma once
#include <stdint.h>

// One tick a millisecond, from timer 0. Everything that lasts is counted in ticks by the main loop.
namespace ticks {

void begin();

// Takes one tick that has passed and not been taken; false when there is none.
bool take();

// For the decision to sleep; call with interrupts off.
bool waiting();

}  // namespace ticks
