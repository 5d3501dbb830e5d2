#pragma once

#include "mapping/message.hpp"

#include <string>

namespace bascule::matrix {

/// The `formatted_body` of a message: its marks, a pill for each mention that has a place (CS API, "User and room
/// mentions"), a spoiler over all of it. Empty where it would say nothing more than the body.
std::string html_of(const mapping::Message& said);

} // namespace bascule::matrix
