#include "mapping/stringprep.hpp"

#include "mapping/utf8.hpp"

#include <stringprep.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace bascule::mapping {

namespace {

constexpr std::size_t most_bytes = 1023;

// Error can be made of a string too, so the result has to be told which of the two is meant.
Result<std::string> success(std::string text) {
    return {boost::system::in_place_value, std::move(text)};
}

bool is_printable(char one) {
    return one > ' ' && one < '\x7F';
}

char lowered(char one) {
    return one >= 'A' && one <= 'Z' ? static_cast<char>(one - 'A' + 'a') : one;
}

// What the profile makes of an ASCII character (RFC 6122, appendices A and B; RFC 3491); nothing where it is refused.
std::optional<char> prepared(PrepProfile profile, char one) {
    constexpr std::string_view refused_in_node = "\"&'/:<>@";
    switch (profile) {
        case PrepProfile::node:
            return is_printable(one) && refused_in_node.find(one) == std::string_view::npos
                       ? std::optional{lowered(one)}
                       : std::nullopt;
        case PrepProfile::resource:
            return is_printable(one) || one == ' ' ? std::optional{one} : std::nullopt;
        case PrepProfile::name:
            break;
    }
    return lowered(one);
}

std::string name_of_character(char one) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto code = static_cast<unsigned char>(one);
    std::string name{"U+00"};
    name += digits[code >> 4U];
    name += digits[code & 0xFU];
    return is_printable(one) ? "'" + std::string{one} + "'" : name;
}

Result<std::string> prepare_ascii(PrepProfile profile, std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (const char one : text) {
        const auto kept = prepared(profile, one);
        if (!kept) {
            return Error{"may not hold " + name_of_character(one)};
        }
        result.push_back(*kept);
    }
    return success(std::move(result));
}

const Stringprep_profile* table_of(PrepProfile profile) {
    switch (profile) {
        case PrepProfile::node:
            return stringprep_xmpp_nodeprep;
        case PrepProfile::resource:
            return stringprep_xmpp_resourceprep;
        case PrepProfile::name:
            break;
    }
    return stringprep_nameprep;
}

std::string reason_of(int failure) {
    switch (failure) {
        case STRINGPREP_CONTAINS_UNASSIGNED:
            return "may not hold a character newer than Unicode 3.2";
        case STRINGPREP_CONTAINS_PROHIBITED:
            return "holds a character that is not allowed there";
        case STRINGPREP_BIDI_BOTH_L_AND_RAL:
        case STRINGPREP_BIDI_LEADTRAIL_NOT_RAL:
        case STRINGPREP_BIDI_CONTAINS_PROHIBITED:
            return "mixes left-to-right and right-to-left writing";
        case STRINGPREP_TOO_SMALL_BUFFER:
            return "has at most 1023 bytes, also when prepared";
        default:
            return "cannot be prepared";
    }
}

Result<std::string> prepare_unicode(PrepProfile profile, std::string_view text, PrepSense sense) {
    if (text.find('\0') != std::string_view::npos) {
        return Error{"may not hold U+0000"}; // it would end the C string
    }
    std::array<char, most_bytes + 1> buffer{};
    std::ranges::copy(text, buffer.begin());
    const auto flags = sense == PrepSense::stored ? STRINGPREP_NO_UNASSIGNED : Stringprep_profile_flags{};
    const int outcome = stringprep(buffer.data(), buffer.size(), flags, table_of(profile));
    if (outcome != STRINGPREP_OK) {
        return Error{reason_of(outcome)};
    }
    return success(buffer.data());
}

} // namespace

Result<std::string> prepare(PrepProfile profile, std::string_view text, PrepSense sense) {
    if (text.empty()) {
        return Error{"is empty"};
    }
    if (text.size() > most_bytes) {
        return Error{"has at most 1023 bytes, not " + std::to_string(text.size())};
    }
    if (is_ascii(text)) {
        return prepare_ascii(profile, text);
    }
    if (!is_utf8(text)) {
        return Error{"is not valid UTF-8"};
    }
    auto once = prepare_unicode(profile, text, sense);
    if (once.has_error()) {
        return once;
    }
    if (once->empty()) {
        return Error{"is empty when prepared"};
    }
    // A few rare strings change again when prepared again. Nobody could tell when two of them are the same address.
    const auto twice = prepare_unicode(profile, *once, sense);
    if (twice.has_error() || *twice != *once) {
        return Error{"has no stable prepared form"};
    }
    return once;
}

} // namespace bascule::mapping
