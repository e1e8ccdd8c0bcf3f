#pragma once

// The service door's solenoid: it burns when it has current for long.
namespace solenoid {

// The host's request has gone from clear to set.
void begin();

void end();

void onTick();

bool isOn();

}  // namespace solenoid
