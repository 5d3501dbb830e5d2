#pragma once

#include "mapping/jid.hpp"
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

/// `xmpp:` of a person (RFC 5122), and of a room to join (XEP-0045 §17.2.1).
std::string xmpp_uri_of(const mapping::Jid& person);
std::string muc_uri_of(const mapping::Jid& muc);
/// matrix.to of a user id, an alias or a room id (Matrix appendices, "matrix.to navigation").
std::string matrix_to_link_of(std::string_view id);

} // namespace bascule::bridge
