#pragma once
#include <stdint.h>

// Which elements have been found welded. Kept in EEPROM until a technician has them forgotten.
namespace welds {

// Reads what earlier lives have found.
void begin();

// Element 0 is A, 1 is B; bit n of `sockets` for socket n + 1.
void add(uint8_t element, uint8_t sockets);

void forget(uint8_t sockets);

// Bit n: this element of socket n + 1 is welded.
uint8_t sockets(uint8_t element);

// Writes one byte to the EEPROM if there is one to write and the last is done: nothing waits for it.
void onTick();

}  // namespace welds
