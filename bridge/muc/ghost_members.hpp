#pragma once

#include "bridge/async/task.hpp"
#include "bridge/muc/membership_figures.hpp"
#include "bridge/muc/moderation/expelled.hpp"
#include "bridge/muc/roster.hpp"
#include "bridge/name_book.hpp"
#include "bridge/notices.hpp"
#include "bridge/people/ghost_keeper.hpp"
#include "bridge/policy.hpp"
#include "bridge/ports/clock.hpp"
#include "bridge/ports/registry.hpp"
#include "bridge/ports/room_admin.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace bascule::bridge {

/// The ghosts of one MUC's occupants in its Matrix room: they come when the occupant comes, and leave when he has been
/// gone for the policy's leave_delay. What it has done is in the store, so a restart changes nothing.
class GhostMembers {
public:
    struct Ports {
        Occupants& occupants;
        NameBook& names;
        Homeserver& homeserver;
        Metrics& metrics;
        Clock now;
        RoomAdmin& room_admin;
        Expelled& expelled;
    };
    /// Why somebody's ghost has to go at once.
    struct Sentence {
        ExpulsionKind kind = ExpulsionKind::kick;
        std::string reason; ///< may be empty
    };

    GhostMembers(Ports ports, GhostKeeper& ghosts, const Policy& policy, Portal portal);

    Task<void> load();
    /// The ghost of somebody who is, or was, in the MUC.
    Task<mapping::UserId> ghost_of(const Roster::Entry& entry);
    /// Somebody who is not in the roster: who was last here under this nick, or what is at hand.
    Roster::Entry absent(std::string nick, std::string occupant_id, const std::optional<mapping::Jid>& real_jid) const;
    /// Makes room and store agree with the roster, bringing in so many at once that departures need not wait long, and
    /// no more than the policy's most_members in all. Returns when there is more to do. Throws Outage.
    Task<std::optional<std::chrono::milliseconds>> agree_with(const Roster& roster);
    /// He has just entered the MUC.
    void note_coming(const Roster::Entry& entry) { entered_.insert(entry.key()); }
    /// That somebody of this ghost has entered counts no more; only if he enters again.
    void forget_coming(const mapping::UserId& ghost);
    /// Whether somebody whose ghost this is has been seen in the MUC, and not yet to go.
    bool is_known(const mapping::UserId& ghost) const;
    /// What the store knows has been read.
    bool is_loaded() const noexcept { return is_loaded_; }
    /// He was removed by force: so is his ghost, without delay.
    void expel(const Roster::Entry& entry, Sentence sentence);
    /// The same for somebody who is not in the MUC any more. False where his ghost is not here.
    bool expel_known(const mapping::UserId& ghost, Sentence sentence);
    /// The ghost of somebody who has gone is about to come in, to say what he said before: it leaves as if he had gone
    /// now. Throws Outage.
    Task<void> expect_guest(mapping::UserId ghost, Roster::Entry entry);
    Task<void> take_out_all(std::string reason);
    /// The ghost that is in the room for this key of a Roster::Entry, or null.
    const mapping::UserId* present_ghost(const std::string& key) const;
    /// Told whenever a ghost is in the room for somebody.
    using Came = std::function<void(const Roster::Entry&, const mapping::UserId&)>;
    void when_in(Came came) { came_ = std::move(came); }
    /// Ghosts whom the room refused are tried again.
    void forgive() { refused_.clear(); }
    /// Told why somebody's ghost cannot be brought in. May throw Outage.
    using Refused = std::function<Task<void>(std::string reason)>;
    void when_refused(Refused refused) { tell_refused_ = std::move(refused); }
    /// Joins and leaves that are still to be carried out.
    std::size_t waiting() const noexcept { return figures_.waiting(); }

private:
    Task<void> forget_guest(const Occupant& present);
    Task<void> try_to_bring_in(const Roster::Entry& entry);
    Task<Answer<void>> bring_in(const Roster::Entry& entry);
    Task<bool> may_enter(const Roster::Entry& entry);
    Task<void> take_out(Occupant occupant);
    Task<bool> carry_out(mapping::UserId ghost, Sentence sentence);
    std::vector<Roster::Entry> coming(const std::map<std::string, Roster::Entry>& present) const;
    Task<void> mark_absent(const std::map<std::string, Roster::Entry>& present);
    Task<std::optional<std::chrono::milliseconds>> take_out_due();

    Ports ports_;
    GhostKeeper& ghosts_;
    const Policy& policy_;
    Portal portal_;
    MembershipFigures figures_;
    std::map<std::string, Occupant> known_;     // by key: whose ghosts are in the room
    std::map<std::string, Sentence> sentences_; // by key
    std::set<std::string> entered_;             // keys of those who entered since they were put out last
    std::set<std::string> refused_;
    bool is_loaded_ = false;
    Came came_;
    Refused tell_refused_;
};

} // namespace bascule::bridge
