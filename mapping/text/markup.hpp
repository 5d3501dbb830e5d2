#pragma once

#include "mapping/text/rich_text.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Message Markup (XEP-0394 0.3.0). All places are code points from the body's beginning, an end is behind the last one.
namespace bascule::mapping {

struct MarkupSpan {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::vector<NodeKind> marks{}; ///< strong, emphasis, deleted, code
};

struct MarkupBlock {
    NodeKind kind = NodeKind::quote; ///< or preformatted, ordered_list, bullet_list
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string language{};           ///< of preformatted text
    std::vector<std::size_t> items{}; ///< where each item of a list begins
};

struct Markup {
    std::vector<MarkupSpan> spans{};
    std::vector<MarkupBlock> blocks{};
};

/// The body as its markup says. Ranges that are wrong or overlap are left out (§5), what plain text uses as marks of
/// quotations and items is taken away where the markup says the same.
RichText read_markup(std::string_view body, Markup markup);

} // namespace bascule::mapping
