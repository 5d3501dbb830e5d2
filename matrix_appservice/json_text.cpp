#include "matrix_appservice/json_text.hpp"

#include "mapping/utf8.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace bascule::matrix {

namespace {

constexpr std::size_t escape_length = 6; // \uXXXX

// The code unit of a \uXXXX escape at the beginning of the text.
std::optional<unsigned> escaped_unit(std::string_view text) {
    if (text.size() < escape_length || text[0] != '\\' || text[1] != 'u') {
        return std::nullopt;
    }
    unsigned unit = 0;
    const auto digits = text.substr(2, 4);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
    if (error != std::errc{} || end != digits.data() + digits.size()) {
        return std::nullopt;
    }
    return unit;
}

bool is_high_surrogate(unsigned unit) {
    return unit >= 0xD800 && unit <= 0xDBFF;
}

bool is_low_surrogate(unsigned unit) {
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

// How much of the text is one thing, and whether it may stay.
struct Piece {
    std::size_t length;
    bool is_sound;
};

Piece escape_at(std::string_view text) {
    const auto unit = escaped_unit(text);
    if (!unit) {
        return {std::min<std::size_t>(2, text.size()), text.size() == 1 || mapping::utf8_length(text.substr(1)) == 1};
    }
    if (is_high_surrogate(*unit)) {
        const auto second = escaped_unit(text.substr(escape_length));
        const bool is_pair = second && is_low_surrogate(*second);
        return {is_pair ? 2 * escape_length : escape_length, is_pair};
    }
    return {escape_length, *unit != 0 && !is_low_surrogate(*unit)};
}

Piece piece_at(std::string_view text) {
    if (text.front() == '\\') {
        return escape_at(text);
    }
    const auto length = text.front() == '\0' ? 0 : mapping::utf8_length(text);
    return {std::max<std::size_t>(length, 1), length > 0};
}

// Walks over JSON text by its structure alone; never recurses.
class Scanner {
public:
    explicit Scanner(std::string_view text) : text_{text} {}

    void skip_space() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }
    bool is_at_end() const { return at_ >= text_.size(); }
    bool take(char wanted) {
        if (is_at_end() || text_[at_] != wanted) {
            return false;
        }
        ++at_;
        return true;
    }

    // A string with its quotes, or nothing.
    std::string_view take_string() {
        const auto start = at_;
        if (!take('"')) {
            return {};
        }
        while (!is_at_end() && text_[at_] != '"') {
            at_ += text_[at_] == '\\' ? 2U : 1U;
        }
        return take('"') ? text_.substr(start, at_ - start) : std::string_view{};
    }

    // A whole value, or nothing where it does not end as it should.
    std::string_view take_value() {
        const auto start = at_;
        std::string open;
        do {
            if (!step(open)) {
                return {};
            }
        } while (!open.empty());
        return text_.substr(start, at_ - start);
    }

private:
    // Over one string, bracket or stretch between them; `open` holds the brackets that are still to come.
    bool step(std::string& open) {
        if (is_at_end()) {
            return false;
        }
        switch (text_[at_]) {
            case '"':
                return !take_string().empty();
            case '{':
            case '[':
                open.push_back(text_[at_++] == '{' ? '}' : ']');
                return true;
            case '}':
            case ']':
                if (open.empty() || open.back() != text_[at_]) {
                    return false;
                }
                open.pop_back();
                ++at_;
                return true;
            default:
                // Within a container anything up to the next string or bracket; alone, a number or literal.
                const auto start = at_;
                at_ = std::min(text_.find_first_of(open.empty() ? ",]}[{\" \t\r\n" : "]}[{\"", at_), text_.size());
                return at_ > start;
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

// The parts of a container, each read by `take_part`.
template <class TakePart>
bool take_parts(Scanner& scanner, std::pair<char, char> brackets, TakePart take_part) {
    scanner.skip_space();
    if (!scanner.take(brackets.first)) {
        return false;
    }
    scanner.skip_space();
    if (!scanner.take(brackets.second)) {
        do {
            scanner.skip_space();
            if (!take_part()) {
                return false;
            }
            scanner.skip_space();
        } while (scanner.take(','));
        if (!scanner.take(brackets.second)) {
            return false;
        }
    }
    scanner.skip_space();
    return scanner.is_at_end();
}

} // namespace

std::string repaired_json(std::string text) {
    const std::string_view given{text};
    std::string made;
    std::size_t copied = 0; // up to here `made` has it
    for (std::size_t at = 0; at < given.size();) {
        const auto piece = piece_at(given.substr(at));
        if (!piece.is_sound) {
            made.append(given.substr(copied, at - copied)).append(mapping::replacement_character);
            copied = at + piece.length;
        }
        at += piece.length;
    }
    if (copied == 0) {
        return text;
    }
    made.append(given.substr(copied));
    return made;
}

mapping::Result<std::vector<JsonMember>> members_of(std::string_view object) {
    std::vector<JsonMember> members;
    Scanner scanner{object};
    const bool is_whole = take_parts(scanner, {'{', '}'}, [&] {
        const auto name = scanner.take_string();
        scanner.skip_space();
        if (name.empty() || !scanner.take(':')) {
            return false;
        }
        scanner.skip_space();
        const auto value = scanner.take_value();
        members.push_back({std::string{name.substr(1, name.size() - 2)}, value});
        return !value.empty();
    });
    if (!is_whole) {
        return mapping::Error{"this is no JSON object"};
    }
    return members;
}

mapping::Result<std::vector<std::string_view>> elements_of(std::string_view array) {
    std::vector<std::string_view> elements;
    Scanner scanner{array};
    const bool is_whole = take_parts(scanner, {'[', ']'}, [&] {
        elements.push_back(scanner.take_value());
        return !elements.back().empty();
    });
    if (!is_whole) {
        return mapping::Error{"this is no JSON array"};
    }
    return elements;
}

std::string_view member_of(std::string_view object, std::string_view name) {
    const auto members = members_of(object);
    if (!members) {
        return {};
    }
    const auto found = std::find_if(members->rbegin(), members->rend(),
                                    [name](const JsonMember& member) { return member.name == name; });
    return found == members->rend() ? std::string_view{} : found->value;
}

int nesting_of(std::string_view text) {
    int depth = 0;
    int deepest = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '"') {
            for (++at; at < text.size() && text[at] != '"'; ++at) {
                at += text[at] == '\\' ? 1U : 0U;
            }
        } else if (text[at] == '{' || text[at] == '[') {
            deepest = std::max(deepest, ++depth);
        } else if (text[at] == '}' || text[at] == ']') {
            --depth;
        }
    }
    return deepest;
}

} // namespace bascule::matrix
