#include "bridge/commands/confirmations.hpp"

#include <algorithm>
#include <utility>

namespace bascule::bridge {

namespace {

constexpr std::int64_t patience_ms = 120'000;
constexpr std::size_t most_pending = 1'000;

std::string who_and_where(const CommandCall& call) {
    return name_of(call.asker) + '\n' + call.where;
}

} // namespace

void Confirmations::ask(const Command& command, CommandCall call) {
    std::erase_if(pending_,
                  [&](const auto& one) { return one.second.until_ms < call.at_ms && one.second.agreed.empty(); });
    if (pending_.size() >= most_pending) {
        pending_.erase(std::ranges::min_element(pending_, {}, [](const auto& one) { return one.second.until_ms; }));
    }
    const auto id = who_and_where(call);
    const auto until_ms = call.at_ms + patience_ms;
    pending_.insert_or_assign(id, Pending{&command, std::move(call), until_ms, {}, {}});
}

Confirmations::Pending* Confirmations::agree(const CommandCall& call) {
    const auto found = pending_.find(who_and_where(call));
    if (found != pending_.end() && found->second.agreed.empty() && call.at_ms <= found->second.until_ms) {
        found->second.agreed = call.key;
    }
    return agreed_by(call);
}

Confirmations::Pending* Confirmations::agreed_by(const CommandCall& call) {
    const auto found = pending_.find(who_and_where(call));
    return found != pending_.end() && found->second.agreed == call.key ? &found->second : nullptr;
}

void Confirmations::keep(const CommandCall& call, CommandAnswer answer) {
    if (auto* const pending = agreed_by(call)) { // he may have been asked anew meanwhile
        pending->answer = std::move(answer);
    }
}

void Confirmations::conclude(const CommandCall& call) {
    if (agreed_by(call) != nullptr) {
        pending_.erase(who_and_where(call));
    }
}

} // namespace bascule::bridge
