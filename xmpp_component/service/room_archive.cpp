#include "xmpp_component/codec/outgoing.hpp"
#include "xmpp_component/digest.hpp"
#include "xmpp_component/service/archive_query.hpp"
#include "xmpp_component/service/guide_handlers.hpp"
#include "xmpp_component/service/service_stanzas.hpp"
#include "xmpp_component/xml/characters.hpp"
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

constexpr std::size_t longest_query_id = 1024;

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

// XEP-0313 §5.1.2: as it was in the room, without whom it was for, and with who it was.
void add_archived(pugi::xml_node forwarded, const bridge::ArchivedMessage& message, std::size_t most_bytes) {
    const auto said = encode_within(message.said, most_bytes);
    auto stanza = forwarded.append_copy(said.document_element());
    stanza.remove_attribute("to");
    set(stanza, "xmlns", ns::client);
    if (message.real_jid) {
        set(add(add(stanza, "x", ns::muc_user), "item"), "jid", message.real_jid->str());
    }
}

pugi::xml_document encode_result(const IqRequest& request, const bridge::ArchivedMessage& message,
                                 std::size_t most_bytes) {
    constexpr std::size_t wrapping_bytes = 8 * 1024; // two addresses of 3 KiB at most, and an id
    auto document = make_stanza("message", {}, request.to, request.from, random_id());
    auto result = add(document.document_element(), "result", ns::archive);
    if (const auto query = request.payload.attribute("queryid")) {
        set(result, "queryid", shortened(query.value(), longest_query_id));
    }
    set(result, "id", message.said.stanza_id);
    auto forwarded = add(result, "forwarded", ns::forward);
    set(add(forwarded, "delay", ns::delay), "stamp", format_timestamp(message.at_ms));
    add_archived(forwarded, message, most_bytes - wrapping_bytes);
    return document;
}

// XEP-0313 §3: only a room has an archive, and nobody in it.
IqAnswer refuse_seat() {
    return refuse("service-unavailable", "The archive is at the room's own address.");
}

bridge::Task<IqAnswer> answer_query(bridge::HostedArchive& archive, ResultSink results, IqRequest request) {
    if (!request.to.is_bare()) {
        co_return refuse_seat();
    }
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
        ends = {.first = found->messages.front().said.stanza_id, .last = found->messages.back().said.stanza_id};
    }
    add_page_ends(fin, ends);
    if (query->order == ArchiveQuery::Order::newest_first) {
        std::ranges::reverse(found->messages);
    }
    for (const auto& message : found->messages) {
        const auto result = encode_result(request, message, results.most_bytes);
        co_await results.sink.send(result);
    }
    co_return answer;
}

void add_end(pugi::xml_node metadata, const char* name, const std::optional<bridge::ArchivedMessage>& message) {
    if (message) {
        auto end = add(metadata, name);
        set(end, "id", message->said.stanza_id);
        set(end, "timestamp", format_timestamp(message->at_ms));
    }
}

// XEP-0313 §5
bridge::Task<IqAnswer> tell_ends(bridge::HostedArchive& archive, IqRequest request) {
    if (!request.to.is_bare()) {
        co_return refuse_seat();
    }
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

void register_room_archive(IqTable& table, bridge::HostedArchive& archive, ResultSink results) {
    table.add({IqKey::Type::get, ns::archive, "query", Kind::room}, show_form);
    table.add_slow({IqKey::Type::set, ns::archive, "query", Kind::room}, [&archive, results](IqRequest request) {
        return answer_query(archive, results, std::move(request));
    });
    table.add_slow({IqKey::Type::get, ns::archive, "metadata", Kind::room},
                   [&archive](IqRequest request) { return tell_ends(archive, std::move(request)); });
}

} // namespace bascule::xmpp
