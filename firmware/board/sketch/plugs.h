#pragma once
#include <stdint.h>

// The plug switches, on an MCP23017 that belongs to the board and not to the host.
namespace plugs {

// Begins the next reading if one is due; the bus is idle.
bool start();

// The transaction that `start` began has ended; what was read is in `i2c::in`.
void finish(bool acknowledged);

void onTick();

// The first reading has been made or has failed.
bool isKnown();

bool cannotBeRead();

// Bit n: a plug is in socket n + 1. 0 while it cannot be read.
uint8_t mask();

}  // namespace plugs
