#include "matrix_appservice/client/api_answer.hpp"

#include "matrix_appservice/json_text.hpp"
#include "matrix_appservice/json_value.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace bascule::matrix {

namespace {

std::optional<bridge::Refusal> refusal_in(const HttpResponse& response) {
    const auto body = parse_json(response.body);
    auto errcode = body ? string_in(*body, "errcode") : std::nullopt;
    if (!errcode) {
        return std::nullopt;
    }
    return bridge::Refusal{response.status, std::move(*errcode), string_in(*body, "error").value_or("")};
}

// AS API, "Pinging": the homeserver is well, it is us whom it cannot reach.
bool is_about_ping(const bridge::Refusal& refusal) {
    constexpr std::array codes{"M_BAD_STATUS", "M_CONNECTION_FAILED", "M_CONNECTION_TIMEOUT"};
    return std::ranges::find(codes, refusal.errcode) != codes.end();
}

bool is_json_container(std::string_view text) {
    return members_of(text) || elements_of(text);
}

[[noreturn]] void throw_outage(const HttpResponse& response, std::optional<bridge::Refusal> refusal) {
    const auto what = "the homeserver answered " + std::to_string(response.status);
    if (refusal) {
        throw RequestFailure{what + ' ' + refusal->errcode + ' ' + refusal->reason, std::move(*refusal)};
    }
    throw bridge::Outage{what};
}

// RFC 9110 §10.2.3; the form with a date is not used by homeservers.
std::optional<std::chrono::milliseconds> seconds_of(const std::string& text) {
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    constexpr std::int64_t a_day = 86400;
    if (error != std::errc{} || end != text.data() + text.size() || seconds < 0) {
        return std::nullopt;
    }
    return std::chrono::seconds{std::min(seconds, a_day)};
}

} // namespace

bridge::Answer<std::string> answer_of(HttpResponse response) {
    constexpr int request_timeout = 408;
    constexpr int too_many_requests = 429;
    if (response.status >= 200 && response.status < 300) {
        auto text = repaired_json(std::move(response.body));
        if (!is_json_container(text)) {
            throw bridge::Outage{"what answers at the homeserver's URL is no homeserver: its answer is no JSON"};
        }
        return text;
    }
    auto refusal = refusal_in(response);
    const bool is_of_request = response.status >= 400 && response.status < 500 && response.status != request_timeout &&
                               response.status != too_many_requests;
    if (refusal && (is_of_request || is_about_ping(*refusal))) {
        return std::move(*refusal);
    }
    throw_outage(response, std::move(refusal));
}

bool is_from_homeserver(const HttpResponse& response) {
    constexpr int ok = 200;
    return response.status == ok || refusal_in(response);
}

std::optional<std::chrono::milliseconds> wait_asked_by(const HttpResponse& response) {
    constexpr int too_many_requests = 429;
    constexpr std::chrono::seconds unknown{1};
    constexpr std::int64_t a_day_in_ms = 86'400'000;
    if (response.status != too_many_requests) {
        return std::nullopt;
    }
    // CS API, "Rate limiting": the header counts; the body's field is of before.
    if (const auto seconds = seconds_of(response.retry_after)) {
        return seconds;
    }
    const auto body = parse_json(response.body);
    const auto milliseconds = body ? integer_in(*body, "retry_after_ms") : std::nullopt;
    return milliseconds ? std::chrono::milliseconds{std::clamp<std::int64_t>(*milliseconds, 0, a_day_in_ms)} : unknown;
}

bool concerns_bridge(const bridge::Refusal& refusal) {
    constexpr std::array codes{"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_RESOURCE_LIMIT_EXCEEDED"};
    return std::ranges::find(codes, refusal.errcode) != codes.end();
}

} // namespace bascule::matrix
