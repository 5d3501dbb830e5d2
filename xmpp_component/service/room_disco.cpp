#include "xmpp_component/iq/disco_info.hpp"
#include "xmpp_component/service/guide_handlers.hpp"
#include "xmpp_component/xml/data_form.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/result_page.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace bascule::xmpp {

namespace {

using Kind = bridge::Addressee::Kind;

constexpr int most_items = 100;

IqAnswer refused(const bridge::StanzaError& error) {
    IqAnswer answer;
    answer.error = error;
    return answer;
}

DiscoInfo info_of(const bridge::HostedRoomInfo& room) {
    DiscoInfo info{.identities = {{.category = "conference", .type = "text", .name = room.name}},
                   .features = {ns::disco_info,
                                ns::disco_items,
                                ns::version,
                                ns::ping,
                                ns::time,
                                ns::vcard,
                                ns::muc,
                                ns::muc_stable_id,
                                ns::muc_self_ping,
                                ns::message_ids,
                                ns::message_moderate,
                                ns::occupant_id,
                                ns::reactions,
                                ns::archive,
                                ns::archive_extended,
                                ns::result_set,
                                ns::commands,
                                "muc_nonanonymous",
                                "muc_persistent",
                                "muc_unsecured"}};
    info.features.emplace_back(room.is_listed ? "muc_public" : "muc_hidden");
    info.features.emplace_back(room.is_members_only ? "muc_membersonly" : "muc_open");
    info.features.emplace_back(room.is_moderated ? "muc_moderated" : "muc_unmoderated");
    if (room.takes_requests) {
        info.features.emplace_back(ns::register_in_band);
    }
    return info;
}

// XEP-0045 §15.5.4. Not done: the language, which Matrix does not know.
void add_room_form(pugi::xml_node query, const bridge::HostedRoomInfo& room) {
    std::vector<FormField> fields{
        {.var = "muc#roominfo_description", .values = {room.topic}, .label = "Description"},
        {.var = "muc#roominfo_subject", .values = {room.topic}, .label = "Subject"},
        {.var = "muc#roominfo_occupants", .values = {std::to_string(room.occupants)}, .label = "Members of the room"},
        {.var = "muc#maxhistoryfetch", .values = {std::to_string(room.most_history)}, .label = "Messages of history"},
        {.var = "{urn:bascule:gateway:0}most_shown",
         .values = {std::to_string(room.most_shown)},
         .label = "Members that are shown at most"}};
    if (!room.avatar_hash.empty()) {
        fields.push_back({.var = "muc#roominfo_avatarhash", .type = "text-multi", .values = {room.avatar_hash}});
    }
    add_form(query, "result", ns::muc_room_info, fields);
}

// XEP-0444 §6: no reaction of anybody is taken.
void add_reaction_restrictions(pugi::xml_node query) {
    const std::vector<FormField> fields{{.var = "max_reactions_per_user", .values = {"0"}}};
    add_form(query, "result", ns::reaction_restrictions, fields);
}

// XEP-0045 §7.12 and §6.4: what nodes of a room mean that we know, but have not got.
IqAnswer refuse_node(std::string_view node) {
    if (node == "x-roomuser-item") {
        return refuse("feature-not-implemented");
    }
    return refuse(node == ns::muc_traffic ? "service-unavailable" : "item-not-found");
}

// XEP-0045 §6.6: what is left here of seats is those in which nobody is.
IqAnswer refuse_seat() {
    return refuse("bad-request", "Nobody in this room has that nick.");
}

bridge::Task<IqAnswer> tell_room(bridge::RoomGuide& guide, IqRequest request) {
    if (!request.to.is_bare()) {
        co_return refuse_seat();
    }
    const std::string node{attribute_of(request.payload, "node")};
    if (!node.empty()) {
        co_return refuse_node(node);
    }
    const auto room = co_await guide.describe(request.to, request.from);
    if (!room) {
        co_return refused(room.error());
    }
    IqAnswer answer;
    auto query = add(answer.payload, "query", ns::disco_info);
    write(query, info_of(*room));
    add_room_form(query, *room);
    if (!room->takes_reactions) {
        add_reaction_restrictions(query);
    }
    co_return answer;
}

// XEP-0045 §6.5: who is in a room is told to those who are in.
IqAnswer tell_nobody(const IqRequest& request) {
    if (!request.to.is_bare()) {
        return refuse_seat();
    }
    const auto node = attribute_of(request.payload, "node");
    if (!node.empty()) {
        return refuse_node(node);
    }
    IqAnswer answer;
    add(answer.payload, "query", ns::disco_items);
    return answer;
}

// XEP-0059 §2.6: a number instead of a place is optional, and so is beginning at the end.
bool is_beyond_us(const PageRequest& page) {
    return page.has_index || (page.before && page.before->empty());
}

bridge::Task<IqAnswer> list_rooms(bridge::RoomGuide& guide, IqRequest request) {
    if (!attribute_of(request.payload, "node").empty()) {
        co_return refuse("item-not-found");
    }
    const auto page = read_page_request(request.payload).value_or(PageRequest{});
    if (is_beyond_us(page)) {
        co_return refuse("feature-not-implemented", "Rooms can be listed from the first one on only.");
    }
    bridge::RoomSearch search;
    search.after = page.after.value_or("");
    search.before = page.before.value_or("");
    search.at_most = std::clamp(page.most.value_or(most_items), 1, most_items);
    const auto found = co_await guide.search(std::move(search));
    if (!found) {
        co_return refused(found.error());
    }
    IqAnswer answer;
    auto query = add(answer.payload, "query", ns::disco_items);
    if (page.most == 0) { // XEP-0059 §2.7: only how many there are
        add_page_ends(query, {.total = found->total});
        co_return answer;
    }
    for (const auto& room : found->rooms) {
        auto item = add(query, "item");
        set(item, "jid", room.address.str());
        set(item, "name", room.name);
    }
    add_page_ends(query, {.first = found->first, .last = found->last, .total = found->total});
    co_return answer;
}

} // namespace

void register_room_disco(IqTable& table, bridge::RoomGuide& guide) {
    table.add_slow({IqKey::Type::get, ns::disco_info, "query", Kind::room},
                   [&guide](IqRequest request) { return tell_room(guide, std::move(request)); });
    table.add({IqKey::Type::get, ns::disco_items, "query", Kind::room}, tell_nobody);
    table.add_slow({IqKey::Type::get, ns::disco_items, "query", Kind::bridge},
                   [&guide](IqRequest request) { return list_rooms(guide, std::move(request)); });
}

} // namespace bascule::xmpp
