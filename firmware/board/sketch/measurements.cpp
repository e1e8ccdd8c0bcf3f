#include "measurements.h"

#include <stdint.h>

#include "board-pins.h"
#include "frame.h"
#include "temperatures.h"
#include "uart.h"

static constexpr uint8_t command = 0x03;
static constexpr uint8_t frameBytes = frame::wireBytes(1 + 2 * socketCount);

void measurements::poll() {
  if (uart::room() < frameBytes || !temperatures::takeRound()) return;
  frame::begin(command);
  frame::put(temperatures::known());
  for (uint8_t socket = 0; socket < socketCount; socket++) {
    const uint16_t value = temperatures::quarterMillivolts(socket);
    frame::put(value & 0x7f);
    frame::put(value >> 7);
  }
  frame::end();
}
