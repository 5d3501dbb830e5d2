#include "matrix_appservice/client/ghost_profiles.hpp"

#include "matrix_appservice/client/api_path.hpp"
#include "matrix_appservice/json_value.hpp"

#include <utility>

namespace bascule::matrix {

using bridge::Answer;
using bridge::Availability;
using bridge::Task;

namespace {

const char* word_of(Availability availability) {
    switch (availability) {
        case Availability::online:
            return "online";
        case Availability::unavailable:
            return "unavailable";
        case Availability::offline:
            break;
    }
    return "offline";
}

Task<Answer<void>> put(ApiClient& api, ApiCall call) {
    call.method = "PUT";
    const auto answer = co_await api.call(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    co_return Answer<void>{};
}

} // namespace

Task<Answer<void>> GhostProfileClient::set_avatar(mapping::UserId ghost, std::string mxc) {
    const nlohmann::json body{{"avatar_url", mxc}};
    ApiCall call{
        .name = "set_avatar", .method = {}, .path = v3_path({"profile", ghost.str(), "avatar_url"}), .as = ghost};
    call.body = json_text_of(body);
    co_return co_await put(api_, std::move(call));
}

Task<Answer<void>> GhostProfileClient::set_presence(mapping::UserId ghost, bridge::GhostPresence presence) {
    nlohmann::json body{{"presence", word_of(presence.availability)}};
    if (!presence.status.empty()) {
        body["status_msg"] = presence.status;
    }
    ApiCall call{
        .name = "set_presence", .method = {}, .path = v3_path({"presence", ghost.str(), "status"}), .as = ghost};
    call.body = json_text_of(body);
    co_return co_await put(api_, std::move(call));
}

} // namespace bascule::matrix
