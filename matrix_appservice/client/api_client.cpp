#include "matrix_appservice/client/api_client.hpp"

#include "bridge/async/signal.hpp"
#include "bridge/log.hpp"
#include "matrix_appservice/client/api_answer.hpp"
#include "matrix_appservice/percent_encoding.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace bascule::matrix {

namespace asio = boost::asio;
using bridge::Answer;
using bridge::Task;
using Clock = std::chrono::steady_clock;

namespace {

ConnectionOptions connection_options(const ClientOptions& options) {
    return {.url = ServerUrl::parse(options.url).value(),
            .connect_deadline = options.connect_deadline,
            .answer_deadline = options.answer_deadline};
}

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

} // namespace

ApiClient::ApiClient(const asio::any_io_executor& executor, const ClientOptions& options, bridge::Metrics& metrics)
    : executor_{executor},
      connection_options_{connection_options(options)},
      as_token_{options.as_token},
      bot_{options.bot},
      patience_{options.limit_patience},
      metrics_{metrics},
      pool_{executor, options.pool, [this] { return make_connection(); }, metrics} {
    if (connection_options_.url.is_secure) {
        tls_.emplace(make_tls_context(options.ca_file));
    }
}

std::unique_ptr<Connection> ApiClient::make_connection() {
    return matrix::make_connection(executor_, connection_options_, tls_ ? &*tls_ : nullptr);
}

Task<Answer<std::string>> ApiClient::call(ApiCall call) {
    auto answer = co_await call_once(std::move(call));
    if (!answer && concerns_bridge(answer.error())) {
        // Not the message is wrong but the set-up: it must be kept until somebody has put that right.
        is_reachable_ = false;
        throw bridge::Outage{"the homeserver refuses the bridge: " + answer.error().errcode};
    }
    co_return answer;
}

Task<Answer<std::string>> ApiClient::call_once(ApiCall call) {
    const auto start = Clock::now();
    const bridge::Labels labels{{"method", call.name}};
    // Counts the call as failed unless it comes to its end.
    struct Tally {
        ApiClient& client;
        const bridge::Labels& labels;
        bool is_well = false;
        Tally(ApiClient& of, const bridge::Labels& with) : client{of}, labels{with} {}
        Tally(const Tally&) = delete;
        Tally& operator=(const Tally&) = delete;
        ~Tally() {
            client.metrics_.add("matrix_api_calls", labels, 1);
            if (!is_well) {
                client.metrics_.add("matrix_api_calls_failed", labels, 1);
            }
        }
    };
    Tally tally{*this, labels};
    const auto request = request_of(call);
    auto answer = judge(co_await exchange_patiently(call, request));
    metrics_.observe("matrix_api_seconds", labels, seconds_since(start));
    tally.is_well = answer.has_value();
    if (!answer) {
        tell_refused_token(answer.error());
    }
    co_return answer;
}

HttpRequest ApiClient::request_of(const ApiCall& call) const {
    auto query = call.query;
    // AS API, "Identity assertion": the bot is who the token belongs to anyway.
    if (call.as && *call.as != bot_) {
        query += (query.empty() ? "user_id=" : "&user_id=") + percent_encoded(call.as->str());
    }
    HttpRequest request{.method = call.method,
                        .target = query.empty() ? call.path : call.path + '?' + query,
                        .body = call.body,
                        .bearer_token = call.credentials == Credentials::token ? as_token_ : std::string{}};
    if (!call.content_type.empty()) {
        request.content_type = call.content_type;
    }
    if (call.most_bytes != 0) {
        request.most_bytes = call.most_bytes;
    }
    return request;
}

Task<Answer<HttpResponse>> ApiClient::fetch(ApiCall call) {
    const bridge::Labels labels{{"method", call.name}};
    const auto start = Clock::now();
    std::optional<Answer<HttpResponse>> answer;
    try {
        const auto request = request_of(call);
        answer = judge_file(co_await exchange_patiently(call, request));
    } catch (const AnswerTooLarge& large) {
        answer = bridge::Refusal{0, "M_TOO_LARGE", large.what()};
    } catch (const RequestFailure& failure) {
        answer = failure.refusal();
    }
    metrics_.add("matrix_api_calls", labels, 1);
    if (!*answer) {
        metrics_.add("matrix_api_calls_failed", labels, 1);
    }
    metrics_.observe("matrix_api_seconds", labels, seconds_since(start));
    co_return std::move(*answer);
}

// A redirection leads to a store elsewhere, which must not be shown our token; it says nothing bad of the homeserver.
Answer<HttpResponse> ApiClient::judge_file(HttpResponse response) {
    if (response.status >= 200 && response.status < 300) {
        is_reachable_ = true;
        return response;
    }
    if (response.status >= 300 && response.status < 400) {
        return bridge::Refusal{response.status, "M_UNKNOWN", "the file is kept elsewhere"};
    }
    auto refused = judge(std::move(response));
    if (!refused && concerns_bridge(refused.error())) {
        tell_refused_token(refused.error());
        throw bridge::Outage{"the homeserver refuses the bridge: " + refused.error().errcode};
    }
    return refused.error();
}

// CS API, "Rate limiting": waits as asked and repeats, which is harmless since nothing was done.
Task<HttpResponse> ApiClient::exchange_patiently(const ApiCall& call, const HttpRequest& request) {
    const auto end = Clock::now() + patience_;
    for (;;) {
        auto response = co_await exchange(call, request);
        const auto wait = wait_asked_by(response);
        if (!wait) {
            co_return response;
        }
        if (Clock::now() + *wait > end) {
            throw bridge::Outage{"the homeserver limits how often one may call " + call.name};
        }
        bridge::log(bridge::LogPart::matrix).info("{} has to wait for {} ms: rate limit", call.name, wait->count());
        co_await bridge::pause(*wait);
    }
}

Task<HttpResponse> ApiClient::exchange(const ApiCall& call, const HttpRequest& request) {
    using Wish = ConnectionPool::Wish;
    try {
        if (call.repeat == Repeat::harmless) {
            if (auto response = co_await exchange_once(request, Wish::any)) {
                co_return std::move(*response);
            }
        }
        auto response = co_await exchange_once(request, Wish::fresh);
        co_return std::move(response).value();
    } catch (const Overload&) {
        throw;
    } catch (const AnswerTooLarge&) {
        throw;
    } catch (const bridge::Outage&) {
        note_outage();
        throw;
    }
}

// Nothing where an idle connection swallowed the request: a server may close one just when it is used again, and then
// a fresh one decides.
Task<std::optional<HttpResponse>> ApiClient::exchange_once(const HttpRequest& request, ConnectionPool::Wish wish) {
    auto lease = co_await pool_.take(wish);
    try {
        co_return co_await lease.connection().exchange(request);
    } catch (const BrokenConnection& broken) {
        if (lease.is_fresh() || !broken.was_silent()) {
            throw;
        }
    }
    co_return std::nullopt;
}

Answer<std::string> ApiClient::judge(HttpResponse response) {
    try {
        auto answer = answer_of(std::move(response));
        is_reachable_ = true;
        return answer;
    } catch (const RequestFailure&) {
        is_reachable_ = true; // such an answer is a homeserver's
        throw;
    } catch (const bridge::Outage&) {
        note_outage();
        throw;
    }
}

void ApiClient::note_outage() {
    is_reachable_ = false;
    ++outages_;
}

void ApiClient::tell_refused_token(const bridge::Refusal& refusal) {
    if (concerns_bridge(refusal) && !std::exchange(has_told_token_, true)) {
        bridge::log(bridge::LogPart::matrix)
            .error(
                "the homeserver refuses the bridge itself ({}: {}); is the registration with this as_token in its "
                "configuration, and was it restarted since?",
                refusal.errcode, refusal.reason);
    }
}

} // namespace bascule::matrix
