#pragma once

#include "bridge/async/task.hpp"
#include "bridge/muc/muc_world.hpp"
#include "bridge/ports/xmpp_server.hpp"
#include "mapping/jid.hpp"

#include <string>

namespace bascule::bridge {

/// How the bot fared at a MUC's door.
struct Door {
    std::string obstacle; ///< a sentence for whoever asked; empty where the bot is in
    std::string nick;     ///< under which it is in
    RoomTraits traits;

    bool is_open() const noexcept { return obstacle.empty(); }
    /// Not everybody may enter.
    bool is_guarded() const noexcept { return traits.has_password || traits.is_members_only; }
};

/// Enters as the bot, which stays in; to enter once more is a resync. Throws Outage where the bridge's own XMPP server
/// is away; that the MUC's does not answer is an obstacle.
Task<Door> try_door(const MucWorld& world, mapping::Jid muc, std::string password);

/// The bot goes out again, where it is in.
Task<void> turn_back(const MucWorld& world, mapping::Jid muc, Door door);

/// What an error at the entry of a MUC means (XEP-0045 §7.2.5 to §7.2.9), as a sentence.
std::string words_of_refusal(const mapping::Jid& muc, const StanzaError& error);
/// The same, to him whom the MUC has refused.
std::string words_for_refused(const mapping::Jid& muc, const StanzaError& error);

} // namespace bascule::bridge
