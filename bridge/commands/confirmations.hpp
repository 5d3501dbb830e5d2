#pragma once

#include "bridge/commands/command.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace bascule::bridge {

/// What has been asked and not been agreed to yet: one command for each asker and place, for two minutes. Of those
/// that are forgotten in a restart nothing has happened.
class Confirmations {
public:
    struct Pending {
        const Command* command = nullptr;
        CommandCall call;
        std::int64_t until_ms = 0;
        std::string agreed;                  ///< key of the order that agreed, once there is one
        std::optional<CommandAnswer> answer; ///< once it has been carried out
    };

    /// It waits for his word from now on, in the place of what he was asked there before.
    void ask(const Command& command, CommandCall call);
    /// What this call agrees to: nothing where nothing waits any more. The same call may come again,
    /// however late.
    Pending* agree(const CommandCall& call);
    /// What came of it, for when the call that agreed comes again.
    void keep(const CommandCall& call, CommandAnswer answer);
    /// The answer has got there: the call does not come again.
    void conclude(const CommandCall& call);

private:
    Pending* agreed_by(const CommandCall& call);

    std::map<std::string, Pending> pending_; // by asker and place
};

} // namespace bascule::bridge
