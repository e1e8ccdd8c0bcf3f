#include "ticks.h"

#include <avr/interrupt.h>
#include <avr/io.h>

static_assert(F_CPU == 16000000UL, "timer 0 and the UART are set for 16 MHz");

// One byte, so that the main loop reads it whole with interrupts on. It would wrap after 256 ms without a main loop,
// and the watchdog comes first.
static volatile uint8_t passed;
static uint8_t taken;

void ticks::begin() {
  TCCR0A = _BV(WGM01);
  OCR0A = 249;  // 16 MHz / 64 / 250 = 1 kHz
  TIMSK0 = _BV(OCIE0A);
  TCCR0B = _BV(CS01) | _BV(CS00);
}

bool ticks::take() {
  if (taken == passed) return false;
  taken++;
  return true;
}

bool ticks::waiting() { return taken != passed; }

ISR(TIMER0_COMPA_vect) { passed++; }
