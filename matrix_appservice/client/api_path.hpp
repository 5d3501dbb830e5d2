#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace bascule::matrix {

/// A path of the client-server API's version 3; each segment is percent-encoded.
std::string v3_path(std::initializer_list<std::string_view> segments);

/// The transaction id of a send with this key: the key itself where it can stand in a path, else its hash. Synapse
/// does not look at the user when it compares transaction ids, so it is unique across all ghosts as the key is.
std::string transaction_id_of(std::string_view key);

} // namespace bascule::matrix
