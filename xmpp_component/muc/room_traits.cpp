#include "xmpp_component/muc/room_traits.hpp"

#include "xmpp_component/codec/outgoing.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <charconv>
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

// XEP-0128: what the room's form of disco#info says; empty where it says nothing.
std::string info_field(pugi::xml_node query, std::string_view var) {
    for (const auto form : query.children("x")) {
        const auto field = form.find_child([&](pugi::xml_node child) { return attribute_of(child, "var") == var; });
        if (namespace_of(form) == ns::data_form && field) {
            return text_of(child_in(field, "value", ns::data_form));
        }
    }
    return {};
}

// XEP-0486 §4.2, and the name that Prosody's module had for it before.
std::string decode_avatar_hash(pugi::xml_node query) {
    auto hash = info_field(query, "muc#roominfo_avatarhash");
    return hash.empty() ? info_field(query, "{http://modules.prosody.im/mod_vcard_muc}avatar#sha1") : hash;
}

std::optional<std::int64_t> number_of(const std::string& text) {
    std::int64_t number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    return parsed.ec == std::errc{} && !text.empty() ? std::optional{number} : std::nullopt;
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
                              .name = std::string{attribute_of(identity, "name")},
                              .is_members_only = has_feature(query, "muc_membersonly"),
                              .is_moderated = has_feature(query, "muc_moderated"),
                              .has_password = has_feature(query, "muc_passwordprotected"),
                              .has_vcard = has_feature(query, ns::vcard),
                              .description = info_field(query, "muc#roominfo_description"),
                              .subject = info_field(query, "muc#roominfo_subject"),
                              .occupants = number_of(info_field(query, "muc#roominfo_occupants")),
                              .avatar_hash = decode_avatar_hash(query)};
}

} // namespace bascule::xmpp
