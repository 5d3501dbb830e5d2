#pragma once

#include "bridge/crossing/crossing.hpp"
#include "bridge/ports/capabilities.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bascule::bridge {

/// Asks the mapping table for one crossing, and keeps what it said.
class Judge {
public:
    Judge(mapping::FeatureTable table, mapping::Direction direction, const mapping::Jid& address)
        : table_{std::move(table)}, direction_{direction}, peer_{address.str(), std::string{address.domain()}} {}

    /// In a chat of two: what the other's clients do not know is said in words.
    void mind(const Capabilities& capabilities, mapping::Jid person);

    /// What the table says. `reject` makes a loss of all that was said.
    mapping::Decision decide(mapping::Feature feature);
    /// The table's word cannot be obeyed, or not as it stands: what is done instead of the last decision of this
    /// feature, and why.
    void overrule(mapping::Feature feature, mapping::Action action, std::string reason);
    /// Something did not cross, or not whole, and its sender has to know. `reason`: a whole sentence.
    void lose(mapping::Feature feature, std::string reason, bool is_whole);

    bool is_rejected() const noexcept { return is_rejected_; }
    mapping::Direction direction() const noexcept { return direction_; }

    std::vector<Crossed> features() && { return std::move(features_); }
    std::vector<Loss> losses() && { return std::move(losses_); }

private:
    mapping::FeatureTable table_;
    mapping::Direction direction_;
    mapping::Peer peer_;
    const Capabilities* capabilities_ = nullptr;
    std::optional<mapping::Jid> person_;
    std::vector<Crossed> features_;
    std::vector<Loss> losses_;
    bool is_rejected_ = false;
};

} // namespace bascule::bridge
