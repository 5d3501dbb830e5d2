#include "bridge/muc/venues.hpp"

#include "bridge/async/backoff.hpp"
#include "bridge/failure_log.hpp"
#include "bridge/log.hpp"
#include "bridge/muc/portal_alias.hpp"
#include "bridge/notices.hpp"
#include "bridge/ports/outage.hpp"

#include <chrono>
#include <utility>

namespace bascule::bridge {

using namespace std::chrono_literals;

namespace {

constexpr std::int64_t circle_ms = 24LL * 60 * 60 * 1000;

} // namespace

Venues::Venues(const boost::asio::any_io_executor& executor, MucRooms& mucs, Portals& portals)
    : mucs_{mucs}, portals_{portals}, tasks_{executor, failure_log(LogPart::bridge)} {
    mucs.when_destroyed([this](const Portal& portal, std::optional<mapping::Jid> alternate) {
        on_destroyed(portal, std::move(alternate));
    });
}

Task<void> Venues::tell(mapping::RoomId room, std::string text) {
    const auto& world = mucs_.world();
    Notices notices{world.homeserver};
    co_await notices.tell(world.ghosts.bot(), std::move(room), "venue " + std::to_string(world.now()), std::move(text));
}

Task<void> Venues::on_upgraded(mapping::RoomId room, RoomUpgraded upgrade) {
    const auto portal = co_await portals_.of_room(room);
    const auto successor = mapping::RoomId::parse(upgrade.replacement);
    const auto is_muc = portal && (portal->kind == PortalKind::portal || portal->kind == PortalKind::plumbed);
    if (!is_muc || !successor || *successor == room) {
        co_return;
    }
    const auto& world = mucs_.world();
    const auto bot = world.ghosts.bot();
    const auto joined = co_await world.homeserver.join(bot, *successor);
    if (!joined) {
        co_await tell(room, "This room goes on in " + successor->str() + ". Invite " + bot.str() +
                                " there, and the bridge to " + portal->address.str() + " follows.");
        co_return;
    }
    co_await on_bot_joined(*successor);
}

// Who can close a room must not be able to lead its bridge into anybody's.
Task<void> Venues::on_bot_joined(mapping::RoomId room) {
    const auto& world = mucs_.world();
    const auto bot = world.ghosts.bot();
    const auto lineage = co_await world.moderation.room_admin.lineage(bot, room);
    if (!lineage || !lineage->predecessor) {
        co_return;
    }
    const auto old = co_await world.moderation.room_admin.lineage(bot, *lineage->predecessor);
    const auto portal = co_await portals_.of_room(*lineage->predecessor);
    const auto is_taken = co_await portals_.of_room(room);
    const auto is_successor = old && old->successor == room;
    const auto is_muc = portal && (portal->kind == PortalKind::portal || portal->kind == PortalKind::plumbed);
    if (is_successor && is_muc && !is_taken) {
        co_await move_room(*portal, std::move(room));
    }
}

// What the journal and the archive have read stays: the MUC is the same.
Task<void> Venues::move_room(Portal portal, mapping::RoomId successor) {
    log(LogPart::bridge).info("{} goes on in {}", portal.room.str(), successor.str());
    if (auto* const room = mucs_.find(portal.address)) {
        room->keep_memory();
    }
    co_await mucs_.remove(portal.address, "the Matrix room goes on elsewhere");
    const auto from = portal.room;
    portal.room = std::move(successor);
    co_await mucs_.world().moderation.portal_moves.move(from, portal);
    const auto text = "This room is bridged to " + portal.address.str() + ", as the one before it was.";
    const auto to = portal.room;
    mucs_.add(portal, false);
    name(portal);
    co_await tell(to, text);
}

void Venues::on_destroyed(const Portal& portal, std::optional<mapping::Jid> alternate) {
    tasks_.spawn("end of " + portal.address.str(), after_destruction(portal, std::move(alternate)));
}

Task<void> Venues::after_destruction(Portal portal, std::optional<mapping::Jid> alternate) {
    Backoff backoff{500ms, 30s};
    for (;;) {
        try {
            co_await follow_or_tell(portal, alternate);
            co_return;
        } catch (const Outage& outage) {
            log(LogPart::bridge).info("end of {}: {}", portal.address.str(), outage.what());
        }
        co_await pause(backoff.next());
    }
}

Task<void> Venues::follow_or_tell(Portal portal, std::optional<mapping::Jid> alternate) {
    auto text = portal.address.str() + " was closed by its owners";
    if (alternate) {
        const auto objection = co_await objection_to(alternate->bare());
        if (objection.empty()) {
            co_await move_muc(std::move(portal), alternate->bare());
            co_return;
        }
        text += " in favour of " + alternate->str() + ", where the bridge cannot follow: " + objection;
    }
    text += ". The bridge comes back if it is opened again; !xmpp unbridge ends it.";
    co_await tell(portal.room, std::move(text));
}

// Why a bridge may not follow to this MUC; empty where it may.
Task<std::string> Venues::objection_to(mapping::Jid muc) {
    const auto& world = mucs_.world();
    const auto left = left_ms_.find(muc);
    if (left != left_ms_.end() && world.now() - left->second < circle_ms) {
        co_return "that one was closed today as well";
    }
    if (muc.local().empty() || muc.domain() == world.bot.domain()) {
        co_return "that is no MUC of another server";
    }
    if (world.policy.permissions.of(muc) == mapping::Permission::block) {
        co_return "the bridge's admin does not allow it";
    }
    const auto taken = co_await portals_.of_muc(muc);
    co_return taken ? "it is bridged to another room" : "";
}

Task<void> Venues::move_muc(Portal portal, mapping::Jid alternate) {
    const auto old = portal.address;
    co_await tell(portal.room, old.str() + " was closed by its owners and goes on as " + alternate.str() +
                                   ", where the bridge follows.");
    left_ms_.insert_or_assign(old, mucs_.world().now());
    co_await mucs_.remove(old, "the MUC goes on elsewhere");
    portal.address = std::move(alternate);
    const auto room = portal.room;
    co_await mucs_.world().moderation.portal_moves.move(room, portal);
    mucs_.add(portal, true);
    name(portal);
}

// A room that was there before keeps the name that its people gave it. Everything else is done already, so that an
// outage must not lead back to it.
void Venues::name(const Portal& portal) {
    if (portal.kind == PortalKind::portal) {
        tasks_.spawn("alias of " + portal.address.str(), give_alias_in_time(portal));
    }
}

Task<void> Venues::give_alias_in_time(Portal portal) {
    Backoff backoff{500ms, 30s};
    for (;;) {
        try {
            co_await give_alias(mucs_.world(), portal);
            co_return;
        } catch (const Outage& outage) {
            log(LogPart::bridge).info("alias of {}: {}", portal.address.str(), outage.what());
        }
        co_await pause(backoff.next());
    }
}

Task<void> Venues::stop() {
    co_await tasks_.stop();
}

} // namespace bascule::bridge
