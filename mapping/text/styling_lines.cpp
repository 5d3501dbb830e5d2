#include "mapping/text/styling_lines.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace bascule::mapping {

namespace {

constexpr std::string_view fence = "```";
constexpr std::string_view directives = "*_~`";
constexpr std::size_t most_quotes = 32;
constexpr std::size_t most_nested_spans = 4; // of each directive one

// The characters of Unicode's property White_Space, which are those of category Z and some controls.
constexpr std::array<std::string_view, 25> white_space{
    "\t",           "\n",           "\v",           "\f",           "\r",           " ",
    "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82",
    "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88",
    "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F",
    "\xE3\x80\x80"};

// What the spans of a block are looked for in: the part of its line between two directives, or all of it.
struct Part {
    std::string_view line;
    std::size_t begin = 0;
    std::size_t end = 0;
    char parent = '\0';
    std::size_t depth = 0;
};

bool may_open(const Part& part, std::size_t at) {
    const char one = part.line[at];
    if (directives.find(one) == std::string_view::npos || at + 1 >= part.end ||
        length_of_leading_space(part.line.substr(at + 1)) > 0) {
        return false;
    }
    return at == part.begin ? one != part.parent : ends_before_a_span(part.line.substr(0, at));
}

// Where the span ends that begins here: at the first directive of its kind that no white space precedes.
std::optional<std::size_t> closing_of(const Part& part, std::size_t opening) {
    for (auto at = opening + 1; at < part.end; ++at) {
        if (part.line[at] == part.line[opening] && length_of_trailing_space(part.line.substr(0, at)) == 0) {
            return at;
        }
    }
    return std::nullopt;
}

std::vector<StyledSpan> spans_of(const Part& part) {
    std::vector<StyledSpan> spans;
    std::string unclosed; // directives that nothing further on closes, so that each is looked for but once
    for (auto at = part.begin; at < part.end; ++at) {
        if (!may_open(part, at) || unclosed.find(part.line[at]) != std::string::npos) {
            continue;
        }
        const auto closing = closing_of(part, at);
        if (!closing) {
            unclosed += part.line[at];
            continue;
        }
        if (*closing == at + 1) { // nothing between them: neither is a directive
            at = *closing;
            continue;
        }
        StyledSpan span{at, *closing + 1, part.line[at], {}};
        if (span.directive != '`' && part.depth + 1 < most_nested_spans) {
            span.children = spans_of({part.line, at + 1, *closing, span.directive, part.depth + 1});
        }
        spans.push_back(std::move(span));
        at = *closing;
    }
    return spans;
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

std::string_view without_quote_mark(std::string_view line) {
    line.remove_prefix(1);
    line.remove_prefix(length_of_leading_space(line));
    return line;
}

// Reads the lines of a block, and those of the quotations in it.
class BlockReader {
public:
    void read(const std::vector<std::string_view>& lines, std::size_t quotes) {
        for (std::size_t at = 0; at < lines.size();) {
            if (lines[at].starts_with('>') && quotes < most_quotes) {
                at = read_quote(lines, at, quotes);
            } else if (lines[at].starts_with(fence)) {
                at = read_preformatted(lines, at, quotes);
            } else {
                found.push_back({StyledLine::Kind::plain, quotes, std::string{lines[at]}, styled_spans_of(lines[at])});
                ++at;
            }
        }
    }
    std::vector<StyledLine> found;

private:
    std::size_t read_quote(const std::vector<std::string_view>& lines, std::size_t at, std::size_t quotes) {
        std::vector<std::string_view> inner;
        for (; at < lines.size() && lines[at].starts_with('>'); ++at) {
            inner.push_back(without_quote_mark(lines[at]));
        }
        read(inner, quotes + 1);
        return at;
    }
    std::size_t read_preformatted(const std::vector<std::string_view>& lines, std::size_t at, std::size_t quotes) {
        found.push_back({StyledLine::Kind::opening_fence, quotes, std::string{lines[at]}, {}});
        for (++at; at < lines.size(); ++at) {
            const bool is_end = lines[at] == fence;
            const auto kind = is_end ? StyledLine::Kind::closing_fence : StyledLine::Kind::preformatted;
            found.push_back({kind, quotes, std::string{lines[at]}, {}});
            if (is_end) {
                return at + 1;
            }
        }
        return at;
    }
};

} // namespace

std::size_t length_of_leading_space(std::string_view text) {
    const auto found = std::ranges::find_if(white_space, [&](std::string_view one) { return text.starts_with(one); });
    return found == white_space.end() ? 0 : found->size();
}

std::size_t length_of_trailing_space(std::string_view text) {
    const auto found = std::ranges::find_if(white_space, [&](std::string_view one) { return text.ends_with(one); });
    return found == white_space.end() ? 0 : found->size();
}

std::vector<StyledLine> styled_lines_of(std::string_view text) {
    BlockReader reader;
    reader.read(lines_of(text), 0);
    return std::move(reader.found);
}

std::vector<StyledSpan> styled_spans_of(std::string_view line) {
    return spans_of({line, 0, line.size()});
}

std::string text_of(const std::vector<StyledLine>& lines) {
    std::string text;
    for (const auto& line : lines) {
        text += &line == &lines.front() ? "" : "\n";
        text.append(line.quotes, '>');
        text += line.quotes > 0 && !line.text.empty() ? " " : "";
        text += line.text;
    }
    return text;
}

} // namespace bascule::mapping
