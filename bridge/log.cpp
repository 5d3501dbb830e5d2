#include "bridge/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>

#include <array>
#include <memory>
#include <string>

namespace bascule::bridge {

namespace {

constexpr std::array names{"app", "bridge", "matrix", "xmpp", "store"};

// One logger per part, all writing to stderr.
std::array<std::shared_ptr<spdlog::logger>, names.size()> make_loggers() {
    const auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    std::array<std::shared_ptr<spdlog::logger>, names.size()> made;
    for (std::size_t at = 0; at < names.size(); ++at) {
        made.at(at) = std::make_shared<spdlog::logger>(names.at(at), sink);
    }
    return made;
}

} // namespace

spdlog::logger& log(LogPart part) {
    static const auto loggers = make_loggers();
    return *loggers.at(static_cast<std::size_t>(part));
}

} // namespace bascule::bridge
