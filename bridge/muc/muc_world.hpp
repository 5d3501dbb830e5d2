#pragma once

#include "bridge/crossing/conversations.hpp"
#include "bridge/encryption/encryption_notices.hpp"
#include "bridge/feedback.hpp"
#include "bridge/muc/moderation/moderation_ports.hpp"
#include "bridge/name_book.hpp"
#include "bridge/people/ghost_keeper.hpp"
#include "bridge/people/people_watch.hpp"
#include "bridge/people/pictures.hpp"
#include "bridge/people/puppet_keeper.hpp"
#include "bridge/policy.hpp"
#include "bridge/ports/clock.hpp"
#include "bridge/ports/homeserver.hpp"
#include "bridge/ports/journal.hpp"
#include "bridge/ports/metrics.hpp"
#include "bridge/ports/muc_history.hpp"
#include "bridge/ports/muc_passwords.hpp"
#include "bridge/ports/puppet_looks.hpp"
#include "bridge/ports/registry.hpp"
#include "bridge/ports/room_directory_publisher.hpp"
#include "bridge/ports/room_maker.hpp"
#include "bridge/ports/xmpp_inbox.hpp"
#include "bridge/ports/xmpp_server.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <string>

namespace bascule::bridge {

/// What every MUC room uses and none owns.
struct MucWorld {
    boost::asio::any_io_executor executor;
    Homeserver& homeserver;
    XmppServer& xmpp;
    const StanzaCodec& codec;
    Journal& journal;
    Occupants& occupants;
    Seats& seats;
    MessageLinks& links;
    MucPasswords& passwords;
    MucHistory& history;
    RoomMaker& room_maker;
    RoomDirectoryPublisher& directory;
    NameBook& names;
    GhostKeeper& ghosts;
    PuppetKeeper& puppets;
    const Policy& policy;
    Metrics& metrics;
    Clock now;
    std::function<void(const QueueName&)> wake; ///< there is something new in this queue
    /// Takes a row that is done or pending from its queue's beginning again; false where it is not known any more.
    std::function<Task<bool>(EntryKey)> reopen;
    mapping::Jid bot; ///< the bot's full JID in MUCs
    std::string bot_nick;
    EncryptionNotices& encryption;
    Conversations& conversations;
    Feedback& feedback;
    PuppetLooks* looks = nullptr; ///< without it nobody changes his nick
    PeopleWatch* watch = nullptr; ///< without it nobody looks at avatars
    Pictures* pictures = nullptr; ///< without it a room's avatar stays on its side
    ModerationPorts moderation;
    /// A MUC has ended (XEP-0045 §10.9), and goes on elsewhere where an address is given.
    std::function<void(const Portal&, std::optional<mapping::Jid>)> on_destroyed = [](const auto&, const auto&) {};
};

} // namespace bascule::bridge
