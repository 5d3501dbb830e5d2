#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bascule::xmpp {

/// The next character of a text that may hold anything.
struct Character {
    std::size_t length = 1; ///< bytes; 1 for what is no UTF-8
    bool is_legal = false;  ///< valid UTF-8 (RFC 3629) and a Char of XML 1.0 §2.2
};

/// Precondition: `at` is within the text.
Character character_at(std::string_view text, std::size_t at);

/// The text's first characters that take at most `most_bytes`, with an ellipsis where something was left out.
std::string shortened(std::string_view text, std::size_t most_bytes);
/// The text, shortened so that the stanza that holds it, of this size, becomes no larger than `most_bytes`.
std::string shortened_in(std::size_t stanza_bytes, std::string_view text, std::size_t most_bytes);

} // namespace bascule::xmpp
