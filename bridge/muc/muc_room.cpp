#include "bridge/muc/muc_room.hpp"

#include "bridge/async/counted.hpp"
#include "bridge/error_text.hpp"
#include "bridge/failure_log.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bascule::bridge {

namespace {

// XEP-0045 §9.1, §8.2, §9.4, §10.11: kicked, banned, or not allowed in any more; with 333 it was a fault of the
// connection, which nobody wanted.
bool was_forced(const OccupantPresence& presence) {
    constexpr std::array forced{301, 307, 321, 322};
    constexpr int technical = 333;
    return !presence.has_status(technical) &&
           std::ranges::any_of(forced, [&](int status) { return presence.has_status(status); });
}

} // namespace

MucRoom::MucRoom(const MucWorld& world, Portal portal)
    : world_{world},
      portal_{std::move(portal)},
      roster_{std::string{world.bot.domain()}},
      seats_{world.executor,
             {world.xmpp, world.seats, world.puppets, world.now, world.looks, world.watch},
             roster_,
             portal_.address},
      expelled_{world.moderation.expulsions, portal_.address, world.now},
      ghosts_{{world.occupants, world.names, world.homeserver, world.metrics, world.now, world.moderation.room_admin,
               expelled_},
              world.ghosts,
              world.policy,
              portal_},
      people_{{roster_, seats_, ghosts_, world.homeserver, world.ghosts.bot()}, portal_},
      reader_{world.executor,
              {world.xmpp, world.journal, world.codec, world.now, world.history, world.links},
              {roster_, ghosts_, world.ghosts.bot()},
              portal_},
      notices_{world.homeserver},
      missing_{world.homeserver, {world.ghosts.bot(), portal_.room}, world.now},
      chores_{world.executor},
      moderation_{moderation_context()},
      puppet_figures_{world.metrics, world.now},
      is_connected_{world.xmpp.is_connected()},
      changed_{world.executor},
      urged_{world.executor},
      joiners_{world.executor, failure_log(LogPart::bridge)},
      tasks_{world.executor, failure_log(LogPart::bridge)} {
    seats_.when_settled([this] { tell_changed(); });
    ghosts_.when_in([this](const auto& entry, const auto& ghost) { look_at_newcomer(entry, ghost); });
    ghosts_.when_refused([this](std::string reason) { return tell_relayed(std::move(reason)); });
}

RoomContext MucRoom::moderation_context() {
    return {.world = world_,
            .portal = portal_,
            .roster = roster_,
            .seats = seats_,
            .ghosts = ghosts_,
            .expelled = expelled_,
            .chores = chores_,
            .missing = missing_,
            .tell_changed = [this] { tell_changed(); },
            .members = [this] { return members_ ? &*members_ : nullptr; }};
}

MucRoom::Status MucRoom::status() const {
    return {is_in_, seats_.joined_count(), roster_.others().size(), puppet_figures_.waiting() + ghosts_.waiting(),
            is_in_ ? std::string{} : trouble_};
}

bool MucRoom::holds(const mapping::UserId& ghost) const {
    if (!ghosts_.is_loaded()) {
        throw Outage{"who is in " + portal_.address.str() + " is not known yet"};
    }
    return ghosts_.is_known(ghost);
}

void MucRoom::start(bool is_new) {
    is_new_ = is_new;
    tasks_.spawn(portal_.address.str() + " entry", keep_in());
    tasks_.spawn(portal_.address.str() + " puppets", keep_puppets());
    tasks_.spawn(portal_.address.str() + " ghosts", keep_ghosts());
    tasks_.spawn(portal_.address.str() + " self-ping", keep_alive());
    tasks_.spawn(portal_.address.str() + " chores", chores_.run());
}

Task<void> MucRoom::stop() {
    co_await tasks_.stop();
    co_await joiners_.stop();
}

Task<void> MucRoom::withdraw(std::string reason) {
    co_await stop();
    is_in_ = false;
    co_await seats_.leave_all(std::move(reason), PuppetSeats::Memory::keep);
}

Task<void> MucRoom::dissolve(std::string reason) {
    is_ended_ = true;
    co_await stop();
    is_in_ = false;
    changed_.notify_all();
    co_await await_visitors(); // a message that is being brought would bring its ghost in again
    co_await seats_.leave_all(reason, PuppetSeats::Memory::forget);
    world_.xmpp.elect_listener(portal_.address, std::nullopt);
    const auto withdrawn = co_await world_.room_maker.withdraw(portal_.room, portal_.address);
    if (!withdrawn) {
        log(LogPart::bridge).info("{} goes on naming its bridge: {}", portal_.room.str(), withdrawn.error().reason);
    }
    auto alias = co_await world_.names.alias_of(portal_.address);
    const auto removed = co_await world_.room_maker.remove_alias(std::move(alias));
    if (!removed) {
        log(LogPart::bridge).warn("{} keeps its alias: {}", portal_.room.str(), removed.error().reason);
    }
    co_await ghosts_.take_out_all(std::move(reason));
    if (!keeps_memory_) {
        co_await moderation_.forget_all();
    }
    co_await await_visitors();
}

Task<void> MucRoom::await_visitors() {
    while (visitors_ > 0) {
        co_await changed_.wait();
    }
}

void MucRoom::tell_changed() {
    are_ghosts_due_ = true;
    changed_.notify_all();
}

Task<void> MucRoom::on_group_message(GroupMessage message, std::string xml, JournalCommit& commit) {
    const Counted visit{visitors_, changed_};
    last_heard_ms_ = world_.now();
    co_await reader_.take(std::move(message), std::move(xml), commit);
}

Task<void> MucRoom::after_commit() {
    const Counted visit{visitors_, changed_};
    auto links = reader_.take_reflections();
    if (links.empty()) {
        co_return;
    }
    try {
        co_await world_.links.remember(links);
    } catch (const Outage&) { // whoever tries again finds them
        reader_.give_back(std::move(links));
        throw;
    }
}

void MucRoom::on_subject(const SubjectChange& change) {
    reader_.on_subject();
    moderation_.on_subject(change);
}

void MucRoom::on_news(const MucNews& news) {
    moderation_.on_news(news);
}

// Only the bot's copy tells of others; everybody's own tells of himself (status 110).
void MucRoom::on_presence(OccupantPresence presence) {
    constexpr int self = 110;
    if (!has_occupant_ids_) { // anybody could have written it
        presence.occupant_id.clear();
    }
    last_heard_ms_ = world_.now();
    const std::string nick{presence.head.from.resource()};
    if (presence.has_status(self)) {
        on_own_presence(presence);
    }
    if (presence.head.to != world_.bot) {
        return;
    }
    if (!presence.is_available && roster_.is_ours(nick)) {
        seats_.on_left(nick);
    }
    const auto change = roster_.apply(presence);
    look_at(presence);
    if (change.kind == Roster::Kind::none) {
        return;
    }
    if (change.kind == Roster::Kind::came) {
        ghosts_.note_coming(change.entry);
    }
    if (change.kind == Roster::Kind::went && was_forced(presence)) {
        const auto verdict = PuppetRemovals::verdict_of(presence);
        ghosts_.expel(change.entry, {verdict.kind, words_of(verdict)});
    }
    moderation_.on_change(change);
    tell_changed();
}

void MucRoom::on_own_presence(const OccupantPresence& presence) {
    const auto is_bot = presence.head.to == world_.bot;
    moderation_.on_own_presence(presence);
    if (presence.is_available) {
        has_own_presence_ = has_own_presence_ || is_bot;
        changed_.notify_all();
        return;
    }
    constexpr int nick_change = 303;
    if (presence.has_status(nick_change)) {
        return;
    }
    if (is_bot && presence.is_destroyed) {
        is_destroyed_ = true;
        lose(portal_.address.str() + " was closed by its owners");
        world_.on_destroyed(portal_, presence.alternate_venue);
        return;
    }
    if (is_bot) {
        lose(was_forced(presence) ? "the bridge's bot was removed from " + portal_.address.str()
                                  : portal_.address.str() + " has let go of the bridge");
        return;
    }
    const auto removal = was_forced(presence) ? PuppetSeats::Removal::force : PuppetSeats::Removal::fault;
    if (const auto user = seats_.on_removed(presence, removal)) {
        if (removal == PuppetSeats::Removal::force && !presence.is_destroyed) {
            told_unseated_.insert(*user);
            moderation_.on_puppet_removed(*user, presence);
        }
        are_puppets_due_ = true;
        changed_.notify_all();
    }
}

} // namespace bascule::bridge
