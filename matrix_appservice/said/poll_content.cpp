#include "matrix_appservice/said/poll_content.hpp"

#include "mapping/conversation/geo_uri.hpp"
#include "matrix_appservice/json_value.hpp"

#include <algorithm>

namespace bascule::matrix {

namespace {

constexpr std::size_t most_answers = 20; // MSC3381: more are to be cut off

const nlohmann::json& either_in(const nlohmann::json& object, const char* stable, const char* unstable) {
    return object.contains(stable) ? object_in(object, stable) : object_in(object, unstable);
}

std::vector<std::string> strings_in(const nlohmann::json& object, const char* name) {
    std::vector<std::string> strings;
    const auto found = object.find(name);
    if (found == object.end() || !found->is_array()) {
        return strings;
    }
    for (const auto& one : *found) {
        if (one.is_string() && strings.size() < most_answers) {
            strings.push_back(one.get<std::string>());
        }
    }
    return strings;
}

std::string target_in(const nlohmann::json& content) {
    return string_in(object_in(content, "m.relates_to"), "event_id").value_or("");
}

} // namespace

std::string text_in(const nlohmann::json& object) {
    const auto text = object.find("m.text");
    if (text != object.end() && text->is_array() && !text->empty()) {
        return string_in(text->front(), "body").value_or("");
    }
    for (const auto* const name : {"m.text", "org.matrix.msc1767.text", "body"}) {
        if (auto found = string_in(object, name)) {
            return *found;
        }
    }
    return {};
}

void read_poll(const nlohmann::json& content, mapping::Message& said) {
    const auto& start = either_in(content, "m.poll", "org.matrix.msc3381.poll.start");
    mapping::Poll poll{.question = text_in(object_in(start, "question"))};
    const auto answers = start.find("answers");
    if (answers != start.end() && answers->is_array()) {
        for (const auto& answer : *answers) {
            auto id = string_in(answer, "m.id").value_or(string_in(answer, "id").value_or(""));
            if (poll.answers.size() < most_answers && !id.empty()) {
                poll.answers.push_back({std::move(id), text_in(answer)});
            }
        }
    }
    poll.most_choices = static_cast<int>(std::clamp<std::int64_t>(integer_in(start, "max_selections").value_or(1), 1,
                                                                  static_cast<std::int64_t>(most_answers)));
    const auto kind = string_in(start, "kind").value_or("");
    poll.is_disclosed = !kind.ends_with("undisclosed");
    if (!poll.question.empty() || !poll.answers.empty()) {
        said.poll = std::move(poll);
    }
}

mapping::Vote vote_in(const nlohmann::json& content) {
    auto answers = strings_in(content, "m.selections");
    if (answers.empty()) {
        answers = strings_in(object_in(content, "org.matrix.msc3381.poll.response"), "answers");
    }
    return {target_in(content), std::move(answers)};
}

mapping::PollEnd poll_end_in(const nlohmann::json& content) {
    return {target_in(content), text_in(content)};
}

nlohmann::json content_of(const mapping::Vote& vote) {
    return {{"m.relates_to", {{"rel_type", "m.reference"}, {"event_id", vote.target}}},
            {"org.matrix.msc3381.poll.response", {{"answers", vote.answers}}}};
}

void read_place(const nlohmann::json& content, mapping::Message& said) {
    const auto& location = either_in(content, "m.location", "org.matrix.msc3488.location");
    const auto uri = string_in(content, "geo_uri").value_or(string_in(location, "uri").value_or(""));
    said.place = mapping::place_of_geo_uri(uri);
    if (said.place) {
        said.place->name = string_in(location, "description").value_or("");
    }
}

void write_place(const mapping::Message& said, nlohmann::json& content) {
    const auto uri = mapping::geo_uri_of(*said.place);
    const auto& name = said.place->name.empty() ? said.body : said.place->name;
    content["msgtype"] = "m.location";
    content["geo_uri"] = uri;
    content["body"] = name.empty() ? uri : name;
    content["org.matrix.msc3488.location"] = {{"uri", uri}};
    if (!name.empty()) {
        content["org.matrix.msc3488.location"]["description"] = name;
    }
}

} // namespace bascule::matrix
