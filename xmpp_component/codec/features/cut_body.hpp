#pragma once

#include "mapping/conversation/span.hpp"

#include <pugixml.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace bascule::xmpp {

/// A body without what stands in it for elements beside it (XEP-0428), and where its parts have gone. Places are code
/// points.
struct CutBody {
    std::string text;
    std::string quotation{};              ///< what stood for `<reply/>` (XEP-0461 §4)
    std::vector<mapping::Span> removed{}; ///< of the body as it came; in order, none touching another

    /// Where this place of the body as it came is in what is left.
    std::size_t moved(std::size_t place) const noexcept;
    /// Something more is taken off its beginning.
    void remove_beginning(std::size_t bytes);
    bool is_cut() const noexcept { return !removed.empty(); }
};

/// Takes out what is marked as the fallback of an element that is there and that we know; nothing else.
CutBody cut_body(pugi::xml_node message, std::string body);

/// A number that an attribute holds; beyond any text where it holds none.
std::size_t place_of(pugi::xml_node element, const char* name);

/// Appends `<fallback for=…>`: of this part of the body, or of all of it.
void add_fallback(pugi::xml_node stanza, const char* of);
void add_fallback(pugi::xml_node stanza, const char* of, mapping::Span part);

} // namespace bascule::xmpp
