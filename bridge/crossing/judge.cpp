#include "bridge/crossing/judge.hpp"

#include <algorithm>
#include <utility>

namespace bascule::bridge {

namespace {

std::string reason_of(const mapping::Decision& decision, const mapping::Peer& peer) {
    if (decision.is_shipped) {
        return "as shipped";
    }
    switch (decision.scope) {
        case mapping::ScopeKind::portal:
            return "a rule for " + peer.address;
        case mapping::ScopeKind::domain:
            return "a rule for " + peer.domain;
        case mapping::ScopeKind::everywhere:
            break;
    }
    return "a rule for all";
}

} // namespace

void Judge::mind(const Capabilities& capabilities, mapping::Jid person) {
    capabilities_ = &capabilities;
    person_ = std::move(person);
}

mapping::Decision Judge::decide(mapping::Feature feature) {
    auto decision = table_.decide(feature, direction_, peer_);
    features_.push_back({decision, reason_of(decision, peer_)});
    const bool is_lacking = person_ && capabilities_->lacks(*person_, feature);
    if (is_lacking && decision.action == mapping::Action::native) {
        decision.action = mapping::Action::text;
        features_.back() = {decision, "no client of " + person_->str() + " knows it"};
    }
    if (decision.action == mapping::Action::reject) {
        is_rejected_ = true;
        lose(feature, "This is not allowed to cross here: " + std::string{mapping::default_of(feature).meaning} + '.',
             true);
    }
    return decision;
}

void Judge::overrule(mapping::Feature feature, mapping::Action action, std::string reason) {
    const auto found = std::find_if(features_.rbegin(), features_.rend(),
                                    [&](const Crossed& one) { return one.decision.feature == feature; });
    if (found != features_.rend()) {
        found->decision.action = action;
        found->reason = std::move(reason);
    }
}

void Judge::lose(mapping::Feature feature, std::string reason, bool is_whole) {
    losses_.push_back({feature, std::move(reason), is_whole});
}

} // namespace bascule::bridge
