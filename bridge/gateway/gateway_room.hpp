#pragma once

#include "bridge/async/signal.hpp"
#include "bridge/async/turns.hpp"
#include "bridge/delivery/courier.hpp"
#include "bridge/gateway/gateway_world.hpp"
#include "bridge/gateway/hosted_occupants.hpp"
#include "bridge/gateway/hosted_people.hpp"
#include "bridge/ports/hosted_rooms.hpp"
#include "bridge/ports/matrix_inbox.hpp"
#include "bridge/ports/signs.hpp"
#include "bridge/ports/xmpp_inbox.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bascule::bridge {

/// A Matrix room that our component serves as a MUC, under one address. Open while somebody of XMPP is in. What happens
/// in it happens one after the other; what its occupants see, they see in the order of the Matrix room.
class GatewayRoom {
public:
    GatewayRoom(const GatewayWorld& world, mapping::Jid address);

    const mapping::Jid& address() const noexcept { return address_; }
    /// Nothing until somebody has found it.
    const std::optional<mapping::RoomId>& room() const noexcept { return room_; }
    /// Its members are known, and its events of interest.
    bool is_open() const noexcept { return is_open_; }
    /// Events of ours are wanted too, since some of its sessions will, or may soon, have to see them.
    bool is_followed() const noexcept { return is_followed_; }
    /// Unix time; 0 where that was before the process began.
    std::int64_t followed_since_ms() const noexcept { return followed_since_ms_; }
    /// Nothing has to be remembered of it.
    bool is_idle() const noexcept { return !is_followed_ && restored_.empty() && gone_.empty() && expected_.empty(); }
    const HostedOccupants& occupants() const noexcept { return occupants_; }
    const RoomFacts& facts() const noexcept { return facts_; }
    /// This session is in, as far as is known.
    bool is_in(const mapping::Jid& session) const;
    /// The same of somebody's ghost.
    bool holds(const mapping::UserId& ghost) const;

    /// From a restart: who was in goes on being in, and is told nothing.
    void restore(mapping::RoomId room, std::vector<GatewaySession> sessions);
    /// Does it, once the homeserver can be asked. Throws Outage.
    Task<void> reopen();

    // gateway_room_looks.cpp
    /// As HostedFaces says.
    Task<std::optional<StanzaError>> set_face(mapping::Jid asker, std::string bytes);
    /// A Matrix user looks different from before. Throws Outage.
    Task<void> show_again(mapping::UserId user);
    /// The room's own avatar has to be looked at, which may take long, before it can be shown.
    bool has_unseen_face() const noexcept { return has_unseen_face_; }
    /// Does that, and shows it to all who are in. Throws Outage.
    Task<void> look_at_own_face();

    // gateway_room_entry.cpp: what people of XMPP ask for by presence
    /// Such a presence waits for on_presence(): what is said after it, waits too.
    void expect(const mapping::Jid& session) { ++expected_[session]; }
    Task<void> on_presence(ContactPresence presence);
    /// Returns when all that this session has asked for by presence is done.
    Task<void> settled(mapping::Jid session);
    /// What was sent to this session came back, so that it is not there any more (XEP-0045, "Ghost Users").
    Task<void> on_lost(mapping::Jid session);
    /// Ghosts of those who have left and have not come back within the policy's leave_delay leave too. Returns when
    /// next somebody's delay is over. Throws Outage.
    Task<std::optional<std::chrono::milliseconds>> take_out_due();
    /// The Matrix room is bridged to this MUC from now on: everybody is sent there, and is out. Throws Outage.
    Task<void> give_way(mapping::Jid muc);
    /// The component ends: everybody is told (status 332) and is out.
    Task<void> shut(std::string reason);
    /// A new stream: what was told lately may have been lost with the old one, and is told again.
    Task<void> tell_again();

    // gateway_room_messages.cpp
    /// Something that was sent to the room, or to one in it, out of the journal.
    Task<Delivery> relay(JournalRow row, XmppEvent stanza, Doubt doubt);
    /// The bridge's admin does not let this Matrix user use it, so nothing of his is shown.
    bool is_blocked(const mapping::UserId& user) const;
    // gateway_room_said.cpp
    /// What those in the MUC see of an event that is_said(), `to` being the room itself. `name` is what its author was
    /// called then, for one who is not there any more. `when`: whether it is said just now.
    enum class When { now, then };
    Task<std::vector<SeatMessage>> as_seen(MatrixEvent event, std::string name, When when);
    /// XEP-0421
    Task<std::string> occupant_id_of(mapping::UserId user);
    /// Takes away what somebody has said (XEP-0425), as this asker.
    Task<std::optional<StanzaError>> moderate(mapping::Jid asker, std::string stanza_id, std::string reason);

    /// A message of this Matrix user to somebody who has written to him through this room and is still here: shown
    /// there as his answer. False where it has to go another way.
    Task<bool> answer_privately(const Portal& direct, const MatrixEvent& event, const mapping::Jid& puppet);
    /// The two write to each other without the room.
    void end_private(const mapping::Jid& puppet, const mapping::Jid& peer) { private_.erase({puppet, peer}); }

    // gateway_room_events.cpp: what happens in the Matrix room
    Task<Delivery> on_event(MatrixEvent event, Before before);

    /// From his seat to everybody else who is in: where this one's signs go, unless too many would hear them.
    std::vector<SignPath> sign_paths(const mapping::UserId& user) const;

    // gateway_room_requests.cpp: see HostedRooms
    Task<RankList> ranked(RankQuery query);
    Task<std::optional<StanzaError>> change_rank(RankWish change);
    /// XEP-0045 §7.10: asks the room's own people to be let in.
    Task<std::optional<StanzaError>> knock(mapping::Jid asker, std::string reason);
    /// This ghost invites; who is of XMPP is told so by the MUC, with `by` as the one who asks him.
    Task<std::optional<StanzaError>> invite(mapping::UserId as, mapping::Jid by, mapping::Jid guest,
                                            std::string reason);
    Task<Answer<std::vector<mapping::UserId>>> banned();
    /// The address that an occupant, or somebody who is not in, is known by.
    Task<std::optional<mapping::Jid>> real_jid_of(mapping::UserId user);

private:
    using Turn = Turns<int>::Turn;
    Task<Turn> take_turn() { return turns_.take(0); }

    // gateway_room.cpp: opening and closing; gateway_room_looks.cpp: showing
    Task<std::optional<StanzaError>> open(mapping::UserId ghost);
    Task<std::optional<mapping::Jid>> muc_named_by(NameBook::GatewayMeaning meaning);
    Task<std::optional<mapping::Jid>> muc_bridged_to(mapping::RoomId room);
    Task<Answer<mapping::RoomId>> find_room(mapping::UserId ghost, std::string alias_or_id);
    Task<Answer<mapping::RoomId>> follow_ghost(mapping::RoomId room);
    Task<Answer<void>> read_room();
    Task<void> read_members(std::vector<JoinedMember> members);
    Task<std::vector<mapping::UserId>> heard_lately();
    void close();
    void close_if_empty();
    void note_told(const mapping::Jid& session, const mapping::EventId& event);
    mapping::PowerNeeds needs() const;
    mapping::MucRank rank_of(const mapping::UserId& user) const;
    std::string hat_of(const mapping::UserId& user) const;
    Task<std::string> person_of(mapping::UserId user);
    Task<SeatPresence> appearance(HostedMember member);
    Task<std::optional<std::string>> face_of(HostedMember member);
    void look_at(const HostedMember& member);
    Task<std::optional<std::string>> own_face();
    Task<void> show_own_face(std::vector<mapping::Jid> sessions);
    mapping::Jid seat(const std::string& nick) const;
    /// Everybody who is in, also before the members are known again.
    std::vector<mapping::Jid> hearers() const;
    /// Tells everybody in the MUC, and those whose own presence it is, that it is theirs.
    Task<void> tell_all(SeatPresence presence, std::vector<mapping::Jid> own);
    void note_lately(const SeatPresence& told);
    /// The same of somebody who is going, and whose own sessions hear nothing more.
    Task<void> tell_departure(SeatPresence last_word, std::vector<mapping::Jid> own);
    Task<void> show(HostedMember member);
    /// Gives a nick to somebody who has none yet, and shows him.
    Task<void> reveal(HostedMember member);

    Task<void> enter(ContactPresence presence);
    Task<std::optional<StanzaError>> admit(const ContactPresence& presence);
    Task<StanzaError> reason_of(mapping::UserId ghost, Refusal refusal);
    Task<std::optional<StanzaError>> bring_in(mapping::UserId ghost, std::string nick);
    Task<void> welcome(mapping::Jid session, const ContactPresence& presence);
    Task<void> tell_history(mapping::Jid session, HistoryLimits limits);
    Task<void> tell_subject(mapping::Jid session);
    void note_face(HostedMember& member, const ContactPresence& presence);
    Task<void> rename(HostedMember member, std::string nick);
    Task<void> ask_for_nick(HostedMember member, const ContactPresence& presence);
    Task<void> leave(mapping::Jid session, SeatPresence last_word);
    Task<void> leave_restored(mapping::Jid session, SeatPresence last_word);
    Task<void> step_out(mapping::UserId user, std::string reason);
    Task<void> forget_sessions(const HostedMember& member);
    Task<void> show_as_member(GatewaySession last);

    Task<Delivery> relay_message(JournalRow row, GroupMessage message, Doubt doubt);
    Task<Delivery> relay_subject(SubjectChange change);
    Task<Delivery> relay_private(JournalRow row, ChatMessage message, Doubt doubt);
    Task<Delivery> relay_invitation(MucInvitation invitation);
    Task<void> relay_decline(MucInvitation decline);
    Task<Standing> standing_of(mapping::UserId ghost);
    Task<Delivery> bounce(const StanzaHead& head, std::string condition, std::string text);
    std::optional<HostedMember> speaker(const StanzaHead& head, const std::string& author) const;

    Task<void> on_said(MatrixEvent event);
    Task<SeatMessage> tombstone_for(MatrixEvent event, Tombstone tombstone, std::string nick);
    Task<std::string> nick_of(mapping::UserId user, std::string name);
    std::string own_id(const MatrixEvent& event) const;
    Task<Crossing> crossing_of(MatrixEvent event, std::string nick, When when);
    Venue venue() { return {PortalKind::gateway, *room_, address_, people_}; }
    Task<void> on_member(const MatrixEvent& event, MemberChange change);
    Task<void> on_join(MemberChange change);
    Task<void> add_member(HostedMember member);
    Task<void> on_removal(const MatrixEvent& event, const MemberChange& change);
    Task<SeatPresence> last_of(const MatrixEvent& event, const MemberChange& change, HostedMember member);
    Task<void> on_state(const MatrixEvent& event, const StateChange& change);
    Task<void> on_ranks();
    Task<void> on_upgrade(RoomUpgraded upgrade);
    Task<void> send_all_to(mapping::Jid muc);
    Task<void> end(std::optional<mapping::Jid> alternate_venue, std::string reason);

    Task<std::optional<mapping::UserId>> target_of(const RankWish& change);
    Task<std::optional<StanzaError>> admit_again(mapping::UserId as, mapping::UserId user,
                                                 mapping::Affiliation affiliation);

    const GatewayWorld& world_;
    mapping::Jid address_;
    std::optional<mapping::RoomId> room_;
    bool is_open_ = false;
    bool is_followed_ = false;
    bool has_unseen_face_ = false;
    std::int64_t followed_since_ms_ = 0;
    RoomFacts facts_;
    HostedOccupants occupants_;
    HostedPeople people_{*this};
    std::vector<GatewaySession> restored_;
    std::map<mapping::UserId, GatewaySession> gone_; // whose last session has left, and whose ghost not yet
    std::map<mapping::Jid, int> expected_;           // presences that are still to be answered, by session
    std::deque<std::pair<mapping::EventId, std::uint64_t>> said_;           // and on which stream
    std::deque<std::pair<mapping::Jid, mapping::EventId>> told_;            // as history: comes no second time
    std::map<std::pair<mapping::Jid, mapping::Jid>, mapping::Jid> private_; // puppet and peer, and from which session
    std::deque<std::string> lately_;                                        // nicks whose presence was told lately
    std::map<mapping::EventId, std::string> subject_ids_; // of those that occupants have set: the stanza's
    Turns<int> turns_;
    Signal has_settled_;
};

} // namespace bascule::bridge
