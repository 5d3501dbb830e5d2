#include "matrix_appservice/client/room_door_client.hpp"

#include "bridge/ports/outage.hpp"
#include "matrix_appservice/client/api_path.hpp"
#include "matrix_appservice/client/room_rights.hpp"
#include "matrix_appservice/json_value.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace bascule::matrix {

using bridge::Answer;
using bridge::Task;

namespace {

constexpr int not_found = 404;

// What rights and facts are made of.
constexpr std::array<std::string_view, 7> telling_types{"m.room.create",    "m.room.power_levels", "m.room.join_rules",
                                                        "m.room.name",      "m.room.topic",        "m.room.avatar",
                                                        "m.room.encryption"};

ApiCall post(std::string name, std::string path, const nlohmann::json& body, mapping::UserId as) {
    return {.name = std::move(name),
            .method = "POST",
            .path = std::move(path),
            .body = json_text_of(body),
            .as = std::move(as)};
}

nlohmann::json with_reason(nlohmann::json body, const std::string& reason) {
    if (!reason.empty()) {
        body["reason"] = reason;
    }
    return body;
}

Answer<void> without_value(const Answer<std::string>& answer) {
    return answer ? Answer<void>{} : Answer<void>{answer.error()};
}

template <class Id>
Id id_in_answer(const std::string& text, const char* name) {
    const auto body = parse_json(text);
    auto id = Id::parse(body ? string_in(*body, name).value_or("") : "");
    if (!id) {
        throw bridge::Outage{std::string{"the homeserver's answer has no "} + name};
    }
    return std::move(*id);
}

void read_topic(const std::string& event_text, bridge::RoomFacts& facts) {
    const auto event = parse_json(event_text);
    if (!event) {
        return;
    }
    facts.topic = string_in(object_in(*event, "content"), "topic").value_or("");
    auto by = mapping::UserId::parse(string_in(*event, "sender").value_or(""));
    if (by) {
        facts.topic_by = std::move(*by);
    }
    facts.topic_at_ms = integer_in(*event, "origin_server_ts").value_or(0);
}

// A homeserver that does not know `format` answers with the content alone.
bridge::Standing standing_in(const nlohmann::json& event) {
    const bool is_whole = event.is_object() && event.contains("content");
    const auto membership = string_in(is_whole ? object_in(event, "content") : event, "membership").value_or("");
    bridge::Standing standing;
    if (membership == "join") {
        standing.now = bridge::Membership::join;
    } else if (membership == "invite") {
        standing.now = bridge::Membership::invite;
    } else if (membership == "ban") {
        standing.now = bridge::Membership::ban;
    } else if (membership == "knock") {
        standing.now = bridge::Membership::knock;
    }
    auto by = mapping::UserId::parse(string_in(event, "sender").value_or(""));
    if (by) {
        standing.by = std::move(*by);
    }
    return standing;
}

const char* word_of(bridge::RoomBench::Deed deed) {
    switch (deed) {
        case bridge::RoomBench::Deed::kick:
            return "kick";
        case bridge::RoomBench::Deed::ban:
            return "ban";
        case bridge::RoomBench::Deed::unban:
            break;
    }
    return "unban";
}

} // namespace

Task<Answer<mapping::RoomId>> RoomDoorClient::enter(mapping::UserId as, std::string alias_or_id) {
    auto call = post("join", v3_path({"join", alias_or_id}), nlohmann::json::object(), std::move(as));
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    co_return id_in_answer<mapping::RoomId>(*answer, "room_id");
}

Task<Answer<void>> RoomDoorClient::knock(mapping::UserId as, std::string alias_or_id, std::string reason) {
    const auto body = with_reason(nlohmann::json::object(), reason);
    auto call = post("knock", v3_path({"knock", alias_or_id}), body, std::move(as));
    const auto answer = co_await api_.call(std::move(call));
    co_return without_value(answer);
}

Task<Answer<std::string>> RoomDoorClient::state_event(mapping::UserId as, mapping::RoomId room, std::string type,
                                                      std::string key) {
    ApiCall call{.name = "state_event",
                 .method = "GET",
                 .path = v3_path({"rooms", room.str(), "state", type, key}),
                 .query = "format=event",
                 .as = std::move(as)};
    co_return co_await api_.call(std::move(call));
}

// One by one: the whole state holds every member, who may be tens of thousands.
Task<Answer<bridge::RoomFacts>> RoomDoorClient::facts(mapping::UserId as, mapping::RoomId room) {
    std::string state;
    bridge::RoomFacts facts;
    for (const auto type : telling_types) {
        const auto event = co_await state_event(as, room, std::string{type});
        if (!event && event.error().status == not_found) {
            continue;
        }
        if (!event) {
            co_return event.error();
        }
        state += (state.empty() ? "[" : ",") + *event;
        if (type == "m.room.topic") {
            read_topic(*event, facts);
        } else if (type == "m.room.avatar") {
            const auto avatar = parse_json(*event);
            facts.avatar_url = avatar ? string_in(object_in(*avatar, "content"), "url").value_or("") : "";
        }
    }
    auto rights = rights_in_state(state + ']');
    if (!rights) {
        throw bridge::Outage{"the state of " + room.str() + " is not readable: " + rights.error().reason};
    }
    facts.rights = std::move(*rights);
    co_return facts;
}

Task<Answer<std::vector<mapping::UserId>>> RoomDoorClient::banned(mapping::UserId as, mapping::RoomId room) {
    ApiCall call{.name = "members",
                 .method = "GET",
                 .path = v3_path({"rooms", room.str(), "members"}),
                 .query = "membership=ban",
                 .as = std::move(as)};
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    const auto body = parse_json(*answer);
    std::vector<mapping::UserId> users;
    if (body && body->is_object() && body->contains("chunk")) {
        for (const auto& event : (*body)["chunk"]) {
            auto user = mapping::UserId::parse(string_in(event, "state_key").value_or(""));
            if (user) {
                users.push_back(std::move(*user));
            }
        }
    }
    co_return users;
}

Task<Answer<bridge::Standing>> RoomDoorClient::standing(mapping::UserId as, mapping::RoomId room,
                                                        mapping::UserId user) {
    const auto answer = co_await state_event(std::move(as), std::move(room), "m.room.member", user.str());
    if (!answer && answer.error().status == not_found) {
        co_return bridge::Standing{};
    }
    if (!answer) {
        co_return answer.error();
    }
    const auto event = parse_json(*answer);
    if (!event) {
        throw bridge::Outage{"the homeserver's answer is no event"};
    }
    co_return standing_in(*event);
}

Task<Answer<void>> RoomDoorClient::act(mapping::UserId as, mapping::RoomId room, mapping::UserId user, Deed deed,
                                       std::string reason) {
    const auto body = with_reason({{"user_id", user.str()}}, reason);
    auto call = post(word_of(deed), v3_path({"rooms", room.str(), word_of(deed)}), body, std::move(as));
    const auto answer = co_await api_.call(std::move(call));
    co_return without_value(answer);
}

Task<Answer<void>> RoomDoorClient::set_power(mapping::UserId as, mapping::RoomId room, mapping::UserId user,
                                             std::int64_t power) {
    const auto event = co_await state_event(as, room, "m.room.power_levels");
    if (!event && event.error().status != not_found) {
        co_return event.error();
    }
    const auto parsed = parse_json(event ? *event : std::string{"{}"});
    auto content = parsed ? object_in(*parsed, "content") : nlohmann::json::object();
    if (!content["users"].is_object()) {
        content["users"] = nlohmann::json::object();
    }
    if (integer_in(content, "users_default").value_or(0) == power) {
        content["users"].erase(user.str());
    } else {
        content["users"][user.str()] = power;
    }
    ApiCall call{.name = "set_state",
                 .method = "PUT",
                 .path = v3_path({"rooms", room.str(), "state", "m.room.power_levels", ""}),
                 .body = json_text_of(content),
                 .as = as};
    const auto answer = co_await api_.call(std::move(call));
    co_return without_value(answer);
}

Task<Answer<mapping::EventId>> RoomDoorClient::set_topic(mapping::UserId as, mapping::RoomId room, std::string topic) {
    const nlohmann::json content{{"topic", topic}};
    ApiCall call{.name = "set_state",
                 .method = "PUT",
                 .path = v3_path({"rooms", room.str(), "state", "m.room.topic", ""}),
                 .body = json_text_of(content),
                 .as = std::move(as)};
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    co_return id_in_answer<mapping::EventId>(*answer, "event_id");
}

} // namespace bascule::matrix
