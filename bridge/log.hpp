#pragma once

#include <spdlog/logger.h>

namespace bascule::bridge {

/// The parts whose log level can be set on its own (`logging.levels` in the configuration).
enum class LogPart { app, bridge, matrix, xmpp, store };

/// The part's logger: one line a fact; never a secret; message text and addresses of the content at debug only.
spdlog::logger& log(LogPart part);

} // namespace bascule::bridge
