#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// How XEP-0393 1.1.1 sees a text: lines in quotations and preformatted blocks, and spans in the plain ones.
namespace bascule::mapping {

/// A span of a line, as bytes: from the opening directive to behind the closing one.
struct StyledSpan {
    std::size_t begin = 0;
    std::size_t end = 0;
    char directive = '*'; ///< `*` strong, `_` emphasis, `~` strike through, a grave accent for preformatted
    std::vector<StyledSpan> children{};
    friend bool operator==(const StyledSpan&, const StyledSpan&) = default;
};

struct StyledLine {
    enum class Kind { plain, opening_fence, preformatted, closing_fence };
    Kind kind = Kind::plain;
    std::size_t quotes = 0; ///< how many quotations it stands in
    std::string text{};     ///< without the marks of these
    std::vector<StyledSpan> spans{};
    friend bool operator==(const StyledLine&, const StyledLine&) = default;
};

/// XEP-0393 §5. Quotations deeper than 32 are text of the innermost.
std::vector<StyledLine> styled_lines_of(std::string_view text);
/// The spans of a plain block (§5.2).
std::vector<StyledSpan> styled_spans_of(std::string_view line);
/// The text that these lines stand for.
std::string text_of(const std::vector<StyledLine>& lines);

/// How many bytes the character of white space has that the text begins or ends with; 0 where it does not.
std::size_t length_of_leading_space(std::string_view text);
std::size_t length_of_trailing_space(std::string_view text);
/// May a span begin behind this text, as far as that decides?
inline bool ends_before_a_span(std::string_view text) {
    return text.empty() || length_of_trailing_space(text) > 0;
}

} // namespace bascule::mapping
