#pragma once

#include "bridge/async/task.hpp"
#include "bridge/ports/homeserver.hpp"
#include "bridge/ports/metrics.hpp"
#include "matrix_appservice/client/client_options.hpp"
#include "matrix_appservice/client/connection.hpp"
#include "matrix_appservice/client/connection_pool.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ssl/context.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace bascule::matrix {

/// What becomes of a request that is made twice.
enum class Repeat {
    harmless, ///< it is the same request: reading, or writing what is there already
    harmful,  ///< it would do the thing again
};

/// What the homeserver is told of who asks.
enum class Credentials { token, none };

/// One call of the client-server API.
struct ApiCall {
    std::string name;                    ///< for metrics and logs
    std::string method;                  ///< of HTTP
    std::string path;                    ///< percent-encoded
    std::string query{};                 ///< without '?'; `user_id` is added
    std::string body{};                  ///< empty for none
    std::optional<mapping::UserId> as{}; ///< none: the bot
    Repeat repeat = Repeat::harmless;
    Credentials credentials = Credentials::token;
    std::string content_type{}; ///< of the body; empty: JSON
    std::uint64_t most_bytes{}; ///< of the answer; 0: as many as the state of a very large room has
};

/// Carries out calls: masquerade, repeats, limits, and what an answer's status means. Outlives its calls.
class ApiClient {
public:
    ApiClient(const boost::asio::any_io_executor& executor, const ClientOptions& options, bridge::Metrics& metrics);

    /// The answer's JSON text, or the homeserver's refusal. Throws Outage where there is no answer from a homeserver,
    /// or one that says nothing of the request itself: 5xx, 429 for too long, our own token refused.
    bridge::Task<bridge::Answer<std::string>> call(ApiCall call);
    /// The same, but a refused token is a Refusal; for who asks just that.
    bridge::Task<bridge::Answer<std::string>> call_once(ApiCall call);

    /// The answer as it is, whatever its type, for what is no JSON. A refusal also where it is too large or a
    /// redirection.
    bridge::Task<bridge::Answer<HttpResponse>> fetch(ApiCall call);

    bool is_reachable() const noexcept { return is_reachable_; }
    /// How often a connection failed or the homeserver was found away; grows.
    std::uint64_t outages() const noexcept { return outages_; }

    /// Tells what somebody learned who asked the homeserver otherwise.
    enum class Sighting { there, gone };
    void note(Sighting sighting) noexcept { is_reachable_ = sighting == Sighting::there; }

    /// A connection of one's own, beside the pool.
    std::unique_ptr<Connection> make_connection();

private:
    bridge::Task<HttpResponse> exchange(const ApiCall& call, const HttpRequest& request);
    bridge::Task<std::optional<HttpResponse>> exchange_once(const HttpRequest& request, ConnectionPool::Wish wish);
    bridge::Task<HttpResponse> exchange_patiently(const ApiCall& call, const HttpRequest& request);
    bridge::Answer<std::string> judge(HttpResponse response);
    bridge::Answer<HttpResponse> judge_file(HttpResponse response);
    void note_outage();
    HttpRequest request_of(const ApiCall& call) const;
    void tell_refused_token(const bridge::Refusal& refusal);

    boost::asio::any_io_executor executor_;
    ConnectionOptions connection_options_;
    std::string as_token_;
    mapping::UserId bot_;
    std::chrono::milliseconds patience_;
    bridge::Metrics& metrics_;
    std::optional<boost::asio::ssl::context> tls_;
    ConnectionPool pool_;
    bool is_reachable_ = false;
    bool has_told_token_ = false;
    std::uint64_t outages_ = 0;
};

} // namespace bascule::matrix
