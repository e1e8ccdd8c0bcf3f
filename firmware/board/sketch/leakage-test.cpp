#include "leakage-test.h"

#include "inputs.h"

// The limits are OpenEVSE's. The pause at the end lets a module's test circuit discharge, which makes it trip too
// readily until then.
static constexpr uint16_t clearTicks = 1000;
static constexpr uint16_t tripTicks = 1000;
static constexpr uint16_t releaseTicks = 2000;
static constexpr uint16_t settleTicks = 1000;

enum class Step : uint8_t { clear, trip, release, settle };

static leakageTest::Result now = leakageTest::running;
static Step step = Step::clear;
static uint16_t ticksInStep;

static void enter(Step next) {
  step = next;
  ticksInStep = 0;
}

void leakageTest::start() {
  if (now == running) return;
  now = running;
  enter(Step::clear);
}

void leakageTest::onTick() {
  if (now != running) return;
  ticksInStep++;
  const bool tripped = inputs::leakageTripped();
  switch (step) {
    case Step::clear:
      if (!tripped) enter(Step::trip);
      else if (ticksInStep >= clearTicks) now = stuck;
      return;
    case Step::trip:
      if (tripped) enter(Step::release);
      else if (ticksInStep >= tripTicks) now = noTrip;
      return;
    case Step::release:
      if (!tripped) enter(Step::settle);
      else if (ticksInStep >= releaseTicks) now = wontClear;
      return;
    case Step::settle:
      if (ticksInStep >= settleTicks) now = tripped ? wontClear : passed;
      return;
  }
}

leakageTest::Result leakageTest::result() { return now; }
bool leakageTest::drivesPin() { return now == running && step == Step::trip; }
bool leakageTest::leakageTripped() { return now != running && inputs::leakageTripped(); }
