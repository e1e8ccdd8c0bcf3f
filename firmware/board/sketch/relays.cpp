#include "relays.h"

#include "board-pins.h"
#include "elements.h"
#include "inputs.h"
#include "leakage-test.h"
#include "outputs.h"
#include "solenoid.h"
#include "switches.h"
#include "temperatures.h"
#include "welds.h"

// One more than 2 s: the first tick may come at once.
static constexpr uint16_t deadManTicks = 2001;

// At a start, whatever its cause, it is as though the host had wanted every relay and been refused: each stays open
// until a CONTROL has come with its bit clear.
static uint8_t wanted = socketMask;
static uint8_t refused = socketMask;
static uint8_t closed;

static bool hostHeard;
static bool deadMan;
static uint16_t silentTicks;

static uint8_t mustBeOpen() {
  if (deadMan || inputs::emergencyStopPressed() || leakageTest::leakageTripped() ||
      leakageTest::result() != leakageTest::passed || !switches::doorSafe())
    return socketMask;
  return temperatures::hot() | welds::sockets(0) | welds::sockets(1);
}

static void settle() {
  refused |= wanted & mustBeOpen();
  refused &= wanted;
  closed = wanted & ~refused;
  elements::want(closed);
  outputs::Drive drive = {{0, 0}, leakageTest::drivesPin(), solenoid::isOn()};
  elements::drive(drive.elements);
  outputs::drive(drive);
}

void relays::want(uint8_t relays) {
  wanted = relays;
  hostHeard = true;
  deadMan = false;
  silentTicks = 0;
  settle();
}

void relays::onTick() {
  if (hostHeard && !deadMan && ++silentTicks >= deadManTicks) {
    deadMan = true;
    solenoid::end();
  }
  elements::onTick();
  settle();
}

uint8_t relays::driven() { return closed; }
uint8_t relays::blocked() { return refused; }
bool relays::hostSilent() { return deadMan; }
