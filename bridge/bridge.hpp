#pragma once

#include "bridge/addresses.hpp"
#include "bridge/async/task_group.hpp"
#include "bridge/commands/ad_hoc_desk.hpp"
#include "bridge/commands/bridge_chat.hpp"
#include "bridge/commands/command_table.hpp"
#include "bridge/commands/commander.hpp"
#include "bridge/crossing/conversations.hpp"
#include "bridge/delivery/matrix_courier.hpp"
#include "bridge/delivery/queue_runner.hpp"
#include "bridge/delivery/xmpp_courier.hpp"
#include "bridge/direct/direct_messages.hpp"
#include "bridge/direct/direct_rooms.hpp"
#include "bridge/direct/subscriptions.hpp"
#include "bridge/encryption/encryption_notices.hpp"
#include "bridge/feedback.hpp"
#include "bridge/finding/link_translator.hpp"
#include "bridge/finding/third_party_names.hpp"
#include "bridge/gateway/gateway_rooms.hpp"
#include "bridge/gateway/guide.hpp"
#include "bridge/gateway/invitation_bookmarks.hpp"
#include "bridge/gateway/joiner_history.hpp"
#include "bridge/gateway/room_archive.hpp"
#include "bridge/gateway/seat_portraits.hpp"
#include "bridge/intake/lost_events.hpp"
#include "bridge/intake/matrix_intake.hpp"
#include "bridge/intake/xmpp_intake.hpp"
#include "bridge/muc/muc_rooms.hpp"
#include "bridge/muc/venues.hpp"
#include "bridge/name_book.hpp"
#include "bridge/people/activity.hpp"
#include "bridge/people/ghost_keeper.hpp"
#include "bridge/people/people.hpp"
#include "bridge/people/puppet_keeper.hpp"
#include "bridge/policy.hpp"
#include "bridge/portals/muc_invitations.hpp"
#include "bridge/portals/portal_maker.hpp"
#include "bridge/ports/audit.hpp"
#include "bridge/ports/formatted_notices.hpp"
#include "bridge/ports/mapping_desk.hpp"
#include "bridge/ports/metrics.hpp"
#include "bridge/ports/room_directory_publisher.hpp"
#include "bridge/ports/room_history.hpp"
#include "bridge/signs/signs.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <string>

namespace bascule::bridge {

/// The translation core: everything between the two sides and the store, put together.
class Bridge {
public:
    struct Store {
        Journal& journal;
        Portals& portals;
        Ghosts& ghosts;
        NamePairs& name_pairs;
        Occupants& occupants;
        Seats& seats;
        Contacts& contacts;
        MessageLinks& links;
        ActivityMarks& activity;
        AvatarMemory& avatars;
        ToldMarks& told;
        AuditLog& audit;
        GatewayRecords& gateway;
        MucPasswords& passwords;
        ReactionMarks& reactions;
        Threads& threads;
        Polls& polls;
        MappingDesk& mapping;
    };
    struct Sides {
        Homeserver& homeserver;
        const EventCodec& event_codec;
        XmppServer& xmpp;
        const StanzaCodec& stanza_codec;
        RoomDoor& door;
        RoomBench& bench;
        MucService& muc_service;
        RoomDirectory& directory;
        RoomHistory& history;
        Media& media;
        GhostProfiles& profiles;
        PuppetLooks& looks;
        AvatarSource& avatar_source;
        Rosters& rosters;
        Bookmarks& bookmarks;
        RoomMaker& room_maker;
        MucHistory& muc_history;
        FormattedNotices& notices;
        RoomDirectoryPublisher& directory_publisher;
        ModerationPorts moderation;
        MediaLinks& media_links;
        RoomSigns& room_signs;
        ChatSigns& chat_signs;
        const Capabilities& capabilities;
    };
    struct Identity {
        mapping::UserId bot;
        std::string bot_nick; ///< in MUCs
        std::string secret;   ///< of the occupant-ids in MUCs of ours
        std::string version;  ///< of this program
    };

    Bridge(const boost::asio::any_io_executor& executor, Store store, Sides sides, const mapping::Names& names,
           Identity identity, const Policy& policy, Metrics& metrics, Clock now);

    MatrixInbox& matrix_inbox() noexcept { return matrix_intake_; }
    XmppInbox& xmpp_inbox() noexcept { return xmpp_intake_; }
    HostedRooms& hosted_rooms() noexcept { return hosted_; }
    HostedFaces& hosted_faces() noexcept { return hosted_; }
    RoomGuide& room_guide() noexcept { return guide_; }
    CommandDesk& command_desk() noexcept { return ad_hoc_desk_; }
    ThirdPartyLookup& third_party_lookup() noexcept { return third_party_names_; }
    HostedArchive& hosted_archive() noexcept { return archive_; }

    PeopleInbox& people_inbox() noexcept { return people_; }
    EphemeralInbox& ephemeral_inbox() noexcept { return people_; }
    RoomSignInbox& room_sign_inbox() noexcept { return signs_; }
    ChatSignInbox& chat_sign_inbox() noexcept { return signs_; }
    SeatPortraits& portraits() noexcept { return seat_portraits_; }

    /// Takes up its portals and begins to deliver; waits for the store as long as it takes.
    Task<void> start();
    /// Stops delivering, then takes leave of MUCs and contacts. Throws nothing.
    Task<void> stop();
    /// The homeserver is not there any more, or is there again.
    void on_homeserver_lost() { lost_events_.on_lost(); }
    void on_homeserver_back();
    /// Figures for the metrics that are read rather than counted. Throws Outage.
    Task<void> report();

private:
    void add_commands(const mapping::Names& names);
    Task<void> provide_bot();
    Task<void> load_portals();
    Task<void> prune();
    Task<void> greet_homeserver();
    Task<void> ping_homeserver();
    void on_gap();
    Task<void> sweep();
    People::Ports people_ports() const;
    Task<void> show_again(mapping::UserId user, People::Audience audience);
    Task<void> rename(mapping::UserId user);

    Store store_;
    Sides sides_;
    Identity identity_;
    Metrics& metrics_;
    Clock now_;
    NameBook names_;
    GhostKeeper ghosts_;
    PuppetKeeper puppets_;
    Activity activity_;
    EncryptionNotices encryption_;
    Conversations conversations_;
    Feedback feedback_;
    People people_;
    MucRooms mucs_;
    PortalMaker portals_;
    Venues venues_;
    DirectRooms direct_rooms_;
    MucInvitations muc_invitations_;
    DirectMessages direct_messages_;
    Subscriptions subscriptions_;
    Signs signs_;
    AddressResolver addresses_;
    LinkTranslator links_in_text_;
    GatewayRooms hosted_;
    SeatPortraits seat_portraits_;
    RoomArchive archive_;
    JoinerHistory joiner_history_;
    Guide guide_;
    InvitationBookmarks invitation_bookmarks_;
    ThirdPartyNames third_party_names_;
    CommandTable commands_;
    AdHocDesk ad_hoc_desk_;
    BridgeChat bridge_chat_;
    Commander commander_;
    MatrixCourier matrix_courier_;
    XmppCourier xmpp_courier_;
    QueueRunner runner_;
    MatrixIntake matrix_intake_;
    BotChats bot_chats_;
    LostEvents lost_events_;
    XmppIntake xmpp_intake_;
    TaskGroup tasks_;
};

} // namespace bascule::bridge
