#include "config/reload.hpp"

#include "config/keys.hpp"

namespace bascule::config {

Changes changes_between(const Configuration& running, const Configuration& read) {
    Changes changes;
    for (const auto& key : keys()) {
        if (!key.field.is_same(running, read)) {
            auto& list = key.effect == Effect::at_once ? changes.at_once : changes.on_restart;
            list.emplace_back(key.path);
        }
    }
    if (running.permission_rules != read.permission_rules) {
        changes.at_once.emplace_back(permissions_path);
    }
    return changes;
}

Configuration with_live_changes(Configuration running, const Configuration& read) {
    for (const auto& key : keys()) {
        if (key.effect == Effect::at_once) {
            key.field.copy(read, running);
        }
    }
    running.permission_rules = read.permission_rules;
    running.permissions = read.permissions;
    return running;
}

} // namespace bascule::config
