#pragma once

#include "bridge/commands/bot_chats.hpp"
#include "bridge/commands/commander.hpp"
#include "bridge/delivery/courier.hpp"
#include "bridge/direct/direct_messages.hpp"
#include "bridge/direct/direct_rooms.hpp"
#include "bridge/encryption/encryption_notices.hpp"
#include "bridge/finding/link_translator.hpp"
#include "bridge/gateway/gateway_rooms.hpp"
#include "bridge/intake/lost_events.hpp"
#include "bridge/muc/muc_rooms.hpp"
#include "bridge/muc/venues.hpp"
#include "bridge/people/activity.hpp"
#include "bridge/people/people_watch.hpp"
#include "bridge/ports/matrix_inbox.hpp"

#include <functional>
#include <utility>

namespace bascule::bridge {

/// Brings Matrix events to the part of the bridge that they concern.
class MatrixCourier final : public Courier {
public:
    struct Parts {
        Portals& portals;
        Homeserver& homeserver;
        XmppServer& xmpp;
        const EventCodec& codec;
        GhostKeeper& ghosts;
        PuppetKeeper& puppets;
        NameBook& names;
        DirectRooms& direct_rooms;
        DirectMessages& direct_messages;
        MucRooms& mucs;
        Commander& commander;
        LostEvents& lost_events;
        Activity& activity;
        EncryptionNotices& encryption;
        LinkTranslator& links_in_text;
        BotChats& bot_chats;
        PeopleWatch* watch = nullptr;
        /// A user may be called differently from before.
        std::function<void(const mapping::UserId&)> renamed{};
        GatewayRooms* hosted = nullptr;
        Venues* venues = nullptr;
    };

    explicit MatrixCourier(Parts parts) : parts_{std::move(parts)} {}

    Task<bool> complete(QueueName queue) override;
    Task<Delivery> deliver(JournalRow row, Before before) override;
    Task<Fate> settle(std::uint64_t session) override;

private:
    Task<Delivery> deliver_event(MatrixEvent event, Before before);
    Task<Delivery> deliver_abroad(MatrixEvent event, Before before);
    Task<std::optional<Delivery>> show(const MatrixEvent& event, Before before);
    Task<Delivery> on_said(MatrixEvent event, Before before);
    Task<Delivery> on_member(MatrixEvent event, MemberChange change);
    Task<void> on_invite(MatrixEvent event, MemberChange change);
    Task<void> on_departure(MatrixEvent event, MemberChange change);
    bool is_hosted(const mapping::RoomId& room) const;
    Task<void> on_bot_joined(MatrixEvent invitation);
    Task<Delivery> on_encryption(MatrixEvent event);
    Task<void> on_arrival(MatrixEvent event);

    Task<void> on_turned_on(Portal portal, mapping::UserId speaker, MatrixEvent event);
    void note_member(const MemberChange& change);

    Parts parts_;
};

} // namespace bascule::bridge
