#pragma once
#include <stdint.h>

// Which relays are closed, and why they are not (hardware/protocols/io-board.md §5). It alone drives the outputs.
namespace relays {

// A CONTROL has been taken: bit n wants the relay of socket n + 1 closed.
void want(uint8_t wanted);

// After the inputs have been sampled.
void onTick();

// Bit n: the relay of socket n + 1 is closed, or on its way there.
uint8_t driven();

// Bit n: the host wants the relay of socket n + 1 and does not get it before it has let go of it.
uint8_t blocked();

// The dead-man has opened the relays and no CONTROL has come since.
bool hostSilent();

}  // namespace relays
