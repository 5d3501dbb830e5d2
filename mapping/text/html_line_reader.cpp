#include "mapping/text/html_line_reader.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace bascule::mapping::html {

namespace {

struct NamedKind {
    std::string_view name;
    NodeKind kind;
};
constexpr std::array inline_kinds{NamedKind{"b", NodeKind::strong},        NamedKind{"strong", NodeKind::strong},
                                  NamedKind{"i", NodeKind::emphasis},      NamedKind{"em", NodeKind::emphasis},
                                  NamedKind{"cite", NodeKind::emphasis},   NamedKind{"u", NodeKind::underline},
                                  NamedKind{"ins", NodeKind::underline},   NamedKind{"s", NodeKind::deleted},
                                  NamedKind{"del", NodeKind::deleted},     NamedKind{"strike", NodeKind::deleted},
                                  NamedKind{"sup", NodeKind::superscript}, NamedKind{"sub", NodeKind::subscript}};
constexpr std::array code_names{std::string_view{"code"}, std::string_view{"tt"}, std::string_view{"kbd"},
                                std::string_view{"samp"}};
constexpr std::array link_beginnings{
    std::string_view{"https:"},  std::string_view{"http:"},   std::string_view{"ftp:"},
    std::string_view{"mailto:"}, std::string_view{"magnet:"}, std::string_view{"xmpp:"},
    std::string_view{"matrix:"}, std::string_view{"geo:"},    std::string_view{"tel:"}};

// White space at the end of a line is not shown.
void trim_end(std::vector<RichNode>& nodes) {
    if (nodes.empty()) {
        return;
    }
    auto& last = nodes.back();
    if (last.kind != NodeKind::text) {
        trim_end(last.children);
    } else if (last.text.ends_with(' ')) {
        last.text.pop_back();
        if (last.text.empty()) {
            nodes.pop_back();
        }
    }
}

void add_filled(RichNode node, std::vector<RichNode>& into) {
    if (!node.children.empty() || !node.text.empty()) {
        into.push_back(std::move(node));
    }
}

std::optional<RichNode> link_for(const GumboNode& node) {
    const auto url = attribute_of(node, "href");
    const bool is_harmless = std::ranges::any_of(link_beginnings, [&](auto one) { return url.starts_with(one); });
    if (!is_harmless) {
        return std::nullopt;
    }
    auto link = node_of(NodeKind::link, {});
    link.value = url;
    return link;
}

RichNode image_for(const GumboNode& node) {
    const auto alt = attribute_of(node, "alt");
    RichNode image;
    const bool is_emoji = has_attribute(node, "data-mx-emoticon") && attribute_of(node, "src").starts_with("mxc://");
    image.kind = is_emoji ? NodeKind::emoji : NodeKind::image;
    image.text = alt.empty() ? attribute_of(node, "title") : alt;
    image.text = image.text.empty() ? "[image]" : image.text;
    image.value = attribute_of(node, "src");
    return image;
}

// XEP-0071 §7: XHTML-IM marks by CSS.
std::optional<RichNode> styled(const GumboNode& node) {
    struct StyledKind {
        std::string_view declaration;
        NodeKind kind;
    };
    static constexpr std::array kinds{StyledKind{"font-weight:bold", NodeKind::strong},
                                      StyledKind{"font-style:italic", NodeKind::emphasis},
                                      StyledKind{"font-style:oblique", NodeKind::emphasis},
                                      StyledKind{"text-decoration:underline", NodeKind::underline},
                                      StyledKind{"text-decoration:line-through", NodeKind::deleted}};
    std::string style{attribute_of(node, "style")};
    std::erase(style, ' ');
    const auto found = std::ranges::find_if(
        kinds, [&](const StyledKind& one) { return style.find(one.declaration) != std::string::npos; });
    return found == kinds.end() ? std::nullopt : std::optional{node_of(found->kind, {})};
}

// What the element is; nothing where only its content matters.
std::optional<RichNode> node_for(const GumboNode& node, std::string_view name) {
    RichNode made;
    if (const auto known = std::ranges::find(inline_kinds, name, &NamedKind::name); known != inline_kinds.end()) {
        made.kind = known->kind;
    } else if (std::ranges::find(code_names, name) != code_names.end()) {
        made.kind = NodeKind::code;
        made.text = all_text_of(node);
    } else if (has_attribute(node, "data-mx-maths")) {
        made.kind = name == "div" ? NodeKind::display_maths : NodeKind::maths;
        made.text = attribute_of(node, "data-mx-maths");
    } else if (has_attribute(node, "data-mx-spoiler")) {
        made.kind = NodeKind::spoiler;
        made.value = attribute_of(node, "data-mx-spoiler");
    } else if (name == "a") {
        return link_for(node);
    } else if (name == "img") {
        return image_for(node);
    } else {
        return styled(node);
    }
    return made;
}

} // namespace

std::vector<RichNode> LineReader::take() {
    trim_end(nodes_);
    is_after_space_ = true;
    return std::exchange(nodes_, {});
}

void LineReader::read(const GumboNode& node, std::vector<RichNode>& into, std::size_t depth) {
    if (is_text(node)) {
        return add_text(text_of(node), into);
    }
    const auto name = name_of(node);
    if (depth >= most_nesting || is_hidden(node)) {
        return;
    }
    if (name == "br" || (is_block(node) && !into.empty())) {
        break_line(into);
    }
    auto made = node_for(node, name);
    if (!made) {
        read_children(node, into, depth);
    } else if (made->text.empty()) {
        read_children(node, made->children, depth);
        add_filled(std::move(*made), into);
    } else {
        is_after_space_ = false;
        into.push_back(std::move(*made));
    }
}

void LineReader::read_children(const GumboNode& node, std::vector<RichNode>& into, std::size_t depth) {
    for (const auto* const child : children_of(node)) {
        read(*child, into, depth + 1);
    }
}

void LineReader::break_line(std::vector<RichNode>& into) {
    trim_end(into);
    is_after_space_ = true;
    into.push_back(node_of(NodeKind::line_break, {}));
}

void LineReader::add_text(std::string_view text, std::vector<RichNode>& into) {
    std::string shown;
    for (const char one : text) {
        const bool is_space = std::string_view{" \t\n\r\f"}.find(one) != std::string_view::npos;
        if (!is_space) {
            shown += one;
        } else if (!is_after_space_) {
            shown += ' ';
        }
        is_after_space_ = is_space;
    }
    if (shown.empty()) {
        return;
    }
    if (!into.empty() && into.back().kind == NodeKind::text) {
        into.back().text += shown;
    } else {
        into.push_back(text_node(std::move(shown)));
    }
}

} // namespace bascule::mapping::html
