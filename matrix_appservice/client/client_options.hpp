#pragma once

#include "mapping/matrix_id.hpp"
#include "matrix_appservice/client/connection_pool.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace bascule::matrix {

struct ClientOptions {
    std::string url; ///< http:// or https://, with a path where a proxy wants one
    std::string as_token;
    mapping::UserId bot;       ///< the registration's sender_localpart, on the homeserver's domain
    std::string appservice_id; ///< the registration's id
    std::string ca_file{};     ///< PEM; empty for the system's authorities
    PoolLimits pool{};
    std::chrono::milliseconds connect_deadline{std::chrono::seconds{10}};
    std::chrono::milliseconds answer_deadline{std::chrono::seconds{60}};
    std::chrono::milliseconds limit_patience{std::chrono::seconds{60}}; ///< how long 429 is waited for in one call
    std::chrono::milliseconds watch_period{std::chrono::seconds{5}};    ///< how often watch() asks
    std::function<void()> on_lost{}; ///< called by watch() when the homeserver has gone
    std::function<void()> on_back{}; ///< called by watch() when it has come back, also after a moment's absence
};

} // namespace bascule::matrix
