#pragma once
#include <stdint.h>

// The thermistors at the sockets' terminals, on an ADS1115, each read once a second.
namespace temperatures {

// Begins the next transaction if one is due; the bus is idle.
bool start();

// The transaction that `start` began has ended; what was read is in `i2c::in`.
void finish(bool acknowledged);

void onTick();

// Says once after each round through the sockets that it is over.
bool takeRound();

// Bit n: the last reading for socket n + 1 did not fail.
uint8_t known();

// The divider's voltage at socket n + 1, in units of 0.25 mV, 14 bits.
uint16_t quarterMillivolts(uint8_t socket);

// Bit n: socket n + 1 is too hot to be closed.
uint8_t hot();

}  // namespace temperatures
