#pragma once

#include "config/configuration.hpp"

#include <string>
#include <string_view>

namespace bascule::app {

/// How lines are written: with the time, or for the journal of systemd, which adds that itself and reads the level
/// from a prefix (sd-daemon(3)).
enum class LogStyle { timed, journal };

/// Chooses the style by JOURNAL_STREAM, and sets the levels.
void set_up_logging(const config::LoggingSettings& settings);
void set_log_style(LogStyle style);
/// Each part has its own level, else the common one. May be called again at any time.
void set_log_levels(const config::LoggingSettings& settings);

/// For commands whose output says it all.
void silence_logging();

/// The text with control characters escaped, so that whatever a peer sends is one line and no terminal command.
std::string one_line(std::string_view text);

} // namespace bascule::app
