#include "matrix_appservice/client/notice_client.hpp"

#include "bridge/ports/outage.hpp"
#include "matrix_appservice/client/api_path.hpp"
#include "matrix_appservice/json_value.hpp"
#include "matrix_appservice/message_content.hpp"

#include <utility>

namespace bascule::matrix {

using bridge::Answer;
using bridge::Task;

Task<Answer<mapping::EventId>> NoticeClient::post(mapping::UserId as, mapping::RoomId room, bridge::FormattedText text,
                                                  bridge::SendToken token) {
    ApiCall call{.name = "send",
                 .method = "PUT",
                 .path = v3_path({"rooms", room.str(), "send", "m.room.message", transaction_id_of(token.key)}),
                 .body = notice_content(text, token.key),
                 .as = std::move(as)};
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    const auto body = parse_json(*answer);
    auto id = mapping::EventId::parse(body ? string_in(*body, "event_id").value_or("") : "");
    if (!id) {
        throw bridge::Outage{"the homeserver's answer names no event"};
    }
    co_return std::move(*id);
}

} // namespace bascule::matrix
