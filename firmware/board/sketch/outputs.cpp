#include "outputs.h"

#include <avr/io.h>
#include <avr/pgmspace.h>

#include "board-pins.h"

static inline void add(PinMask &pins, PinMask more) {
  pins.b |= more.b;
  pins.c |= more.c;
  pins.d |= more.d;
}

void outputs::drive(const Drive &wanted) {
  PinMask on = {0, 0, 0};
  for (uint8_t element = 0; element < elementsPerSocket; element++) {
    uint8_t sockets = wanted.elements[element];
    for (uint8_t socket = 0; sockets != 0; socket++, sockets >>= 1) {
      if (!(sockets & 1)) continue;
      PinMask pin;
      memcpy_P(&pin, &elementPins[socket][element], sizeof pin);
      add(on, pin);
    }
  }
  if (wanted.leakageTest) add(on, leakageTestPin);
  if (wanted.solenoid) add(on, solenoidPin);
  PORTB = on.b | pullUpPins.b;
  PORTC = on.c | pullUpPins.c;
  PORTD = on.d | pullUpPins.d;
  DDRB = outputPins.b;
  DDRC = outputPins.c;
  DDRD = outputPins.d;
}

void outputs::openAll() {
  PORTB = pullUpPins.b;
  PORTC = pullUpPins.c;
  PORTD = pullUpPins.d;
  DDRB = outputPins.b;
  DDRC = outputPins.c;
  DDRD = outputPins.d;
}
