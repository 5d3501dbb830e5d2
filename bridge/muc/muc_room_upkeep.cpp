// The part of MucRoom that keeps everybody where they belong: four loops that each wait for something to do.
#include "bridge/async/backoff.hpp"
#include "bridge/async/race.hpp"
#include "bridge/error_text.hpp"
#include "bridge/log.hpp"
#include "bridge/muc/muc_room.hpp"
#include "bridge/ports/outage.hpp"
#include "mapping/nick.hpp"

#include <chrono>
#include <utility>

namespace bascule::bridge {

using namespace std::chrono_literals;

namespace {

constexpr auto first_retry = 500ms;
constexpr auto last_retry = 60s;
constexpr auto presence_deadline = 30s;
constexpr auto longest_silence = 15min; // XEP-0410 §3.1
constexpr std::size_t joins_at_once = 8;

} // namespace

Task<void> MucRoom::keep_in() {
    Backoff backoff{first_retry, last_retry};
    bool is_loaded = false;
    for (;;) {
        while (!is_connected_ || is_in_) {
            co_await changed_.wait();
        }
        bool met_outage = false;
        try {
            if (!is_loaded) {
                co_await load();
                is_loaded = true;
            }
            co_await enter();
            backoff.reset();
        } catch (const Outage& outage) {
            trouble_ = outage.what();
            log(LogPart::bridge).warn("cannot enter {}: {}", portal_.address.str(), outage.what());
            met_outage = true;
        }
        if (met_outage) {
            co_await pause(backoff.next());
        }
    }
}

Task<void> MucRoom::load() {
    co_await seats_.load();
    co_await ghosts_.load();
    co_await read_members();
    if (is_new_) {
        co_await reader_.begin();
    }
}

Task<void> MucRoom::enter() {
    const auto entry = ++entries_;
    reader_.suspend();
    roster_.forget_others();
    seats_.lose_all();
    has_own_presence_ = false;
    ghosts_.forgive();
    world_.xmpp.elect_listener(portal_.address, world_.bot);
    const auto traits = co_await world_.xmpp.describe(portal_.address, world_.bot);
    if (!traits) {
        throw Outage{portal_.address.str() + " does not answer as a room"};
    }
    const auto wish = co_await reader_.history_wish(*traits);
    auto nicks = mapping::nick_ladder(world_.ghosts.bot(), world_.bot_nick);
    const auto place = co_await seats_.take_for_bot(world_.bot, std::move(nicks), wish);
    if (place.refusal) {
        const auto reason = plain_words(*place.refusal);
        if (told_troubles_.insert(place.refusal->condition).second) {
            co_await notices_.tell(world_.ghosts.bot(), portal_.room,
                                   "entry " + place.refusal->condition + std::to_string(world_.now()),
                                   "The bridge cannot enter " + portal_.address.str() + ": " + reason + ".");
        }
        throw Outage{reason};
    }
    co_await await_own_presence();
    co_await reader_.catch_up(*traits, world_.bot);
    co_await after_commit(); // messages of ours may have been in the gap
    world_.wake({Side::xmpp, portal_.address.str()});
    if (entry != entries_) {
        throw Outage{"the connection broke during entry"};
    }
    is_in_ = true;
    trouble_.clear();
    told_troubles_.clear();
    are_puppets_due_ = true;
    log(LogPart::bridge).info("{} is entered", portal_.address.str());
    tell_changed();
}

// The join is answered in the reader's hands; the presences before it may still wait for the store.
Task<void> MucRoom::await_own_presence() {
    while (!has_own_presence_) {
        co_await within(presence_deadline, "own presence in " + portal_.address.str(), changed_.wait());
    }
}

Task<void> MucRoom::await_in() {
    while (!is_in_ && !is_ended_) {
        co_await changed_.wait();
    }
}

void MucRoom::on_connected() {
    is_connected_ = true;
    changed_.notify_all();
}

void MucRoom::on_disconnected() {
    is_connected_ = false;
    lose("the XMPP server is away");
}

void MucRoom::lose(std::string trouble) {
    ++entries_;
    is_in_ = false;
    trouble_ = std::move(trouble);
    reader_.suspend();
    seats_.lose_all();
    changed_.notify_all();
}

Task<void> MucRoom::keep_puppets() {
    Backoff backoff{first_retry, last_retry};
    for (;;) {
        while (!is_in_ || !are_puppets_due_) {
            co_await changed_.wait();
        }
        are_puppets_due_ = false;
        bool met_outage = false;
        try {
            co_await read_members();
            co_await agree_puppets();
            backoff.reset();
        } catch (const Outage& outage) {
            log(LogPart::bridge).warn("puppets of {}: {}", portal_.room.str(), outage.what());
            met_outage = true;
        }
        if (met_outage) {
            are_puppets_due_ = true;
            co_await pause(backoff.next());
        }
    }
}

// Once; from then on the room's member events tell.
Task<void> MucRoom::read_members() {
    if (members_) {
        co_return;
    }
    const auto joined = co_await world_.homeserver.joined_members(world_.ghosts.bot(), portal_.room);
    if (!joined) {
        throw Outage{"cannot read the room's members: " + joined.error().reason};
    }
    members_.emplace();
    for (const auto& member : *joined) {
        if (world_.names.names().is_ghost(member.user)) {
            world_.ghosts.note(member.user, portal_.room, true);
        } else if (may_have_puppet(member.user)) {
            members_->insert(member.user);
            world_.puppets.note(member.user, member.display_name);
        }
    }
}

bool MucRoom::may_have_puppet(const mapping::UserId& user) const {
    return user != world_.ghosts.bot() && !world_.names.names().is_ghost(user) &&
           world_.policy.permissions.of(user) != mapping::Permission::block;
}

Task<void> MucRoom::agree_puppets() {
    for (const auto& user : seats_.users()) {
        if (!members_->contains(user)) {
            co_await seats_.leave(user, std::string{});
        }
    }
    std::set<mapping::UserId> waiting;
    for (const auto& user : *members_) {
        if (!seats_.is_joined(user)) {
            waiting.insert(user);
        }
    }
    joining_ = std::move(waiting);
    for (std::size_t count = 0; count < joins_at_once && count < joining_.size(); ++count) {
        joiners_.spawn(portal_.address.str() + " joins", seat_waiting());
    }
    co_await joiners_.wait();
}

Task<void> MucRoom::seat_waiting() {
    while (!joining_.empty() && is_in_) {
        const auto user = joining_.extract(joining_.begin()).value();
        bool met_outage = false;
        try {
            const auto place = co_await seats_.take(user);
            if (place.refusal) {
                co_await tell_unseated(user, *place.refusal);
            }
        } catch (const Outage& outage) {
            log(LogPart::bridge).warn("puppet of {} cannot join: {}", user.str(), outage.what());
            met_outage = true;
        }
        if (met_outage) {
            co_await pause(first_retry);
            are_puppets_due_ = true;
        }
    }
    changed_.notify_all();
}

Task<void> MucRoom::tell_unseated(mapping::UserId user, StanzaError refusal) {
    if (told_unseated_.insert(user).second) {
        co_await notices_.tell(
            world_.ghosts.bot(), portal_.room, "unseated " + user.str() + std::to_string(world_.now()),
            user.str() + " cannot take part in " + portal_.address.str() + ": " + plain_words(refusal) + ".");
    }
}

void MucRoom::on_member(const mapping::UserId& user, const MemberChange& change) {
    if (world_.names.names().is_ghost(user)) {
        world_.ghosts.note(user, portal_.room, change.now == Membership::join);
        return;
    }
    if (!members_ || !may_have_puppet(user)) {
        return;
    }
    if (change.now == Membership::join) {
        members_->insert(user);
        if (change.before != Membership::join) {
            seats_.forgive(user);
            told_unseated_.erase(user);
        }
    } else {
        members_->erase(user);
    }
    are_puppets_due_ = true;
    changed_.notify_all();
}

Task<void> MucRoom::keep_ghosts() {
    Backoff backoff{first_retry, last_retry};
    for (;;) {
        while (!is_in_ || !seats_.is_settled()) {
            co_await changed_.wait();
        }
        are_ghosts_due_ = false;
        std::optional<std::chrono::milliseconds> next;
        try {
            next = co_await ghosts_.agree_with(roster_);
            backoff.reset();
        } catch (const Outage& outage) {
            log(LogPart::bridge).warn("ghosts of {}: {}", portal_.room.str(), outage.what());
            next = backoff.next();
        }
        if (are_ghosts_due_) {
            continue;
        }
        if (next) {
            co_await run_until_one_ends(changed_.wait(), pause(*next));
        } else {
            co_await changed_.wait();
        }
    }
}

// XEP-0410: a MUC that has been silent for long may have forgotten us.
Task<void> MucRoom::keep_alive() {
    for (;;) {
        co_await pause(longest_silence);
        co_await ask_after_silence();
    }
}

Task<void> MucRoom::ask_after_silence() {
    const auto silence = std::chrono::milliseconds{world_.now() - last_heard_ms_};
    if (!is_in_ || silence < longest_silence) {
        co_return;
    }
    try {
        const auto is_joined = co_await seats_.is_bot_joined();
        if (is_joined == false) {
            lose(portal_.address.str() + " has forgotten the bridge");
        }
    } catch (const Outage& outage) {
        log(LogPart::bridge).info("self-ping in {}: {}", portal_.address.str(), outage.what());
    }
}

} // namespace bascule::bridge
