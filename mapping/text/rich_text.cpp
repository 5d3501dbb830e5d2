#include "mapping/text/rich_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bascule::mapping {

namespace {

bool is_plain_node(const RichNode& node) {
    static constexpr std::array plain{NodeKind::paragraph, NodeKind::text, NodeKind::line_break};
    return std::ranges::find(plain, node.kind) != plain.end() && std::ranges::all_of(node.children, is_plain_node);
}

} // namespace

bool is_block(NodeKind kind) noexcept {
    return kind < NodeKind::text;
}

bool is_plain(const RichText& text) {
    return std::ranges::all_of(text.blocks, is_plain_node);
}

RichText rich_text_of_plain(std::string_view text) {
    RichText rich;
    std::vector<RichNode> line_nodes;
    const auto end_paragraph = [&] {
        if (!line_nodes.empty()) {
            rich.blocks.push_back(node_of(NodeKind::paragraph, std::exchange(line_nodes, {})));
        }
    };
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const auto line = text.substr(at, end - at);
        if (line.empty()) {
            end_paragraph();
        } else {
            if (!line_nodes.empty()) {
                line_nodes.push_back(node_of(NodeKind::line_break, {}));
            }
            line_nodes.push_back(text_node(std::string{line}));
        }
        at = end + 1;
    }
    end_paragraph();
    return rich;
}

bool is_mention(std::string_view url) {
    static constexpr std::array beginnings{std::string_view{"https://matrix.to/#/@"},
                                           std::string_view{"https://matrix.to/#/%40"}, std::string_view{"matrix:u/"}};
    return std::ranges::any_of(beginnings, [&](std::string_view one) { return url.starts_with(one); });
}

RichNode text_node(std::string text) {
    RichNode node;
    node.text = std::move(text);
    return node;
}

RichNode node_of(NodeKind kind, std::vector<RichNode> children) {
    RichNode node;
    node.kind = kind;
    node.children = std::move(children);
    return node;
}

} // namespace bascule::mapping
