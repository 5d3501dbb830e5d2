#pragma once

#include "bridge/async/task_group.hpp"
#include "bridge/ports/capabilities.hpp"
#include "xmpp_component/iq/iq_tracker.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <pugixml.hpp>

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace bascule::xmpp {

/// What the clients of contacts know (XEP-0115): each that shows itself with capabilities is asked once for each set of
/// them. Answers are not shared between clients, so that nobody can speak for another's.
class PeerCaps final : public bridge::Capabilities {
public:
    /// The tracker must outlive it.
    PeerCaps(const boost::asio::any_io_executor& executor, IqTracker& tracker, std::chrono::milliseconds deadline);

    /// A presence of somebody who is no occupant of a MUC. Of those to a bare JID it keeps what they say.
    void notice(pugi::xml_node presence);
    /// The stream broke: whoever is there will show himself again.
    void forget_all() { clients_.clear(); }
    bridge::Task<void> stop() { co_await tasks_.stop(); }

    bool lacks(const mapping::Jid& person, mapping::Feature feature) const override;

private:
    struct Client {
        std::string version;                           // node and hash
        std::optional<std::set<std::string>> features; // nothing until it has answered
    };
    bridge::Task<void> ask(mapping::Jid asker, mapping::Jid client, std::string version);

    IqTracker& tracker_;
    std::chrono::milliseconds deadline_;
    std::map<mapping::Jid, std::map<mapping::Jid, Client>> clients_; // by person, then by full JID
    std::size_t asked_ = 0;                                          // who have not answered yet
    bridge::TaskGroup tasks_;
};

} // namespace bascule::xmpp
