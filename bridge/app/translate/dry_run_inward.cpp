// The part of DryRun that takes stanzas and gives events.
#include "bridge/app/translate/answer.hpp"
#include "bridge/app/translate/dry_run.hpp"
#include "matrix_appservice/said/said_content.hpp"
#include "xmpp_component/codec/stanza_codec.hpp"
#include "xmpp_component/xml/serialize.hpp"

#include <pugixml.hpp>

#include <optional>
#include <string_view>
#include <utility>

namespace bascule::app {

namespace {

// RFC 6120 §4.8.2: the same stanza on a stream of another kind; and with an addressee, where it has none.
std::string completed(const std::string& xml, const mapping::Jid& component) {
    pugi::xml_document document;
    const auto options = (pugi::parse_default | pugi::parse_ws_pcdata) & ~pugi::parse_eol;
    if (!document.load_string(xml.c_str(), options)) {
        return xml; // its reader says what is wrong
    }
    auto stanza = document.document_element();
    const std::string_view ns = stanza.attribute("xmlns").value();
    if (ns == "jabber:component:accept" || ns == "jabber:server") {
        stanza.attribute("xmlns") = "jabber:client";
    }
    if (!stanza.attribute("to")) {
        stanza.append_attribute("to") = component.str().c_str();
    }
    return xmpp::serialize(stanza);
}

std::string name_of(const mapping::Jid& from, bool is_occupant) {
    return std::string{is_occupant ? from.resource() : from.local()};
}

std::optional<OutEvent> event_of(const bridge::Passage& passage, const mapping::UserId& sender) {
    auto draft = passage.act ? matrix::draft_of(*passage.act) : matrix::draft_of(passage.message);
    if (!draft) {
        return std::nullopt;
    }
    return OutEvent{draft->type, sender.str(), draft->content, draft->redacts};
}

} // namespace

// What a puppet has said comes back from the MUC with its stanza-id.
bridge::Task<bool> DryRun::is_reflection(const bridge::GroupMessage& message) {
    const auto* const person = context_.people.of_jid(message.head.from);
    if (person == nullptr || !context_.people.ours.contains(person->user)) {
        co_return false;
    }
    auto known = co_await links_.of_message(context_.portal.address, message.head.id);
    for (auto& link : known) {
        for (auto& row : links_.rows) {
            if (row.event == link.event && row.message_id == link.message_id && !message.stanza_id.empty()) {
                row.stanza_id = message.stanza_id;
            }
        }
    }
    co_return true;
}

bridge::Task<std::string> DryRun::answer_stanza(std::string xml) {
    const auto whole = completed(xml, context_.names.component());
    auto event = xmpp::XmlStanzaCodec{xmpp::Reading::everything}.decode(whole);
    if (!event) {
        co_return error_answer(event.error().reason);
    }
    if (auto* const group = std::get_if<bridge::GroupMessage>(&*event)) {
        co_return co_await answer_group(std::move(*group));
    }
    if (auto* const chat = std::get_if<bridge::ChatMessage>(&*event)) {
        co_return co_await answer_chat(std::move(*chat));
    }
    if (std::holds_alternative<bridge::SubjectChange>(*event)) {
        co_return only_decision(mapping::Feature::topic, "");
    }
    if (std::holds_alternative<bridge::Receipt>(*event)) {
        co_return only_decision(mapping::Feature::delivery, "");
    }
    co_return only_decision(mapping::Feature::unknown, "the stanza says nothing that could cross");
}

bridge::XmppSaying DryRun::saying_of(const bridge::StanzaHead& head, const std::string& id) const {
    const auto* const person = context_.people.of_jid(head.from);
    const bool is_occupant = context_.is_muc() && head.from.bare() == context_.portal.address;
    return {.id = id.empty() ? head.id : id,
            .message_id = head.id,
            .speaker = context_.speaker_of(head.from),
            .name = person == nullptr ? name_of(head.from, is_occupant) : person->name,
            .is_by_room = is_occupant && head.from.is_bare()};
}

bridge::Task<std::string> DryRun::answer_group(bridge::GroupMessage said) {
    const auto is_ours = co_await is_reflection(said);
    if (is_ours) {
        co_return only_decision(mapping::Feature::text, "it is the MUC's reflection of what a puppet said");
    }
    if (said.is_encrypted && !said.act) {
        co_return only_decision(mapping::Feature::encryption, "nobody but its devices can read it");
    }
    auto saying = saying_of(said.head, said.stanza_id);
    co_return co_await cross(std::move(saying), std::move(said.message), std::move(said.act));
}

bridge::Task<std::string> DryRun::answer_chat(bridge::ChatMessage said) {
    if (said.is_encrypted && !said.act) {
        co_return only_decision(mapping::Feature::encryption, "nobody but its devices can read it");
    }
    auto saying = saying_of(said.head, said.origin_id);
    co_return co_await cross(std::move(saying), std::move(said.message), std::move(said.act));
}

bridge::Task<std::string> DryRun::cross(bridge::XmppSaying saying, mapping::Message message,
                                        std::optional<mapping::Act> act) {
    bridge::Crossing crossing;
    std::optional<mapping::Message> original;
    if (act) {
        crossing = co_await to_matrix_.cross(saying, std::move(*act), venue());
    } else {
        original = message;
        crossing = co_await to_matrix_.cross(saying, std::move(message), venue());
    }
    co_await note_told(crossing);
    Lines lines;
    for (const auto& passage : crossing.out) {
        const auto event = event_of(passage, saying.speaker);
        if (event) {
            lines.push_back(event_out(*event));
            auto id = mapping::EventId::parse(next_event()).value();
            co_await to_matrix_.remember(saying, original, passage, std::move(id), venue());
        }
    }
    co_return answer_of(lines, crossing.features);
}

} // namespace bascule::app
