#pragma once

#include "mapping/result.hpp"

#include <string>
#include <string_view>

namespace bascule::bridge {

/// What somebody gave as an address: a bare id of either side.
struct AddressText {
    std::string id;
    bool is_muc = false; ///< it was said to be a room to join
};

/// Takes the id out of `xmpp:` (RFC 5122, XEP-0147), `matrix:` (Matrix appendices, "matrix: URI scheme") and
/// `https://matrix.to/#/` addresses; any other text is taken for an id as it stands. Does not check the id.
mapping::Result<AddressText> address_text_from(std::string_view text);

} // namespace bascule::bridge
