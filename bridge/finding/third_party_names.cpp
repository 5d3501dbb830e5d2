#include "bridge/finding/third_party_names.hpp"

#include "bridge/finding/jid_word.hpp"

#include <utility>

namespace bascule::bridge {

namespace {

bool is_person(const Resolved& resolved) {
    return resolved.kind == AddressKind::ghost || resolved.kind == AddressKind::puppet;
}

// A room without alias has no name under which it could be found.
bool is_room(const Resolved& resolved) {
    return resolved.kind == AddressKind::alias || resolved.kind == AddressKind::gateway_room;
}

ThirdPartyMatches one(std::string matrix_id, std::string address) {
    return {{std::move(matrix_id), std::move(address)}};
}

} // namespace

// Who an occupant is, is told to nobody: only bare addresses are looked up.
Task<ThirdPartyMatches> ThirdPartyNames::users_by_jid(std::string jid) {
    const auto person = muc_of_word(jid);
    if (!person) {
        co_return ThirdPartyMatches{};
    }
    const auto resolved = co_await addresses_.resolve(person->str(), Hint::none);
    co_return resolved&& is_person(*resolved) ? one(resolved->address, person->str()) : ThirdPartyMatches{};
}

Task<ThirdPartyMatches> ThirdPartyNames::rooms_by_jid(std::string jid) {
    const auto muc = muc_of_word(jid);
    if (!muc) {
        co_return ThirdPartyMatches{};
    }
    const auto resolved = co_await addresses_.resolve(muc->str(), Hint::muc);
    const auto is_found = resolved && is_room(*resolved) && resolved->address.starts_with('#');
    co_return is_found ? one(resolved->address, muc->str()) : ThirdPartyMatches{};
}

Task<ThirdPartyMatches> ThirdPartyNames::users_by_id(std::string user_id) {
    if (!user_id.starts_with('@')) {
        co_return ThirdPartyMatches{};
    }
    const auto resolved = co_await addresses_.resolve(user_id, Hint::none);
    co_return resolved&& is_person(*resolved) ? one(user_id, resolved->address) : ThirdPartyMatches{};
}

Task<ThirdPartyMatches> ThirdPartyNames::rooms_by_alias(std::string alias) {
    if (!mapping::RoomAlias::parse(alias)) {
        co_return ThirdPartyMatches{};
    }
    const auto resolved = co_await addresses_.resolve(alias, Hint::none);
    co_return resolved&& is_room(*resolved) ? one(alias, resolved->address) : ThirdPartyMatches{};
}

} // namespace bascule::bridge
