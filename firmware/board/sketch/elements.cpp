#include "elements.h"

#include <avr/io.h>

#include "board-pins.h"
#include "inputs.h"
#include "outputs.h"
#include "welds.h"

// A contactor closes within 30 ms, and the voltage is seen 20 ms later at most.
static constexpr uint8_t aloneTicks = 60;
// A coil with a diode across it lets go after 60 ms at the most, and the last half wave is remembered for 25. An element
// that is merely slow must not be taken for a welded one.
static constexpr uint8_t restTicks = 150;
// Voltage for so long at a socket whose coils have no current: both elements have welded.
static constexpr uint16_t liveTicks = 1000;

enum class Phase : uint8_t { open, firstAlone, between, secondAlone, closed };

struct Socket {
  Phase phase;
  // Ticks in this phase, up to 255.
  uint8_t age;
  // Ticks of voltage although open.
  uint16_t live;
  // Which element goes first: the other one takes the inrush, so they take turns.
  uint8_t first;
};

static Socket sockets[socketCount];
static uint8_t wanted;

static void enter(Socket &socket, Phase phase) {
  socket.phase = phase;
  socket.age = 0;
}

static void open(Socket &socket) {
  if (socket.phase == Phase::open) return;
  socket.live = 0;
  socket.first ^= 1;
  enter(socket, Phase::open);
}

static void watchOpen(Socket &socket, uint8_t bit, bool voltage) {
  if (!voltage) socket.live = 0;
  else if (socket.live < liveTicks) socket.live++;
  if (socket.live < liveTicks) return;
  for (uint8_t element = 0; element < outputs::elementsPerSocket; element++) welds::add(element, bit);
}

// With one element alone there must be no voltage: the other one is open.
static void proveOpen(Socket &socket, uint8_t bit, bool voltage, uint8_t other, Phase next) {
  if (voltage) {
    welds::add(other, bit);
    open(socket);
  } else if (socket.age >= aloneTicks) {
    enter(socket, next);
  }
}

static void advance(Socket &socket, uint8_t bit) {
  const bool voltage = inputs::contacts() & bit;
  if (socket.age < UINT8_MAX) socket.age++;
  switch (socket.phase) {
    case Phase::open:
      watchOpen(socket, bit, voltage);
      if ((wanted & bit) && socket.age >= restTicks) enter(socket, Phase::firstAlone);
      return;
    case Phase::firstAlone:
      return proveOpen(socket, bit, voltage, socket.first ^ 1, Phase::between);
    case Phase::between:
      if (socket.age >= restTicks) enter(socket, Phase::secondAlone);
      return;
    case Phase::secondAlone:
      return proveOpen(socket, bit, voltage, socket.first, Phase::closed);
    case Phase::closed:
      return;
  }
}

static void addCoils(const Socket &socket, uint8_t bit, uint8_t (&masks)[outputs::elementsPerSocket]) {
  if (socket.phase == Phase::firstAlone || socket.phase == Phase::closed) masks[socket.first] |= bit;
  if (socket.phase == Phase::secondAlone || socket.phase == Phase::closed) masks[socket.first ^ 1] |= bit;
}

void elements::want(uint8_t closed) {
  wanted = closed;
  uint8_t bit = 1;
  for (Socket &socket : sockets) {
    if (!(closed & bit)) open(socket);
    bit <<= 1;
  }
}

void elements::onTick() {
  uint8_t bit = 1;
  for (Socket &socket : sockets) {
    advance(socket, bit);
    bit <<= 1;
  }
}

void elements::drive(uint8_t (&masks)[outputs::elementsPerSocket]) {
  uint8_t bit = 1;
  masks[0] = masks[1] = 0;
  for (const Socket &socket : sockets) {
    addCoils(socket, bit, masks);
    bit <<= 1;
  }
}
