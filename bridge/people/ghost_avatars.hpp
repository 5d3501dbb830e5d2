#pragma once

#include "bridge/async/task_group.hpp"
#include "bridge/people/pictures.hpp"
#include "bridge/ports/avatar_memory.hpp"
#include "bridge/ports/avatar_source.hpp"
#include "bridge/ports/ghost_profiles.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

namespace bascule::bridge {

/// Gives ghosts the avatars of their people, in the background. Of several words about one person the newest counts;
/// few are carried out at a time, and each picture is fetched and uploaded once.
class GhostAvatars {
public:
    struct Ports {
        AvatarSource& source;
        Pictures& pictures;
        GhostProfiles& profiles;
        AvatarMemory& memory;
    };

    GhostAvatars(const boost::asio::any_io_executor& executor, Ports ports);

    /// He shows the picture with this hash, which the question gets; empty: he shows none. Not known: whatever the
    /// question gets.
    void wish(const mapping::UserId& ghost, AvatarQuestion question, std::optional<std::string> hash);
    /// Others say that he shows the picture with this hash; empty: none. Unless he wears it, or that word has been
    /// looked into already, he gets whatever the question gets.
    void hear(const mapping::UserId& ghost, AvatarQuestion question, std::string hash);
    /// Nothing is carried out any more.
    Task<void> stop() { co_await tasks_.stop(); }

private:
    struct Wish {
        AvatarQuestion question;
        std::optional<std::string> hash;
        std::optional<std::string> hearsay{}; ///< the hash that others name
        int tries = 0;
    };
    using Hashes = std::unordered_map<mapping::UserId, std::string>;

    void add(const mapping::UserId& ghost, Wish wish);
    void note_heard(const mapping::UserId& ghost, const Wish& wish);

    Task<void> work();
    std::optional<mapping::UserId> next() const;
    enum class Outcome { settled, source_is_away, outage };
    Task<Outcome> try_one(mapping::UserId ghost, Wish wish);
    Task<Outcome> settle(mapping::UserId ghost, Wish wish);
    Task<Outcome> settle_new(mapping::UserId ghost, Wish wish, std::optional<std::string> worn);
    struct Fetched {
        Outcome outcome = Outcome::settled;
        std::optional<Portrait> portrait{};
    };
    Task<Fetched> fetch(AvatarQuestion question);
    Task<void> wear(mapping::UserId ghost, std::string hash, std::string mxc);

    Ports ports_;
    std::map<mapping::UserId, Wish> wishes_;
    std::set<mapping::UserId> busy_;
    Hashes worn_;  // that need no look into the store
    Hashes heard_; // the last hearsay that has been looked into
    std::size_t workers_ = 0;
    TaskGroup tasks_;
};

} // namespace bascule::bridge
