#pragma once
#include <stdint.h>

// Something that must not be, in the eyes of one sensor: it begins after so many samples in a row that say so, and ends
// after so many that do not.
template <uint8_t raiseAfter, uint8_t endAfter>
class Alarm {
 public:
  // Takes what is so at the start, without waiting.
  void begin(bool active) {
    raised_ = active;
    count_ = 0;
  }

  void sample(bool active) {
    if (active == raised_) {
      count_ = 0;
    } else if (++count_ >= (raised_ ? endAfter : raiseAfter)) {
      raised_ = active;
      count_ = 0;
    }
  }

  bool raised() const { return raised_; }

 private:
  bool raised_;
  uint8_t count_;
};
