#include "solenoid.h"

#include <stdint.h>

static constexpr uint16_t longestTicks = 5000;

static uint16_t ticksLeft;

void solenoid::begin() { ticksLeft = longestTicks; }
void solenoid::end() { ticksLeft = 0; }

void solenoid::onTick() {
  if (ticksLeft > 0) ticksLeft--;
}

bool solenoid::isOn() { return ticksLeft > 0; }
