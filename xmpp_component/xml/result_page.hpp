#pragma once

#include <pugixml.hpp>

#include <cstdint>
#include <optional>
#include <string>

// Paging (XEP-0059).
namespace bascule::xmpp {

/// Which page is asked for.
struct PageRequest {
    std::optional<int> most{};
    std::optional<std::string> before{}; ///< empty: the last page
    std::optional<std::string> after{};
    bool has_index = false; ///< by number, which is optional to know (§2.7)
};

/// Of the <set/> within the element; nothing where there is none. A number that is none counts as not given.
std::optional<PageRequest> read_page_request(pugi::xml_node parent);

/// The ends of a page, left out where empty.
struct PageEnds {
    std::string first{};
    std::string last{};
    std::optional<std::int64_t> total{};
};
void add_page_ends(pugi::xml_node parent, const PageEnds& ends);

} // namespace bascule::xmpp
