#include "uart.h"

#include <avr/interrupt.h>
#include <avr/io.h>

static constexpr uint8_t ringMask = 127;

static volatile uint8_t inRing[ringMask + 1];
static volatile uint8_t inHead;
static volatile uint8_t inTail;
static bool inOverflowed;

static volatile uint8_t outRing[ringMask + 1];
static volatile uint8_t outHead;
static volatile uint8_t outTail;

void uart::begin() {
  // Twice the speed halves the error: 57,143 baud (-0.8 %) and not 58,824 (+2.1 %). ATmega328P datasheet, table 20-6.
  UCSR0A = _BV(U2X0);
  UBRR0 = 34;
  UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
  UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
}

bool uart::read(uint8_t &byte) {
  if (inTail == inHead) return false;
  byte = inRing[inTail];
  inTail = (inTail + 1) & ringMask;
  return true;
}

bool uart::received() { return inTail != inHead; }

uint8_t uart::room() { return (outTail - outHead - 1) & ringMask; }

void uart::write(uint8_t byte) {
  outRing[outHead] = byte;
  outHead = (outHead + 1) & ringMask;
  // UCSR0B is changed by the interrupt below too.
  const uint8_t sreg = SREG;
  cli();
  UCSR0B |= _BV(UDRIE0);
  SREG = sreg;
}

ISR(USART_RX_vect) {
  const uint8_t errors = UCSR0A & (_BV(FE0) | _BV(DOR0));
  uint8_t byte = UDR0;
  if (errors || inOverflowed) byte = uart::lost;
  const uint8_t next = (inHead + 1) & ringMask;
  inOverflowed = next == inTail;
  if (inOverflowed) return;
  inRing[inHead] = byte;
  inHead = next;
}

ISR(USART_UDRE_vect) {
  if (outTail == outHead) {
    UCSR0B &= ~_BV(UDRIE0);
    return;
  }
  UDR0 = outRing[outTail];
  outTail = (outTail + 1) & ringMask;
}
