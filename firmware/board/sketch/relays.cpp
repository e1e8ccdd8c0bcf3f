#include "relays.h"

#include "board-pins.h"
#include "inputs.h"
#include "outputs.h"

// One more than 2 s: the first tick may come at once.
static constexpr uint16_t deadManTicks = 2001;

// At a start, whatever its cause, it is as though the host had wanted every relay and been refused: each stays open
// until a CONTROL has come with its bit clear.
static uint8_t wanted = socketMask;
static uint8_t blocked = socketMask;
static uint8_t closed;

static bool hostHeard;
static bool deadMan;
static uint16_t silentTicks;

static bool mustBeOpen() {
  return deadMan || inputs::emergencyStopPressed() || inputs::leakageTripped();
}

static void settle() {
  if (mustBeOpen()) blocked |= wanted;
  blocked &= wanted;
  closed = wanted & ~blocked;
  outputs::drive(closed);
}

void relays::want(uint8_t relays) {
  wanted = relays;
  hostHeard = true;
  deadMan = false;
  silentTicks = 0;
  settle();
}

void relays::onTick() {
  if (hostHeard && !deadMan && ++silentTicks >= deadManTicks) deadMan = true;
  settle();
}

uint8_t relays::driven() { return closed; }
bool relays::hostSilent() { return deadMan; }
