#include "mapping/text/html.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bascule::mapping {

namespace {

struct ElementName {
    NodeKind kind;
    std::string_view name;
};
// Those that are an element without attributes around their content.
constexpr std::array element_names{
    ElementName{NodeKind::paragraph, "p"},     ElementName{NodeKind::quote, "blockquote"},
    ElementName{NodeKind::bullet_list, "ul"},  ElementName{NodeKind::item, "li"},
    ElementName{NodeKind::table, "table"},     ElementName{NodeKind::row, "tr"},
    ElementName{NodeKind::head_cell, "th"},    ElementName{NodeKind::cell, "td"},
    ElementName{NodeKind::strong, "strong"},   ElementName{NodeKind::emphasis, "em"},
    ElementName{NodeKind::underline, "u"},     ElementName{NodeKind::deleted, "del"},
    ElementName{NodeKind::superscript, "sup"}, ElementName{NodeKind::subscript, "sub"}};

class HtmlWriter {
public:
    void write_blocks(const std::vector<RichNode>& blocks) {
        if (blocks.size() == 1 && blocks.front().kind == NodeKind::paragraph) {
            return write_all(blocks.front().children);
        }
        write_all(blocks);
    }
    std::string html;

private:
    void write_all(const std::vector<RichNode>& nodes) {
        for (const auto& node : nodes) {
            write(node);
        }
    }

    void write(const RichNode& node) {
        switch (node.kind) {
            case NodeKind::text:
                html += escaped_html(node.text);
                return;
            case NodeKind::line_break:
                html += "<br>";
                return;
            case NodeKind::rule:
                html += "<hr>";
                return;
            case NodeKind::heading:
                return write_heading(node);
            case NodeKind::code:
                html += "<code>" + escaped_html(node.text) + "</code>";
                return;
            case NodeKind::preformatted:
                return write_preformatted(node);
            case NodeKind::ordered_list:
                html += node.number == 1 ? "<ol>" : "<ol start=\"" + std::to_string(node.number) + "\">";
                write_all(node.children);
                html += "</ol>";
                return;
            case NodeKind::item:
            case NodeKind::quote:
                return write_container(node);
            case NodeKind::link:
                return write_around("a href=\"" + escaped_html(node.value) + "\"", node);
            case NodeKind::spoiler:
                return write_around("span data-mx-spoiler" + value_of(node), node);
            case NodeKind::emoji:
                return write_emoji(node);
            case NodeKind::image:
                html += escaped_html(node.text);
                return;
            case NodeKind::maths:
                return write_maths(node, "span");
            case NodeKind::display_maths:
                return write_maths(node, "div");
            default:
                return write_around(name_of(node.kind), node);
        }
    }

    // "strong", or a start tag with attributes whose first word is the name.
    void write_around(std::string_view start, const RichNode& node) {
        html.append("<").append(start).append(">");
        write_all(node.children);
        html.append("</").append(start.substr(0, start.find(' '))).append(">");
    }

    void write_container(const RichNode& node) {
        const auto name = name_of(node.kind);
        html.append("<").append(name).append(">");
        write_blocks(node.children);
        html.append("</").append(name).append(">");
    }

    void write_heading(const RichNode& node) {
        write_around("h" + std::to_string(std::clamp(node.number, 1, 6)), node);
    }

    void write_preformatted(const RichNode& node) {
        html += "<pre><code";
        if (!node.value.empty()) {
            html += " class=\"language-" + escaped_html(node.value) + "\"";
        }
        html += ">" + escaped_html(node.text) + "\n</code></pre>";
    }

    void write_emoji(const RichNode& node) {
        const auto name = escaped_html(node.text);
        html += "<img data-mx-emoticon src=\"" + escaped_html(node.value) + "\" alt=\"" + name + "\" title=\"" + name +
                "\" height=\"32\">";
    }

    void write_maths(const RichNode& node, std::string_view element) {
        html.append("<").append(element).append(" data-mx-maths=\"").append(escaped_html(node.text));
        html.append("\"><code>").append(escaped_html(node.text)).append("</code></").append(element).append(">");
    }

    static std::string value_of(const RichNode& node) {
        return node.value.empty() ? std::string{} : "=\"" + escaped_html(node.value) + "\"";
    }

    static std::string_view name_of(NodeKind kind) {
        const auto found = std::ranges::find(element_names, kind, &ElementName::kind);
        return found == element_names.end() ? std::string_view{"span"} : found->name;
    }
};

} // namespace

std::string write_html(const RichText& text) {
    HtmlWriter writer;
    writer.write_blocks(text.blocks);
    return std::move(writer.html);
}

std::string escaped_html(std::string_view text) {
    std::string html;
    html.reserve(text.size());
    for (const char one : text) {
        switch (one) {
            case '&':
                html += "&amp;";
                break;
            case '<':
                html += "&lt;";
                break;
            case '>':
                html += "&gt;";
                break;
            case '"':
                html += "&quot;";
                break;
            default:
                html += one;
        }
    }
    return html;
}

} // namespace bascule::mapping
