#pragma once
#include <stdint.h>

// Which relays are closed, and why they are not (hardware/protocols/io-board.md §5).
namespace relays {

// A CONTROL has been taken: bit n wants the relay of socket n + 1 closed.
void want(uint8_t wanted);

// After the inputs have been sampled.
void onTick();

uint8_t driven();

// The dead-man has opened the relays and no CONTROL has come since.
bool hostSilent();

}  // namespace relays
