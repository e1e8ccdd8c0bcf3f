#include "host-i2c.h"

#include "board-pins.h"
#include "i2c.h"
#include "uart.h"

// A ring of requests: address, then how many bytes to write and to read, then the bytes to write. A request comes in
// over the UART more slowly than the bus carries it out, so this fills only when the bus is stuck; the newest is lost
// then, and the host is told.
static constexpr uint8_t ringMask = 127;
static constexpr uint8_t headerBytes = 3;

static constexpr uint8_t replyCommand = 0x77;
// F0 77 address… register… F7
static constexpr uint8_t replyFrameBytes = 7;

enum Mode : uint8_t { modeWrite = 0, modeReadOnce = 1 };

static uint8_t ring[ringMask + 1];
static uint8_t head;
static uint8_t tail;
static bool enabled;
static bool failed;

static uint8_t currentAddress;
static uint8_t currentRegister;
static uint8_t currentReads;

static void push(uint8_t byte) {
  ring[head] = byte;
  head = (head + 1) & ringMask;
}

static uint8_t pull() {
  const uint8_t byte = ring[tail];
  tail = (tail + 1) & ringMask;
  return byte;
}

static uint8_t fromPair(const uint8_t *pair) { return pair[0] | (pair[1] << 7); }

void hostI2c::enable() { enabled = true; }

void hostI2c::request(const uint8_t *bytes, uint8_t length) {
  if (!enabled || length < 2 || length % 2 != 0) return;
  const uint8_t address = bytes[0];
  const uint8_t mode = (bytes[1] >> 3) & 0x03;
  if (address == inputExpanderAddress || address == thermistorConverterAddress) return;
  const uint8_t *pairs = bytes + 2;
  uint8_t toWrite = (length - 2) / 2;
  uint8_t toRead = 0;
  if (mode == modeReadOnce) {
    // [register] count: the count is not written to the part.
    if (toWrite == 0 || toWrite > 2) return;
    toWrite--;
    toRead = fromPair(pairs + 2 * toWrite);
    if (toRead == 0) return;
    if (toRead > i2c::maxBytes) toRead = i2c::maxBytes;
  } else if (mode != modeWrite) {
    return;
  }
  const uint8_t room = (tail - head - 1) & ringMask;
  if (room < headerBytes + toWrite) {
    if (mode == modeWrite) failed = true;
    return;
  }
  push(address);
  push(toWrite);
  push(toRead);
  for (uint8_t index = 0; index < toWrite; index++) push(fromPair(pairs + 2 * index));
}

bool hostI2c::start() {
  if (tail == head) return false;
  const uint8_t toRead = ring[(tail + 2) & ringMask];
  if (toRead > 0 && uart::room() < replyFrameBytes + 2 * toRead) return false;
  currentAddress = pull();
  const uint8_t toWrite = pull();
  currentReads = pull();
  for (uint8_t index = 0; index < toWrite; index++) i2c::out[index] = pull();
  currentRegister = toWrite > 0 ? i2c::out[0] : 0;
  i2c::start(currentAddress, toWrite, currentReads);
  return true;
}

static void writePair(uint8_t byte) {
  uart::write(byte & 0x7f);
  uart::write(byte >> 7);
}

void hostI2c::finish(bool acknowledged) {
  if (currentReads == 0) {
    if (!acknowledged) failed = true;
    return;
  }
  // Other messages may have taken the room since; a read that gets no answer is a case that the host has anyway.
  if (!acknowledged || uart::room() < replyFrameBytes + 2 * currentReads) return;
  uart::write(0xf0);
  uart::write(replyCommand);
  writePair(currentAddress);
  writePair(currentRegister);
  for (uint8_t index = 0; index < currentReads; index++) writePair(i2c::in[index]);
  uart::write(0xf7);
}

bool hostI2c::writeFailed() { return failed; }

bool hostI2c::takeWriteFailed() {
  const bool was = failed;
  failed = false;
  return was;
}
