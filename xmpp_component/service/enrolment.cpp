#include "xmpp_component/codec/stanza_error.hpp"
#include "xmpp_component/service/service_handlers.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <utility>

namespace bascule::xmpp {

namespace {

using Kind = bridge::Addressee::Kind;
constexpr const char* register_form = "http://jabber.org/protocol/muc#register";
constexpr const char* reason_field = "muc#register_reason";

pugi::xml_node add_field(pugi::xml_node form, const char* var, const char* type) {
    auto field = add(form, "field");
    set(field, "var", var);
    set(field, "type", type);
    return field;
}

bridge::Task<IqAnswer> answer_form(bridge::HostedRooms& rooms, IqRequest request) {
    const auto state = co_await rooms.registration(request.to.bare(), request.from);
    if (state.error) {
        co_return refuse(state.error->condition, state.error->text);
    }
    IqAnswer answer;
    auto query = add(answer.payload, "query", ns::register_in_band);
    if (!state.nick.empty()) {
        add(query, "registered");
        set_text(add(query, "username"), state.nick);
        co_return answer;
    }
    constexpr auto words = "The room's own people will see that you ask to be let in, and may invite you.";
    set_text(add(query, "instructions"), words);
    auto form = add(query, "x", ns::data_form);
    set(form, "type", "form");
    set_text(add(form, "title"), "Ask to be let in");
    set_text(add(form, "instructions"), words);
    set_text(add(add_field(form, "FORM_TYPE", "hidden"), "value"), register_form);
    auto field = add_field(form, reason_field, "text-single");
    set(field, "label", "What do you want to tell them?");
    co_return answer;
}

std::string reason_in(pugi::xml_node query) {
    const auto form = child_in(query, "x", ns::data_form);
    for (const auto field : form.children("field")) {
        if (attribute_of(field, "var") == reason_field) {
            return text_of(child_in(field, "value", ns::data_form));
        }
    }
    return {};
}

bridge::Task<IqAnswer> answer_request(bridge::HostedRooms& rooms, IqRequest request) {
    if (child_in(request.payload, "remove", ns::register_in_band)) {
        co_return refuse("not-allowed", "Leave the room instead.");
    }
    const auto form = child_in(request.payload, "x", ns::data_form);
    if (form && attribute_of(form, "type") == "cancel") {
        co_return IqAnswer{};
    }
    const auto error = co_await rooms.enroll(request.to.bare(), request.from, reason_in(request.payload));
    if (error) {
        co_return refuse(error->condition, error->text);
    }
    co_return IqAnswer{};
}

} // namespace

void register_enrolment(IqTable& table, bridge::HostedRooms& rooms) {
    table.add_slow({IqKey::Type::get, ns::register_in_band, "query", Kind::room},
                   [&rooms](IqRequest request) { return answer_form(rooms, std::move(request)); });
    table.add_slow({IqKey::Type::set, ns::register_in_band, "query", Kind::room},
                   [&rooms](IqRequest request) { return answer_request(rooms, std::move(request)); });
}

} // namespace bascule::xmpp
