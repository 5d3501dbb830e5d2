#pragma once

#include "bridge/commands/commander.hpp"
#include "bridge/delivery/courier.hpp"
#include "bridge/direct/direct_messages.hpp"
#include "bridge/direct/direct_rooms.hpp"
#include "bridge/finding/link_translator.hpp"
#include "bridge/gateway/gateway_rooms.hpp"
#include "bridge/intake/lost_events.hpp"
#include "bridge/muc/muc_rooms.hpp"
#include "bridge/notices.hpp"
#include "bridge/people/activity.hpp"
#include "bridge/ports/matrix_inbox.hpp"

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
        LinkTranslator& links_in_text;
        GatewayRooms* hosted = nullptr;
    };

    explicit MatrixCourier(Parts parts) : parts_{parts}, notices_{parts.homeserver} {}

    Task<bool> complete(QueueName queue) override;
    Task<Delivery> deliver(JournalRow row, Before before) override;
    Task<Fate> settle(std::uint64_t session) override;

private:
    Task<Delivery> deliver_event(MatrixEvent event, Before before);
    Task<Delivery> deliver_abroad(MatrixEvent event, Before before);
    Task<std::optional<Delivery>> show(const MatrixEvent& event, Before before);
    Task<Delivery> on_message(MatrixEvent event, Before before);
    Task<Delivery> on_member(MatrixEvent event, MemberChange change);
    Task<void> on_invite(MatrixEvent event, MemberChange change);
    Task<void> on_departure(MatrixEvent event, MemberChange change);
    Task<Delivery> on_encryption(MatrixEvent event);

    Parts parts_;
    Notices notices_;
};

} // namespace bascule::bridge
