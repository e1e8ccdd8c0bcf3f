#pragma once
#include <stdint.h>

// STATE, what the board sees and does (hardware/protocols/io-board.md §3).
namespace state {

void begin(uint8_t boots, uint8_t cause);

// A CONTROL has been taken and waits for its answer. Those that come while the line has no room share one.
void answer();

void onTick();

// Sends if there is cause to.
void poll();

}  // namespace state
