#include "inputs.h"

#include <avr/io.h>
#include <avr/pgmspace.h>

#include "alarm.h"
#include "board-pins.h"

// A contactor's coil that is switched off sends spikes of microseconds through the box; an open loop lasts. Two samples
// a millisecond apart tell them from each other and cost the safety path at most 2 ms.
static constexpr uint8_t alarmTicks = 2;
// A mushroom button bounces when it is pulled out; an alarm ends when its input has been quiet for so long. This also
// keeps a short trip in the flags until the host has been told.
static constexpr uint8_t quietTicks = 100;
// An AC optocoupler pulses with the mains, and one with a single diode rests for more than half of each period. After a
// period of 50 Hz and a quarter without a pulse there is no voltage.
static constexpr uint8_t contactTicks = 25;

static Alarm<alarmTicks, quietTicks> emergencyStop;
static Alarm<alarmTicks, quietTicks> leakage;
static uint8_t contactHold[socketCount];
static uint8_t voltage;

static inline bool isHigh(PinMask levels, PinMask pin) {
  return (levels.b & pin.b) || (levels.c & pin.c) || (levels.d & pin.d);
}

static bool contactIsHigh(PinMask levels, uint8_t socket) {
  return (levels.b & pgm_read_byte(&contactPins[socket].b)) || (levels.c & pgm_read_byte(&contactPins[socket].c)) ||
         (levels.d & pgm_read_byte(&contactPins[socket].d));
}

void inputs::begin() {
  const PinMask levels = {PINB, PINC, PIND};
  emergencyStop.begin(isHigh(levels, emergencyStopPin) == emergencyStopPressedHigh);
  leakage.begin(isHigh(levels, leakageTripPin) == leakageTrippedHigh);
}

void inputs::onTick() {
  const PinMask levels = {PINB, PINC, PIND};
  emergencyStop.sample(isHigh(levels, emergencyStopPin) == emergencyStopPressedHigh);
  leakage.sample(isHigh(levels, leakageTripPin) == leakageTrippedHigh);
  uint8_t seen = 0;
  for (uint8_t socket = 0; socket < socketCount; socket++) {
    if (contactIsHigh(levels, socket) == contactVoltageHigh) contactHold[socket] = contactTicks;
    else if (contactHold[socket] > 0) contactHold[socket]--;
    if (contactHold[socket] > 0) seen |= _BV(socket);
  }
  voltage = seen;
}

bool inputs::emergencyStopPressed() { return emergencyStop.raised(); }
bool inputs::leakageTripped() { return leakage.raised(); }
uint8_t inputs::contacts() { return voltage; }
