#pragma once

#include <gumbo.h>
#include <memory>
#include <span>
#include <string>
#include <string_view>

// Gumbo's tree in C++ clothes: views that live as long as the tree.
namespace bascule::mapping::html {

struct DestroyOutput {
    void operator()(GumboOutput* output) const noexcept { gumbo_destroy_output(&kGumboDefaultOptions, output); }
};
using Tree = std::unique_ptr<GumboOutput, DestroyOutput>;

/// CS API, "m.room.message msgtypes": deeper nesting need not be shown.
inline constexpr std::size_t most_nesting = 100;

/// Parses a fragment as HTML5. `html` must outlive the tree.
Tree parse(std::string_view html);

/// Could its parsing take unreasonable time or memory? HTML5 opens formatting elements again in every block, so that
/// many of both multiply.
bool is_explosive(std::string_view html);

/// The element's children; none for text.
std::span<GumboNode* const> children_of(const GumboNode& node);
bool is_text(const GumboNode& node);
std::string_view text_of(const GumboNode& node);
/// In lower case, also of elements that HTML5 does not know; empty for text.
std::string name_of(const GumboNode& node);
/// Empty where there is none; see has_attribute().
std::string_view attribute_of(const GumboNode& node, const char* name);
bool has_attribute(const GumboNode& node, const char* name);

/// Does it stand on lines of its own, or something in it?
bool is_block(const GumboNode& node);
bool has_block(const GumboNode& node, std::size_t depth = 0);
/// Is it for machines, or the quotation of a reply, which the reply's own relation says (CS API, "Rich replies")?
bool is_hidden(const GumboNode& node);
/// All that is written in it, `<br>` as a line break.
std::string all_text_of(const GumboNode& node);

} // namespace bascule::mapping::html
