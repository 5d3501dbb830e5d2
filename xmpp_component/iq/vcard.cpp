#include "xmpp_component/iq/handlers.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

namespace bascule::xmpp {

namespace {

IqAnswer answer_vcard(const IqRequest& request) {
    IqAnswer answer;
    auto card = add(answer.payload, "vCard", ns::vcard);
    const auto& name = request.addressee.name;
    if (!name.empty()) {
        set_text(add(card, "FN"), name);
        if (request.addressee.kind == bridge::Addressee::Kind::puppet) {
            set_text(add(card, "NICKNAME"), name);
        }
    }
    return answer;
}

} // namespace

void register_vcard(IqTable& table) {
    table.add({IqKey::Type::get, ns::vcard, "vCard"}, answer_vcard);
    table.add({IqKey::Type::set, ns::vcard, "vCard"}, [](const IqRequest&) { return refuse("not-allowed"); });
}

} // namespace bascule::xmpp
