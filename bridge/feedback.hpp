#pragma once

#include "bridge/crossing/crossing.hpp"
#include "bridge/notices.hpp"
#include "bridge/ports/clock.hpp"
#include "bridge/ports/told_marks.hpp"
#include "bridge/ports/xmpp_server.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bascule::bridge {

/// What makes an error of losses that leave nothing of a message: `policy-violation` (RFC 6120 §8.3.3.12) with the
/// reasons. Nothing where something crossed.
std::optional<StanzaError> error_of(const std::vector<Loss>& losses);

/// Tells people that what they said did not cross, or not whole. Throws Outage; said again after one, it is the same
/// notice.
class Feedback {
public:
    struct Ports {
        Homeserver& homeserver;
        XmppServer& xmpp;
        ToldMarks& told;
        Clock now;
    };

    explicit Feedback(Ports ports) : ports_{std::move(ports)}, notices_{ports_.homeserver} {}

    /// A notice by this one of ours. Of each kind of thing that crosses only in part, a person is told once a day.
    Task<void> tell_user(mapping::UserId as, Venue venue, MatrixSaying saying, std::vector<Loss> losses);
    /// An occupant of a MUC that is not ours, privately by the bot who is in: an error would go to all. Only of what
    /// did not cross at all.
    Task<void> tell_occupant(mapping::Jid bot, mapping::Jid seat, std::string about, std::vector<Loss> losses);

private:
    Ports ports_;
    Notices notices_;
};

} // namespace bascule::bridge
