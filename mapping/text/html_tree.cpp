#include "mapping/text/html_tree.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace bascule::mapping::html {

namespace {

constexpr std::size_t most_tags = 4'000;        // of nested ones each is compared with all around it
constexpr std::size_t most_elements = 400'000;  // and attributes
constexpr std::size_t most_bytes_a_tag = 4'096; // of its attributes each is compared with all before
constexpr std::array block_names{
    std::string_view{"p"},       std::string_view{"div"},   std::string_view{"h1"}, std::string_view{"h2"},
    std::string_view{"h3"},      std::string_view{"h4"},    std::string_view{"h5"}, std::string_view{"h6"},
    std::string_view{"pre"},     std::string_view{"ol"},    std::string_view{"ul"}, std::string_view{"blockquote"},
    std::string_view{"details"}, std::string_view{"table"}, std::string_view{"hr"}, std::string_view{"summary"}};

constexpr std::array hidden_names{std::string_view{"mx-reply"}, std::string_view{"script"},
                                  std::string_view{"style"},    std::string_view{"head"},
                                  std::string_view{"title"},    std::string_view{"template"}};

char lower(char one) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(one)));
}

bool parts_attributes(char one) {
    return std::string_view{" \t\n\f\r/\"'"}.find(one) != std::string_view::npos;
}

std::string name_at(std::string_view html) {
    std::string name;
    for (const char one : html.substr(0, 8)) {
        if (std::isalnum(static_cast<unsigned char>(one)) == 0) {
            break;
        }
        name += lower(one);
    }
    return name;
}

void add_all_text(const GumboNode& node, std::string& text, std::size_t depth = 0) {
    text += text_of(node);
    if (name_of(node) == "br") {
        text += '\n';
    }
    if (depth < most_nesting) {
        for (const auto* const child : children_of(node)) {
            add_all_text(*child, text, depth + 1);
        }
    }
}

} // namespace

Tree parse(std::string_view html) {
    auto options = kGumboDefaultOptions;
    options.fragment_context = GUMBO_TAG_DIV;
    options.max_errors = 0;
    return Tree{gumbo_parse_with_options(&options, html.data(), html.size())};
}

// HTML 13.2.4.3: the elements that are reconstructed, with all their attributes.
bool is_explosive(std::string_view html) {
    static constexpr std::array<std::string_view, 14> formatting{"a",    "b", "big",   "code",   "em",     "font", "i",
                                                                 "nobr", "s", "small", "strike", "strong", "tt",   "u"};
    std::size_t weight = 0;
    std::size_t tags = 1;
    for (auto at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
        const auto tag = html.substr(at, html.find('>', at) - at);
        if (++tags > most_tags || tag.size() > most_bytes_a_tag) {
            return true;
        }
        if (std::ranges::find(formatting, name_at(tag.substr(1))) != formatting.end()) {
            weight += 1 + static_cast<std::size_t>(std::ranges::count_if(tag, parts_attributes));
        }
    }
    return weight * tags > most_elements;
}

std::span<GumboNode* const> children_of(const GumboNode& node) {
    if (node.type != GUMBO_NODE_ELEMENT && node.type != GUMBO_NODE_TEMPLATE) {
        return {};
    }
    const auto& children = node.v.element.children;
    return {reinterpret_cast<GumboNode* const*>(children.data), children.length};
}

bool is_text(const GumboNode& node) {
    return node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE || node.type == GUMBO_NODE_CDATA;
}

std::string_view text_of(const GumboNode& node) {
    return is_text(node) ? std::string_view{node.v.text.text} : std::string_view{};
}

std::string name_of(const GumboNode& node) {
    if (node.type != GUMBO_NODE_ELEMENT) {
        return {};
    }
    if (node.v.element.tag != GUMBO_TAG_UNKNOWN) {
        return gumbo_normalized_tagname(node.v.element.tag);
    }
    auto original = node.v.element.original_tag;
    gumbo_tag_from_original_text(&original);
    std::string name{original.data == nullptr ? "" : original.data, original.length};
    std::ranges::transform(name, name.begin(), lower);
    return name;
}

std::string_view attribute_of(const GumboNode& node, const char* name) {
    if (node.type != GUMBO_NODE_ELEMENT) {
        return {};
    }
    const auto* const found = gumbo_get_attribute(&node.v.element.attributes, name);
    return found == nullptr ? std::string_view{} : std::string_view{found->value};
}

bool has_attribute(const GumboNode& node, const char* name) {
    return node.type == GUMBO_NODE_ELEMENT && gumbo_get_attribute(&node.v.element.attributes, name) != nullptr;
}

bool is_block(const GumboNode& node) {
    const auto name = name_of(node);
    const bool is_display_maths = name == "div" && has_attribute(node, "data-mx-maths");
    return std::ranges::find(block_names, name) != block_names.end() && !is_display_maths;
}

bool has_block(const GumboNode& node, std::size_t depth) {
    return depth < most_nesting && std::ranges::any_of(children_of(node), [&](const GumboNode* child) {
               return is_block(*child) || has_block(*child, depth + 1);
           });
}

bool is_hidden(const GumboNode& node) {
    return std::ranges::find(hidden_names, name_of(node)) != hidden_names.end();
}

std::string all_text_of(const GumboNode& node) {
    std::string text;
    add_all_text(node, text);
    return text;
}

} // namespace bascule::mapping::html
