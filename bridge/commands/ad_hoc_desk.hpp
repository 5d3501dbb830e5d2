#pragma once

#include "bridge/commands/command_table.hpp"
#include "bridge/ports/command_desk.hpp"

namespace bascule::bridge {

/// Commands by form, at the bridge's own address and at rooms that it hosts.
class AdHocDesk final : public CommandDesk {
public:
    /// `bot` is the bridge's other address, under which it is in MUCs.
    AdHocDesk(CommandTable& table, mapping::Jid bot) : table_{table}, bot_{std::move(bot)} {}

    Task<std::vector<CommandOutline>> offered(mapping::Jid asker, mapping::Jid on) override;
    Task<CommandAnswer> carry_out(CommandOrder order) override;

private:
    CommandCall call_of(const mapping::Jid& asker, const mapping::Jid& on) const;

    CommandTable& table_;
    mapping::Jid bot_;
};

} // namespace bascule::bridge
