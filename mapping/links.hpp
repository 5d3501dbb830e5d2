#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bascule::mapping {

/// A link in a text, as bytes from its beginning.
struct LinkSpan {
    std::size_t at = 0;
    std::size_t length = 0;
    friend bool operator==(const LinkSpan&, const LinkSpan&) = default;
};

/// The first so many links of a text that begin with one of these (in lower case; the text's case does not matter),
/// in their order. A link begins where no letter or digit stands before it and ends before a space, a quotation mark,
/// an angle bracket or the punctuation of the sentence around it. One that runs into other than ASCII is none, since
/// nobody can say where it ends.
std::vector<LinkSpan> links_in(std::string_view text, std::span<const std::string_view> beginnings, std::size_t most);

/// The text with some of its links replaced; everything else stays as it is, byte for byte. One replacement a link;
/// nothing leaves the link.
std::string with_links_replaced(std::string_view text, const std::vector<LinkSpan>& links,
                                const std::vector<std::optional<std::string>>& replacements);

} // namespace bascule::mapping
