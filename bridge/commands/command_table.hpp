#pragma once

#include "bridge/commands/command.hpp"
#include "bridge/policy.hpp"
#include "bridge/ports/audit.hpp"
#include "bridge/ports/clock.hpp"

#include <deque>
#include <optional>
#include <string_view>
#include <vector>

namespace bascule::bridge {

/// All commands, for whoever asks in whatever way: who may give which one where, and what is recorded of it.
class CommandTable {
public:
    CommandTable(const Policy& policy, AuditLog& audit, Clock now);

    /// Throws std::logic_error where there is one of this name.
    void add(Command command);
    const Command* find(std::string_view name) const;
    /// What the asker may do there, in the order of add().
    std::vector<const Command*> offered(const CommandCall& call) const;

    /// Why this cannot be done: permission, place or words. Nothing where it can be tried.
    std::optional<CommandAnswer> objection(const Command& command, const CommandCall& call) const;
    /// Does it, without looking for objections, and records it where it changes something. A fault of ours is an
    /// answer. Throws Outage.
    Task<CommandAnswer> carry_out(const Command& command, CommandCall call);
    /// Records how it ended, where it changes something. Throws Outage.
    Task<void> record(const Command& command, const CommandCall& call, const CommandAnswer& answer);

    const Policy& policy() const noexcept { return policy_; }
    std::int64_t now() const { return now_(); }

private:
    const Policy& policy_;
    AuditLog& audit_;
    Clock now_;
    std::deque<Command> commands_;
};

} // namespace bascule::bridge
