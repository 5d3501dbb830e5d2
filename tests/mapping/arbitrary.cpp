#include "tests/mapping/arbitrary.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace bascule::mapping {

namespace {

struct Range {
    char32_t from;
    char32_t to;
};
constexpr std::array<Range, 16> scripts{{{0x20, 0x7E},
                                         {'a', 'z'},
                                         {'a', 'z'},
                                         {'A', 'Z'},
                                         {'0', '9'},
                                         {0x00, 0x1F},       // controls
                                         {0x80, 0x17F},      // Latin
                                         {0x300, 0x345},     // combining marks
                                         {0x386, 0x4FF},     // Greek, Cyrillic
                                         {0x5D0, 0x6FF},     // Hebrew, Arabic
                                         {0x1E00, 0x1FFF},   // more Latin and Greek
                                         {0x2000, 0x206F},   // spaces, joiners, directions
                                         {0x2100, 0x21FF},   // letterlike: normalisation maps these
                                         {0xFB00, 0xFFEF},   // compatibility forms
                                         {0x1F300, 0x1FAFF}, // emoji
                                         {0x00, 0x10FFFF}}};

constexpr std::array<std::string_view, 34> snippets{
    "=40",  "=2f", "=3d",    "=3d40",   "=",    "==",  "h==", "h=", "%h=",    "\\40",   "\\5c", "\\5c40",
    "\\20", "\\",  "\\5c5c", "\\3a",    "%",    "%25", "#",   "_",  "!",      "@",      "/",    ".",
    "-",    "+",   "{jid}",  "%server", "\\2F", "=2F", "ss",  "ß",  "_xmpp_", "bridge_"};

void append_utf8(std::string& text, char32_t code) {
    const auto byte = [&](char32_t value) { text += static_cast<char>(static_cast<unsigned char>(value)); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xC0 | code >> 6);
        byte(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        byte(0xE0 | code >> 12);
        byte(0x80 | (code >> 6 & 0x3F));
        byte(0x80 | (code & 0x3F));
    } else {
        byte(0xF0 | code >> 18);
        byte(0x80 | (code >> 12 & 0x3F));
        byte(0x80 | (code >> 6 & 0x3F));
        byte(0x80 | (code & 0x3F));
    }
}

bool is_surrogate(char32_t code) {
    return code >= 0xD800 && code <= 0xDFFF;
}

} // namespace

std::size_t Arbitrary::below(std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>{0, bound - 1}(random_);
}

std::string Arbitrary::piece() {
    if (one_in(4)) {
        return std::string{snippets.at(below(snippets.size()))};
    }
    const auto& script = scripts.at(below(scripts.size()));
    std::string text;
    char32_t code = 0xD800;
    while (is_surrogate(code)) {
        code = script.from + static_cast<char32_t>(below(script.to - script.from + 1));
    }
    append_utf8(text, code);
    return text;
}

std::string Arbitrary::text(std::size_t pieces) {
    std::string text;
    for (std::size_t i = 0; i < pieces; ++i) {
        text += piece();
    }
    return text;
}

std::string Arbitrary::bytes(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        text += static_cast<char>(below(256));
    }
    return text;
}

std::string Arbitrary::server_name() {
    constexpr std::array<std::string_view, 12> names{
        "montague.example", "capulet.example", "Montague.Example",      "hs", "x", "1.2.3.4", "[::1]",
        "[::ab:CD]",        "a-b.example",     "xn--bcher-kva.example", "-",  "2f"};
    auto name = std::string{names.at(below(names.size()))};
    if (one_in(3)) {
        name += ":" + std::to_string(below(65536));
    }
    return name;
}

std::size_t Arbitrary::pieces() {
    return 1 + (one_in(20) ? below(200) : below(8));
}

template <class Id>
Id Arbitrary::id(char sigil) {
    for (;;) {
        const auto localpart = one_in(2) ? text(pieces()) : changed("_xmpp_juliet=40capulet.example");
        if (const auto id = Id::parse(sigil + localpart + ":" + server_name()); id.has_value()) {
            return *id;
        }
    }
}

UserId Arbitrary::user() {
    return id<UserId>('@');
}

RoomAlias Arbitrary::alias() {
    return id<RoomAlias>('#');
}

Jid Arbitrary::jid() {
    constexpr std::array<std::string_view, 8> domains{"capulet.example",
                                                      "b\xC3\xBC"
                                                      "cher.example",
                                                      "x",
                                                      "[::1]",
                                                      "Capulet.Example",
                                                      "muc.capulet.example",
                                                      "h==",
                                                      "a_b.example"};
    for (;;) {
        const auto domain = one_in(4) ? text(pieces()) : std::string{domains.at(below(domains.size()))};
        const auto jid = Jid::from_parts(one_in(8) ? "" : text(pieces()), domain, one_in(2) ? "" : text(pieces()));
        if (jid.has_value()) {
            return *jid;
        }
    }
}

std::string Arbitrary::changed(std::string text) {
    for (auto times = 1 + below(2); times > 0; --times) {
        const auto at = below(text.size() + 1);
        text.replace(at, std::min(text.size() - at, below(3)), one_in(3) ? "" : piece());
    }
    return text;
}

} // namespace bascule::mapping
