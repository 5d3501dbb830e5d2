#include "xmpp_component/codec/features/relations.hpp"

#include "mapping/conversation/names_in_text.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

namespace bascule::xmpp {

void decode_relations(pugi::xml_node message, const CutBody& body, mapping::Message& said) {
    said.replaces = attribute_of(child_in(message, "replace", ns::message_correct), "id");
    const auto reply = child_in(message, "reply", ns::reply);
    const auto target = attribute_of(reply, "id");
    if (!target.empty()) {
        said.reply = mapping::Reply{std::string{target}, std::string{attribute_of(reply, "to")}, body.quotation};
    }
    const auto thread = text_of(child_in(message, "thread", ns::client));
    if (!thread.empty()) {
        said.thread = mapping::ThreadMark{thread};
    }
    if (const auto spoiler = child_in(message, "spoiler", ns::spoiler)) {
        said.spoiler = text_of(spoiler);
    }
}

void encode_relations(pugi::xml_node stanza, const mapping::Message& said) {
    if (!said.replaces.empty()) {
        set(add(stanza, "replace", ns::message_correct), "id", said.replaces);
    }
    if (said.reply) {
        auto reply = add(stanza, "reply", ns::reply);
        set(reply, "id", said.reply->target);
        if (!said.reply->author.empty()) {
            set(reply, "to", said.reply->author);
        }
        if (!said.reply->quotation.empty()) {
            add_fallback(stanza, ns::reply, {0, mapping::code_points(said.reply->quotation)});
        }
    }
    if (said.thread) {
        set_text(add(stanza, "thread"), said.thread->id);
    }
    if (said.spoiler) {
        auto spoiler = add(stanza, "spoiler", ns::spoiler);
        if (!said.spoiler->empty()) {
            set_text(spoiler, *said.spoiler);
        }
    }
}

} // namespace bascule::xmpp
