#include "bridge/name_book.hpp"

#include <cstddef>
#include <utility>

namespace bascule::bridge {

namespace {

constexpr std::size_t most_kept = 10'000;

using mapping::HashedName;
using mapping::Jid;
using mapping::Origin;
using mapping::RoomAlias;
using mapping::RoomId;
using mapping::UserId;

std::optional<Jid> as_jid(const std::optional<std::string>& text) {
    const auto jid = Jid::parse(text.value_or(""));
    return jid.has_value() && jid->str() == *text ? std::optional{*jid} : std::nullopt;
}

template <class Id>
std::optional<Id> as_id(const std::optional<std::string>& text) {
    const auto id = Id::parse(text.value_or(""));
    return id.has_value() ? std::optional{*id} : std::nullopt;
}

} // namespace

NameBook::NameBook(const mapping::Names& names, NamePairs& pairs) : names_{names}, pairs_{pairs} {}

Task<UserId> NameBook::ghost_of(Jid person) {
    const auto bare = person.bare();
    auto ghost = names_.ghost_of(bare);
    if (ghost.is_hashed) {
        co_await remember(hash_of(Origin::xmpp, bare.str()), bare.str());
    }
    co_return std::move(ghost.id);
}

Task<UserId> NameBook::ghost_of_occupant(Jid room, std::string key) {
    auto ghost = names_.ghost_of_occupant(room, key);
    if (ghost.is_hashed) {
        const auto original = room.bare().str() + "/" + key;
        co_await remember(hash_of(Origin::xmpp, original), original);
    }
    co_return std::move(ghost.id);
}

Task<Jid> NameBook::puppet_of(UserId user) {
    auto puppet = names_.puppet_of(user);
    if (puppet.is_hashed) {
        co_await remember(hash_of(Origin::matrix, user.str()), user.str());
    }
    co_return std::move(puppet.id);
}

Task<RoomAlias> NameBook::alias_of(Jid muc) {
    const auto bare = muc.bare();
    auto alias = names_.alias_of(bare);
    if (alias.is_hashed) {
        co_await remember(hash_of(Origin::xmpp, bare.str()), bare.str());
    }
    co_return std::move(alias.id);
}

Task<Jid> NameBook::gateway_room_of(RoomAlias alias) {
    auto room = names_.gateway_room_of(alias);
    if (room.is_hashed) {
        co_await remember(hash_of(Origin::matrix, alias.str()), alias.str());
    }
    co_return std::move(room.id);
}

Task<Jid> NameBook::gateway_room_of(RoomId room) {
    auto handle = names_.gateway_room_of(room);
    co_await remember(hash_of(Origin::matrix, room.str()), room.str());
    co_return std::move(handle.id);
}

Task<std::optional<Jid>> NameBook::jid_of(UserId ghost) {
    const auto text = co_await text_of(names_.jid_of(ghost));
    co_return as_jid(text);
}

Task<std::optional<OccupantName>> NameBook::occupant_of(UserId ghost) {
    const auto text = (co_await text_of(names_.jid_of(ghost))).value_or("");
    const auto slash = text.find('/');
    if (slash == std::string::npos) {
        co_return std::nullopt;
    }
    auto room = Jid::parse(text.substr(0, slash));
    if (room.has_error()) {
        co_return std::nullopt;
    }
    co_return OccupantName{std::move(*room), text.substr(slash + 1)};
}

Task<std::optional<UserId>> NameBook::user_of(Jid puppet) {
    const auto meaning = names_.user_of(puppet);
    if (!meaning) {
        co_return std::nullopt;
    }
    if (const auto* user = std::get_if<UserId>(&*meaning)) {
        co_return *user;
    }
    const auto text = co_await original_of(std::get<HashedName>(*meaning));
    co_return as_id<UserId>(text);
}

Task<std::optional<Jid>> NameBook::muc_of(RoomAlias alias) {
    const auto text = co_await text_of(names_.muc_of(alias));
    auto muc = as_jid(text);
    co_return muc && muc->is_bare() ? std::move(muc) : std::nullopt;
}

Task<std::optional<NameBook::GatewayMeaning>> NameBook::room_of_gateway(Jid gateway_room) {
    if (auto portal = names_.portal_alias_at(gateway_room)) {
        co_return std::move(*portal);
    }
    const auto meaning = names_.alias_of_gateway_room(gateway_room);
    if (!meaning) {
        co_return std::nullopt;
    }
    if (const auto* alias = std::get_if<RoomAlias>(&*meaning)) {
        co_return *alias;
    }
    const auto text = co_await original_of(std::get<HashedName>(*meaning));
    if (const auto alias = as_id<RoomAlias>(text)) {
        co_return *alias;
    }
    const auto room = as_id<RoomId>(text);
    co_return room ? std::optional<GatewayMeaning>{*room} : std::nullopt;
}

Task<void> NameBook::remember(HashedName name, std::string original) {
    if (kept_.contains(name.name)) {
        co_return;
    }
    co_await pairs_.remember(name.name, original);
    keep(name.name, std::move(original));
}

Task<std::optional<std::string>> NameBook::original_of(HashedName name) {
    if (const auto found = kept_.find(name.name); found != kept_.end()) {
        co_return found->second;
    }
    auto original = co_await pairs_.original_of(name.name);
    if (original) {
        keep(name.name, *original);
    }
    co_return original;
}

Task<std::optional<std::string>> NameBook::text_of(std::optional<mapping::Names::JidMeaning> meaning) {
    if (!meaning) {
        co_return std::nullopt;
    }
    if (const auto* jid = std::get_if<Jid>(&*meaning)) {
        co_return jid->str();
    }
    co_return co_await original_of(std::get<HashedName>(*meaning));
}

void NameBook::keep(const std::string& name, std::string original) {
    if (!kept_.emplace(name, std::move(original)).second) {
        return;
    }
    kept_in_order_.push_back(name);
    if (kept_in_order_.size() > most_kept) {
        kept_.erase(kept_in_order_.front());
        kept_in_order_.pop_front();
    }
}

} // namespace bascule::bridge
