#pragma once
#include <stdint.h>

namespace boots {

// Counts this start in EEPROM and returns the count, 0 to 127. Takes up to 4 ms.
uint8_t countOne();

}  // namespace boots
