#include "welds.h"

#include <avr/eeprom.h>

#include "board-pins.h"

// The record is one byte, element A in the lower half. It lies there twice, each copy with a check byte, and is written
// from the first cell on: wherever power is cut, one copy is whole. Behind the cells of boots.cpp.
static constexpr uint8_t firstCell = 96;
static constexpr uint8_t copies = 2;
static constexpr uint8_t cells = 2 * copies;
static constexpr uint8_t checkMask = 0xa5;
static constexpr uint8_t blank = 0xff;
static constexpr uint8_t halfBits = 4;
static_assert(socketCount <= halfBits, "the record has four bits for each element");

static uint8_t record;

static uint8_t *cell(uint8_t index) { return reinterpret_cast<uint8_t *>(firstCell + index); }

static uint8_t cellValue(uint8_t index) { return (index & 1) ? record ^ checkMask : record; }

void welds::begin() {
  bool isBlank = true;
  bool isValid = false;
  record = 0;
  for (uint8_t index = 0; index < cells; index += 2) {
    const uint8_t value = eeprom_read_byte(cell(index));
    const uint8_t check = eeprom_read_byte(cell(index + 1));
    if (value != blank || check != blank) isBlank = false;
    if ((value ^ check) != checkMask) continue;
    // Two copies differ when power was cut between them. What either says is welded stays so.
    record |= value;
    isValid = true;
  }
  // A memory that is neither new nor whole says nothing, and nothing closes on that.
  if (!isValid && !isBlank) record = socketMask | (socketMask << halfBits);
}

void welds::add(uint8_t element, uint8_t sockets) { record |= element == 0 ? sockets : sockets << halfBits; }

void welds::forget(uint8_t sockets) { record &= ~(sockets | (sockets << halfBits)); }

uint8_t welds::sockets(uint8_t element) { return socketMask & (element == 0 ? record : record >> halfBits); }

void welds::onTick() {
  if (!eeprom_is_ready()) return;
  for (uint8_t index = 0; index < cells; index++) {
    const uint8_t value = cellValue(index);
    if (eeprom_read_byte(cell(index)) == value) continue;
    eeprom_write_byte(cell(index), value);
    return;
  }
}
