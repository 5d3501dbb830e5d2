#pragma once

#include "bridge/ports/conversation.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace bascule::bridge {

/// A change of the mapping table. An action that is empty: there was no rule, or there is none any more.
struct MappingChange {
    std::int64_t at_ms = 0; ///< Unix time
    std::string who;        ///< user id, JID, or who had it done by SQL
    std::string feature;
    std::string direction;
    std::string scope;
    std::string action_before;
    std::string words_before; ///< the template
    std::string action;
    std::string words;
};

/// Changes the mapping table, for all processes at once, and tells who did. Every call throws Outage.
class MappingDesk : public MappingRules {
public:
    /// One that is there as it is stays, and is no change.
    virtual Task<void> set(mapping::FeatureRule rule, std::string who) = 0;
    /// False where there is no such rule.
    virtual Task<bool> reset(mapping::Feature feature, mapping::Direction direction, mapping::Scope scope,
                             std::string who) = 0;
    /// Newest first.
    virtual Task<std::vector<MappingChange>> changes(int at_most) = 0;
};

} // namespace bascule::bridge
