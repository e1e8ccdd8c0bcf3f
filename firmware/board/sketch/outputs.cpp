#include "outputs.h"

#include <avr/io.h>
#include <avr/pgmspace.h>

#include "board-pins.h"

void outputs::drive(uint8_t relays) {
  PinMask on = {0, 0, 0};
  for (uint8_t socket = 0; socket < socketCount; socket++) {
    if (!(relays & _BV(socket))) continue;
    for (uint8_t element = 0; element < elementsPerSocket; element++) {
      on.b |= pgm_read_byte(&elementPins[socket][element].b);
      on.c |= pgm_read_byte(&elementPins[socket][element].c);
      on.d |= pgm_read_byte(&elementPins[socket][element].d);
    }
  }
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
