#pragma once
#include <stdint.h>

#include "outputs.h"

// The two switching elements of each socket: how they close, and whether they have welded
// (hardware/protocols/io-board.md §7). They open together and at once.
namespace elements {

// Bit n: socket n + 1 is to be closed. One whose bit is clear has no current in its coils from the next `drive` on.
void want(uint8_t sockets);

// After the inputs have been sampled.
void onTick();

// Bit n of masks[0] and masks[1]: the coil of element A and of element B of socket n + 1 is to have current.
void drive(uint8_t (&masks)[outputs::elementsPerSocket]);

}  // namespace elements
