#include "frame.h"

#include <util/crc16.h>

#include "protocol.h"
#include "uart.h"

static uint16_t crc;

void frame::begin(uint8_t command) {
  uart::write(0xf0);
  crc = protocol::crcStart;
  put(command);
  put(protocol::version);
}

void frame::put(uint8_t byte) {
  uart::write(byte);
  crc = _crc_xmodem_update(crc, byte);
}

void frame::end() {
  for (uint8_t index = 0; index < protocol::crcBytes; index++) uart::write(protocol::crcByte(crc, index));
  uart::write(0xf7);
}
