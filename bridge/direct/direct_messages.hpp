#pragma once

#include "bridge/async/task.hpp"
#include "bridge/delivery/courier.hpp"
#include "bridge/direct/direct_people.hpp"
#include "bridge/direct/direct_rooms.hpp"
#include "bridge/encryption/encryption_notices.hpp"
#include "bridge/feedback.hpp"
#include "bridge/notices.hpp"
#include "bridge/people/puppet_keeper.hpp"
#include "bridge/policy.hpp"
#include "bridge/ports/xmpp_inbox.hpp"
#include "bridge/ports/xmpp_server.hpp"

#include <optional>
#include <string>
#include <vector>

namespace bascule::bridge {

/// One-to-one messages, both ways.
class DirectMessages {
public:
    struct Ports {
        Homeserver& homeserver;
        XmppServer& xmpp;
        MessageLinks& links;
        NameBook& names;
        EncryptionNotices& encryption;
        Conversations& conversations;
        Feedback& feedback;
    };

    DirectMessages(Ports ports, DirectRooms& rooms, GhostKeeper& ghosts, PuppetKeeper& puppets, const Policy& policy);

    /// Somebody of the XMPP side wrote to a puppet. `key` names the message for ever.
    Task<Delivery> on_chat(ChatMessage chat, std::string key, Doubt doubt);
    /// A user wrote in his direct room.
    Task<Delivery> on_message(Portal portal, MatrixEvent event, Before before);
    /// What is to be told of it to the peer, whichever way it goes there. The user is told what gets lost.
    Task<std::vector<Passage>> passages_of(Portal portal, MatrixEvent event);

    /// A third person has come into a direct room: what he says there does not cross, and he is told so.
    Task<void> on_third_person(Portal portal, MatrixEvent event);

private:
    Task<Delivery> refuse_encrypted(ChatMessage chat, mapping::UserId user);
    Task<Delivery> refuse(const ChatMessage& chat, std::string type, std::string condition, std::string text);
    Task<Answer<std::optional<Portal>>> room_for(const ChatMessage& chat, mapping::UserId user);
    Task<Delivery> bring_over(ChatMessage chat, Portal portal, std::string key, Doubt doubt);
    Task<DirectPeople> people_of(Portal portal, std::string peer_name);

    Ports ports_;
    DirectRooms& rooms_;
    GhostKeeper& ghosts_;
    PuppetKeeper& puppets_;
    const Policy& policy_;
    Notices notices_;
};

} // namespace bascule::bridge
