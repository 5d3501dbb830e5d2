#include "bridge/portals/portal_maker.hpp"

#include "bridge/async/race.hpp"
#include "bridge/log.hpp"
#include "bridge/muc/portal_alias.hpp"
#include "bridge/ports/outage.hpp"

#include <chrono>
#include <utility>

namespace bascule::bridge {

using namespace std::chrono_literals;

namespace {

constexpr auto away = "The XMPP server is away; try again in a while.";
constexpr std::size_t most_strangers = 8;
// Somebody waits for the room; what has not been brought by then comes while he is in it.
constexpr auto longest_beginning = 8s;

RoomRequest request_for(const PortalMaker::Wish& wish, const Door& door, const mapping::PortalPolicy& policy) {
    const auto is_open = policy.is_open && !door.is_guarded();
    const auto& traits = door.traits;
    return {.name = traits.name.empty() ? std::string{wish.muc.local()} : traits.name,
            .topic = traits.subject.empty() ? traits.description : traits.subject,
            .access = is_open ? RoomAccess::open : RoomAccess::by_invitation,
            .listing = is_open && policy.is_published ? RoomListing::listed : RoomListing::unlisted,
            .note = {wish.muc, traits.name, wish.asker}};
}

} // namespace

PortalMaker::PortalMaker(const boost::asio::any_io_executor& executor, MucRooms& rooms, Portals& portals)
    : rooms_{rooms}, portals_{portals}, turns_{executor}, strangers_{executor, most_strangers} {}

Task<mapping::Result<Portal>> PortalMaker::open(Wish wish) {
    const auto turn = co_await turns_.take(wish.muc);
    co_return co_await open_in_turn(std::move(wish));
}

// Where the asker turns out to be somebody whom the MUC does not let in, he is not told of the room either.
Task<mapping::Result<Portal>> PortalMaker::open_in_turn(Wish wish) {
    if (auto objection = objection_to(wish.muc)) {
        co_return mapping::Error{std::move(*objection)};
    }
    auto portal = co_await portals_.of_muc(wish.muc);
    const auto is_new = !portal;
    if (is_new) {
        auto made = co_await make(wish);
        if (!made) {
            co_return made.error();
        }
        portal = std::move(*made);
    }
    if (portal->kind == PortalKind::portal && wish.asker) {
        if (auto refusal = co_await refusal_of(wish)) {
            if (is_new) {
                co_await close(*portal, std::string{});
            }
            co_return mapping::Error{std::move(*refusal)};
        }
    }
    co_return std::move(*portal);
}

// Our own component's rooms are Matrix rooms already; a portal for one of them would carry its messages in a circle.
std::optional<std::string> PortalMaker::objection_to(const mapping::Jid& muc) const {
    const auto& world = rooms_.world();
    if (muc.local().empty() || !muc.is_bare()) {
        return "“" + muc.str() + "” is no address of a MUC, such as garden@muc.capulet.example.";
    }
    if (muc.domain() == world.bot.domain()) {
        return "“" + muc.str() + "” is a Matrix room, seen from XMPP: join it in Matrix.";
    }
    if (world.policy.permissions.of(muc) == mapping::Permission::block) {
        return "The bridge's admin does not allow " + muc.str() + ".";
    }
    return std::nullopt;
}

Task<mapping::Result<Portal>> PortalMaker::make(const Wish& wish) {
    const auto& world = rooms_.world();
    if (!world.xmpp.is_connected()) {
        co_return mapping::Error{away};
    }
    auto door = co_await try_door(world, wish.muc, wish.password);
    const auto is_closed = !world.policy.portals.is_open || door.is_guarded();
    if (door.is_open() && is_closed && !wish.asker) {
        door.obstacle = wish.muc.str() + " is entered by invitation only: ask the bridge's bot for one.";
    }
    if (!door.is_open()) {
        co_await turn_back(world, wish.muc, door);
        co_return mapping::Error{door.obstacle};
    }
    const auto room = co_await make_room(wish, door);
    if (!room) {
        co_await turn_back(world, wish.muc, door);
        co_return room.error();
    }
    Portal portal{PortalKind::portal, *room, wish.muc, wish.asker, world.now()};
    co_await begin(portal, wish.password);
    if (!is_closed) {
        co_await publish(portal.room);
    }
    co_return portal;
}

// Clients show it where they list the rooms of this network.
Task<void> PortalMaker::publish(mapping::RoomId room) {
    const auto published = co_await rooms_.world().directory.publish(room);
    if (!published) {
        log(LogPart::bridge).info("{} is not listed: {}", room.str(), published.error().reason);
    }
}

Task<mapping::Result<mapping::RoomId>> PortalMaker::make_room(const Wish& wish, const Door& door) {
    const auto& world = rooms_.world();
    auto request = request_for(wish, door, world.policy.portals);
    auto made = co_await world.room_maker.create_room(std::move(request));
    if (!made) {
        co_return mapping::Error{"The homeserver makes no room for " + wish.muc.str() + ": " + made.error().reason +
                                 "."};
    }
    co_return std::move(*made);
}

Task<void> PortalMaker::begin(Portal portal, std::string password) {
    const auto& world = rooms_.world();
    if (!password.empty()) {
        co_await world.passwords.save(portal.address, std::move(password));
    }
    co_await portals_.save(portal);
    log(LogPart::bridge).info("{} is the room of {}", portal.room.str(), portal.address.str());
    const auto muc = portal.address;
    auto& room = rooms_.add(portal, true);
    co_await give_alias(world, std::move(portal));
    try {
        co_await within(longest_beginning, "the beginning of " + muc.str(), room.await_beginning());
    } catch (const Overdue& overdue) {
        log(LogPart::bridge).info("{}", overdue.what());
    }
}

// That the MUC's server does not answer is said; whoever asked must not wait for it.
Task<std::optional<std::string>> PortalMaker::refusal_of(const Wish& wish) {
    const auto& world = rooms_.world();
    if (!world.xmpp.is_connected()) {
        co_return away;
    }
    std::string failure;
    try {
        co_return co_await ask_muc(wish);
    } catch (const Outage& outage) {
        if (!world.xmpp.is_connected()) {
            throw;
        }
        failure = outage.what();
    }
    co_return wish.muc.str() + " cannot be reached (" + failure + ").";
}

// The MUC decides by the puppet who may come in; in an open room that happens at the latest when he joins.
Task<std::optional<std::string>> PortalMaker::ask_muc(const Wish& wish) {
    auto* const room = rooms_.find(wish.muc);
    const auto traits = co_await rooms_.world().xmpp.describe(wish.muc, rooms_.world().bot);
    const auto is_guarded = traits && (traits->has_password || traits->is_members_only);
    if (room == nullptr || !traits || (!is_guarded && wish.trial == Trial::where_guarded)) {
        co_return std::nullopt;
    }
    if (traits->has_password && wish.password.empty()) {
        co_return wish.muc.str() + " has a password.";
    }
    const auto refusal = co_await room->admit(*wish.asker, wish.password);
    co_return refusal ? std::optional{words_for_refused(wish.muc, *refusal)} : std::nullopt;
}

Task<bool> PortalMaker::provide(mapping::RoomAlias alias) {
    const auto muc = co_await rooms_.world().names.muc_of(alias);
    if (!muc) {
        co_return false;
    }
    const auto slot = co_await strangers_.take();
    Wish wish{*muc};
    const auto portal = co_await open(std::move(wish));
    if (!portal) {
        log(LogPart::bridge).info("no room for {}: {}", alias.str(), portal.error().reason);
        co_return false;
    }
    if (portal->kind == PortalKind::plumbed) {
        co_return co_await lend_alias(std::move(alias), *portal);
    }
    co_return co_await give_alias(rooms_.world(), *portal); // the homeserver would not ask if it knew it
}

// An existing room that everybody may join is as good as one of our own.
Task<bool> PortalMaker::lend_alias(mapping::RoomAlias alias, Portal portal) {
    const auto& world = rooms_.world();
    const auto rights = co_await world.homeserver.rights(world.ghosts.bot(), portal.room);
    if (!rights || rights->join_rule != "public") {
        co_return false;
    }
    const auto lent = co_await world.room_maker.lend_alias(std::move(alias), std::move(portal.room));
    co_return lent.has_value();
}

Task<void> PortalMaker::close(Portal portal, std::string reason) {
    co_await rooms_.remove(portal.address, std::move(reason));
    co_await rooms_.world().directory.withdraw(portal.room);
    co_await rooms_.world().passwords.remove(portal.address);
    co_await portals_.remove(portal.room);
}

} // namespace bascule::bridge
