#pragma once

#include "bridge/ports/hosted_archive.hpp"
#include "bridge/ports/room_guide.hpp"
#include "xmpp_component/iq/iq_table.hpp"
#include "xmpp_component/stream/stanza_sink.hpp"

#include <cstddef>

namespace bascule::xmpp {

// What is to be learned of Matrix rooms without being in them: one function a XEP, each in a file of its own. The guide
// must outlive the table.
void register_room_disco(IqTable& table, bridge::RoomGuide& guide);     // XEP-0030, XEP-0045 §6
void register_room_card(IqTable& table, bridge::RoomGuide& guide);      // XEP-0054, XEP-0486
void register_channel_search(IqTable& table, bridge::RoomGuide& guide); // XEP-0433
void register_search(IqTable& table, bridge::RoomGuide& guide);         // XEP-0055
void register_prompt(IqTable& table, bridge::RoomGuide& guide);         // XEP-0100

/// Where results of XEP-0313 go, before the answer, and how large each may be at most: a longer body is shortened.
struct ResultSink {
    StanzaSink& sink;
    std::size_t most_bytes;
};
void register_room_archive(IqTable& table, bridge::HostedArchive& archive, ResultSink results); // XEP-0313

} // namespace bascule::xmpp
