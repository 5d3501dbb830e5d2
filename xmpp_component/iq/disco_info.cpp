#include "xmpp_component/iq/disco_info.hpp"

#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

namespace bascule::xmpp {

DiscoInfo bridge_info() {
    return {.identities = {{.category = "gateway", .type = "matrix", .name = "Matrix"},
                           {.category = "conference", .type = "text", .name = "Matrix rooms"}},
            .features = {ns::disco_info, ns::disco_items, ns::version, ns::ping, ns::time, ns::vcard, ns::jid_escaping,
                         ns::muc, ns::muc_stable_id, ns::result_set, ns::gateway, ns::search, ns::channel_search,
                         ns::commands}};
}

DiscoInfo puppet_info() {
    return {.identities = {{.category = "client", .type = "bridge", .name = {}}},
            .features = {ns::disco_info, ns::disco_items, ns::version, ns::ping, ns::time, ns::vcard, ns::receipts,
                         ns::chat_states, ns::chat_markers, ns::capabilities, ns::nick, ns::muc,
                         std::string{ns::nick} + "+notify", std::string{ns::avatar_metadata} + "+notify"}};
}

DiscoInfo account_info(const std::string& name) {
    return {.identities = {{.category = "account", .type = "registered", .name = name},
                           {.category = "pubsub", .type = "pep", .name = {}}},
            .features = {ns::disco_info, ns::disco_items, ns::version, ns::ping, ns::time, ns::vcard}};
}

void write(pugi::xml_node query, const DiscoInfo& info) {
    for (const auto& identity : info.identities) {
        auto element = add(query, "identity");
        set(element, "category", identity.category);
        set(element, "type", identity.type);
        if (!identity.name.empty()) {
            set(element, "name", identity.name);
        }
    }
    for (const auto& feature : info.features) {
        set(add(query, "feature"), "var", feature);
    }
}

} // namespace bascule::xmpp
