#pragma once

#include "mapping/text/rich_text.hpp"
#include "mapping/text/styling_lines.hpp"

#include <span>
#include <string>
#include <vector>

namespace bascule::mapping {

/// Which marks a text is written with.
enum class Marks { styling, code_only };

/// A piece of a line in which nothing changes.
struct Run {
    std::string text;
    std::string directives{}; ///< XEP-0393's, the outermost first; each at most once
    bool is_line_break = false;
};

/// What stands in a line, as runs; what has no directive is put in words.
std::vector<Run> runs_of(const std::vector<RichNode>& inlines, Marks marks);

/// A plain line with this before it, and with those directives that XEP-0393 §5.2 would read as meant.
StyledLine styled_line_of(std::string beginning, std::span<const Run> runs);

} // namespace bascule::mapping
