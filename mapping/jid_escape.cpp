#include "mapping/jid_escape.hpp"

#include <algorithm>
#include <array>

namespace bascule::mapping {

namespace {

struct Escape {
    char character;
    std::string_view code;
};
// XEP-0106 §3
constexpr std::array<Escape, 10> escapes{{{' ', "\\20"},
                                          {'"', "\\22"},
                                          {'&', "\\26"},
                                          {'\'', "\\27"},
                                          {'/', "\\2f"},
                                          {':', "\\3a"},
                                          {'<', "\\3c"},
                                          {'>', "\\3e"},
                                          {'@', "\\40"},
                                          {'\\', "\\5c"}}};

const Escape* escape_of(char character) {
    const auto* found = std::ranges::find(escapes, character, &Escape::character);
    return found == escapes.end() ? nullptr : found;
}

// The escape that the text begins with.
const Escape* escape_at(std::string_view text) {
    const auto* found = std::ranges::find(escapes, text.substr(0, 3), &Escape::code);
    return found == escapes.end() ? nullptr : found;
}

std::string decode(std::string_view escaped) {
    std::string text;
    text.reserve(escaped.size());
    while (!escaped.empty()) {
        const auto* escape = escape_at(escaped);
        text += escape == nullptr ? escaped.front() : escape->character;
        escaped.remove_prefix(escape == nullptr ? 1 : escape->code.size());
    }
    return text;
}

} // namespace

std::string jid_escape(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    for (; !text.empty(); text.remove_prefix(1)) {
        const auto* escape = escape_of(text.front());
        const bool is_plain_backslash = text.front() == '\\' && escape_at(text) == nullptr;
        if (escape == nullptr || is_plain_backslash) {
            escaped += text.front();
        } else {
            escaped += escape->code;
        }
    }
    return escaped;
}

std::optional<std::string> jid_unescape(std::string_view escaped) {
    auto text = decode(escaped);
    // The same text has one escaped form only, or two addresses would stand for one thing.
    return jid_escape(text) == escaped ? std::optional{std::move(text)} : std::nullopt;
}

} // namespace bascule::mapping
