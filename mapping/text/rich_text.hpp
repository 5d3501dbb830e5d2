#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bascule::mapping {

/// What a piece of formatted text is. The blocks come first, then what stands in a line.
enum class NodeKind {
    paragraph,
    heading,      ///< `number`: its level, 1 to 6
    preformatted, ///< `text`: its lines; `value`: the language, may be empty
    quote,
    ordered_list, ///< `number`: of its first item
    bullet_list,
    item, ///< of a list
    rule,
    table, ///< of rows
    row,   ///< of cells
    head_cell,
    cell,

    text, ///< `text`, without a line break
    line_break,
    strong,
    emphasis,
    underline,
    deleted,
    code, ///< `text`
    superscript,
    subscript,
    link,         ///< `value`: the URL
    spoiler,      ///< `value`: the reason, may be empty
    emoji,        ///< `text`: what stands for it, such as `:heart:`; `value`: its mxc: URL
    image,        ///< `text`: what stands for it; `value`: its URL
    maths,        ///< `text`: LaTeX, in the line
    display_maths ///< `text`: LaTeX, on lines of its own
};

/// A piece of formatted text with the pieces in it.
struct RichNode {
    NodeKind kind = NodeKind::text;
    std::string text{};
    std::string value{};
    int number = 0;
    std::vector<RichNode> children{};
    friend bool operator==(const RichNode&, const RichNode&) = default;
};

/// Formatted text of neither side: blocks, in which there are blocks or what stands in a line, never both.
struct RichText {
    std::vector<RichNode> blocks{};
    friend bool operator==(const RichText&, const RichText&) = default;
};

bool is_block(NodeKind kind) noexcept;

/// Does it say no more than plain text would?
bool is_plain(const RichText& text);

/// Text without marks: a paragraph for what stands between empty lines.
RichText rich_text_of_plain(std::string_view text);

/// Is this the URL of a pill for a user (CS API, "User and room mentions")?
bool is_mention(std::string_view url);

RichNode text_node(std::string text);
RichNode node_of(NodeKind kind, std::vector<RichNode> children);

} // namespace bascule::mapping
