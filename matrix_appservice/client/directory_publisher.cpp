#include "matrix_appservice/client/directory_publisher.hpp"

#include "matrix_appservice/client/api_path.hpp"
#include "matrix_appservice/json_value.hpp"
#include "matrix_appservice/vendor_keys.hpp"

#include <utility>

namespace bascule::matrix {

using bridge::Answer;
using bridge::Task;

Task<Answer<void>> DirectoryPublisher::publish(mapping::RoomId room) {
    return set_visibility(std::move(room), "public");
}

Task<Answer<void>> DirectoryPublisher::withdraw(mapping::RoomId room) {
    return set_visibility(std::move(room), "private");
}

// AS API, "PUT /_matrix/client/v3/directory/list/appservice/{networkId}/{roomId}"
Task<Answer<void>> DirectoryPublisher::set_visibility(mapping::RoomId room, std::string visibility) {
    const nlohmann::json body{{"visibility", visibility}};
    ApiCall call{.name = "publish",
                 .method = "PUT",
                 .path = v3_path({"directory", "list", "appservice", network_name, room.str()}),
                 .body = json_text_of(body)};
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    co_return Answer<void>{};
}

} // namespace bascule::matrix
