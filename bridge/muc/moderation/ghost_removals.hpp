#pragma once

#include "bridge/muc/moderation/room_context.hpp"
#include "bridge/ports/matrix_inbox.hpp"

#include <optional>
#include <string>

namespace bascule::bridge {

/// A Matrix moderator kicks, bans or unbans a ghost: so does the bot with the person in the MUC, where it has the
/// right. Where it has not, that is said, and the ghost comes back, since the person is still there; unless banned.
class GhostRemovals {
public:
    explicit GhostRemovals(RoomContext& context) : context_{context} {}

    /// Called at once when a ghost is put out, before anybody waits: nothing brings it in while it is worked on.
    void foresee(const mapping::UserId& ghost);
    /// Throws Outage; then it is called again.
    Task<void> on_kick(mapping::UserId ghost, MatrixEvent event);
    Task<void> on_ban(mapping::UserId ghost, MatrixEvent event);
    Task<void> on_unban(mapping::UserId ghost);

private:
    /// Somebody of the MUC, as far as he is known.
    struct Person {
        std::vector<std::string> nicks;
        std::optional<mapping::Jid> jid; ///< bare
        std::string shown() const;
    };

    Task<Person> person_of(mapping::UserId ghost);
    Task<std::string> words_of(const MatrixEvent& event) const;
    Task<MucRefusal> kick(Person person, std::string reason);
    Task<void> put_back(mapping::UserId ghost, Person person, StanzaError error);
    Task<void> tell_banned_here_alone(Person person, std::optional<StanzaError> error);

    RoomContext& context_;
};

} // namespace bascule::bridge
