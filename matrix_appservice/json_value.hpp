#pragma once

#include "mapping/result.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Parsed JSON. Included by .cpp files alone: the library is heavy.
namespace bascule::matrix {

/// Parses a text of at most deepest_nesting containers. Never throws.
mapping::Result<nlohmann::json> parse_json(std::string_view text);

/// The text of a value; what is no UTF-8 in it becomes U+FFFD.
std::string json_text_of(const nlohmann::json& value);

/// Each of these looks for a member of an object, and finds nothing where it is missing, of another type, or where
/// `object` is none.
std::optional<std::string> string_in(const nlohmann::json& object, const char* name);
std::optional<std::int64_t> integer_in(const nlohmann::json& object, const char* name);
bool is_true_in(const nlohmann::json& object, const char* name);
/// An empty object where there is nothing.
const nlohmann::json& object_in(const nlohmann::json& object, const char* name);

/// The integer that a value is, written as a number or, as old power levels are, as a string.
std::optional<std::int64_t> integer_of(const nlohmann::json& value);

} // namespace bascule::matrix
