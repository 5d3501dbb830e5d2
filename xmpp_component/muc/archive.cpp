#include "xmpp_component/muc/archive.hpp"

#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"
#include "xmpp_component/codec/outgoing.hpp"
#include "xmpp_component/codec/stanza_error.hpp"
#include "xmpp_component/digest.hpp"
#include "xmpp_component/scope_exit.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/serialize.hpp"
#include "xmpp_component/xml/timestamp.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace bascule::xmpp {

namespace {

void add_field(pugi::xml_node form, const char* name, std::string_view value) {
    auto field = add(form, "field");
    set(field, "var", name);
    set_text(add(field, "value"), value);
}

// XEP-0313 §4.1, §4.3
pugi::xml_document encode_query(const bridge::ArchiveRequest& request, const std::string& query_id) {
    auto iq = make_stanza("iq", "set", request.asker, request.room);
    auto query = add(iq.document_element(), "query", ns::archive);
    set(query, "queryid", query_id);
    auto form = add(query, "x", ns::data_form);
    set(form, "type", "submit");
    add_field(form, "FORM_TYPE", ns::archive);
    if (request.after_id.empty() && request.start_ms) {
        add_field(form, "start", format_timestamp(*request.start_ms));
    }
    auto page = add(query, "set", ns::result_set);
    set_text(add(page, "max"), std::to_string(request.at_most));
    if (!request.after_id.empty()) {
        set_text(add(page, "after"), request.after_id);
    }
    return iq;
}

// XEP-0059 §2.5: the page before nothing is the last one.
void add_last_page(pugi::xml_document& iq) {
    const auto query = child_in(iq.document_element(), "query", ns::archive);
    add(child_in(query, "set", ns::result_set), "before");
}

// An archive of a non-anonymous room says itself who it was (XEP-0313 §5.1.2); where there are two such elements, one
// is the sender's own invention, and it is not known which.
void drop_forged_identity(pugi::xml_node message) {
    const auto is_identity = [](pugi::xml_node child) { return is_element(child, "x", ns::muc_user); };
    if (std::ranges::count_if(message.children(), is_identity) < 2) {
        return;
    }
    while (const auto told = message.find_child(is_identity)) {
        message.remove_child(told);
    }
}

// The archived message lacks what the live one had on the stream: to whom, under which id, when.
std::string complete(pugi::xml_node archived, const bridge::ArchiveRequest& request, const std::string& stanza_id,
                     std::string_view stamp) {
    pugi::xml_document document;
    auto message = document.append_copy(archived);
    set(message, "xmlns", ns::client);
    set(message, "to", request.asker.str());
    while (const auto forged = message.find_child([&](pugi::xml_node child) {
        return is_element(child, "stanza-id", ns::message_ids) && attribute_of(child, "by") == request.room.str();
    })) {
        message.remove_child(forged);
    }
    drop_forged_identity(message);
    auto id = add(message, "stanza-id", ns::message_ids);
    set(id, "by", request.room.str());
    set(id, "id", stanza_id);
    auto delay = add(message, "delay", ns::delay);
    set(delay, "from", request.room.str());
    set(delay, "stamp", stamp);
    return serialize(message);
}

} // namespace

bridge::Task<bridge::ArchivePage> Archive::fetch(bridge::ArchiveRequest request) {
    co_return co_await run(std::move(request), Direction::forward);
}

bridge::Task<bridge::ArchivePage> Archive::latest(mapping::Jid room, mapping::Jid asker, int at_most) {
    bridge::ArchiveRequest request{std::move(room), std::move(asker), {}, {}, at_most};
    co_return co_await run(std::move(request), Direction::from_the_end);
}

bridge::Task<bridge::ArchivePage> Archive::run(bridge::ArchiveRequest request, Direction direction) {
    queries_.push_back(Query{random_id(), std::move(request), direction, {}});
    const auto query = std::prev(queries_.end());
    const ScopeExit forget{[this, query] { queries_.erase(query); }};
    co_return co_await ask(*query);
}

bridge::Task<IqReply> Archive::ask_once(const Query& query) {
    auto iq = encode_query(query.request, query.id);
    if (query.direction == Direction::from_the_end) {
        add_last_page(iq);
    }
    const IqQuestion question{.kind = "archive", .deadline = deadline_};
    co_return co_await tracker_.ask(std::move(iq), question);
}

bridge::Task<bridge::ArchivePage> Archive::ask(Query& query) {
    auto reply = co_await ask_once(query);
    if (reply.error && !query.request.after_id.empty() && query.request.start_ms) {
        query.request.after_id.clear();
        query.items.clear();
        reply = co_await ask_once(query);
    }
    bridge::ArchivePage page;
    if (reply.error) {
        const auto words = "the archive of " + query.request.room.str() + ": " + reply.error->condition;
        if (is_undecided(*reply.error)) {
            throw bridge::Outage{words};
        }
        bridge::log(bridge::LogPart::xmpp).warn("{}", words);
        co_return page;
    }
    const auto fin = child_in(reply.root(), "fin", ns::archive);
    page.is_complete = attribute_of(fin, "complete") == "true" || query.items.empty();
    page.items = std::move(query.items);
    co_return page;
}

bool Archive::accept(pugi::xml_node message) {
    const auto result = child_in(message, "result", ns::archive);
    if (!result) {
        return false;
    }
    const auto from = mapping::Jid::parse(attribute_of(message, "from"));
    const auto to = mapping::Jid::parse(attribute_of(message, "to"));
    const auto query = std::ranges::find(queries_, attribute_of(result, "queryid"), &Query::id);
    if (query == queries_.end() || !from || !to || *from != query->request.room || *to != query->request.asker) {
        return false;
    }
    const auto forwarded = child_in(result, "forwarded", ns::forward);
    const auto archived = child_in(forwarded, "message", ns::client);
    const auto stamp = attribute_of(child_in(forwarded, "delay", ns::delay), "stamp");
    const auto most_items = static_cast<std::size_t>(std::max(query->request.at_most, 1));
    if (archived && query->items.size() < most_items) {
        std::string stanza_id{attribute_of(result, "id")};
        auto stanza = complete(archived, query->request, stanza_id, stamp);
        query->items.push_back({.stanza_id = std::move(stanza_id),
                                .at_ms = parse_timestamp(stamp).value_or(0),
                                .stanza = std::move(stanza)});
    }
    return true;
}

} // namespace bascule::xmpp
