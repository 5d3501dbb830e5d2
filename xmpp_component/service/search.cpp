#include "xmpp_component/service/guide_handlers.hpp"
#include "xmpp_component/xml/data_form.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/result_page.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <string>
#include <utility>

namespace bascule::xmpp {

namespace {

constexpr const char* instructions = "Search the public rooms of the Matrix homeserver by name, topic or address.";

// XEP-0055 §2.1 and §3: the old fields, of which <nick/> is the one that means something here, and a form.
IqAnswer show_fields(const IqRequest& /*request*/) {
    IqAnswer answer;
    auto query = add(answer.payload, "query", ns::search);
    set_text(add(query, "instructions"), instructions);
    add(query, "nick");
    auto form = add_form(query, "form", ns::search, {{.var = "q", .type = "text-single", .label = "Search for"}});
    set_text(form.prepend_child("instructions"), instructions);
    set_text(form.prepend_child("title"), "Matrix rooms");
    return answer;
}

void add_row(pugi::xml_node form, const bridge::FoundRoom& room) {
    auto item = add(form, "item");
    add_field(item, {.var = "jid", .values = {room.address.str()}});
    add_field(item, {.var = "name", .values = {room.name}});
    add_field(item, {.var = "description", .values = {room.description}});
    add_field(item, {.var = "occupants", .values = {std::to_string(room.occupants)}});
}

void add_rows(pugi::xml_node query, const std::vector<bridge::FoundRoom>& rooms) {
    auto form = add_form(query, "result", ns::search, {});
    auto reported = add(form, "reported");
    add_field(reported, {.var = "jid", .type = "jid-single", .label = "Address"});
    add_field(reported, {.var = "name", .type = "text-single", .label = "Name"});
    add_field(reported, {.var = "description", .type = "text-single", .label = "Topic"});
    add_field(reported, {.var = "occupants", .type = "text-single", .label = "Members"});
    for (const auto& room : rooms) {
        add_row(form, room);
    }
}

// XEP-0055 §2.2: all four fields, always.
void add_old_rows(pugi::xml_node query, const std::vector<bridge::FoundRoom>& rooms) {
    for (const auto& room : rooms) {
        auto item = add(query, "item");
        set(item, "jid", room.address.str());
        for (const auto* name : {"first", "last", "email"}) {
            add(item, name);
        }
        set_text(add(item, "nick"), room.name);
    }
}

bridge::Task<IqAnswer> search_rooms(bridge::RoomGuide& guide, IqRequest request) {
    const auto form = read_form(request.payload, ns::search);
    const auto page = read_page_request(request.payload).value_or(PageRequest{});
    bridge::RoomSearch search;
    search.term = form ? value_in(*form, "q") : text_of(child_in(request.payload, "nick", ns::search));
    search.after = page.after.value_or("");
    const auto found = co_await guide.search(std::move(search));
    IqAnswer answer;
    if (!found) {
        answer.error = found.error();
        co_return answer;
    }
    auto query = add(answer.payload, "query", ns::search);
    if (form) {
        add_rows(query, found->rooms);
    } else {
        add_old_rows(query, found->rooms);
    }
    add_page_ends(query, {.first = found->first, .last = found->last, .total = found->total});
    co_return answer;
}

} // namespace

void register_search(IqTable& table, bridge::RoomGuide& guide) {
    const auto kind = bridge::Addressee::Kind::bridge;
    table.add({IqKey::Type::get, ns::search, "query", kind}, show_fields);
    table.add_slow({IqKey::Type::set, ns::search, "query", kind},
                   [&guide](IqRequest request) { return search_rooms(guide, std::move(request)); });
}

} // namespace bascule::xmpp
