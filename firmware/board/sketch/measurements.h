#pragma once

// MEASUREMENTS, once a second (hardware/protocols/io-board.md §9).
namespace measurements {

// Sends when every socket has been measured anew.
void poll();

}  // namespace measurements
