#pragma once

#include "bridge/commands/bridge_chat.hpp"
#include "bridge/delivery/courier.hpp"
#include "bridge/direct/direct_messages.hpp"
#include "bridge/finding/link_translator.hpp"
#include "bridge/gateway/gateway_rooms.hpp"
#include "bridge/muc/muc_rooms.hpp"
#include "bridge/notices.hpp"
#include "bridge/people/activity.hpp"
#include "bridge/portals/muc_invitations.hpp"
#include "bridge/ports/xmpp_inbox.hpp"

namespace bascule::bridge {

/// Brings stanzas to the part of the bridge that they concern.
class XmppCourier final : public Courier {
public:
    struct Parts {
        Homeserver& homeserver;
        MessageLinks& links;
        Portals& portals;
        const StanzaCodec& codec;
        DirectRooms& direct_rooms;
        DirectMessages& direct_messages;
        MucRooms& mucs;
        Activity& activity;
        BridgeChat& bridge_chat;
        LinkTranslator& links_in_text;
        MucInvitations& invitations;
        GatewayRooms* hosted = nullptr;
    };

    explicit XmppCourier(Parts parts) : parts_{parts}, notices_{parts.homeserver} {}

    Task<bool> complete(QueueName queue) override;
    Task<Delivery> deliver(JournalRow row, Before before) override;
    Task<Fate> settle(std::uint64_t session) override;

private:
    Task<Delivery> deliver_stanza(JournalRow row, XmppEvent event, Doubt doubt);
    Task<Delivery> on_returned(ReturnedMessage returned);

    Parts parts_;
    Notices notices_;
};

} // namespace bascule::bridge
