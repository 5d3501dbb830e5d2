#include "xmpp_component/iq/caps.hpp"
#include "xmpp_component/iq/disco_info.hpp"
#include "xmpp_component/iq/handlers.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

namespace bascule::xmpp {

namespace {

using Kind = bridge::Addressee::Kind;

DiscoInfo info_of(const IqRequest& request) {
    switch (request.addressee.kind) {
        case Kind::bridge:
            return bridge_info();
        case Kind::room: // see service/room_disco
        case Kind::puppet:
        case Kind::nobody:
        case Kind::unreachable:
            break;
    }
    return request.to.is_bare() ? account_info(request.addressee.name) : puppet_info();
}

// XEP-0115 §6.2: the node that capabilities name, with the puppet's own information, whatever resource is asked.
bool is_caps_node(const IqRequest& request, std::string_view node) {
    return request.addressee.kind == Kind::puppet && node == std::string{caps_node} + '#' + puppet_caps();
}

IqAnswer answer_info(const IqRequest& request) {
    const auto node = attribute_of(request.payload, "node");
    const bool is_caps = is_caps_node(request, node);
    if (!node.empty() && !is_caps) {
        return refuse("item-not-found");
    }
    IqAnswer answer;
    auto query = add(answer.payload, "query", ns::disco_info);
    if (is_caps) {
        set(query, "node", node);
    }
    write(query, is_caps ? puppet_info() : info_of(request));
    return answer;
}

IqAnswer answer_items(const IqRequest& request) {
    if (!attribute_of(request.payload, "node").empty()) {
        return refuse("item-not-found");
    }
    IqAnswer answer;
    add(answer.payload, "query", ns::disco_items);
    return answer;
}

} // namespace

void register_disco(IqTable& table) {
    table.add({IqKey::Type::get, ns::disco_info, "query"}, answer_info);
    table.add({IqKey::Type::get, ns::disco_items, "query"}, answer_items);
}

} // namespace bascule::xmpp
