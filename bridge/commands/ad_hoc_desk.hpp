#pragma once

#include "bridge/commands/command_table.hpp"
#include "bridge/ports/command_desk.hpp"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bascule::bridge {

/// Commands by form, at the bridge's own address and at rooms that it hosts.
class AdHocDesk final : public CommandDesk {
public:
    /// The Matrix room of a MUC of ours, where this person is in it.
    using RoomOf = std::function<std::optional<mapping::RoomId>(const mapping::Jid& muc, const mapping::Jid& person)>;
    /// `bot` is the bridge's other address, under which it is in MUCs.
    AdHocDesk(CommandTable& table, mapping::Jid bot, RoomOf room_of)
        : table_{table}, bot_{std::move(bot)}, room_of_{std::move(room_of)} {}

    Task<std::vector<CommandOutline>> offered(mapping::Jid asker, mapping::Jid on) override;
    Task<CommandAnswer> carry_out(CommandOrder order) override;

private:
    CommandCall call_of(const mapping::Jid& asker, const mapping::Jid& on) const;

    CommandTable& table_;
    mapping::Jid bot_;
    RoomOf room_of_;
};

} // namespace bascule::bridge
