#pragma once

#include "bridge/ports/homeserver.hpp"
#include "bridge/ports/outage.hpp"
#include "matrix_appservice/client/connection.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

// What the status and body of a response mean (CS API, "API Standards").
namespace bascule::matrix {

/// The homeserver is there and says, with an errcode of its own, that it could not carry out this one request: it
/// stumbled, or the server of whom was asked is away.
class RequestFailure : public bridge::Outage {
public:
    RequestFailure(const std::string& what, bridge::Refusal refusal)
        : bridge::Outage{what}, refusal_{std::move(refusal)} {}
    const bridge::Refusal& refusal() const noexcept { return refusal_; }

private:
    bridge::Refusal refusal_;
};

/// The JSON text of a success, or a refusal. Throws RequestFailure for a 5xx with an errcode, and another Outage for
/// what is no homeserver's answer: 5xx without one, redirects, pages of a proxy.
bridge::Answer<std::string> answer_of(HttpResponse response);

/// Whoever answered is a homeserver, and not a proxy before one that is away.
bool is_from_homeserver(const HttpResponse& response);

/// How long a 429 asks to wait; nothing for any other response.
std::optional<std::chrono::milliseconds> wait_asked_by(const HttpResponse& response);

/// The refusal concerns the bridge and not the request: its token, or the server's being closed to all.
bool concerns_bridge(const bridge::Refusal& refusal);

} // namespace bascule::matrix
