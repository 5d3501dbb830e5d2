#include "bridge/addresses.hpp"

#include "bridge/address_uri.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>
#include <variant>
#include <vector>

namespace bascule::bridge {

namespace {

using mapping::Error;
using mapping::HashedName;
using mapping::Jid;
using mapping::RoomAlias;
using mapping::RoomId;
using mapping::UserId;

Error unknown_hash(const std::string& id) {
    return Error{"'" + id + "' is a hashed name that this bridge's store does not know"};
}

Error nobody(const std::string& id) {
    return Error{"'" + id + "' has the form of a name that the bridge gives, but it stands for nobody"};
}

template <class Meaning>
bool is_hashed(const std::optional<Meaning>& meaning) {
    return meaning && std::holds_alternative<HashedName>(*meaning);
}

// Of several who have had this nick, the one who has it now, else the last one gone.
const Occupant* holder_of(std::string_view nick, const std::vector<Occupant>& occupants) {
    constexpr auto not_gone = std::numeric_limits<std::int64_t>::max();
    const Occupant* holder = nullptr;
    for (const auto& one : occupants) {
        const bool is_later =
            holder == nullptr || holder->gone_since_ms.value_or(not_gone) < one.gone_since_ms.value_or(not_gone);
        if (one.nick == nick && is_later) {
            holder = &one;
        }
    }
    return holder;
}

// A bridged room is entered in its MUC, any other by its handle.
Task<mapping::Result<Resolved>> of_room(NameBook& book, Portals& portals, RoomId room) {
    auto portal = co_await portals.of_room(room);
    if (portal && (portal->kind == PortalKind::plumbed || portal->kind == PortalKind::portal)) {
        co_return Resolved{portal->address.str(), AddressKind::alias, false, std::move(portal->room)};
    }
    const auto handle = co_await book.gateway_room_of(std::move(room));
    co_return Resolved{handle.str(), AddressKind::gateway_room, true, {}};
}

} // namespace

std::string_view word_of(AddressKind kind) {
    switch (kind) {
        case AddressKind::ghost:
            return "ghost";
        case AddressKind::occupant:
            return "occupant";
        case AddressKind::puppet:
            return "puppet";
        case AddressKind::alias:
            return "alias";
        case AddressKind::gateway_room:
            return "gateway room";
        case AddressKind::bridge:
            break;
    }
    return "bridge";
}

AddressResolver::AddressResolver(const mapping::Names& names, NamePairs& pairs, Portals& portals, Occupants& occupants)
    : book_{names, pairs}, names_{names}, portals_{portals}, occupants_{occupants} {}

Task<AddressResolver::Answer> AddressResolver::resolve(std::string text, Hint hint) {
    auto address = address_text_from(text);
    if (address.has_error()) {
        co_return address.error();
    }
    co_return co_await of_id(std::move(address->id), address->is_muc ? Hint::muc : hint);
}

// No JID begins with '@'. One that begins with '#' or '!' is told from a Matrix id by its '@' and a domain without
// port; where '#a@b/c:d' could be either, our own component's addresses come first.
Task<AddressResolver::Answer> AddressResolver::of_id(std::string id, Hint hint) {
    if (id.starts_with('@')) {
        auto user = UserId::parse(id);
        if (user.has_error()) {
            co_return user.error();
        }
        co_return co_await of_user(std::move(*user));
    }
    const auto jid = Jid::parse(id);
    if (jid.has_value() && names_.is_on_component(*jid)) {
        co_return co_await of_own_jid(*jid);
    }
    const auto alias = RoomAlias::parse(id);
    if (alias.has_value()) {
        co_return co_await of_alias(*alias);
    }
    const auto room = RoomId::parse(id);
    if (room.has_value() && (jid.has_error() || id.find('@') == std::string::npos)) {
        co_return co_await of_room(book_, portals_, *room);
    }
    if (jid.has_value()) {
        co_return co_await of_jid(*jid, hint);
    }
    if (id.starts_with('$')) {
        co_return Error{"an event has no address"};
    }
    co_return id.starts_with('#') ? alias.error() : jid.error();
}

Task<AddressResolver::Answer> AddressResolver::of_user(UserId user) {
    if (names_.is_bot(user)) {
        co_return Resolved{names_.component().str(), AddressKind::bridge, false, {}};
    }
    if (names_.is_ghost(user)) {
        co_return co_await of_ghost(std::move(user));
    }
    const auto puppet = co_await book_.puppet_of(user);
    co_return Resolved{puppet.str(), AddressKind::puppet, names_.puppet_of(user).is_hashed, {}};
}

Task<AddressResolver::Answer> AddressResolver::of_ghost(UserId ghost) {
    const auto meaning = names_.jid_of(ghost);
    if (!meaning) {
        co_return nobody(ghost.str());
    }
    const auto occupant = co_await book_.occupant_of(ghost);
    if (occupant) {
        const auto occupants = co_await occupants_.of_room(occupant->room);
        const auto row = std::ranges::find(occupants, '/' + occupant->key, &Occupant::key);
        const auto& nick = row == occupants.end() ? occupant->key : row->nick;
        const auto jid = occupant->room.with_resource(nick);
        co_return jid.has_value() ? Answer{Resolved{jid->str(), AddressKind::occupant, is_hashed(meaning), {}}}
                                  : Error{"the occupant '" + ghost.str() + "' is not in the MUC any more"};
    }
    const auto jid = co_await book_.jid_of(ghost);
    co_return jid ? Answer{Resolved{jid->str(), AddressKind::ghost, is_hashed(meaning), {}}}
                  : unknown_hash(ghost.str());
}

Task<AddressResolver::Answer> AddressResolver::of_alias(RoomAlias alias) {
    if (!names_.is_portal_alias(alias)) {
        const auto room = co_await book_.gateway_room_of(alias);
        co_return Resolved{room.str(), AddressKind::gateway_room, names_.gateway_room_of(alias).is_hashed, {}};
    }
    const auto meaning = names_.muc_of(alias);
    if (!meaning) {
        co_return nobody(alias.str());
    }
    const auto muc = co_await book_.muc_of(alias);
    if (!muc) {
        co_return unknown_hash(alias.str());
    }
    Resolved resolved{muc->str(), AddressKind::alias, is_hashed(meaning), {}};
    if (auto portal = co_await portals_.of_muc(*muc)) {
        resolved.portal = std::move(portal->room);
    }
    co_return resolved;
}

Task<AddressResolver::Answer> AddressResolver::of_jid(Jid jid, Hint hint) {
    if (jid.is_bare()) {
        co_return co_await of_bare_jid(std::move(jid), hint);
    }
    co_return co_await of_occupant(std::move(jid));
}

Task<AddressResolver::Answer> AddressResolver::of_own_jid(Jid jid) {
    const auto bot = names_.bot();
    const auto is_in_mucs = bot && jid.local() == bot->localpart(); // the address under which it enters them
    if (bot && (jid == names_.component() || is_in_mucs)) {
        co_return Resolved{bot->str(), AddressKind::bridge, false, {}};
    }
    if (names_.alias_of_gateway_room(jid)) {
        co_return co_await of_gateway_room(std::move(jid));
    }
    const auto meaning = names_.user_of(jid);
    if (!meaning) {
        co_return nobody(jid.str());
    }
    const auto user = co_await book_.user_of(jid);
    co_return user ? Answer{Resolved{user->str(), AddressKind::puppet, is_hashed(meaning), {}}}
                   : unknown_hash(jid.str());
}

Task<AddressResolver::Answer> AddressResolver::of_gateway_room(Jid room) {
    if (!room.is_bare()) {
        co_return Error{"who '" + room.str() + "' is, is known only while he is in the room"};
    }
    const auto meaning = co_await book_.room_of_gateway(room);
    if (!meaning) {
        co_return unknown_hash(room.str());
    }
    const auto id = std::visit([](const auto& one) { return one.str(); }, *meaning);
    co_return Resolved{id, AddressKind::gateway_room, is_hashed(names_.alias_of_gateway_room(room)), {}};
}

Task<AddressResolver::Answer> AddressResolver::of_occupant(Jid occupant) {
    const auto room = occupant.bare();
    const auto occupants = co_await occupants_.of_room(room);
    if (const auto* holder = holder_of(occupant.resource(), occupants)) {
        co_return Resolved{holder->ghost.str(), AddressKind::occupant, is_hashed(names_.jid_of(holder->ghost)), {}};
    }
    const std::string key{occupant.resource()};
    const auto ghost = co_await book_.ghost_of_occupant(room, key);
    co_return Resolved{ghost.str(), AddressKind::occupant, is_hashed(names_.jid_of(ghost)), {}};
}

Task<AddressResolver::Answer> AddressResolver::of_bare_jid(Jid jid, Hint hint) {
    auto portal = co_await portals_.of_muc(jid);
    if (hint == Hint::none && !portal) {
        const auto ghost = co_await book_.ghost_of(jid);
        co_return Resolved{ghost.str(), AddressKind::ghost, is_hashed(names_.jid_of(ghost)), {}};
    }
    const auto alias = co_await book_.alias_of(jid);
    Resolved resolved{alias.str(), AddressKind::alias, is_hashed(names_.muc_of(alias)), {}};
    if (portal) {
        resolved.portal = std::move(portal->room);
    }
    co_return resolved;
}

} // namespace bascule::bridge
