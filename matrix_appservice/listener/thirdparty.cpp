#include "matrix_appservice/listener/thirdparty.hpp"

#include "matrix_appservice/json_value.hpp"
#include "matrix_appservice/vendor_keys.hpp"

namespace bascule::matrix {

namespace {

std::string list_of(const bridge::ThirdPartyMatches& matches, const char* id, const char* field) {
    auto list = nlohmann::json::array();
    for (const auto& match : matches) {
        list.push_back({{id, match.matrix_id}, {"protocol", network_name}, {"fields", {{field, match.address}}}});
    }
    return json_text_of(list);
}

} // namespace

std::optional<std::string> describe_protocol(std::string_view protocol) {
    if (!is_our_protocol(protocol)) {
        return std::nullopt;
    }
    using nlohmann::json;
    const json address{{"regexp", "[^@/\\s]+@[^@/\\s]+"}, {"placeholder", "juliet@capulet.example"}};
    const json room{{"regexp", "[^@/\\s]+@[^@/\\s]+"}, {"placeholder", "garden@muc.capulet.example"}};
    const json user{{"regexp", "@[^:\\s]+:\\S+"}, {"placeholder", "@romeo:montague.example"}};
    const json alias{{"regexp", "#[^:\\s]+:\\S+"}, {"placeholder", "#verona:montague.example"}};
    const json description{
        {"user_fields", json::array({"jid", "mxid"})},
        {"location_fields", json::array({"room", "alias"})},
        {"icon", ""},
        {"field_types", {{"jid", address}, {"room", room}, {"mxid", user}, {"alias", alias}}},
        {"instances", json::array({{{"desc", "XMPP"}, {"network_id", network_name}, {"fields", json::object()}}})}};
    return json_text_of(description);
}

bool is_our_protocol(std::string_view protocol) {
    return protocol == network_name;
}

std::string list_of_users(const bridge::ThirdPartyMatches& users) {
    return list_of(users, "userid", "jid");
}

std::string list_of_rooms(const bridge::ThirdPartyMatches& rooms) {
    return list_of(rooms, "alias", "room");
}

} // namespace bascule::matrix
