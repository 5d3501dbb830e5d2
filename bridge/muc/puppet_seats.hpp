#pragma once

#include "bridge/async/signal.hpp"
#include "bridge/async/task.hpp"
#include "bridge/muc/roster.hpp"
#include "bridge/people/people_watch.hpp"
#include "bridge/people/puppet_keeper.hpp"
#include "bridge/ports/clock.hpp"
#include "bridge/ports/puppet_looks.hpp"
#include "bridge/ports/registry.hpp"
#include "bridge/ports/xmpp_server.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bascule::bridge {

/// The places that ours hold in one MUC: the bot's, and one for each Matrix member's puppet. A place is written down
/// when it is taken and forgotten when it has been given up, so that nobody stays behind after a crash.
class PuppetSeats {
public:
    struct Ports {
        XmppServer& xmpp;
        Seats& table;
        PuppetKeeper& puppets;
        Clock now;
        PuppetLooks* looks = nullptr; ///< without it nobody changes his nick
        PeopleWatch* watch = nullptr;
    };
    /// Joined under this nick, or the MUC's refusal.
    struct Place {
        mapping::Jid occupant;
        std::string nick;
        std::optional<StanzaError> refusal;
    };
    /// How one of ours got out of the MUC.
    enum class Removal { fault, force };

    PuppetSeats(const boost::asio::any_io_executor& executor, Ports ports, Roster& roster, mapping::Jid room);

    /// Which places an earlier process held: after a crash they are still held, and ours.
    Task<void> load();
    /// The stream or the MUC has gone: nobody of ours is in any more.
    void lose_all();
    /// Joins, unless joined already. A refusal stands for some minutes, or until forgive().
    Task<Place> take(mapping::UserId user);
    /// In the Matrix room he is called so.
    void call(const mapping::UserId& user, std::string name) { names_.insert_or_assign(user, std::move(name)); }
    /// Gives one who is in the nick that goes with how he is called now. A nick that is his or looks best of what is
    /// free stays. Throws Outage.
    Task<void> rename(mapping::UserId user);
    /// Shows one who is in as he looks now (XEP-0045 §7.7). Throws Outage.
    Task<void> show_again(mapping::UserId user);
    /// The same with this password; where it fits, it is the one with which everybody joins from now on.
    Task<Place> take_with(mapping::UserId user, std::string password);
    /// With which ours join (XEP-0045 §7.2.5).
    const std::string& password() const noexcept { return password_; }
    void use_password(std::string password);
    Task<Place> take_for_bot(mapping::Jid bot, std::vector<std::string> nicks, HistoryWish history);
    Task<void> leave(mapping::UserId user, std::string reason);
    /// Gives up the places of those who are none of these (full JIDs), taken by this process or an earlier one.
    Task<void> leave_others(std::set<mapping::Jid> staying);
    /// Whether the places that ours held are remembered for a return.
    enum class Memory { keep, forget };
    /// Throws Outage where not everybody could leave; then it is called again.
    Task<void> leave_all(std::string reason, Memory memory);
    /// It turns out that this one is not in the MUC.
    void lose(const mapping::UserId& user);
    /// The MUC has removed this one of ours; by force he does not come back by himself. Returns whom, where it was a
    /// puppet that had been in.
    std::optional<mapping::UserId> on_removed(const OccupantPresence& presence, Removal removal);
    /// Nobody of ours holds this nick any more; messages of it have all come.
    void on_left(const std::string& nick);
    /// XEP-0410: what the MUC says of the bot's place; nothing where that is not decided.
    Task<std::optional<bool>> is_bot_joined();
    void forgive(const mapping::UserId& user);
    /// He does not come back before this time (Unix ms), or forgive(); whoever asks for his place is told this.
    void bar(const mapping::UserId& user, StanzaError refusal, std::int64_t until_ms);
    /// He is known to be out: his place and nick are nobody's of ours any more. Throws Outage.
    Task<void> vacate(mapping::UserId user);
    /// Whether this one (full JID) was in when that was seen last, by this process or an earlier one.
    bool has_seat(const mapping::Jid& occupant) const { return held_nicks_.contains(occupant); }

    bool is_joined(const mapping::UserId& user) const;
    /// The full JID of one who is in.
    std::optional<mapping::Jid> occupant_of(const mapping::UserId& user) const;
    /// No join is under way, so whoever is in the MUC and not known as ours is not ours.
    bool is_settled() const noexcept { return joins_under_way_ == 0; }
    /// Whose puppets are in, and under which nick.
    std::vector<std::pair<mapping::UserId, std::string>> joined_nicks() const;
    std::optional<mapping::UserId> holder_of(const std::string& nick) const;
    std::optional<mapping::UserId> holder_of_jid(const mapping::Jid& occupant) const;
    std::vector<mapping::UserId> users() const;
    std::size_t joined_count() const;
    /// Called whenever is_settled() becomes true.
    void when_settled(std::function<void()> tell) { tell_settled_ = std::move(tell); }

private:
    enum class State { away, joining, joined, barred };
    struct Seated {
        State state = State::away;
        std::optional<Place> place;
        std::int64_t barred_ms = 0; // since when
        std::optional<StanzaError> bar;
        std::int64_t bar_until_ms = 0;
        std::string called{}; // the name that the nick was chosen for
    };

    bool is_barred(const Seated& seated) const;
    Task<Puppet> puppet_of(mapping::UserId user);
    Task<void> change_nick(mapping::UserId user, Place place, std::string name);
    struct Attempt {
        mapping::Jid occupant;
        std::vector<std::string> nicks; ///< best first
        std::string password;
        HistoryWish history;
    };
    Task<Place> join_as(mapping::UserId user, std::string password);
    Task<Place> join(Attempt attempt);
    Task<Place> climb(Attempt attempt);
    Task<void> keep(const Place& place, std::string occupant_id);
    Task<void> give_up(mapping::Jid occupant, std::string reason);
    Task<void> forget_seat(mapping::Jid occupant);

    Ports ports_;
    Roster& roster_;
    mapping::Jid room_;
    std::string password_;
    std::map<mapping::UserId, Seated> seated_;
    std::map<mapping::UserId, std::string> names_; // in the Matrix room
    std::optional<Place> bot_;
    std::map<mapping::Jid, std::string> held_nicks_; // by occupant's full JID, as the table has them
    int joins_under_way_ = 0;
    Signal changed_;
    std::function<void()> tell_settled_;
};

} // namespace bascule::bridge
