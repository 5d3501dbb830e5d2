#include "xmpp_component/service/guide_handlers.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <utility>

namespace bascule::xmpp {

namespace {

// XEP-0100 §6.3
IqAnswer show_prompt(const IqRequest& /*request*/) {
    IqAnswer answer;
    auto query = add(answer.payload, "query", ns::gateway);
    set_text(add(query, "desc"), "Enter the id of a Matrix user or the address of a Matrix room.");
    set_text(add(query, "prompt"), "Matrix id, such as @romeo:montague.example or #verona:montague.example");
    return answer;
}

bridge::Task<IqAnswer> translate(bridge::RoomGuide& guide, IqRequest request) {
    const auto address = co_await guide.address_of(text_of(child_in(request.payload, "prompt", ns::gateway)));
    IqAnswer answer;
    if (!address) {
        answer.error = address.error();
        co_return answer;
    }
    auto query = add(answer.payload, "query", ns::gateway);
    set_text(add(query, "jid"), address->str());
    // Clients from before the present form of the protocol look for it here.
    set_text(add(query, "prompt"), address->str());
    co_return answer;
}

} // namespace

void register_prompt(IqTable& table, bridge::RoomGuide& guide) {
    const auto kind = bridge::Addressee::Kind::bridge;
    table.add({IqKey::Type::get, ns::gateway, "query", kind}, show_prompt);
    table.add_slow({IqKey::Type::set, ns::gateway, "query", kind},
                   [&guide](IqRequest request) { return translate(guide, std::move(request)); });
}

} // namespace bascule::xmpp
