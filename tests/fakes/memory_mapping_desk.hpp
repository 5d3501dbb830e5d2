#pragma once

#include "bridge/ports/mapping_desk.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace bascule::fakes {

/// The mapping table in memory, open to tests.
class MemoryMappingDesk final : public bridge::MappingDesk {
public:
    mapping::FeatureTable rules;
    std::vector<bridge::MappingChange> made; ///< oldest first

    bridge::Task<mapping::FeatureTable> table() override { co_return rules; }
    bridge::Task<void> set(mapping::FeatureRule rule, std::string who) override {
        made.push_back(change_of(rule.feature, rule.direction, rule.scope, std::move(who)));
        made.back().action = mapping::word_of(rule.action);
        made.back().words = rule.words;
        rules.set(std::move(rule));
        co_return;
    }
    bridge::Task<bool> reset(mapping::Feature feature, mapping::Direction direction, mapping::Scope scope,
                             std::string who) override {
        const bool was_there = rules.reset(feature, direction, scope);
        if (was_there) {
            made.push_back(change_of(feature, direction, scope, std::move(who)));
        }
        co_return was_there;
    }
    bridge::Task<std::vector<bridge::MappingChange>> changes(int /*at_most*/) override {
        co_return std::vector<bridge::MappingChange>{made.rbegin(), made.rend()};
    }

private:
    static bridge::MappingChange change_of(mapping::Feature feature, mapping::Direction direction,
                                           const mapping::Scope& scope, std::string who) {
        return {.who = std::move(who),
                .feature = std::string{mapping::word_of(feature)},
                .direction = std::string{mapping::word_of(direction)},
                .scope = mapping::text_of(scope),
                .action_before = {},
                .words_before = {},
                .action = {},
                .words = {}};
    }
};

} // namespace bascule::fakes
