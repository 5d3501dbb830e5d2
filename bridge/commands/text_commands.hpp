#pragma once

#include "bridge/commands/command_table.hpp"
#include "bridge/commands/confirmations.hpp"

#include <string>
#include <string_view>

namespace bascule::bridge {

/// Commands as lines of text, for the front ends in which people write. Adds `help` and `confirm` to those of the
/// table.
class TextCommands {
public:
    /// `prefix` stands before each command where it is quoted, such as `!xmpp `.
    TextCommands(CommandTable& table, std::string prefix);

    /// Does the line say a command that there is?
    bool knows(std::string_view line) const;
    /// Carries out the line, whose words are put into the call. Throws Outage; then it is called again with the same
    /// call.
    Task<CommandAnswer> answer(CommandCall call, std::string line);
    /// The answer to this call has got there.
    void conclude(const CommandCall& call) { confirmations_.conclude(call); }

private:
    CommandAnswer help(const CommandCall& call, const std::string& about) const;
    Task<CommandAnswer> ask_first(const Command& command, CommandCall call);
    Task<CommandAnswer> confirm(CommandCall call);

    CommandTable& table_;
    std::string prefix_;
    Confirmations confirmations_;
};

} // namespace bascule::bridge
