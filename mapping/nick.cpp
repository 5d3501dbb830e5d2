#include "mapping/nick.hpp"

#include "mapping/sha256.hpp"
#include "mapping/stringprep.hpp"

#include <stringprep.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <utility>

namespace bascule::mapping {

namespace {

constexpr std::size_t most_bytes = 1023; // RFC 7622 §3.4
constexpr int numbered_tries = 9;

using CodePoints = std::u32string;

CodePoints decode(std::string_view text) {
    std::size_t count = 0;
    const std::string owned{text};
    const std::unique_ptr<std::uint32_t, decltype(&std::free)> points{
        stringprep_utf8_to_ucs4(owned.c_str(), -1, &count), &std::free};
    if (!points) {
        return {};
    }
    return CodePoints{points.get(), points.get() + count};
}

std::string encode(char32_t point) {
    std::array<char, 7> bytes{}; // libidn writes up to six and a NUL
    const auto length = stringprep_unichar_to_utf8(point, bytes.data());
    return {bytes.data(), static_cast<std::size_t>(std::max(length, 0))};
}

std::string encode(const CodePoints& points) {
    std::string text;
    for (const auto point : points) {
        text += encode(point);
    }
    return text;
}

struct Range {
    char32_t first;
    char32_t last;
};

// Controls, soft hyphen, zero-width and direction marks, variation selectors' joiners, byte order mark, tags.
constexpr std::array unseen{Range{0x00, 0x1f},     Range{0x7f, 0x9f},     Range{0xad, 0xad},      Range{0x61c, 0x61c},
                            Range{0x180e, 0x180e}, Range{0x200b, 0x200f}, Range{0x2028, 0x202e},  Range{0x2060, 0x206f},
                            Range{0xfeff, 0xfeff}, Range{0xfff9, 0xfffb}, Range{0xe0000, 0xe007f}};

// Letters of Greek, then of Cyrillic, in lower case, that are drawn like one of Latin, as themselves or as capitals.
constexpr std::array doubles{
    std::pair{U'\u03b1', U'a'}, std::pair{U'\u03b2', U'b'}, std::pair{U'\u03b5', U'e'}, std::pair{U'\u03b6', U'z'},
    std::pair{U'\u03b7', U'h'}, std::pair{U'\u03b9', U'i'}, std::pair{U'\u03ba', U'k'}, std::pair{U'\u03bc', U'm'},
    std::pair{U'\u03bd', U'v'}, std::pair{U'\u03bf', U'o'}, std::pair{U'\u03c1', U'p'}, std::pair{U'\u03c4', U't'},
    std::pair{U'\u03c5', U'u'}, std::pair{U'\u03c7', U'x'}, std::pair{U'\u03b3', U'y'}, std::pair{U'\u03f2', U'c'},
    std::pair{U'\u03f3', U'j'}, std::pair{U'\u0430', U'a'}, std::pair{U'\u0432', U'b'}, std::pair{U'\u0435', U'e'},
    std::pair{U'\u043a', U'k'}, std::pair{U'\u043c', U'm'}, std::pair{U'\u043d', U'h'}, std::pair{U'\u043e', U'o'},
    std::pair{U'\u0440', U'p'}, std::pair{U'\u0441', U'c'}, std::pair{U'\u0442', U't'}, std::pair{U'\u0443', U'y'},
    std::pair{U'\u0445', U'x'}, std::pair{U'\u0455', U's'}, std::pair{U'\u0456', U'i'}, std::pair{U'\u0458', U'j'},
    std::pair{U'\u04bb', U'h'}, std::pair{U'\u0501', U'd'}, std::pair{U'\u051b', U'q'}, std::pair{U'\u051d', U'w'}};

char32_t drawn_like(char32_t point) {
    const auto* const found = std::ranges::find(doubles, point, &std::pair<char32_t, char32_t>::first);
    return found == doubles.end() ? point : found->second;
}

bool is_unseen(char32_t point) {
    return std::ranges::any_of(unseen, [=](Range range) { return point >= range.first && point <= range.last; });
}

// RFC 3454 A.1: code points that Unicode 3.2 did not know.
bool is_unassigned(char32_t point) {
    auto text = encode(point);
    text.resize(text.size() + most_bytes, '\0');
    return stringprep(text.data(), text.size(), STRINGPREP_NO_UNASSIGNED, stringprep_xmpp_resourceprep) ==
           STRINGPREP_CONTAINS_UNASSIGNED;
}

// Without blanks at its ends or several in a row, cut at a character boundary.
std::string tidy(const CodePoints& points) {
    std::string text;
    bool is_blank_due = false;
    for (const auto point : points) {
        if (point == U' ' || point == 0xa0 || point == 0x3000) {
            is_blank_due = !text.empty();
            continue;
        }
        const auto bytes = encode(point);
        if (text.size() + bytes.size() + 1 > most_bytes) {
            break;
        }
        if (std::exchange(is_blank_due, false)) {
            text += ' ';
        }
        text += bytes;
    }
    return text;
}

void add(std::vector<std::string>& ladder, std::string nick) {
    if (!nick.empty() && std::ranges::find(ladder, nick) == ladder.end()) {
        ladder.push_back(std::move(nick));
    }
}

std::string shortened(const std::string& nick, std::size_t room_for) {
    auto points = decode(nick);
    while (!points.empty() && encode(points).size() + room_for > most_bytes) {
        points.pop_back();
    }
    return encode(points);
}

// As it is after the strictest of the servers has prepared it; empty where that refuses it.
std::string prepared(const std::string& nick) {
    auto text =
        nick.empty() ? Result<std::string>{Error{"empty"}} : prepare(PrepProfile::resource, nick, PrepSense::stored);
    return text ? std::move(*text) : std::string{};
}

} // namespace

std::vector<std::string> nick_ladder(const UserId& user, std::string_view display_name) {
    std::vector<std::string> ladder;
    auto points = decode(display_name);
    std::erase_if(points, is_unseen);
    add(ladder, tidy(points));
    std::erase_if(points, is_unassigned);
    add(ladder, tidy(points));
    auto localpart = decode(user.localpart());
    std::erase_if(localpart, [](char32_t point) { return is_unseen(point) || is_unassigned(point); });
    add(ladder, tidy(localpart));
    add(ladder, tidy(localpart) + " (" + std::string{user.server()} + ")");
    const auto base = ladder.front();
    add(ladder, shortened(base, 4) + " [m]");
    for (int number = 2; number <= numbered_tries; ++number) {
        add(ladder, shortened(base, 4) + " [" + std::to_string(number) + "]");
    }
    return ladder;
}

std::vector<std::string> hosted_nicks(const UserId& user, std::string_view display_name) {
    constexpr std::size_t digits = 8;
    std::vector<std::string> nicks;
    for (const auto& nick : nick_ladder(user, display_name)) {
        add(nicks, prepared(nick));
    }
    const auto mark = sha256_hex(user.str()).substr(0, digits);
    add(nicks, nicks.empty() ? mark : shortened(nicks.front(), digits + 3) + " [" + mark + ']');
    return nicks;
}

std::string hosted_nick(std::string_view wish) {
    auto points = decode(wish);
    std::erase_if(points, [](char32_t point) { return is_unseen(point) || is_unassigned(point); });
    return prepared(tidy(points));
}

std::string look_of(std::string_view nick) {
    auto points = decode(nick);
    std::erase_if(points, is_unseen);
    auto text = tidy(points);
    const auto plain = text;
    text.resize((text.size() + 1) * 8, '\0'); // nameprep expands a code point to at most 18 bytes, rarely
    // Nameprep is NFKC and case folding; unassigned code points are left as they are.
    if (stringprep(text.data(), text.size(), static_cast<Stringprep_profile_flags>(0), stringprep_nameprep) !=
        STRINGPREP_OK) {
        return plain;
    }
    auto folded = decode(text.c_str());
    std::ranges::transform(folded, folded.begin(), drawn_like);
    return encode(folded);
}

} // namespace bascule::mapping
