#pragma once
#include <stdint.h>

// One transaction at a time on the I2C bus at 100 kHz. It never waits: `poll` does what can be done now, and a
// transaction that does not end in its time is given up, so that a stuck bus costs the displays and nothing else.
namespace i2c {

constexpr uint8_t maxBytes = 32;

enum class Outcome : uint8_t { none, done, failed };

void begin();

bool isIdle();

// Where to put what `start` will write, and where to find what it has read.
extern uint8_t out[maxBytes];
extern uint8_t in[maxBytes];

// Writes `outLength` bytes of `out`, then reads `inLength` bytes into `in`; either may be 0.
void start(uint8_t address, uint8_t outLength, uint8_t inLength);

// Says once how the transaction ended.
Outcome poll();

void onTick();

// `poll` has something to do; call with interrupts off.
bool isReady();

}  // namespace i2c
