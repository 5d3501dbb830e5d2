#pragma once

#include "bridge/ports/command_desk.hpp"
#include "bridge/ports/mapping_desk.hpp"

#include <string>

namespace bascule::bridge {

/// What somebody wants of the mapping table, in his own words; what he did not say is empty.
struct MappingOrder {
    std::string verb; ///< list, get, set, reset or audit
    std::string feature{};
    std::string direction{}; ///< matrix_to_xmpp or xmpp_to_matrix; empty: both
    std::string action{};    ///< of `set`
    std::string scope{};     ///< empty: default
    std::string words{};     ///< the template, of `set`; empty: the shipped one
};

/// Does it, and answers in words and a table. What makes no sense is refused, with what would. Throws Outage.
Task<CommandAnswer> carry_out(MappingDesk& desk, MappingOrder order, std::string who);

} // namespace bascule::bridge
