#pragma once
#include <stdint.h>

// The self-test of the residual-current module (hardware/protocols/io-board.md §8): whether its trip can be seen, and
// goes away again. It runs once at each start.
namespace leakageTest {

// As STATE has them.
enum Result : uint8_t { running = 0, passed = 1, stuck = 2, noTrip = 3, wontClear = 4 };

// Begins one, unless one is running.
void start();

// After the inputs have been sampled.
void onTick();

Result result();

// The module's test input is to be driven.
bool drivesPin();

// The module has tripped, and not because of a test.
bool leakageTripped();

}  // namespace leakageTest
