#pragma once
#include <stdint.h>

// A sysex of our own on its way to the host, with its checksum (hardware/protocols/io-board.md §4).
namespace frame {

// What a message of so many bytes between version and checksum takes on the line.
constexpr uint8_t wireBytes(uint8_t bodyBytes) { return bodyBytes + 7; }

// Start, command and version. Whoever begins has asked for room for the whole of it.
void begin(uint8_t command);

void put(uint8_t byte);

// Checksum and end.
void end();

}  // namespace frame
