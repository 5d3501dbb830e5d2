#pragma once

#include "mapping/message.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

// CS API, "Event replacements", "Rich replies", "Threading", "User and room mentions".
namespace bascule::matrix {

/// m.relates_to: what the message corrects, answers, and in which thread it is. A reply that is only a thread's
/// fallback is none.
void read_relations(const nlohmann::json& content, mapping::Message& said);
/// m.mentions; where there are none, the pills. Places are those of the pills' words in the body.
void read_mentions(const nlohmann::json& content, mapping::Message& said);

/// `content` has everything else already: a correction takes it along as m.new_content.
void write_relations(const mapping::Message& said, nlohmann::json& content);
void write_mentions(const mapping::Message& said, nlohmann::json& content);

/// The user id in the URL of a pill (matrix.to or `matrix:u/`); empty where it is none.
std::string user_of_pill(std::string_view url);

} // namespace bascule::matrix
