#pragma once

#include "bridge/async/task_group.hpp"
#include "bridge/name_book.hpp"
#include "bridge/people/pictures.hpp"
#include "bridge/ports/homeserver.hpp"
#include "bridge/ports/portraits.hpp"
#include "bridge/ports/puppet_looks.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>

namespace bascule::bridge {

/// Shows the avatars of Matrix users on the XMPP side: as a small picture, whose hash their puppets' presences name and
/// which whoever asks is given. Hashes are found out in the background.
class PuppetPortraits final : public Portraits {
public:
    struct Ports {
        Homeserver& homeserver;
        Pictures& pictures;
        PuppetLooks& looks;
        NameBook& names;
        /// A puppet that may have shown itself already looks different from now on.
        std::function<Task<void>(mapping::UserId)> changed;
    };

    PuppetPortraits(const boost::asio::any_io_executor& executor, Ports ports);

    /// He has been seen with this avatar (mxc:), or without one. In a single room he may look different from everywhere
    /// else; what he looks like everywhere counts.
    void note(const mapping::UserId& user, const std::string& mxc);
    /// Has the hash named from now on where it is known already. Throws Outage.
    Task<void> prepare(mapping::UserId user);
    Task<std::optional<Portrait>> portrait_of(mapping::Jid address) override;
    Task<void> stop() { co_await tasks_.stop(); }

private:
    struct Look {
        std::string mxc;
        std::optional<std::string> hash; // as presences name it; none: they say nothing yet
        bool is_doubtful = false;        // seen in one room only, and different from before
    };

    void enqueue(const mapping::UserId& user);
    Task<void> work();
    Task<void> settle(mapping::UserId user);
    Task<void> read_profile(mapping::UserId user);
    Task<void> name(mapping::UserId user, std::string hash);

    Ports ports_;
    std::unordered_map<mapping::UserId, Look> looks_;
    std::deque<mapping::UserId> waiting_;
    bool is_working_ = false;
    TaskGroup tasks_;
};

} // namespace bascule::bridge
