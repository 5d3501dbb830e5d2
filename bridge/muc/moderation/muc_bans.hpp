#pragma once

#include "bridge/muc/moderation/puppet_removals.hpp"
#include "bridge/muc/moderation/room_context.hpp"

namespace bascule::bridge {

/// The MUC's ban list and the Matrix room's bans. What happened while nobody looked is found at every entry, where the
/// bot may read the list.
class MucBans {
public:
    MucBans(RoomContext& context, PuppetRemovals& puppets) : context_{context}, puppets_{puppets} {}

    /// Compares soon.
    void compare();
    /// The affiliation of somebody who is not in the MUC has changed.
    void on_news(const MucNews& news);

private:
    Task<void> agree();
    Task<void> on_affiliation(MucAffiliate affiliate);
    Task<void> on_ban(mapping::Jid person, PuppetRemovals::Verdict verdict);
    Task<void> on_unban(mapping::UserId user);
    Task<std::optional<mapping::Jid>> address_of(mapping::UserId user);
    bool is_one_of_ours(const mapping::Jid& person) const;

    RoomContext& context_;
    PuppetRemovals& puppets_;
};

} // namespace bascule::bridge
