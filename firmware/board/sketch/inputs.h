#pragma once
#include <stdint.h>

// The emergency stop's loop, the leakage module's trip and the read-back of the contacts, sampled once a tick.
namespace inputs {

// Takes the levels as they are, so that the first report is right.
void begin();

void onTick();

bool emergencyStopPressed();

// The module's output as it is, also when the self-test is what makes it trip (leakage-test.h).
bool leakageTripped();

// Bit n: voltage on the load side of socket n + 1.
uint8_t contacts();

}  // namespace inputs
