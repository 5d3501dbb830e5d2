#include "xmpp_component/iq/handlers.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

namespace bascule::xmpp {

namespace {

// XEP-0060 §6.5: the one node that a puppet has.
IqAnswer answer_items(const IqRequest& request) {
    const auto items = child_in(request.payload, "items", ns::pubsub);
    if (!items || request.addressee.kind != bridge::Addressee::Kind::puppet) {
        return refuse("service-unavailable");
    }
    if (attribute_of(items, "node") != ns::nick || request.addressee.name.empty()) {
        return refuse("item-not-found");
    }
    IqAnswer answer;
    auto answered = add(add(answer.payload, "pubsub", ns::pubsub), "items");
    set(answered, "node", ns::nick);
    auto item = add(answered, "item");
    set(item, "id", "current");
    set_text(add(item, "nick", ns::nick), request.addressee.name);
    return answer;
}

} // namespace

void register_nick_node(IqTable& table) {
    table.add({IqKey::Type::get, ns::pubsub, "pubsub"}, answer_items);
}

} // namespace bascule::xmpp
