#include "matrix_appservice/client/account_status.hpp"

#include "matrix_appservice/json_value.hpp"

#include <utility>

namespace bascule::matrix {

namespace {

constexpr const char* path = "/_matrix/client/unstable/org.matrix.msc3720/account_status";

} // namespace

bridge::Task<bool> AccountStatus::is_deactivated(mapping::UserId user) {
    if (unknown_at_ == api_.outages()) {
        co_return false;
    }
    const nlohmann::json body{{"user_ids", nlohmann::json::array({user.str()})}};
    ApiCall call{.name = "account_status", .method = "POST", .path = path, .body = json_text_of(body)};
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        unknown_at_ = api_.outages();
        co_return false;
    }
    const auto told = parse_json(*answer);
    if (!told) {
        co_return false;
    }
    const auto& all = object_in(*told, "account_statuses");
    co_return is_true_in(object_in(all, user.str().c_str()), "deactivated");
}

} // namespace bascule::matrix
