#include "matrix_appservice/client/room_maker_client.hpp"

#include "bridge/ports/outage.hpp"
#include "matrix_appservice/client/api_path.hpp"
#include "matrix_appservice/json_value.hpp"
#include "matrix_appservice/percent_encoding.hpp"
#include "matrix_appservice/vendor_keys.hpp"

#include <array>
#include <utility>

namespace bascule::matrix {

using bridge::Answer;
using bridge::Task;

namespace {

// MSC2346: the name that it shall have one day, and the one that clients look for today.
constexpr std::array note_types{"m.bridge", "uk.half-shot.bridge"};
// Who may invite where not everybody may come.
constexpr int power_of_moderators = 50;

std::string note_key(const mapping::Jid& muc) {
    return "org.bascule://xmpp/" + percent_encoded(muc.domain()) + '/' + percent_encoded(muc.str());
}

// RFC 5122, XEP-0147 "join"
std::string join_uri(const mapping::Jid& muc) {
    return "xmpp:" + percent_encoded(muc.local()) + '@' + std::string{muc.domain()} + "?join";
}

nlohmann::json note_content(const bridge::BridgeNote& note, const mapping::UserId& bot) {
    const auto domain = std::string{note.muc.domain()};
    nlohmann::json content{
        {"bridgebot", bot.str()},
        {"protocol", {{"id", "xmpp"}, {"displayname", "XMPP"}, {"external_url", "https://xmpp.org"}}},
        {"network", {{"id", domain}, {"displayname", domain}}},
        {"channel",
         {{"id", note.muc.str()},
          {"displayname", note.name.empty() ? note.muc.str() : note.name},
          {"external_url", join_uri(note.muc)}}}};
    if (note.maker) {
        content["creator"] = note.maker->str();
    }
    return content;
}

nlohmann::json initial_state(const bridge::RoomRequest& request, const mapping::UserId& bot) {
    auto events = nlohmann::json::array();
    for (const auto* const type : note_types) {
        events.push_back(
            {{"type", type}, {"state_key", note_key(request.note.muc)}, {"content", note_content(request.note, bot)}});
    }
    // Who comes later may read what was said before, as in the MUC's own history.
    events.push_back(
        {{"type", "m.room.history_visibility"}, {"state_key", ""}, {"content", {{"history_visibility", "shared"}}}});
    return events;
}

// CS API, "Creation". The creator's power is not written: he has 100 by himself, and from room version 12 on he must
// not be named.
nlohmann::json body_of(const bridge::RoomRequest& request, const mapping::UserId& bot) {
    const auto is_open = request.access == bridge::RoomAccess::open;
    nlohmann::json body{{"preset", is_open ? "public_chat" : "private_chat"},
                        {"visibility", request.listing == bridge::RoomListing::listed ? "public" : "private"},
                        {"name", request.name},
                        {"initial_state", initial_state(request, bot)},
                        {"creation_content", {{room_marker_name, request.note.muc.str()}}}};
    if (!request.topic.empty()) {
        body["topic"] = request.topic;
    }
    if (!is_open) {
        body["power_level_content_override"] = {{"invite", power_of_moderators}};
    }
    return body;
}

} // namespace

Task<Answer<mapping::RoomId>> RoomMakerClient::create_room(bridge::RoomRequest request) {
    ApiCall call{.name = "create_room",
                 .method = "POST",
                 .path = v3_path({"createRoom"}),
                 .body = json_text_of(body_of(request, bot_)),
                 .repeat = Repeat::harmful};
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    const auto body = parse_json(*answer);
    auto room = mapping::RoomId::parse(body ? string_in(*body, "room_id").value_or("") : "");
    if (!room) {
        throw bridge::Outage{"the homeserver's answer names no room"};
    }
    co_return std::move(*room);
}

Task<Answer<void>> RoomMakerClient::call_for_nothing(ApiCall call) {
    const auto answer = co_await api_.call(std::move(call));
    if (!answer) {
        co_return answer.error();
    }
    co_return Answer<void>{};
}

// CS API, "m.room.canonical_alias": a server checks that the alias leads to the room, so that comes first.
Task<Answer<void>> RoomMakerClient::give_alias(mapping::RoomAlias alias, mapping::RoomId room) {
    co_await lend_alias(alias, room); // refused where it leads there already
    const nlohmann::json body{{"alias", alias.str()}};
    ApiCall call{.name = "set_state",
                 .method = "PUT",
                 .path = v3_path({"rooms", room.str(), "state", "m.room.canonical_alias"}) + '/',
                 .body = json_text_of(body)};
    co_return co_await call_for_nothing(std::move(call));
}

Task<Answer<void>> RoomMakerClient::lend_alias(mapping::RoomAlias alias, mapping::RoomId room) {
    const nlohmann::json body{{"room_id", room.str()}};
    ApiCall call{.name = "lend_alias",
                 .method = "PUT",
                 .path = v3_path({"directory", "room", alias.str()}),
                 .body = json_text_of(body)};
    co_return co_await call_for_nothing(std::move(call));
}

Task<Answer<void>> RoomMakerClient::close_room(mapping::RoomId room) {
    const nlohmann::json body{{"join_rule", "invite"}};
    ApiCall call{.name = "set_state",
                 .method = "PUT",
                 .path = v3_path({"rooms", room.str(), "state", "m.room.join_rules"}) + '/',
                 .body = json_text_of(body)};
    co_return co_await call_for_nothing(std::move(call));
}

Task<Answer<void>> RoomMakerClient::remove_alias(mapping::RoomAlias alias) {
    ApiCall call{.name = "remove_alias", .method = "DELETE", .path = v3_path({"directory", "room", alias.str()})};
    auto answer = co_await call_for_nothing(std::move(call));
    if (!answer && answer.error().errcode == "M_NOT_FOUND") {
        co_return Answer<void>{};
    }
    co_return answer;
}

Task<Answer<void>> RoomMakerClient::announce(mapping::RoomId room, bridge::BridgeNote note) {
    auto content = json_text_of(note_content(note, bot_));
    co_return co_await set_notes(std::move(room), note.muc, std::move(content));
}

Task<Answer<void>> RoomMakerClient::withdraw(mapping::RoomId room, mapping::Jid muc) {
    co_return co_await set_notes(std::move(room), std::move(muc), "{}");
}

Task<Answer<void>> RoomMakerClient::set_notes(mapping::RoomId room, mapping::Jid muc, std::string content) {
    for (const auto* const type : note_types) {
        ApiCall call{.name = "set_state",
                     .method = "PUT",
                     .path = v3_path({"rooms", room.str(), "state", type, note_key(muc)}),
                     .body = content};
        const auto answer = co_await call_for_nothing(std::move(call));
        if (!answer) {
            co_return answer;
        }
    }
    co_return Answer<void>{};
}

} // namespace bascule::matrix
