#pragma once
#include <stdint.h>

// The line to the host: 57600 baud, 8N1, by interrupts, with a ring of 128 bytes each way.
namespace uart {

// Stands where bytes were lost (framing error, overrun, full ring). As a Firmata message it is SYSTEM_RESET, which this
// board ignores; as a byte above 7F it cuts the sysex that it falls into.
constexpr uint8_t lost = 0xff;

void begin();

// Takes the next byte from the host; false when there is none.
bool read(uint8_t &byte);

// For the decision to sleep; call with interrupts off.
bool received();

// How many bytes can be written at once.
uint8_t room();

// Queues one byte for the host. Whoever writes a message has asked for `room` for the whole of it first.
void write(uint8_t byte);

}  // namespace uart
