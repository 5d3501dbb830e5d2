#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/metrics.hpp"
#include "bridge/ports/xmpp_server.hpp"
#include "mapping/jid.hpp"
#include "xmpp_component/expectation.hpp"
#include "xmpp_component/stream/reading_clock.hpp"
#include "xmpp_component/stream/stanza_framer.hpp"
#include "xmpp_component/stream/stanza_sink.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <pugixml.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace bascule::xmpp {

/// What came back: the whole iq, or its error.
struct IqReply {
    pugi::xml_document stanza;
    std::optional<bridge::StanzaError> error;

    pugi::xml_node root() const { return stanza.document_element(); }
};

/// How a request is asked.
struct IqQuestion {
    std::string kind; ///< for the log and the metrics: ping, describe, archive…
    std::chrono::milliseconds deadline;
};

/// Our own requests and who waits for their answers. An answer counts only from the address that was asked, to the one
/// that asked, under an id that nobody can guess.
class IqTracker {
public:
    /// All must outlive it.
    IqTracker(boost::asio::any_io_executor executor, StanzaSink& sink, ReadingClock& clock, bridge::Metrics& metrics);

    /// Sends the iq, whose id it sets, and waits for its answer. Throws Outage at the deadline or when the stream
    /// breaks.
    bridge::Task<IqReply> ask(pugi::xml_document iq, IqQuestion question);
    /// Takes the stanza where it answers a request. What we sent to ourselves answers by coming back.
    bool accept(Stanza& iq);
    /// The stream broke: nothing will be answered any more.
    void give_up_all();

private:
    struct Pending {
        mapping::Jid asker;
        mapping::Jid asked;
        Expectation<IqReply> reply;
    };

    boost::asio::any_io_executor executor_;
    StanzaSink& sink_;
    ReadingClock& clock_;
    bridge::Metrics& metrics_;
    std::map<std::string, Pending, std::less<>> pending_;
};

} // namespace bascule::xmpp
