#pragma once

#include "bridge/ports/homeserver.hpp"
#include "matrix_appservice/client/connection.hpp"

#include <chrono>
#include <optional>
#include <string>

// What the status and body of a response mean (CS API, "API Standards").
namespace bascule::matrix {

/// The JSON text of a success, or a refusal. Throws Outage for what is no homeserver's answer to the request: 5xx,
/// redirects, pages of a proxy.
bridge::Answer<std::string> answer_of(HttpResponse response);

/// How long a 429 asks to wait; nothing for any other response.
std::optional<std::chrono::milliseconds> wait_asked_by(const HttpResponse& response);

/// The refusal concerns the bridge and not the request: its token, or the server's being closed to all.
bool concerns_bridge(const bridge::Refusal& refusal);

} // namespace bascule::matrix
