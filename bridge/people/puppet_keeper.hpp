#pragma once

#include "bridge/async/slots.hpp"
#include "bridge/async/task.hpp"
#include "bridge/name_book.hpp"
#include "bridge/ports/clock.hpp"
#include "bridge/ports/homeserver.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>

namespace bascule::bridge {

/// A Matrix user as the XMPP side sees him.
struct Puppet {
    mapping::Jid jid; ///< full, always the same for the same user
    std::string name; ///< display name, of 256 code points at most; the localpart where he has none
};

/// Knows the JIDs and names of puppets. Names are read once from the homeserver and then kept current by note(). Who
/// looks for users of other homeservers can neither wait nor keep the homeserver busy for ever.
class PuppetKeeper {
public:
    /// `patience` is how long the server of a user elsewhere is waited for.
    PuppetKeeper(const boost::asio::any_io_executor& executor, Homeserver& homeserver, NameBook& names, Clock now,
                 std::chrono::milliseconds patience = std::chrono::seconds{30});

    /// Nothing where there is no such user. A Refusal where that cannot be found out, since his server does not answer;
    /// the same is said for a minute then.
    Task<Answer<std::optional<Puppet>>> find(mapping::UserId user);
    /// Of somebody who is known to exist, such as the sender of an event.
    Task<Puppet> of(mapping::UserId user);
    /// The same, as he is called in one room.
    Task<Puppet> of(mapping::UserId user, std::string name_in_room);
    /// Whether he can be told of without asking any server but our own.
    bool is_at_hand(const mapping::UserId& user) const;
    /// A room calls him so. In a single room he may be called differently from everywhere else, so of a user of ours it
    /// only tells that he is to be asked for again.
    void note(const mapping::UserId& user, const std::string& name);
    /// He may be gone for good.
    void forget(const mapping::UserId& user) { display_names_.erase(user); }
    /// Told of every profile that is read.
    using Seen = std::function<void(const mapping::UserId& user, const Profile& profile)>;
    void when_seen(Seen seen) { seen_ = std::move(seen); }

private:
    Task<Answer<std::optional<Profile>>> look_up(mapping::UserId user);
    Task<Answer<std::optional<Profile>>> look_up_at_home(mapping::UserId user);
    Task<Answer<std::optional<Profile>>> look_up_abroad(mapping::UserId user);
    Task<Answer<std::optional<Profile>>> look_up_in_turn(mapping::UserId user);
    bool has_failed_lately(const mapping::UserId& user) const;
    void note_failure(const mapping::UserId& user);
    void keep(const mapping::UserId& user, const std::string& name);
    Task<Puppet> puppet_of(mapping::UserId user, std::string name);

    Homeserver& homeserver_;
    NameBook& names_;
    Clock now_;
    std::chrono::milliseconds patience_;
    Slots lookups_abroad_;
    std::unordered_map<mapping::UserId, std::string> display_names_;
    std::unordered_map<mapping::UserId, std::int64_t> failed_at_ms_;
    Seen seen_;
};

} // namespace bascule::bridge
