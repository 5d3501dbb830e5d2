#pragma once

#include "bridge/crossing/conversations.hpp"
#include "bridge/direct/direct_messages.hpp"
#include "bridge/feedback.hpp"
#include "bridge/finding/link_translator.hpp"
#include "bridge/gateway/invitation_watch.hpp"
#include "bridge/name_book.hpp"
#include "bridge/people/ghost_keeper.hpp"
#include "bridge/people/people_watch.hpp"
#include "bridge/people/puppet_keeper.hpp"
#include "bridge/people/puppet_portraits.hpp"
#include "bridge/policy.hpp"
#include "bridge/ports/clock.hpp"
#include "bridge/ports/gateway_records.hpp"
#include "bridge/ports/homeserver.hpp"
#include "bridge/ports/metrics.hpp"
#include "bridge/ports/muc_service.hpp"
#include "bridge/ports/recent_past.hpp"
#include "bridge/ports/registry.hpp"
#include "bridge/ports/room_admin.hpp"
#include "bridge/ports/room_door.hpp"
#include "bridge/ports/xmpp_server.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <string>

namespace bascule::bridge {

/// By what avatars are shown and set. Without these nobody is shown any.
struct GatewayFaces {
    PeopleWatch* watch = nullptr;
    PuppetPortraits* portraits = nullptr;
    Pictures* pictures = nullptr;
    RoomAdmin* admin = nullptr;
};

/// What every hosted MUC uses and none owns.
struct GatewayWorld {
    boost::asio::any_io_executor executor;
    Homeserver& homeserver;
    RoomDoor& door;
    RoomBench& bench;
    const EventCodec& codec;
    XmppServer& xmpp;
    MucService& service;
    GatewayRecords& records;
    NameBook& names;
    GhostKeeper& ghosts;
    PuppetKeeper& puppets;
    DirectMessages& direct;
    Conversations& conversations;
    Feedback& feedback;
    LinkTranslator& links;
    Portals& portals;
    const Policy& policy;
    Metrics& metrics;
    Clock now;
    std::string secret;         ///< of the occupant-ids
    RecentPast* past = nullptr; ///< without it nobody is told of the past
    InvitationWatch* invitations = nullptr;
    GatewayFaces faces{};
};

} // namespace bascule::bridge
