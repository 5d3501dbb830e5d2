#pragma once

#include "bridge/async/signal.hpp"
#include "bridge/async/task_group.hpp"
#include "bridge/delivery/courier.hpp"
#include "bridge/muc/ghost_members.hpp"
#include "bridge/muc/moderation/room_moderation.hpp"
#include "bridge/muc/muc_people.hpp"
#include "bridge/muc/muc_reader.hpp"
#include "bridge/muc/muc_world.hpp"
#include "bridge/muc/puppet_seats.hpp"
#include "bridge/muc/roster.hpp"
#include "bridge/notices.hpp"
#include "bridge/ports/matrix_inbox.hpp"
#include "bridge/ports/signs.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bascule::bridge {

/// One MUC that ours join for one Matrix room. Keeps the bot, the puppets and the ghosts where they belong, whatever
/// breaks and returns, and carries messages while the bot is in.
class MucRoom {
public:
    struct Status {
        bool is_in = false;
        std::size_t puppets = 0;
        std::size_t occupants = 0;
        std::size_t waiting = 0; ///< joins and leaves to be carried out
        std::string trouble;     ///< why it is not in; empty where it is
    };

    MucRoom(const MucWorld& world, Portal portal);

    const Portal& portal() const noexcept { return portal_; }
    Status status() const;

    /// Begins to keep itself going. `is_new`: the MUC is followed from now on, not from where it was left.
    void start(bool is_new);
    Task<void> stop();
    /// Ends the bridging: waits for what is under way, then everybody of ours leaves both rooms. Nothing of this room
    /// runs any more when it returns. Throws Outage; may be called again.
    Task<void> dissolve(std::string reason);
    /// Puppets leave the MUC before a clean end of the process.
    Task<void> withdraw(std::string reason);
    /// The bridging goes on elsewhere, so what is remembered of this MUC outlives dissolve().
    void keep_memory() { keeps_memory_ = true; }

    void on_connected();
    void on_disconnected();
    Task<void> on_group_message(GroupMessage message, std::string xml, JournalCommit& commit);
    void on_subject(const SubjectChange& change);
    void on_news(const MucNews& news);
    void on_presence(OccupantPresence presence);
    /// The MUC itself shows an avatar of this hash (XEP-0486 §6.2); empty: none.
    void on_own_face(std::string hash) { moderation_.on_avatar_hash(std::move(hash)); }
    /// After the commit that on_group_message() added to.
    Task<void> after_commit();

    /// A member event, in these three steps: what must be known at once, where everybody is now, and what follows from
    /// it on the other side. The last throws Outage; then all three are called again.
    void foresee(const MatrixEvent& event);
    void on_member(const mapping::UserId& user, const MemberChange& change);
    Task<void> moderate(MatrixEvent event);
    /// The room's state was changed by a Matrix user.
    Task<Delivery> on_state(MatrixEvent event);
    /// What the bridge may do on either side, in words.
    Task<std::string> rights_report();
    /// A Matrix user has invited this ghost into the room. Throws Outage.
    Task<void> on_ghost_invited(mapping::UserId ghost, MatrixEvent event);
    /// The user's puppet invites somebody into the MUC. `key` names the invitation for ever. Throws Outage.
    Task<void> invite(mapping::UserId user, mapping::Jid person, std::string key);
    /// Somebody of XMPP invites this user into the MUC. Returns whether he is in the room or invited into it. Throws
    /// Outage.
    Task<bool> on_invitation(mapping::UserId user, MucInvitation invitation);
    /// Somebody of XMPP has declined an invitation. Throws Outage.
    Task<void> on_declined(MucInvitation decline);
    /// Whether the person of this ghost is in the MUC. Throws Outage while that is not known.
    bool holds(const mapping::UserId& ghost) const;
    /// From where this user's signs go into the MUC; none where he is not in, or too many would hear them.
    std::vector<SignPath> sign_paths(const mapping::UserId& user) const;
    /// The ghost of the one under this nick; nothing for ours and for who is not in. Throws Outage.
    Task<std::optional<mapping::UserId>> ghost_in(std::string nick);
    Task<Delivery> say(MatrixEvent event, Before before);
    Task<Delivery> relay(JournalRow row, GroupMessage message, Doubt doubt);
    Task<Delivery> on_returned(ReturnedMessage returned);
    /// The user's puppet looks different from before. Throws Outage.
    Task<void> show_again(mapping::UserId user);
    /// Returns when the bot is in and what was said before has been brought into the room, or when it ends. Throws
    /// Outage.
    Task<void> await_beginning();
    /// Seats this one's puppet with a password, which all use from then on where it fits. Returns the MUC's refusal, or
    /// nothing where he is in. Throws Outage.
    Task<std::optional<StanzaError>> admit(mapping::UserId user, std::string password);
    /// Where the MUC has been silent for long, asks it whether the bot is still in (XEP-0410).
    Task<void> ask_after_silence();

private:
    void tell_changed();
    Task<void> keep_in();
    Task<void> keep_puppets();
    Task<void> keep_ghosts();
    Task<void> await_ghosts_due();
    Task<void> keep_alive();

    Task<void> load();
    Task<void> enter();
    Task<void> announce(const RoomTraits& traits);
    Task<void> tell_trouble(StanzaError error);
    Task<void> await_own_presence();
    Task<void> await_in();
    void lose(std::string trouble);
    void on_own_presence(const OccupantPresence& presence);
    Task<void> await_visitors();
    Task<void> read_members();
    Task<void> agree_puppets();
    Task<void> seat_waiting();
    bool may_have_puppet(const mapping::UserId& user) const;
    void note_member(const mapping::UserId& user, const std::string& name, const std::string& avatar_url);
    void look_at(const OccupantPresence& presence);
    void look_at(const std::string& nick, const mapping::UserId& ghost);
    void look_at_newcomer(const Roster::Entry& entry, const mapping::UserId& ghost);
    Task<void> tell_unseated(mapping::UserId user, StanzaError refusal);
    Task<void> tell_unheard(mapping::UserId user, StanzaError refusal);
    Task<Delivery> bring_over(JournalRow row, GroupMessage message, Doubt doubt);
    bool is_from_before(const GroupMessage& message) const;
    Task<Answer<void>> bring_speaker(mapping::UserId ghost, GroupMessage message);
    Venue venue() { return {portal_.kind, portal_.room, portal_.address, people_}; }
    // muc_room_said.cpp
    Task<void> hand_over(MatrixEvent event, Outward outward, PuppetSeats::Place place, Doubt doubt);
    Task<std::set<std::string>> seen_parts(mapping::EventId event);
    Task<std::optional<Passage>> moderate_there(Passage passage, mapping::Jid occupant);
    // muc_room_messages.cpp
    Task<std::optional<mapping::EventId>> find_sent(mapping::UserId ghost, std::string key);
    Task<Answer<mapping::EventId>> send(mapping::UserId ghost, GroupMessage message, Passage passage, SendToken token);
    Task<std::optional<mapping::EventId>> send_as_ghost(mapping::UserId ghost, GroupMessage message, Passage passage,
                                                        SendToken token);
    Task<Answer<mapping::EventId>> send_as_bot(GroupMessage message, mapping::Message said, SendToken token);
    Task<Answer<mapping::EventId>> act_as(mapping::UserId ghost, Passage passage, SendToken token);
    Task<void> tell_relayed(std::string reason);
    RoomContext moderation_context();
    Task<std::optional<std::string>> reason_to_keep_out(const mapping::UserId& ghost, const GroupMessage& message);
    Task<bool> say_again(const ReturnedMessage& returned);

    const MucWorld& world_;
    Portal portal_;
    Roster roster_;
    PuppetSeats seats_;
    Expelled expelled_;
    GhostMembers ghosts_;
    MucPeople people_;
    MucReader reader_;
    Notices notices_;
    MissingRights missing_;
    Chores chores_;
    RoomModeration moderation_;
    MembershipFigures puppet_figures_;

    bool is_connected_ = false;
    bool is_in_ = false;
    bool is_ended_ = false;
    bool is_new_ = false;
    bool is_destroyed_ = false; // the MUC, by those who own it
    bool keeps_memory_ = false;
    bool has_occupant_ids_ = false; // the MUC sets them itself
    bool has_own_presence_ = false;
    bool are_puppets_due_ = true;
    bool are_ghosts_due_ = true;
    std::uint64_t member_changes_ = 0;
    std::uint64_t entries_ = 0; // counts entries and losses, to see whether one came in between
    std::int64_t last_heard_ms_ = 0;
    std::size_t brought_from_before_ = 0; // messages from before the bridge that are done with
    std::size_t visitors_ = 0;            // coroutines of others that are inside
    std::string trouble_;
    std::optional<std::set<mapping::UserId>> members_;     // joined Matrix users, once read
    std::set<mapping::UserId> joining_;                    // those whose puppets are still to be seated
    std::map<std::string, int> returns_;                   // how often messages of ours came back, by their id
    std::int64_t pause_until_ms_ = 0;                      // the MUC asks us to wait with messages
    std::map<std::string, RoomModeration::Before> before_; // member events, by their ids, that are being worked on
    std::map<mapping::UserId, std::string> farewells_;     // of Matrix users who have left, for those in the MUC
    std::set<mapping::UserId> told_blocked_;
    std::map<std::string, std::string> faces_; // hashes of occupants' avatars, by nick
    std::set<mapping::UserId> told_unseated_;
    std::set<mapping::UserId> told_unheard_;
    std::set<std::string> told_troubles_;
    Signal changed_;
    Signal urged_; // to enter now
    TaskGroup joiners_;
    TaskGroup tasks_;
};

} // namespace bascule::bridge
