#pragma once
#include <stdint.h>

// The plug switches, the service door and the tamper switch, on an MCP23017 that belongs to the board and not to the
// host.
namespace switches {

// Begins the next reading if one is due; the bus is idle.
bool start();

// The transaction that `start` began has ended; what was read is in `i2c::in`.
void finish(bool acknowledged);

void onTick();

// The first reading has been made, or has not come for too long.
bool isKnown();

// They have not been read for 100 ms.
bool cannotBeRead();

// Bit n: a plug is in socket n + 1. 0 while it cannot be read.
uint8_t plugs();

// False while they cannot be read.
bool doorOpen();
bool tampered();

// The door has been seen, and seen closed.
bool doorSafe();

}  // namespace switches
