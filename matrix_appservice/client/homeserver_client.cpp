#include "matrix_appservice/client/homeserver_client.hpp"

#include "mapping/utf8.hpp"
#include "matrix_appservice/client/api_answer.hpp"
#include "matrix_appservice/client/api_path.hpp"
#include "matrix_appservice/json_value.hpp"
#include "matrix_appservice/percent_encoding.hpp"

#include <utility>

namespace bascule::matrix {

using bridge::Answer;
using bridge::Refusal;
using bridge::Task;

namespace {

// What Synapse takes; the specification sets no limit of its own.
constexpr std::size_t longest_display_name = 256;

std::optional<bridge::Profile> profile_in(const std::string& json) {
    const auto profile = parse_json(json);
    if (!profile) {
        return bridge::Profile{};
    }
    return bridge::Profile{string_in(*profile, "displayname").value_or(""),
                           string_in(*profile, "avatar_url").value_or("")};
}

} // namespace

HomeserverClient::HomeserverClient(const boost::asio::any_io_executor& executor, ClientOptions options,
                                   bridge::Metrics& metrics)
    : executor_{executor}, options_{std::move(options)}, api_{executor, options_, metrics} {}

Task<Answer<void>> HomeserverClient::call_for_nothing(ApiCall call) {
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    co_return Answer<void>{};
}

// AS API, "Server admin style permissions".
Task<Answer<void>> HomeserverClient::register_ghost(mapping::UserId ghost) {
    const nlohmann::json body{
        {"type", "m.login.application_service"}, {"username", ghost.localpart()}, {"inhibit_login", true}};
    ApiCall call{.name = "register", .method = "POST", .path = v3_path({"register"}), .body = json_text_of(body)};
    auto answer = co_await call_for_nothing(std::move(call));
    if (!answer && answer.error().errcode == "M_USER_IN_USE") {
        co_return Answer<void>{};
    }
    co_return answer;
}

Task<Answer<void>> HomeserverClient::set_display_name(mapping::UserId ghost, std::string name) {
    const nlohmann::json body{{"displayname", mapping::first_code_points(name, longest_display_name)}};
    ApiCall call{.name = "set_display_name",
                 .method = "PUT",
                 .path = v3_path({"profile", ghost.str(), "displayname"}),
                 .body = json_text_of(body),
                 .as = ghost};
    co_return co_await call_for_nothing(std::move(call));
}

Task<Answer<std::string>> HomeserverClient::call_or_failure(ApiCall call) {
    try {
        co_return co_await api_.call(std::move(call));
    } catch (const RequestFailure& failure) {
        co_return failure.refusal();
    }
}

// CS API, "GET /_matrix/client/v3/profile/{userId}"; Synapse answers 502 for a user of a server that is away.
Task<Answer<std::optional<bridge::Profile>>> HomeserverClient::profile(mapping::UserId user) {
    ApiCall call{.name = "profile", .method = "GET", .path = v3_path({"profile", user.str()})};
    const auto answer = co_await call_or_failure(std::move(call));
    if (answer) {
        const auto is_ours = user.server() == options_.bot.server();
        const auto is_gone = is_ours && co_await accounts_.is_deactivated(user);
        co_return is_gone ? std::nullopt : profile_in(*answer);
    }
    constexpr int forbidden = 403;
    constexpr int not_found = 404;
    if (answer.error().status == forbidden) {
        co_return std::optional{bridge::Profile{}};
    }
    if (answer.error().status == not_found) {
        co_return std::optional<bridge::Profile>{};
    }
    co_return answer.error();
}

// AS API, "Pinging".
Task<Answer<std::chrono::milliseconds>> HomeserverClient::ping() {
    ApiCall call{.name = "ping",
                 .method = "POST",
                 .path = "/_matrix/client/v1/appservice/" + percent_encoded(options_.appservice_id) + "/ping",
                 .body = "{}"};
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    const auto body = parse_json(*answer);
    co_return std::chrono::milliseconds{body ? integer_in(*body, "duration_ms").value_or(0) : 0};
}

Task<Answer<mapping::UserId>> HomeserverClient::whoami() {
    ApiCall call{.name = "whoami", .method = "GET", .path = v3_path({"account", "whoami"})};
    const auto answer = co_await api_.call_once(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    const auto body = parse_json(*answer);
    auto user = mapping::UserId::parse(body ? string_in(*body, "user_id").value_or("") : "");
    if (!user) {
        throw bridge::Outage{"the homeserver does not say who the bridge is"};
    }
    co_return std::move(*user);
}

Task<Answer<std::vector<std::string>>> HomeserverClient::versions() {
    // Needs no token, and so tells whether the homeserver is there when the token is wrong.
    ApiCall call{
        .name = "versions", .method = "GET", .path = "/_matrix/client/versions", .credentials = Credentials::none};
    const auto answer = co_await api_.call_once(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    std::vector<std::string> versions;
    const auto body = parse_json(*answer);
    if (body && body->is_object() && body->contains("versions")) {
        for (const auto& version : (*body)["versions"]) {
            if (version.is_string()) {
                versions.push_back(version.get<std::string>());
            }
        }
    }
    co_return versions;
}

} // namespace bascule::matrix
