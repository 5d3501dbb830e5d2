#pragma once

#include "mapping/text/rich_text.hpp"

#include <string>
#include <string_view>

// Message Styling (XEP-0393 1.1.1).
namespace bascule::mapping {

/// What a body means, its directives read and taken away.
RichText read_styling(std::string_view body);

/// A body, and whether it has to go with `<unstyled/>` (§6), since it would else be read as something that is not
/// meant.
struct StyledBody {
    std::string text;
    bool is_unstyled = false;
    friend bool operator==(const StyledBody&, const StyledBody&) = default;
};

/// With directives where they can stand. What they cannot say is put in words: links, lists, tables.
StyledBody write_styling(const RichText& text);
/// The same for a text that has no marks: as it is.
StyledBody write_unstyled(std::string text);
/// In words alone, for whoever sees no marks; only code keeps its grave accents.
std::string write_plain(const RichText& text);

} // namespace bascule::mapping
