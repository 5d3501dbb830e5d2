#include "bridge/muc/puppet_seats.hpp"

#include <algorithm>
#include <utility>

namespace bascule::bridge {

namespace {

// A MUC that was full, or a ban, may be over then.
constexpr std::int64_t barred_for_ms = 600'000;

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
    co_await forget_seat(std::move(occupant));
}

Task<void> PuppetSeats::forget_seat(mapping::Jid occupant) {
    co_await ports_.table.remove(room_, occupant);
    held_nicks_.erase(occupant);
}

Task<void> PuppetSeats::vacate(mapping::UserId user) {
    const auto puppet = co_await ports_.puppets.of(std::move(user));
    if (const auto held = held_nicks_.find(puppet.jid); held != held_nicks_.end()) {
        roster_.disclaim(held->second);
        co_await forget_seat(puppet.jid);
    }
}

void PuppetSeats::bar(const mapping::UserId& user, StanzaError refusal, std::int64_t until_ms) {
    auto& seated = seated_[user];
    seated.bar = std::move(refusal);
    seated.bar_until_ms = until_ms;
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
    if (found == seated_.end()) {
        return;
    }
    found->second.bar.reset();
    if (found->second.state == State::barred) {
        found->second.state = State::away;
    }
}

bool PuppetSeats::is_joined(const mapping::UserId& user) const {
    const auto found = seated_.find(user);
    return found != seated_.end() && found->second.state == State::joined;
}

std::optional<mapping::Jid> PuppetSeats::occupant_of(const mapping::UserId& user) const {
    const auto found = seated_.find(user);
    const bool is_in = found != seated_.end() && found->second.state == State::joined && found->second.place;
    return is_in ? std::optional{found->second.place->occupant} : std::nullopt;
}

std::vector<std::pair<mapping::UserId, std::string>> PuppetSeats::joined_nicks() const {
    std::vector<std::pair<mapping::UserId, std::string>> joined;
    for (const auto& [user, seated] : seated_) {
        if (seated.state == State::joined && seated.place) {
            joined.emplace_back(user, seated.place->nick);
        }
    }
    return joined;
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
