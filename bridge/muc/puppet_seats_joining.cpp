// The part of PuppetSeats that gets somebody into the MUC.
#include "bridge/error_text.hpp"
#include "bridge/muc/puppet_seats.hpp"
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

bool is_one_of(std::string_view condition, std::span<const std::string_view> list) {
    return std::ranges::find(list, condition) != list.end();
}

} // namespace

Task<PuppetSeats::Place> PuppetSeats::take(mapping::UserId user) {
    co_return co_await take_with(std::move(user), password_);
}

void PuppetSeats::use_password(std::string password) {
    if (password == password_) {
        return;
    }
    password_ = std::move(password);
    for (auto& [user, seated] : seated_) {
        if (seated.state == State::barred && seated.place->refusal->condition == "not-authorized") {
            seated.state = State::away;
        }
    }
}

Task<PuppetSeats::Place> PuppetSeats::take_with(mapping::UserId user, std::string password) {
    while (seated_[user].state == State::joining) {
        co_await changed_.wait();
    }
    const auto& seated = seated_[user];
    if (seated.bar && ports_.now() < seated.bar_until_ms) {
        co_return Place{room_, {}, *seated.bar};
    }
    if (seated.state == State::joined || (is_barred(seated) && password == password_)) {
        co_return *seated.place;
    }
    seated_[user].state = State::joining; // from here on nobody else joins or removes him
    std::exception_ptr failure;
    std::optional<Place> place;
    try {
        place = co_await join_as(user, password);
    } catch (...) { // whoever waits for this join must be woken before the failure goes on
        failure = std::current_exception();
    }
    auto& done = seated_[user];
    const auto is_final = password == password_; // another password says nothing of what all join with
    done.state = !place || (place->refusal && !is_final) ? State::away : place->refusal ? State::barred : State::joined;
    done.barred_ms = ports_.now();
    if (place) {
        done.place = place;
    }
    changed_.notify_all();
    if (failure) {
        std::rethrow_exception(failure);
    }
    if (!place->refusal) {
        use_password(std::move(password));
    }
    co_return std::move(*place);
}

Task<PuppetSeats::Place> PuppetSeats::join_as(mapping::UserId user, std::string password) {
    if (ports_.watch != nullptr) {
        co_await ports_.watch->prepare(user);
    }
    const auto puppet = co_await puppet_of(user);
    Attempt attempt{puppet.jid, mapping::nick_ladder(user, puppet.name), std::move(password), {}};
    // A nick that was held before may go with how he was called then.
    const auto held = held_nicks_.find(puppet.jid);
    const auto is_fit =
        held == held_nicks_.end() || std::ranges::find(attempt.nicks, held->second) != attempt.nicks.end();
    seated_[user].called = is_fit ? puppet.name : std::string{};
    co_return co_await join(std::move(attempt));
}

Task<PuppetSeats::Place> PuppetSeats::take_for_bot(mapping::Jid bot, std::vector<std::string> nicks,
                                                   HistoryWish history) {
    Attempt attempt{std::move(bot), std::move(nicks), password_, history};
    auto place = co_await join(std::move(attempt));
    if (!place.refusal) {
        bot_ = place;
    }
    co_return place;
}

Task<PuppetSeats::Place> PuppetSeats::join(Attempt attempt) {
    if (const auto last = held_nicks_.find(attempt.occupant); last != held_nicks_.end()) {
        attempt.nicks.insert(attempt.nicks.begin(), last->second);
    }
    ++joins_under_way_;
    std::exception_ptr failure;
    std::optional<Place> place;
    try {
        place = co_await climb(std::move(attempt));
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

Task<PuppetSeats::Place> PuppetSeats::climb(Attempt attempt) {
    Place place{attempt.occupant, {}, StanzaError{"cancel", "conflict", "no nick is free"}};
    const auto last = held_nicks_.find(attempt.occupant);
    const auto held = last == held_nicks_.end() ? std::string{} : last->second;
    for (const auto& nick : attempt.nicks) {
        const auto is_own = nick == held;
        if (!is_own && roster_.is_taken(nick)) {
            continue;
        }
        JoinRequest request{attempt.occupant, room_, nick, attempt.password, attempt.history};
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

} // namespace bascule::bridge
