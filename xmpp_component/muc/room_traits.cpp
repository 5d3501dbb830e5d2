#include "xmpp_component/muc/room_traits.hpp"

#include "xmpp_component/codec/outgoing.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <string_view>

namespace bascule::xmpp {

namespace {

bool has_feature(pugi::xml_node query, std::string_view feature) {
    return !query
                .find_child([&](pugi::xml_node child) {
                    return is_element(child, "feature", ns::disco_info) && attribute_of(child, "var") == feature;
                })
                .empty();
}

} // namespace

pugi::xml_document encode_info_request(const mapping::Jid& asker, const mapping::Jid& asked) {
    auto iq = make_stanza("iq", "get", asker, asked);
    add(iq.document_element(), "query", ns::disco_info);
    return iq;
}

std::optional<bridge::RoomTraits> decode_room_traits(pugi::xml_node iq) {
    const auto query = child_in(iq, "query", ns::disco_info);
    const auto identity = query.find_child([](pugi::xml_node child) {
        return is_element(child, "identity", ns::disco_info) && attribute_of(child, "category") == "conference";
    });
    if (!identity || !has_feature(query, ns::muc)) {
        return std::nullopt;
    }
    return bridge::RoomTraits{.has_stanza_ids = has_feature(query, ns::message_ids),
                              .has_occupant_ids = has_feature(query, ns::occupant_id),
                              .has_archive = has_feature(query, ns::archive),
                              .is_nonanonymous = has_feature(query, "muc_nonanonymous"),
                              .name = std::string{attribute_of(identity, "name")}};
}

} // namespace bascule::xmpp
