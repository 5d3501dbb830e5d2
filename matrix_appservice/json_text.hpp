#pragma once

#include "mapping/result.hpp"

#include <string>
#include <string_view>
#include <vector>

// JSON as text: what is done before anything is parsed, so that one bad part cannot spoil its neighbours.
namespace bascule::matrix {

/// Containers within containers beyond which a text is not parsed: no real event comes near, and a writer recurses.
inline constexpr int deepest_nesting = 100;

/// Bytes that are no UTF-8, NUL and lone surrogates (as escapes too) become U+FFFD; the rest stays as it is.
std::string repaired_json(std::string text);

struct JsonMember {
    std::string name; ///< as written, without its quotes
    std::string_view value;
};

/// The members of a JSON object and the elements of a JSON array, as the text they have. Fails where the brackets,
/// strings, commas and colons do not fit together; whether each value is valid inside is not looked at. The views point
/// into the text.
mapping::Result<std::vector<JsonMember>> members_of(std::string_view object);
mapping::Result<std::vector<std::string_view>> elements_of(std::string_view array);

/// The value of the last member with this name; empty where there is none or the text is no object.
std::string_view member_of(std::string_view object, std::string_view name);

/// How many containers deep the text goes.
int nesting_of(std::string_view text);

} // namespace bascule::matrix
