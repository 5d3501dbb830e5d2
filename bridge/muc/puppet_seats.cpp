#include "bridge/muc/puppet_seats.hpp"

#include "bridge/error_text.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"
#include "mapping/nick.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <span>
#include <string_view>
#include <utility>

namespace bascule::bridge {

namespace {

// The nick was at fault; another may do (XEP-0045 §7.2.8, and what Prosody and ejabberd answer to characters they
// refuse).
constexpr std::array<std::string_view, 4> nick_faults{"conflict", "not-acceptable", "jid-malformed", "bad-request"};
// The MUC could not be asked; it will be again.
constexpr std::array<std::string_view, 4> passing_faults{"remote-server-timeout", "remote-server-not-found",
                                                         "internal-server-error", "recipient-unavailable"};
// A MUC that was full, or a ban, may be over then.
constexpr std::int64_t barred_for_ms = 600'000;

bool is_one_of(std::string_view condition, std::span<const std::string_view> list) {
    return std::ranges::find(list, condition) != list.end();
}

} // namespace

PuppetSeats::PuppetSeats(const boost::asio::any_io_executor& executor, Ports ports, Roster& roster, mapping::Jid room)
    : ports_{ports}, roster_{roster}, room_{std::move(room)}, changed_{executor} {}

Task<void> PuppetSeats::load() {
    for (const auto& seat : co_await ports_.table.of_room(room_)) {
        held_nicks_[seat.puppet] = seat.nick;
        roster_.claim(seat.nick, seat.occupant_id, Roster::Hold::remembered);
    }
}

void PuppetSeats::lose_all() {
    for (auto& [user, seated] : seated_) {
        if (seated.state == State::joined) {
            seated.state = State::away;
        }
    }
    roster_.unseat_all();
    bot_.reset();
}

bool PuppetSeats::is_barred(const Seated& seated) const {
    return seated.state == State::barred && ports_.now() - seated.barred_ms < barred_for_ms;
}

Task<PuppetSeats::Place> PuppetSeats::take(mapping::UserId user) {
    while (seated_[user].state == State::joining) {
        co_await changed_.wait();
    }
    const auto& seated = seated_[user];
    if (seated.state == State::joined || is_barred(seated)) {
        co_return *seated.place;
    }
    seated_[user].state = State::joining; // from here on nobody else joins or removes him
    std::exception_ptr failure;
    std::optional<Place> place;
    try {
        place = co_await join_as(user);
    } catch (...) { // whoever waits for this join must be woken before the failure goes on
        failure = std::current_exception();
    }
    auto& done = seated_[user];
    done.state = !place ? State::away : place->refusal ? State::barred : State::joined;
    done.barred_ms = ports_.now();
    if (place) {
        done.place = place;
    }
    changed_.notify_all();
    if (failure) {
        std::rethrow_exception(failure);
    }
    co_return std::move(*place);
}

Task<PuppetSeats::Place> PuppetSeats::join_as(mapping::UserId user) {
    if (ports_.watch != nullptr) {
        co_await ports_.watch->prepare(user);
    }
    const auto puppet = co_await puppet_of(user);
    auto nicks = mapping::nick_ladder(user, puppet.name);
    const auto is_wanted = [&nicks](const std::string& nick) { return std::ranges::find(nicks, nick) != nicks.end(); };
    const auto held = held_nicks_.find(puppet.jid);
    // A nick that was held before may go with how he was called then.
    seated_[user].called = held == held_nicks_.end() || is_wanted(held->second) ? puppet.name : std::string{};
    const HistoryWish nothing;
    co_return co_await join(puppet.jid, std::move(nicks), nothing);
}

Task<PuppetSeats::Place> PuppetSeats::take_for_bot(mapping::Jid bot, std::vector<std::string> nicks,
                                                   HistoryWish history) {
    auto place = co_await join(std::move(bot), std::move(nicks), history);
    if (!place.refusal) {
        bot_ = place;
    }
    co_return place;
}

Task<PuppetSeats::Place> PuppetSeats::join(mapping::Jid occupant, std::vector<std::string> nicks, HistoryWish history) {
    if (const auto last = held_nicks_.find(occupant); last != held_nicks_.end()) {
        nicks.insert(nicks.begin(), last->second);
    }
    ++joins_under_way_;
    std::exception_ptr failure;
    std::optional<Place> place;
    try {
        place = co_await climb(std::move(occupant), std::move(nicks), history);
    } catch (...) { // counted down first
        failure = std::current_exception();
    }
    --joins_under_way_;
    if (is_settled() && tell_settled_) {
        tell_settled_();
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
    co_return std::move(*place);
}

Task<PuppetSeats::Place> PuppetSeats::climb(mapping::Jid occupant, std::vector<std::string> nicks,
                                            HistoryWish history) {
    Place place{occupant, {}, StanzaError{"cancel", "conflict", "no nick is free"}};
    const auto last = held_nicks_.find(occupant);
    const auto held = last == held_nicks_.end() ? std::string{} : last->second;
    for (const auto& nick : nicks) {
        const auto is_own = nick == held;
        if (!is_own && roster_.is_taken(nick)) {
            continue;
        }
        JoinRequest request{occupant, room_, nick, {}, history};
        auto outcome = co_await ports_.xmpp.join(std::move(request));
        if (!outcome.error) {
            place.nick = outcome.nick;
            place.refusal.reset();
            co_await keep(place, std::move(outcome.occupant_id));
            break;
        }
        if (is_one_of(outcome.error->condition, passing_faults)) {
            throw Outage{room_.str() + ": " + plain_words(*outcome.error)};
        }
        place.refusal = std::move(outcome.error);
        if (!is_one_of(place.refusal->condition, nick_faults)) {
            break;
        }
    }
    co_return place;
}

Task<void> PuppetSeats::keep(const Place& place, std::string occupant_id) {
    auto& held = held_nicks_[place.occupant];
    if (!held.empty() && held != place.nick) {
        roster_.disclaim(held); // somebody else has it now
    }
    held = place.nick;
    roster_.claim(place.nick, occupant_id, Roster::Hold::seated);
    Seat seat{room_, place.occupant, place.nick, std::move(occupant_id)};
    co_await ports_.table.save(std::move(seat));
}

Task<void> PuppetSeats::leave(mapping::UserId user, std::string reason) {
    while (seated_.contains(user) && seated_[user].state == State::joining) {
        co_await changed_.wait();
    }
    const auto found = seated_.find(user);
    if (found == seated_.end()) {
        co_return;
    }
    const auto place = found->second.place;
    seated_.erase(found);
    names_.erase(user);
    if (place) {
        co_await give_up(place->occupant, std::move(reason));
    }
}

Task<void> PuppetSeats::leave_others(std::set<mapping::Jid> staying) {
    for (const auto& [occupant, nick] : std::map{held_nicks_}) {
        if (!staying.contains(occupant)) {
            co_await give_up(occupant, std::string{});
        }
    }
}

// He leaves before he is forgotten: should we die in between, he leaves again.
Task<void> PuppetSeats::give_up(mapping::Jid occupant, std::string reason) {
    const auto held = held_nicks_.find(occupant);
    if (held == held_nicks_.end()) {
        co_return;
    }
    co_await ports_.xmpp.leave(occupant, room_, held->second, std::move(reason));
    co_await ports_.table.remove(room_, occupant);
    held_nicks_.erase(occupant);
}

Task<void> PuppetSeats::leave_all(std::string reason, Memory memory) {
    bot_.reset();
    for (const auto& [occupant, nick] : std::map{held_nicks_}) {
        if (memory == Memory::forget) {
            co_await give_up(occupant, reason);
        } else {
            co_await ports_.xmpp.leave(occupant, room_, nick, reason);
        }
    }
    seated_.clear();
}

void PuppetSeats::lose(const mapping::UserId& user) {
    const auto found = seated_.find(user);
    if (found != seated_.end() && found->second.state == State::joined) {
        found->second.state = State::away;
    }
}

std::optional<mapping::UserId> PuppetSeats::on_removed(const OccupantPresence& presence, Removal removal) {
    for (auto& [user, seated] : seated_) {
        if (seated.state == State::joined && seated.place->occupant == presence.head.to) {
            seated.state = removal == Removal::fault ? State::away : State::barred;
            seated.barred_ms = ports_.now();
            if (removal == Removal::force) {
                seated.place->refusal = StanzaError{"auth", "forbidden", presence.reason};
            }
            return user;
        }
    }
    return std::nullopt;
}

void PuppetSeats::on_left(const std::string& nick) {
    if (!holder_of(nick) && !(bot_ && bot_->nick == nick)) {
        roster_.disclaim(nick);
    }
}

Task<std::optional<bool>> PuppetSeats::is_bot_joined() {
    if (!bot_) {
        co_return std::nullopt;
    }
    co_return co_await ports_.xmpp.is_joined(bot_->occupant, room_, bot_->nick);
}

void PuppetSeats::forgive(const mapping::UserId& user) {
    const auto found = seated_.find(user);
    if (found != seated_.end() && found->second.state == State::barred) {
        found->second.state = State::away;
    }
}

bool PuppetSeats::is_joined(const mapping::UserId& user) const {
    const auto found = seated_.find(user);
    return found != seated_.end() && found->second.state == State::joined;
}

std::optional<mapping::UserId> PuppetSeats::holder_of(const std::string& nick) const {
    for (const auto& [user, seated] : seated_) {
        if (seated.place && !seated.place->refusal && seated.place->nick == nick) {
            return user;
        }
    }
    return std::nullopt;
}

std::optional<mapping::UserId> PuppetSeats::holder_of_jid(const mapping::Jid& occupant) const {
    for (const auto& [user, seated] : seated_) {
        if (seated.place && seated.place->occupant == occupant) {
            return user;
        }
    }
    return std::nullopt;
}

std::vector<mapping::UserId> PuppetSeats::users() const {
    std::vector<mapping::UserId> list;
    list.reserve(seated_.size());
    for (const auto& [user, seated] : seated_) {
        list.push_back(user);
    }
    return list;
}

std::size_t PuppetSeats::joined_count() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(seated_, [](const auto& one) { return one.second.state == State::joined; }));
}

} // namespace bascule::bridge
