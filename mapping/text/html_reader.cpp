#include "mapping/text/html.hpp"
#include "mapping/text/html_line_reader.hpp"
#include "mapping/text/html_tree.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace bascule::mapping {

namespace {

using html::attribute_of;
using html::children_of;
using html::name_of;

int number_of(std::string_view text, int otherwise) {
    constexpr int most = 1'000'000;
    int number = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return std::clamp(number, 0, most);
}

std::vector<RichNode> inlines_of(const GumboNode& node, std::size_t depth) {
    html::LineReader line;
    for (const auto* const child : children_of(node)) {
        line.read(*child, depth + 1);
    }
    return line.take();
}

RichNode row_of(const GumboNode& node, std::size_t depth) {
    auto row = node_of(NodeKind::row, {});
    for (const auto* const cell : children_of(node)) {
        const auto kind = name_of(*cell) == "th" ? NodeKind::head_cell : NodeKind::cell;
        if (!html::is_text(*cell)) {
            row.children.push_back(node_of(kind, inlines_of(*cell, depth + 1)));
        }
    }
    return row;
}

void add_rows(const GumboNode& node, std::vector<RichNode>& rows, std::size_t depth) {
    for (const auto* const child : children_of(node)) {
        const auto name = name_of(*child);
        if (name == "tr") {
            rows.push_back(row_of(*child, depth + 1));
        } else if (name == "thead" || name == "tbody" || name == "tfoot") {
            add_rows(*child, rows, depth + 1);
        }
    }
}

RichNode preformatted(const GumboNode& node) {
    static constexpr std::string_view language_class = "language-";
    RichNode block;
    block.kind = NodeKind::preformatted;
    block.text = html::all_text_of(node);
    if (block.text.ends_with('\n')) {
        block.text.pop_back();
    }
    for (const auto* const child : children_of(node)) {
        const auto words = attribute_of(*child, "class");
        if (words.starts_with(language_class)) {
            const auto language = words.substr(language_class.size());
            block.value = language.substr(0, language.find_first_of(" \n`"));
        }
    }
    return block;
}

// What is laid out from top to bottom: blocks, and paragraphs of what stands between them.
class FlowReader {
public:
    std::vector<RichNode> read_content_of(const GumboNode& node, std::size_t depth) {
        read_children(node, depth);
        end_paragraph();
        return std::move(blocks_);
    }

private:
    void read_children(const GumboNode& node, std::size_t depth) {
        for (const auto* const child : children_of(node)) {
            read(*child, depth + 1);
        }
    }

    void read(const GumboNode& node, std::size_t depth) {
        if (depth >= html::most_nesting || html::is_hidden(node)) {
            return;
        }
        if (html::is_block(node)) {
            end_paragraph();
            read_block(node, name_of(node), depth);
            end_paragraph();
        } else if (html::has_block(node)) { // such as <font> around paragraphs: what it marks is lost, not what it says
            read_children(node, depth);
        } else {
            line_.read(node, depth);
        }
    }

    void read_block(const GumboNode& node, std::string_view name, std::size_t depth) {
        if (name == "pre") {
            blocks_.push_back(preformatted(node));
        } else if (name == "hr") {
            blocks_.push_back(node_of(NodeKind::rule, {}));
        } else if (name == "blockquote") {
            blocks_.push_back(node_of(NodeKind::quote, FlowReader{}.read_content_of(node, depth)));
        } else if (name == "ul" || name == "ol") {
            read_list(node, name, depth);
        } else if (name == "table") {
            auto table = node_of(NodeKind::table, {});
            add_rows(node, table.children, depth);
            blocks_.push_back(std::move(table));
        } else if (name.size() == 2 && name[0] == 'h') {
            auto heading = node_of(NodeKind::heading, inlines_of(node, depth));
            heading.number = name[1] - '0';
            blocks_.push_back(std::move(heading));
        } else {
            read_children(node, depth);
        }
    }

    void read_list(const GumboNode& node, std::string_view name, std::size_t depth) {
        const bool is_ordered = name == "ol";
        auto list = node_of(is_ordered ? NodeKind::ordered_list : NodeKind::bullet_list, {});
        list.number = is_ordered ? number_of(attribute_of(node, "start"), 1) : 0;
        for (const auto* const child : children_of(node)) {
            FlowReader item;
            if (name_of(*child) == "li") {
                list.children.push_back(node_of(NodeKind::item, item.read_content_of(*child, depth + 1)));
            } else if (html::is_block(*child)) { // a list in a list, without an item around it
                item.read(*child, depth + 1);
                list.children.push_back(node_of(NodeKind::item, std::move(item.blocks_)));
            }
        }
        blocks_.push_back(std::move(list));
    }

    void end_paragraph() {
        auto inlines = line_.take();
        while (!inlines.empty() && inlines.back().kind == NodeKind::line_break) {
            inlines.pop_back();
        }
        if (!inlines.empty()) {
            blocks_.push_back(node_of(NodeKind::paragraph, std::move(inlines)));
        }
    }

    html::LineReader line_;
    std::vector<RichNode> blocks_;
};

} // namespace

std::optional<RichText> read_html(std::string_view html) {
    if (html::is_explosive(html)) {
        return std::nullopt;
    }
    const auto tree = html::parse(html);
    return RichText{FlowReader{}.read_content_of(*tree->root, 0)};
}

} // namespace bascule::mapping
