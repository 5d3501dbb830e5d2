#pragma once

#include "mapping/jid.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bascule::mapping {

/// A name of ours whose meaning only the store knows: the lower-case base32 (RFC 4648 §6) of the SHA-256 of what it
/// stands for, 52 characters of `a-z 2-7`.
struct HashedName {
    std::string name;
    friend bool operator==(const HashedName&, const HashedName&) = default;
};

/// Which side the thing named is of; the same text names different things on the two.
enum class Origin { matrix, xmpp };

HashedName hash_of(Origin origin, std::string_view original);

/// The name, where the text has the shape of one.
std::optional<HashedName> hashed_name_from(std::string_view text);

} // namespace bascule::mapping
