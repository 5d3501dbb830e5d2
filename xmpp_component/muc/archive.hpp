#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/xmpp_server.hpp"
#include "xmpp_component/iq/iq_tracker.hpp"

#include <pugixml.hpp>

#include <chrono>
#include <list>
#include <string>

namespace bascule::xmpp {

/// XEP-0313: fetches pages of a MUC's archive. The messages of a page come before the answer to the request and are
/// known by the id of the query.
class Archive {
public:
    /// `tracker` must outlive it.
    Archive(IqTracker& tracker, std::chrono::milliseconds deadline) : tracker_{tracker}, deadline_{deadline} {}

    /// Throws Outage where the stream breaks or the MUC cannot answer now. A MUC that refuses, or that has forgotten
    /// where to go on from, gives an empty, complete page; where a start time is given too, it is tried first.
    bridge::Task<bridge::ArchivePage> fetch(bridge::ArchiveRequest request);
    /// The last messages of it. An empty page where the MUC refuses.
    bridge::Task<bridge::ArchivePage> latest(mapping::Jid room, mapping::Jid asker, int at_most);
    /// Takes the message where it is a result of a query under way.
    bool accept(pugi::xml_node message);

private:
    enum class Direction { forward, from_the_end };
    struct Query {
        std::string id;
        bridge::ArchiveRequest request;
        Direction direction;
        std::vector<bridge::ArchivePage::Item> items;
    };

    bridge::Task<bridge::ArchivePage> run(bridge::ArchiveRequest request, Direction direction);
    bridge::Task<bridge::ArchivePage> ask(Query& query);
    bridge::Task<IqReply> ask_once(const Query& query);

    IqTracker& tracker_;
    std::chrono::milliseconds deadline_;
    std::list<Query> queries_;
};

} // namespace bascule::xmpp
