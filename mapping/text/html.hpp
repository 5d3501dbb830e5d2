#pragma once

#include "mapping/text/rich_text.hpp"

#include <optional>
#include <string>
#include <string_view>

// Matrix's subset of HTML (CS API, "m.room.message msgtypes"); XHTML-IM (XEP-0071) is read likewise.
namespace bascule::mapping {

/// What a `formatted_body` means, parsed as HTML5. The quotation of a reply (`<mx-reply>`), scripts and whatever else
/// is not to be seen are left out; of unknown elements the content stays. Nothing for what would take more work to
/// parse than any honest message.
std::optional<RichText> read_html(std::string_view html);

/// The same as HTML of that subset; a single paragraph goes without `<p>`.
std::string write_html(const RichText& text);

/// The text with `&`, `<`, `>` and `"` as entities.
std::string escaped_html(std::string_view text);

} // namespace bascule::mapping
