#pragma once

#include <string_view>

namespace bascule::mapping {

/// True for a Matrix server name (Matrix appendices, "Server Name"): a host name, an IPv4 address or an IPv6 address in
/// brackets, each with or without `:port`. Case matters: the appendix makes two servers of two spellings.
bool is_server_name(std::string_view text) noexcept;

} // namespace bascule::mapping
