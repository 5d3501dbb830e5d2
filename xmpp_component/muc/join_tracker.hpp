#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/metrics.hpp"
#include "bridge/ports/xmpp_inbox.hpp"
#include "xmpp_component/expectation.hpp"
#include "xmpp_component/stream/reading_clock.hpp"
#include "xmpp_component/stream/stanza_sink.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <list>
#include <string>

namespace bascule::xmpp {

/// Joins that are under way. A join ends with the occupant's own presence, which is told by status 110 and never by the
/// nick, since the MUC may change that; or with an error (XEP-0045 §7.2).
class JoinTracker {
public:
    /// All must outlive it.
    JoinTracker(boost::asio::any_io_executor executor, StanzaSink& sink, ReadingClock& clock, bridge::Metrics& metrics,
                std::chrono::milliseconds deadline);

    /// A room that comes into being by it (status 201) is destroyed again and counts as not there. Throws Outage at the
    /// deadline or when the stream breaks.
    bridge::Task<bridge::JoinOutcome> join(bridge::JoinRequest request);
    /// XEP-0045 §7.6: the same, for another nick in a MUC where the occupant is in.
    bridge::Task<bridge::JoinOutcome> change_nick(bridge::JoinRequest request, std::string old_nick);
    /// Every occupant presence passes by here.
    void notice(const bridge::OccupantPresence& presence);
    /// True where a join waited for this error.
    bool notice(const bridge::PresenceError& error);
    void give_up_all();

private:
    struct Pending {
        mapping::Jid occupant;
        mapping::Jid room;
        std::string id;
        std::string old_nick; ///< presence under it decides nothing; empty for a join
        bool has_created_room = false;
        Expectation<bridge::JoinOutcome> outcome;
    };
    bridge::Task<bridge::JoinOutcome> carry_out(bridge::JoinRequest request, std::string old_nick);

    bridge::Task<void> leave_no_room(const bridge::JoinRequest& request, std::string nick);

    boost::asio::any_io_executor executor_;
    StanzaSink& sink_;
    ReadingClock& clock_;
    bridge::Metrics& metrics_;
    std::chrono::milliseconds deadline_;
    std::list<Pending> pending_;
};

} // namespace bascule::xmpp
