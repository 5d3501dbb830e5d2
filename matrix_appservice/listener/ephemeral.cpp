#include "matrix_appservice/listener/ephemeral.hpp"

#include "matrix_appservice/json_text.hpp"
#include "matrix_appservice/json_value.hpp"

#include <optional>
#include <utility>

namespace bascule::matrix {

namespace {

std::optional<bridge::UserPresence> presence_in(std::string_view text) {
    if (nesting_of(text) > deepest_nesting) {
        return std::nullopt;
    }
    const auto event = parse_json(text);
    if (!event || string_in(*event, "type") != "m.presence") {
        return std::nullopt;
    }
    auto user = mapping::UserId::parse(string_in(*event, "sender").value_or(""));
    const auto& content = object_in(*event, "content");
    auto presence = string_in(content, "presence");
    if (!user || !presence) {
        return std::nullopt;
    }
    return bridge::UserPresence{std::move(*user), std::move(*presence), string_in(content, "status_msg").value_or("")};
}

} // namespace

std::vector<bridge::UserPresence> presences_in(std::string_view transaction) {
    auto list = elements_of(member_of(transaction, "ephemeral"));
    if (!list) { // the name of before version 1.13
        list = elements_of(member_of(transaction, "de.sorunome.msc2409.ephemeral"));
    }
    std::vector<bridge::UserPresence> presences;
    if (!list) {
        return presences;
    }
    for (const auto event : *list) {
        if (auto presence = presence_in(event)) {
            presences.push_back(std::move(*presence));
        }
    }
    return presences;
}

} // namespace bascule::matrix
