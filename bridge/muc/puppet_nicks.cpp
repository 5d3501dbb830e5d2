// The part of PuppetSeats that follows how people are called.
#include "bridge/error_text.hpp"
#include "bridge/log.hpp"
#include "bridge/muc/puppet_seats.hpp"
#include "mapping/nick.hpp"

#include <exception>
#include <utility>

namespace bascule::bridge {

Task<Puppet> PuppetSeats::puppet_of(mapping::UserId user) {
    const auto named = names_.find(user);
    if (named == names_.end()) {
        co_return co_await ports_.puppets.of(std::move(user));
    }
    auto name = named->second;
    co_return co_await ports_.puppets.of(std::move(user), std::move(name));
}

Task<void> PuppetSeats::rename(mapping::UserId user) {
    const auto puppet = co_await puppet_of(user);
    const auto found = seated_.find(user);
    const auto is_due = found != seated_.end() && found->second.state == State::joined && found->second.place &&
                        found->second.called != puppet.name;
    if (!is_due || ports_.looks == nullptr) {
        co_return;
    }
    auto place = *found->second.place;
    found->second.state = State::joining; // from here on nobody else joins or removes him
    ++joins_under_way_;
    std::exception_ptr failure;
    try {
        co_await change_nick(user, std::move(place), puppet.name);
    } catch (...) { // counted down first
        failure = std::current_exception();
    }
    --joins_under_way_;
    if (const auto done = seated_.find(user); done != seated_.end() && done->second.state == State::joining) {
        done->second.state = failure ? State::away : State::joined;
    }
    changed_.notify_all();
    if (is_settled() && tell_settled_) {
        tell_settled_();
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
}

Task<void> PuppetSeats::change_nick(mapping::UserId user, Place place, std::string name) {
    const auto nicks = mapping::nick_ladder(user, name);
    for (const auto& nick : nicks) {
        if (nick == place.nick) {
            break; // what would be better is taken
        }
        if (roster_.is_taken(nick) && mapping::look_of(nick) != mapping::look_of(place.nick)) {
            continue;
        }
        JoinRequest request{place.occupant, room_, nick, {}, {}};
        auto outcome = co_await ports_.looks->change_nick(std::move(request), place.nick);
        if (!outcome.error) {
            place.nick = outcome.nick;
            co_await keep(place, std::move(outcome.occupant_id));
            break;
        }
        log(LogPart::bridge)
            .info("{} is not called {} in {}: {}", user.str(), nick, room_.str(), plain_words(*outcome.error));
        if (outcome.error->condition != "conflict" && outcome.error->condition != "not-acceptable" &&
            outcome.error->condition != "jid-malformed" && outcome.error->condition != "bad-request") {
            break; // a room may forbid to change nicks at all
        }
    }
    auto& seated = seated_[user];
    seated.place = std::move(place);
    seated.called = std::move(name);
}

Task<void> PuppetSeats::show_again(mapping::UserId user) {
    const auto found = seated_.find(user);
    if (found == seated_.end() || found->second.state != State::joined || !found->second.place) {
        co_return;
    }
    const auto& place = *found->second.place;
    const auto seat = room_.with_resource(place.nick);
    if (seat) {
        OutgoingPresence presence{place.occupant, *seat, PresenceKind::available, {}, {}};
        co_await ports_.xmpp.send(std::move(presence));
    }
}

} // namespace bascule::bridge
