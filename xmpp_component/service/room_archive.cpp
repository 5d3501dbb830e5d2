#include "xmpp_component/codec/outgoing.hpp"
#include "xmpp_component/digest.hpp"
#include "xmpp_component/service/archive_query.hpp"
#include "xmpp_component/service/guide_handlers.hpp"
#include "xmpp_component/xml/data_form.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/result_page.hpp"
#include "xmpp_component/xml/timestamp.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <algorithm>
#include <utility>

namespace bascule::xmpp {

namespace {

using Kind = bridge::Addressee::Kind;

// XEP-0313 §4.1.5
IqAnswer show_form(const IqRequest& /*request*/) {
    IqAnswer answer;
    auto query = add(answer.payload, "query", ns::archive);
    const std::vector<FormField> fields{{.var = "with", .type = "jid-single"},
                                        {.var = "start", .type = "text-single"},
                                        {.var = "end", .type = "text-single"},
                                        {.var = "before-id", .type = "text-single"},
                                        {.var = "after-id", .type = "text-single"}};
    auto form = add_form(query, "form", ns::archive, fields);
    auto ids = add_field(form, {.var = "ids", .type = "list-multi"});
    auto validate = add(ids, "validate", ns::validate);
    set(validate, "datatype", "xs:string");
    add(validate, "open");
    return answer;
}

std::string body_of(const mapping::Message& message) {
    return message.kind == mapping::MessageKind::emote ? "/me " + message.body : message.body;
}

// XEP-0313 §5.1.2: as it was in the room, without whom it was for, and with who it was.
void add_archived(pugi::xml_node forwarded, const bridge::ArchivedMessage& message) {
    auto stanza = add(forwarded, "message", ns::client);
    set(stanza, "type", "groupchat");
    set(stanza, "from", message.seat.str());
    set(stanza, "id", message.message_id);
    set_text(add(stanza, "body"), body_of(message.message));
    auto id = add(stanza, "stanza-id", ns::message_ids);
    set(id, "by", message.seat.bare().str());
    set(id, "id", message.id);
    if (!message.occupant_id.empty()) {
        set(add(stanza, "occupant-id", ns::occupant_id), "id", message.occupant_id);
    }
    if (message.real_jid) {
        set(add(add(stanza, "x", ns::muc_user), "item"), "jid", message.real_jid->str());
    }
}

pugi::xml_document encode_result(const IqRequest& request, const bridge::ArchivedMessage& message) {
    auto document = make_stanza("message", {}, request.to, request.from, random_id());
    auto result = add(document.document_element(), "result", ns::archive);
    if (const auto query = request.payload.attribute("queryid")) {
        set(result, "queryid", query.value());
    }
    set(result, "id", message.id);
    auto forwarded = add(result, "forwarded", ns::forward);
    set(add(forwarded, "delay", ns::delay), "stamp", format_timestamp(message.at_ms));
    add_archived(forwarded, message);
    return document;
}

bridge::Task<IqAnswer> answer_query(bridge::HostedArchive& archive, StanzaSink& sink, IqRequest request) {
    auto query = read_archive_query(request);
    if (!query) {
        IqAnswer answer;
        answer.error = query.error();
        co_return answer;
    }
    auto found = co_await archive.search(std::move(query->search));
    IqAnswer answer;
    if (!found) {
        answer.error = found.error();
        co_return answer;
    }
    auto fin = add(answer.payload, "fin", ns::archive);
    if (found->is_complete) {
        set(fin, "complete", "true");
    }
    PageEnds ends;
    if (!found->messages.empty()) {
        ends = {.first = found->messages.front().id, .last = found->messages.back().id};
    }
    add_page_ends(fin, ends);
    if (query->order == ArchiveQuery::Order::newest_first) {
        std::ranges::reverse(found->messages);
    }
    for (const auto& message : found->messages) {
        const auto result = encode_result(request, message);
        co_await sink.send(result);
    }
    co_return answer;
}

void add_end(pugi::xml_node metadata, const char* name, const std::optional<bridge::ArchivedMessage>& message) {
    if (message) {
        auto end = add(metadata, name);
        set(end, "id", message->id);
        set(end, "timestamp", format_timestamp(message->at_ms));
    }
}

// XEP-0313 §5
bridge::Task<IqAnswer> tell_ends(bridge::HostedArchive& archive, IqRequest request) {
    const auto ends = co_await archive.ends(request.to, request.from);
    IqAnswer answer;
    if (!ends) {
        answer.error = ends.error();
        co_return answer;
    }
    auto metadata = add(answer.payload, "metadata", ns::archive);
    add_end(metadata, "start", ends->first);
    add_end(metadata, "end", ends->last);
    co_return answer;
}

} // namespace

void register_room_archive(IqTable& table, bridge::HostedArchive& archive, StanzaSink& sink) {
    table.add({IqKey::Type::get, ns::archive, "query", Kind::room}, show_form);
    table.add_slow({IqKey::Type::set, ns::archive, "query", Kind::room},
                   [&archive, &sink](IqRequest request) { return answer_query(archive, sink, std::move(request)); });
    table.add_slow({IqKey::Type::get, ns::archive, "metadata", Kind::room},
                   [&archive](IqRequest request) { return tell_ends(archive, std::move(request)); });
}

} // namespace bascule::xmpp
