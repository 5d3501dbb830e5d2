#include "bridge/app/reload.hpp"

#include "bridge/app/logging.hpp"
#include "bridge/log.hpp"
#include "config/reload.hpp"

#include <string>
#include <utility>
#include <vector>

namespace bascule::app {

namespace {

std::string listed(const std::vector<std::string>& keys) {
    std::string list;
    for (const auto& key : keys) {
        list += (list.empty() ? "" : ", ") + key;
    }
    return list;
}

void tell(const config::Changes& changes) {
    auto& log = bridge::log(bridge::LogPart::app);
    if (changes.at_once.empty() && changes.on_restart.empty()) {
        log.info("configuration read again: nothing has changed");
    }
    if (!changes.at_once.empty()) {
        log.info("configuration read again: in effect now: {}", listed(changes.at_once));
    }
    if (!changes.on_restart.empty()) {
        log.warn("configuration read again: takes effect only after a restart: {}", listed(changes.on_restart));
    }
}

} // namespace

config::Configuration reloaded(config::Configuration running, const ConfigurationSource& source,
                               bridge::Metrics& metrics) {
    const auto read = source.load();
    metrics.set("bridge_config_reload_success", {}, read ? 1 : 0);
    if (!read) {
        for (const auto& line : read.error().lines) {
            bridge::log(bridge::LogPart::app).error("configuration not taken over: {}", line);
        }
        return running;
    }
    const auto changes = config::changes_between(running, *read);
    running = config::with_live_changes(std::move(running), *read);
    set_log_levels(running.logging);
    tell(changes);
    return running;
}

} // namespace bascule::app
