#include "bridge/app/translate/answer.hpp"

#include <nlohmann/json.hpp>

namespace bascule::app {

namespace {

using Json = nlohmann::ordered_json;

std::string line_of(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json json_of(const bridge::Crossed& crossed) {
    const auto& decision = crossed.decision;
    return {{"feature", mapping::word_of(decision.feature)},
            {"direction", mapping::word_of(decision.direction)},
            {"action", mapping::word_of(decision.action)},
            {"scope", mapping::word_of(decision.scope)},
            {"reason", crossed.reason}};
}

} // namespace

std::string stanza_out(const std::string& xml) {
    return line_of(Json{{"stanza", xml}});
}

std::string event_out(const OutEvent& event) {
    Json object{{"type", event.type}, {"sender", event.sender}, {"content", Json::parse(event.content)}};
    if (!event.redacts.empty()) {
        object["redacts"] = event.redacts;
    }
    return line_of(Json{{"event", std::move(object)}});
}

std::string answer_of(const std::vector<std::string>& out, const std::vector<bridge::Crossed>& decisions) {
    Json answer{{"out", Json::array()}, {"decisions", Json::array()}};
    for (const auto& one : out) {
        answer["out"].push_back(Json::parse(one));
    }
    for (const auto& one : decisions) {
        answer["decisions"].push_back(json_of(one));
    }
    return line_of(answer);
}

std::string error_answer(const std::string& reason) {
    return line_of(Json{{"error", reason}});
}

} // namespace bascule::app
