#pragma once

#include "bridge/async/task.hpp"

// What the service manager is told (sd_notify(3)). Outside systemd all of this does nothing.
namespace bascule::app {

void notify_ready();
void notify_stopping();
/// To be followed by notify_ready().
void notify_reloading();

/// Tells the watchdog twice per WATCHDOG_USEC that the io_context still turns, until cancelled; returns at once where
/// there is no watchdog.
bridge::Task<void> keep_watchdog();

} // namespace bascule::app
