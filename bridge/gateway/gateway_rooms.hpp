#pragma once

#include "bridge/async/signal.hpp"
#include "bridge/async/task_group.hpp"
#include "bridge/gateway/archive_rooms.hpp"
#include "bridge/gateway/gateway_room.hpp"
#include "bridge/ports/hosted_faces.hpp"
#include "bridge/ports/hosted_rooms.hpp"
#include "bridge/ports/journal.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bascule::bridge {

/// The MUCs that our component hosts for Matrix rooms: finds the one that something concerns, and sees to it that each
/// answers presence in order and lets go of whom has left.
class GatewayRooms final : public HostedRooms, public HostedFaces, public ArchiveRooms {
public:
    explicit GatewayRooms(GatewayWorld world);

    /// Nothing where nobody of XMPP is in, or was lately. The pointer lasts until the next co_await.
    GatewayRoom* find(const mapping::Jid& address);
    /// Those that show this Matrix room and are followed.
    std::vector<GatewayRoom*> of_room(const mapping::RoomId& room);
    /// Those that are followed, each as a portal since when it is.
    std::vector<Portal> followed() const;
    /// What ours do in this room has to be seen on the XMPP side too.
    bool hosts(const mapping::RoomId& room) const;
    /// The person of this ghost is in a MUC that shows this room.
    bool holds(const mapping::UserId& ghost, const mapping::RoomId& room) const;
    /// It has been found before.
    bool is_known(const mapping::Jid& address) const { return known_.contains(address.bare()); }
    std::size_t open_rooms() const;
    std::size_t sessions() const;
    /// Who enters is told of the past by this. It must outlive the rooms.
    void tell_past_by(RecentPast& past) noexcept { world_.past = &past; }
    /// Avatars are shown by these. They must outlive the rooms.
    void show_faces_by(GatewayFaces faces) noexcept { world_.faces = faces; }
    /// The same of what becomes of invitations.
    void tell_invitations_to(InvitationWatch& watch) noexcept { world_.invitations = &watch; }

    /// Reads who was in when we ended. Throws Outage.
    Task<void> load();
    /// Opens those rooms again, and takes out ghosts whose people have gone. Runs until cancelled.
    Task<void> keep_up();
    /// Tells everybody that we end. Throws Outage.
    Task<void> stop(std::string reason);

    /// Takes a stanza to a room of ours: presence to be answered soon, anything else into the commit. False where it
    /// is for somebody else.
    bool take(ArrivedStanza& stanza, JournalCommit& commit);
    /// A row of such a stanza.
    Task<Delivery> relay(JournalRow row, XmppEvent stanza, Doubt doubt);
    /// Shows an event of the Matrix room; nothing where no MUC shows the room.
    Task<std::optional<Delivery>> on_event(const MatrixEvent& event, Before before);
    /// A message in a direct room, to somebody who has written to its author through a MUC of ours and is still there:
    /// is shown there. Nothing where it has to go the usual way.
    Task<std::optional<Delivery>> answer_privately(const Portal& direct, const MatrixEvent& event, Before before);
    /// Somebody has written to a puppet's own address, and expects the answer from there.
    void end_private(const mapping::Jid& puppet, const mapping::Jid& peer);
    /// A new stream is up.
    void on_connected();
    /// A Matrix user has invited somebody's ghost into a room: the person is asked.
    Task<void> on_ghost_invited(mapping::UserId ghost, const MatrixEvent& event);
    /// Somebody who is in this MUC invites another, as by the MUC's own means. An error where that cannot be.
    Task<std::optional<StanzaError>> invite(mapping::Jid muc, mapping::Jid person, mapping::Jid guest);
    /// The Matrix room of this MUC, where this person is in it.
    std::optional<mapping::RoomId> entered(const mapping::Jid& muc, const mapping::Jid& person) const;
    /// The nick in this seat, of whoever is shown there.
    std::optional<std::string> name_in(const mapping::Jid& seat);
    std::optional<mapping::UserId> user_in(const mapping::Jid& seat);
    /// The room is bridged to this MUC from now on: whoever is in a MUC of ours for it is sent there. Throws Outage.
    Task<void> give_way(mapping::RoomId room, mapping::Jid muc);
    /// A Matrix user looks different from before. Throws Outage.
    Task<void> show_again(mapping::UserId user);

    Task<RankList> ranked(RankQuery query) override;
    Task<std::optional<StanzaError>> change_rank(RankWish wish) override;
    Task<std::optional<StanzaError>> ping(mapping::Jid seat, mapping::Jid asker) override;
    Task<RegistrationState> registration(mapping::Jid room, mapping::Jid asker) override;
    Task<std::optional<StanzaError>> enroll(mapping::Jid room, mapping::Jid asker, std::string reason) override;
    Task<std::optional<StanzaError>> moderate(mapping::Jid room, mapping::Jid asker, std::string stanza_id,
                                              std::string reason) override;
    bool is_room_address(const mapping::Jid& address) const override;
    Task<std::optional<StanzaError>> set_face(mapping::Jid room, mapping::Jid asker, std::string bytes) override;

    // gateway_rooms_archive.cpp
    Task<std::optional<ArchiveReader>> reader(mapping::Jid room, mapping::Jid asker) override;
    Task<std::vector<ArchivedMessage>> as_seen(mapping::Jid room, MatrixEvent event, std::string name) override;
    Task<std::optional<mapping::UserId>> user(mapping::Jid room, mapping::Jid address) override;

private:
    struct Desk {
        explicit Desk(const GatewayWorld& world, mapping::Jid address) : room{world, std::move(address)} {}
        GatewayRoom room;
        std::deque<ContactPresence> presences;
        bool is_served = false;
        std::size_t visitors = 0; ///< who use the room across a co_await
    };
    Desk& desk_of(const mapping::Jid& address);
    void take_presence(ContactPresence presence);
    void serve(Desk& desk);
    Task<void> serve_presences(Desk& desk);
    void lose(const mapping::Jid& address, const mapping::Jid& session);
    Task<void> lose_session(Desk& desk, mapping::Jid session);
    Task<void> tell_again(Desk& desk);
    void look_at_face(const Desk& desk);
    Task<void> show_face(mapping::Jid address);
    Task<void> reopen_all();
    Task<std::optional<std::chrono::milliseconds>> take_out_due();
    void forget_if_idle(const mapping::Jid& address);
    JournalEntry entry_of(const StanzaHead& head, std::string kind, std::string xml);

    GatewayWorld world_;
    std::map<mapping::Jid, std::unique_ptr<Desk>> desks_;
    std::map<mapping::Jid, mapping::RoomId> known_; // rooms that have been found once
    std::uint64_t unnamed_ = 0;
    Signal has_changed_;
    Signal visit_ended_;
    TaskGroup tasks_;
};

} // namespace bascule::bridge
