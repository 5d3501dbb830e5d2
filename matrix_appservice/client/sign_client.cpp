#include "matrix_appservice/client/sign_client.hpp"

#include "matrix_appservice/client/api_path.hpp"

#include <utility>

namespace bascule::matrix {

using bridge::Answer;
using bridge::Task;

namespace {

// Clients repeat theirs while they write; a contact's does not, so that only the end of it, or this time, ends it.
constexpr auto typing_body = R"({"typing":true,"timeout":120000})";
constexpr auto silent_body = R"({"typing":false})";

} // namespace

Task<Answer<void>> SignClient::tell(ApiCall call) {
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    co_return Answer<void>{};
}

Task<Answer<void>> SignClient::tell_typing(mapping::UserId as, mapping::RoomId room, bool is_typing) {
    ApiCall call{.name = "typing",
                 .method = "PUT",
                 .path = v3_path({"rooms", room.str(), "typing", as.str()}),
                 .body = is_typing ? typing_body : silent_body,
                 .as = as};
    co_return co_await tell(std::move(call));
}

Task<Answer<void>> SignClient::tell_read(mapping::UserId as, mapping::RoomId room, mapping::EventId event) {
    ApiCall call{.name = "receipt",
                 .method = "POST",
                 .path = v3_path({"rooms", room.str(), "receipt", "m.read", event.str()}),
                 .body = "{}",
                 .as = std::move(as)};
    co_return co_await tell(std::move(call));
}

} // namespace bascule::matrix
