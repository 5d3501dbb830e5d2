#include "matrix_appservice/listener/thirdparty.hpp"

#include "matrix_appservice/json_value.hpp"

namespace bascule::matrix {

namespace {

constexpr std::string_view our_protocol = "xmpp";
constexpr const char* nothing_found = "[]";

} // namespace

std::optional<std::string> describe_protocol(std::string_view protocol) {
    if (protocol != our_protocol) {
        return std::nullopt;
    }
    using nlohmann::json;
    const json address{{"regexp", "[^@/\\s]+@[^@/\\s]+"}, {"placeholder", "juliet@capulet.example"}};
    const json room{{"regexp", "[^@/\\s]+@[^@/\\s]+"}, {"placeholder", "garden@muc.capulet.example"}};
    const json description{
        {"user_fields", json::array({"jid"})},
        {"location_fields", json::array({"room"})},
        {"icon", ""},
        {"field_types", {{"jid", address}, {"room", room}}},
        {"instances", json::array({{{"desc", "XMPP"}, {"network_id", our_protocol}, {"fields", json::object()}}})}};
    return json_text_of(description);
}

std::optional<std::string> search(std::string_view protocol) {
    return protocol == our_protocol ? std::optional<std::string>{nothing_found} : std::nullopt;
}

std::string look_up() {
    return nothing_found;
}

} // namespace bascule::matrix
