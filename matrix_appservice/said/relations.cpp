#include "matrix_appservice/said/relations.hpp"

#include "mapping/conversation/names_in_text.hpp"
#include "matrix_appservice/json_value.hpp"
#include "matrix_appservice/percent_encoding.hpp"

#include <algorithm>

namespace bascule::matrix {

namespace {

using mapping::Mention;

constexpr std::size_t most_mentions = 100;

struct Pill {
    std::string user;
    std::string words;
};

void collect_pills(const std::vector<mapping::RichNode>& nodes, std::vector<Pill>& pills) {
    for (const auto& node : nodes) {
        const auto user = node.kind == mapping::NodeKind::link ? user_of_pill(node.value) : std::string{};
        if (!user.empty() && pills.size() < most_mentions) {
            pills.push_back({user, node.children.empty() ? std::string{} : node.children.front().text});
        }
        collect_pills(node.children, pills);
    }
}

// Where the body has these words, from a place on.
mapping::Span span_of(std::string_view body, std::string_view words, std::size_t from) {
    const auto at = words.empty() ? std::string_view::npos : body.find(words, from);
    if (at == std::string_view::npos) {
        return {};
    }
    const auto begin = mapping::code_points(body.substr(0, at));
    return {begin, begin + mapping::code_points(words)};
}

void add_mention(mapping::Message& said, const std::string& user, mapping::Span at) {
    const auto known = std::ranges::find(said.mentions, user, &Mention::who);
    if (known == said.mentions.end() && said.mentions.size() < most_mentions) {
        said.mentions.push_back({Mention::By::user_id, user, at});
    } else if (known != said.mentions.end() && known->at.is_empty()) {
        known->at = at;
    }
}

} // namespace

std::string user_of_pill(std::string_view url) {
    if (!mapping::is_mention(url)) {
        return {};
    }
    constexpr std::string_view scheme = "matrix:u/";
    const bool is_uri = url.starts_with(scheme);
    const auto at = is_uri ? scheme.size() : url.find("/#/") + 3;
    url = url.substr(std::min(at, url.size()));
    auto user = percent_decoded(url.substr(0, url.find('?')));
    return is_uri && user ? '@' + *user : user.value_or("");
}

void read_relations(const nlohmann::json& content, mapping::Message& said) {
    const auto& relation = object_in(content, "m.relates_to");
    const auto type = string_in(relation, "rel_type").value_or("");
    const auto target = string_in(relation, "event_id").value_or("");
    const auto answered = string_in(object_in(relation, "m.in_reply_to"), "event_id");
    if (type == "m.replace") {
        said.replaces = target;
        return;
    }
    const bool is_threaded = type == "m.thread" && !target.empty();
    const bool is_falling_back = is_threaded && is_true_in(relation, "is_falling_back");
    if (is_threaded) {
        said.thread = mapping::ThreadMark{target, is_falling_back || !answered};
    }
    if (answered && !answered->empty() && !is_falling_back) {
        said.reply = mapping::Reply{.target = *answered};
    }
}

void read_mentions(const nlohmann::json& content, mapping::Message& said) {
    std::vector<Pill> pills;
    if (said.rich) {
        collect_pills(said.rich->blocks, pills);
    }
    const auto& mentions = object_in(content, "m.mentions");
    const bool is_told = content.contains("m.mentions");
    said.mentions_room = is_true_in(mentions, "room");
    const auto users = mentions.find("user_ids");
    if (users != mentions.end() && users->is_array()) {
        for (const auto& user : *users) {
            if (user.is_string()) {
                add_mention(said, user.get<std::string>(), {});
            }
        }
    }
    for (const auto& pill : pills) {
        const bool is_known = std::ranges::find(said.mentions, pill.user, &Mention::who) != said.mentions.end();
        if (is_known || !is_told) {
            add_mention(said, pill.user, span_of(said.body, pill.words, 0));
        }
    }
}

void write_relations(const mapping::Message& said, nlohmann::json& content) {
    if (!said.replaces.empty()) {
        auto replacement = content;
        content["body"] = "* " + string_in(content, "body").value_or("");
        if (content.contains("formatted_body")) {
            content["formatted_body"] = "* " + string_in(content, "formatted_body").value_or("");
        }
        content["m.new_content"] = std::move(replacement);
        content["m.relates_to"] = {{"rel_type", "m.replace"}, {"event_id", said.replaces}};
        return;
    }
    nlohmann::json relation;
    if (said.thread) {
        relation["rel_type"] = "m.thread";
        relation["event_id"] = said.thread->id;
        relation["is_falling_back"] = said.thread->is_falling_back;
    }
    if (said.reply) {
        relation["m.in_reply_to"] = {{"event_id", said.reply->target}};
    }
    if (!relation.is_null()) {
        content["m.relates_to"] = std::move(relation);
    }
}

void write_mentions(const mapping::Message& said, nlohmann::json& content) {
    auto mentions = nlohmann::json::object();
    for (const auto& mention : said.mentions) {
        if (mention.by == Mention::By::user_id) {
            mentions["user_ids"].push_back(mention.who);
        }
    }
    if (said.mentions_room) {
        mentions["room"] = true;
    }
    content["m.mentions"] = std::move(mentions);
}

} // namespace bascule::matrix
