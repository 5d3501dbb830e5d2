// The part of MucRoom that gets the bot into the MUC, and in again whenever it is out.
#include "bridge/async/backoff.hpp"
#include "bridge/async/counted.hpp"
#include "bridge/async/race.hpp"
#include "bridge/error_text.hpp"
#include "bridge/log.hpp"
#include "bridge/muc/muc_room.hpp"
#include "bridge/muc/room_guard.hpp"
#include "bridge/ports/outage.hpp"
#include "mapping/nick.hpp"

#include <chrono>
#include <utility>

namespace bascule::bridge {

using namespace std::chrono_literals;

namespace {

constexpr auto first_retry = 500ms;
constexpr auto last_retry = 60s;
constexpr auto destroyed_retry = 10min;
constexpr auto presence_deadline = 30s;
constexpr auto longest_silence = 15min; // XEP-0410 §3.1

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
        if (met_outage && is_destroyed_) { // made again it may be, but not often
            co_await run_until_one_ends(changed_.wait(), pause(destroyed_retry));
        } else if (met_outage) {
            co_await run_until_one_ends(urged_.wait(), pause(backoff.next()));
        }
    }
}

Task<void> MucRoom::load() {
    co_await seats_.load();
    co_await ghosts_.load();
    co_await moderation_.load();
    co_await read_members();
    seats_.use_password(co_await world_.passwords.of(portal_.address));
    const auto has_begun = co_await reader_.has_begun(); // not where we died as soon as the room was known
    is_new_ = is_new_ || !has_begun;
    if (is_new_) {
        co_await reader_.begin(world_.policy.portals.backfill);
    }
}

// Clients show it in the room's settings.
Task<void> MucRoom::announce(const RoomTraits& traits) {
    BridgeNote note{portal_.address, traits.name, portal_.user};
    const auto announced = co_await world_.room_maker.announce(portal_.room, std::move(note));
    if (!announced) {
        log(LogPart::bridge).info("{} does not name its bridge: {}", portal_.room.str(), announced.error().reason);
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
        const StanzaError missing{"cancel", "item-not-found", {}};
        co_await tell_trouble(missing);
    }
    co_await keep_guarded(world_, portal_, *traits);
    has_occupant_ids_ = traits->has_occupant_ids;
    reader_.trust(*traits);
    moderation_.on_traits(*traits);
    is_destroyed_ = false;
    const auto wish = co_await reader_.history_wish();
    auto nicks = mapping::nick_ladder(world_.ghosts.bot(), world_.bot_nick);
    const auto place = co_await seats_.take_for_bot(world_.bot, std::move(nicks), wish);
    if (place.refusal) {
        co_await tell_trouble(*place.refusal);
    }
    co_await await_own_presence();
    co_await reader_.catch_up(world_.bot);
    co_await after_commit(); // messages of ours may have been in the gap
    world_.wake({Side::xmpp, portal_.address.str()});
    if (entry != entries_) {
        throw Outage{"the connection broke during entry"};
    }
    if (std::exchange(is_new_, false) && portal_.kind == PortalKind::plumbed) {
        co_await announce(*traits);
    }
    is_in_ = true;
    trouble_.clear();
    told_troubles_.clear();
    are_puppets_due_ = true;
    moderation_.on_entered();
    log(LogPart::bridge).info("{} is entered", portal_.address.str());
    tell_changed();
}

// Once in the room, where it is not known already that the MUC was closed; the entry is tried again all the same.
Task<void> MucRoom::tell_trouble(StanzaError error) {
    auto reason = plain_words(error);
    if (error.condition == "registration-required") {
        reason += ": " + remedy_for_stranger(world_.bot);
    }
    if (!is_destroyed_ && told_troubles_.insert(error.condition).second) {
        co_await notices_.tell(world_.ghosts.bot(), portal_.room,
                               "entry " + error.condition + std::to_string(world_.now()),
                               "The bridge cannot enter " + portal_.address.str() + ": " + reason + ".");
    }
    throw Outage{reason};
}

Task<void> MucRoom::await_beginning() {
    const Counted visit{visitors_, changed_};
    while (!is_ended_ && (!is_in_ || brought_from_before_ < reader_.backfilled())) {
        co_await changed_.wait();
    }
}

Task<std::optional<StanzaError>> MucRoom::admit(mapping::UserId user, std::string password) {
    const Counted visit{visitors_, changed_};
    const auto place = co_await seats_.take_with(user, password);
    if (!place.refusal) {
        co_await moderation_.on_puppet_admitted(std::move(user));
    }
    if (!place.refusal && !password.empty()) {
        co_await world_.passwords.save(portal_.address, std::move(password));
        urged_.notify_all();
    }
    are_puppets_due_ = true; // he stays only where he is in the room
    changed_.notify_all();
    co_return place.refusal;
}

// The join is answered in the reader's hands; the presences before it may still wait for the store.
Task<void> MucRoom::await_own_presence() {
    while (!has_own_presence_) {
        co_await within(presence_deadline, "own presence in " + portal_.address.str(), changed_.wait());
    }
}

Task<void> MucRoom::await_in() {
    while (!is_in_) {
        if (is_ended_) {
            throw Outage{"the bridge to " + portal_.address.str() + " ends"};
        }
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
