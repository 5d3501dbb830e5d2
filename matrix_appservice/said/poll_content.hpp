#pragma once

#include "mapping/conversation/act.hpp"
#include "mapping/message.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

// Polls (MSC3381, in its stable and unstable names) and places (CS API, "m.location"; MSC3488).
namespace bascule::matrix {

/// m.poll.start. Nothing is read where it asks nothing.
void read_poll(const nlohmann::json& content, mapping::Message& said);
mapping::Vote vote_in(const nlohmann::json& content);
mapping::PollEnd poll_end_in(const nlohmann::json& content);
nlohmann::json content_of(const mapping::Vote& vote);

void read_place(const nlohmann::json& content, mapping::Message& said);
void write_place(const mapping::Message& said, nlohmann::json& content);

/// The text of an extensible event (MSC1767): m.text or org.matrix.msc1767.text, else the body.
std::string text_in(const nlohmann::json& object);

} // namespace bascule::matrix
