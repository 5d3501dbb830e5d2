#pragma once

namespace bascule::app {

// What the program's exit status tells (documented in docs/commands.md).
constexpr int exit_ok = 0;
constexpr int exit_failure = 1;
constexpr int exit_bad_input = 2;          ///< the command line, or an id given on it
constexpr int exit_bad_configuration = 78; ///< EX_CONFIG of sysexits(3): to start again would not help

} // namespace bascule::app
