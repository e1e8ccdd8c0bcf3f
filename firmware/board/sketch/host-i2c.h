#pragma once
#include <stdint.h>

// The host's I2C requests, which johnny-five makes for the displays and the lights (hardware/protocols/io-board.md §6).
namespace hostI2c {

// I2C_CONFIG: until then requests are ignored.
void enable();

// I2C_REQUEST, without its command byte: address, mode, then pairs of 7 bits.
void request(const uint8_t *bytes, uint8_t length);

// Begins the next request if there is one and room for its answer; the bus is idle.
bool start();

// The transaction that `start` began has ended; what was read is in `i2c::in`.
void finish(bool acknowledged);

// A write has not been acknowledged, or there was no room to keep it; forgotten when asked.
bool takeWriteFailed();
bool writeFailed();

}  // namespace hostI2c
