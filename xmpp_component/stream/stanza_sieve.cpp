#include "xmpp_component/stream/stanza_sieve.hpp"

#include <algorithm>
#include <optional>

namespace bascule::xmpp {

namespace {

constexpr std::size_t longest_opening = 16 * 1024; // a longer one is left to the parser
bool is_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

bool ends_name(char byte) {
    return is_space(byte) || byte == '=' || byte == '/' || byte == '>';
}

// Byte by byte: find_first_of would search the set anew for each.
template <class Predicate>
std::string_view take_until(Predicate is_end, std::string_view& rest) {
    const auto at = static_cast<std::size_t>(std::ranges::find_if(rest, is_end) - rest.begin());
    const auto taken = rest.substr(0, at);
    rest.remove_prefix(at);
    return taken;
}

void skip_space(std::string_view& rest) {
    take_until([](char byte) { return !is_space(byte); }, rest);
}

// The value of an attribute whose name has been read; none if it is not written as it should be.
std::optional<std::string_view> take_value(std::string_view& rest) {
    skip_space(rest);
    if (!rest.starts_with('=')) {
        return std::nullopt;
    }
    rest.remove_prefix(1);
    skip_space(rest);
    if (!rest.starts_with('\'') && !rest.starts_with('"')) {
        return std::nullopt;
    }
    const auto end = rest.find(rest.front(), 1);
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    const auto value = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
    return value;
}

// None where only a parser can tell, as with references in values.
std::optional<StanzaOpening> read_opening(std::string_view tag) {
    StanzaOpening opening{};
    auto rest = tag.substr(1);
    opening.name = take_until(ends_name, rest);
    opening.name.remove_prefix(opening.name.find(':') + 1);
    for (skip_space(rest); !rest.empty() && rest != ">" && rest != "/>"; skip_space(rest)) {
        const auto name = take_until(ends_name, rest);
        const auto value = take_value(rest);
        if (!value || value->find('&') != std::string_view::npos) {
            return std::nullopt;
        }
        if (name == "from") {
            opening.from = *value;
        } else if (name == "to") {
            opening.to = *value;
        } else if (name == "type") {
            opening.type = *value;
        }
    }
    return opening;
}

} // namespace

std::string_view StanzaSieve::sift(std::string_view bytes) {
    if (!is_wanted_) {
        return bytes;
    }
    kept_.clear();
    while (!bytes.empty()) {
        const auto count = step(bytes);
        last_ = bytes[count - 1];
        bytes.remove_prefix(count);
    }
    return kept_;
}

// Takes at least one byte; returns how many.
std::size_t StanzaSieve::step(std::string_view bytes) {
    switch (place_) {
        case Place::text:
            return step_in_text(bytes);
        case Place::markup:
            return step_in_markup(bytes);
        case Place::start_tag:
            return step_in_start_tag(bytes);
        case Place::value:
            return step_past(quote_, Place::start_tag, bytes);
        case Place::end_tag:
            return step_in_end_tag(bytes);
        case Place::instruction:
            return step_past('>', Place::text, bytes);
        case Place::declaration:
            return step_in_declaration(bytes);
        case Place::character_data:
            return step_in_character_data(bytes);
        case Place::beyond:
            break;
    }
    keep(bytes);
    return bytes.size();
}

std::size_t StanzaSieve::step_past(char last, Place after, std::string_view bytes) {
    const auto at = bytes.find(last);
    const auto count = at == std::string_view::npos ? bytes.size() : at + 1;
    keep(bytes.substr(0, count));
    if (at != std::string_view::npos) {
        place_ = after;
    }
    return count;
}

std::size_t StanzaSieve::step_in_text(std::string_view bytes) {
    if (depth_ != 1) {
        return step_past('<', Place::markup, bytes);
    }
    if (bytes.front() == '<') {
        is_opening_ = true;
        return step_past('<', Place::markup, bytes);
    }
    const auto count = std::min(bytes.find('<'), bytes.size());
    keep(bytes.substr(0, count));
    return count;
}

std::size_t StanzaSieve::step_in_markup(std::string_view bytes) {
    if (bytes.front() == '/') {
        place_ = Place::end_tag;
    } else if (bytes.front() == '!') {
        place_ = Place::declaration;
    } else if (bytes.front() == '?' && depth_ == 0) {
        place_ = Place::instruction;
    } else if (bytes.front() == '?') {
        give_up();
    } else {
        place_ = Place::start_tag;
        return step_in_start_tag(bytes);
    }
    keep(bytes.substr(0, 1));
    return 1;
}

std::size_t StanzaSieve::step_in_start_tag(std::string_view bytes) {
    const auto end = std::ranges::find_if(bytes, [](char byte) { return byte == '>' || byte == '"' || byte == '\''; });
    if (end == bytes.end()) {
        keep(bytes);
        return bytes.size();
    }
    const auto at = static_cast<std::size_t>(end - bytes.begin());
    keep(bytes.substr(0, at + 1));
    if (*end == '>') {
        end_start_tag(at > 0 ? bytes[at - 1] : last_);
    } else {
        quote_ = *end;
        place_ = Place::value;
    }
    return at + 1;
}

void StanzaSieve::end_start_tag(char before) {
    place_ = Place::text;
    const bool is_empty = before == '/';
    depth_ += is_empty ? 0 : 1;
    if (is_opening_) {
        const auto opening = read_opening(opening_);
        is_skipping_ = opening && !is_wanted_(*opening);
        end_opening();
    }
    if (is_empty && depth_ == 1) {
        is_skipping_ = false;
    }
}

std::size_t StanzaSieve::step_in_end_tag(std::string_view bytes) {
    const auto count = step_past('>', Place::text, bytes);
    if (place_ == Place::text) {
        --depth_;
        end_opening(); // it was the stream's end
        is_skipping_ = is_skipping_ && depth_ > 1;
    }
    return count;
}

// Character data is the only kind that a stream may hold (RFC 6120 §11.1).
std::size_t StanzaSieve::step_in_declaration(std::string_view bytes) {
    if (bytes.front() == '[') {
        place_ = Place::character_data;
        brackets_ = 0;
    } else {
        give_up();
    }
    keep(bytes.substr(0, 1));
    return 1;
}

std::size_t StanzaSieve::step_in_character_data(std::string_view bytes) {
    std::size_t count = 0;
    while (count < bytes.size() && place_ == Place::character_data) {
        const auto byte = bytes[count++];
        if (byte == '>' && brackets_ == 2) {
            place_ = Place::text;
        }
        brackets_ = byte == ']' ? std::min(brackets_ + 1, 2) : 0;
    }
    keep(bytes.substr(0, count));
    return count;
}

void StanzaSieve::keep(std::string_view bytes) {
    if (is_opening_) {
        opening_ += bytes;
        if (opening_.size() > longest_opening) {
            end_opening();
        }
    } else if (!is_skipping_) {
        kept_ += bytes;
    }
}

void StanzaSieve::end_opening() {
    if (!is_skipping_) {
        kept_ += opening_;
    }
    opening_.clear();
    is_opening_ = false;
}

// The parser will say what is wrong.
void StanzaSieve::give_up() {
    is_skipping_ = false;
    end_opening();
    place_ = Place::beyond;
}

} // namespace bascule::xmpp
