#include "boots.h"

#include <avr/eeprom.h>

// A cell lasts 100,000 writes. Going round 64 of them, a board that restarts once a second lasts two months and not a
// day. The cells hold consecutive counts up to the newest; a cell that a power cut has left half-written breaks the
// row, and is simply written next. Address 0 is left alone: it is the one that a brown-out spoils.
static constexpr uint8_t firstCell = 16;
static constexpr uint8_t cells = 64;

static uint8_t *cell(uint8_t index) {
  return reinterpret_cast<uint8_t *>(firstCell + (index & (cells - 1)));
}

uint8_t boots::countOne() {
  uint8_t index = 0;
  uint8_t newest = eeprom_read_byte(cell(0));
  while (index < cells - 1) {
    const uint8_t next = eeprom_read_byte(cell(index + 1));
    if (next != ((newest + 1) & 0x7f)) break;
    newest = next;
    index++;
  }
  // A blank cell reads FF. The very first start writes cell 0, and so does a part that was never ours.
  const bool blank = newest > 0x7f;
  const uint8_t count = blank ? 1 : (newest + 1) & 0x7f;
  eeprom_write_byte(cell(blank ? 0 : index + 1), count);
  eeprom_busy_wait();
  return count;
}
