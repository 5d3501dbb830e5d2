#include "xmpp_component/codec/stanza_error.hpp"

#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bascule::xmpp {

namespace {

using Condition = std::pair<const char*, const char*>;

constexpr Condition undefined{"undefined-condition", "cancel"};

// RFC 6120 §8.3.3, each with the first type that it may have.
constexpr std::array conditions{
    Condition{"bad-request", "modify"},
    Condition{"conflict", "cancel"},
    Condition{"feature-not-implemented", "cancel"},
    Condition{"forbidden", "auth"},
    Condition{"gone", "cancel"},
    Condition{"internal-server-error", "wait"},
    Condition{"item-not-found", "cancel"},
    Condition{"jid-malformed", "modify"},
    Condition{"not-acceptable", "modify"},
    Condition{"not-allowed", "cancel"},
    Condition{"not-authorized", "auth"},
    Condition{"policy-violation", "modify"},
    Condition{"recipient-unavailable", "wait"},
    Condition{"redirect", "modify"},
    Condition{"registration-required", "auth"},
    Condition{"remote-server-not-found", "cancel"},
    Condition{"remote-server-timeout", "wait"},
    Condition{"resource-constraint", "wait"},
    Condition{"service-unavailable", "cancel"},
    Condition{"subscription-required", "auth"},
    Condition{"unexpected-request", "wait"},
    undefined,
};

const Condition& find_condition(std::string_view name) {
    const auto* found = std::ranges::find(conditions, name, &Condition::first);
    return found == conditions.end() ? undefined : *found;
}

bool is_type(std::string_view type) {
    constexpr std::array<std::string_view, 5> types{"auth", "cancel", "continue", "modify", "wait"};
    return std::ranges::find(types, type) != types.end();
}

} // namespace

bridge::StanzaError decode_error(pugi::xml_node stanza) {
    const auto error = child_in(stanza, "error", ns::client);
    bridge::StanzaError decoded{
        .type = std::string{attribute_of(error, "type")}, .condition = undefined.first, .text = {}};
    for (const auto child : error.children()) {
        if (namespace_of(child) != ns::stanza_errors) {
            continue;
        }
        if (std::string_view{child.name()} == "text") {
            decoded.text = text_of(child);
        } else {
            decoded.condition = find_condition(child.name()).first;
        }
    }
    if (!is_type(decoded.type)) {
        decoded.type = find_condition(decoded.condition).second;
    }
    return decoded;
}

void add_error(pugi::xml_node stanza, const bridge::StanzaError& error) {
    const auto& [condition, type] = find_condition(error.condition);
    auto element = add(stanza, "error");
    set(element, "type", is_type(error.type) ? error.type : type);
    auto defined = add(element, condition, ns::stanza_errors);
    if (!error.uri.empty()) {
        set_text(defined, error.uri);
    }
    if (!error.text.empty()) {
        set_text(add(element, "text", ns::stanza_errors), error.text);
    }
}

bridge::StanzaError stanza_error(std::string_view condition, std::string text) {
    const auto& known = find_condition(condition);
    return {.type = known.second, .condition = known.first, .text = std::move(text)};
}

bool is_undecided(const bridge::StanzaError& error) {
    return error.type == "wait" || error.condition.starts_with("remote-server-");
}

} // namespace bascule::xmpp
