#pragma once

#include "bridge/muc/moderation/room_context.hpp"
#include "bridge/ports/xmpp_inbox.hpp"

#include <string>

namespace bascule::bridge {

/// The MUC puts one of our puppets out: so does the bridge with its Matrix user, where it has the power. Where it has
/// not, the puppet stays out until the user leaves the room and comes again, or for a day.
class PuppetRemovals {
public:
    struct Verdict {
        ExpulsionKind kind = ExpulsionKind::kick;
        std::string actor;  ///< his nick, may be empty
        std::string reason; ///< may be empty
    };

    explicit PuppetRemovals(RoomContext& context) : context_{context} {}

    /// What a removal by force means (XEP-0045 §9.1, §8.2, §9.4, §10.11).
    static Verdict verdict_of(const OccupantPresence& presence);
    /// Puts him out of the Matrix room soon.
    void put_out(const mapping::UserId& user, Verdict verdict);
    /// The MUC lets him in again.
    void let_in(const mapping::UserId& user);
    /// The same, done when it returns. Throws Outage.
    Task<void> lift(mapping::UserId user);
    /// Puppets that an earlier process knew to be out stay out.
    void restore();

private:
    Task<void> carry_out(mapping::UserId user, Verdict verdict);
    void bar(const mapping::UserId& user, StanzaError refusal, std::int64_t since_ms);
    Task<void> tell_powerless(mapping::UserId user, Verdict verdict);

    RoomContext& context_;
};

/// "by Juliet: too loud", or as much of it as is known.
std::string words_of(const PuppetRemovals::Verdict& verdict);

} // namespace bascule::bridge
