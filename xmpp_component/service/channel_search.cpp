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

constexpr int most_items = 100;
constexpr const char* by_size = "{urn:xmpp:channel-search:0:order}nusers";
constexpr const char* muc_type = "xep-0045";

// XEP-0433 §4.2.2: an error with a condition of its own.
IqAnswer refuse_search(std::string_view condition, const char* own_condition, std::string text) {
    auto answer = refuse(condition, std::move(text));
    answer.error->type = "modify";
    add(answer.payload, own_condition, ns::channel_search_error);
    return answer;
}

// XEP-0433 §4.2.1
IqAnswer show_form() {
    IqAnswer answer;
    auto search = add(answer.payload, "search", ns::channel_search);
    const std::vector<FormField> fields{
        {.var = "q", .type = "text-single", .label = "Search for"},
        {.var = "all", .type = "boolean", .values = {"false"}, .label = "Return all rooms"},
        {.var = "sinname", .type = "boolean", .values = {"true"}, .label = "Search in names"},
        {.var = "sindescription", .type = "boolean", .values = {"true"}, .label = "Search in topics"},
        {.var = "sinaddr", .type = "boolean", .values = {"true"}, .label = "Search in addresses"}};
    auto form = add_form(search, "form", ns::channel_search_form, fields);
    auto types =
        add_field(form, {.var = "types", .type = "list-multi", .values = {muc_type}, .label = "Service types"});
    auto type = add(types, "option");
    set(type, "label", "Multi-User Chats");
    set_text(add(type, "value"), muc_type);
    auto order = add_field(form, {.var = "key", .type = "list-single", .values = {by_size}, .label = "Sort by"});
    auto key = add(order, "option");
    set(key, "label", "Number of members");
    set_text(add(key, "value"), by_size);
    return answer;
}

// What is wrong with the search, if anything.
std::optional<IqAnswer> fault_of(const FormValues& form) {
    const auto key = value_in(form, "key");
    if (!key.empty() && key != by_size) {
        return refuse_search("feature-not-implemented", "invalid-sort-key", "Rooms are sorted by their size only.");
    }
    const bool wants_all = flag_in(form, "all").value_or(false);
    const bool has_term = !value_in(form, "q").empty();
    if (wants_all && has_term) {
        auto answer = refuse_search("bad-request", "conflicting-fields", "Either all rooms or those with some words.");
        for (const auto* var : {"all", "q"}) {
            set_text(add(answer.payload.document_element(), "var"), var);
        }
        return answer;
    }
    if (!wants_all && !has_term) {
        const bool has_empty_term = form.contains("q");
        return has_empty_term ? refuse_search("bad-request", "invalid-search-terms", "There is nothing to search for.")
                              : refuse_search("bad-request", "no-search-conditions", "Say what to search for.");
    }
    return std::nullopt;
}

bool is_type_known(const FormValues& form) {
    const auto types = form.find("types");
    return types == form.end() || types->second.empty() ||
           std::ranges::find(types->second, muc_type) != types->second.end();
}

bridge::RoomSearch search_of(const FormValues& form, const PageRequest& page) {
    bridge::RoomSearch search;
    search.term = value_in(form, "q");
    search.in_name = flag_in(form, "sinname").value_or(true);
    search.in_description = flag_in(form, "sindescription").value_or(true);
    // XEP-0433 spells it one way in its example and another in its table.
    search.in_address = flag_in(form, "sinaddr").value_or(flag_in(form, "sinaddress").value_or(true));
    search.after = page.after.value_or("");
    search.before = page.before.value_or("");
    search.at_most = std::clamp(page.most.value_or(most_items), 1, most_items);
    return search;
}

// XEP-0433 §6.2
void add_item(pugi::xml_node result, const bridge::FoundRoom& room) {
    auto item = add(result, "item");
    set(item, "address", room.address.str());
    set_text(add(item, "name"), room.name);
    if (!room.description.empty()) {
        set_text(add(item, "description"), room.description);
    }
    set_text(add(item, "nusers"), std::to_string(room.occupants));
    set_text(add(item, "service-type"), muc_type);
    if (room.is_open) {
        add(item, "is-open");
    }
    set_text(add(item, "anonymity-mode"), "{urn:xmpp:channel-search:0:anonymity}none");
}

bridge::Task<IqAnswer> search_rooms(bridge::RoomGuide& guide, IqRequest request) {
    const auto form = read_form(request.payload, ns::channel_search_form);
    if (!form) {
        co_return show_form();
    }
    if (auto fault = fault_of(*form)) {
        co_return std::move(*fault);
    }
    const auto page = read_page_request(request.payload).value_or(PageRequest{});
    if (page.has_index || (page.before && page.before->empty())) {
        co_return refuse("feature-not-implemented", "Rooms can be listed from the first one on only.");
    }
    bridge::Answered<bridge::FoundRooms> found = bridge::FoundRooms{};
    if (is_type_known(*form)) {
        found = co_await guide.search(search_of(*form, page));
    }
    IqAnswer answer;
    if (!found) {
        answer.error = found.error();
        co_return answer;
    }
    auto result = add(answer.payload, "result", ns::channel_search);
    for (const auto& room : found->rooms) {
        add_item(result, room);
    }
    add_page_ends(result, {.first = found->first, .last = found->last, .total = found->total});
    co_return answer;
}

} // namespace

void register_channel_search(IqTable& table, bridge::RoomGuide& guide) {
    const auto answer = [&guide](IqRequest request) { return search_rooms(guide, std::move(request)); };
    const auto kind = bridge::Addressee::Kind::bridge;
    table.add_slow({IqKey::Type::get, ns::channel_search, "search", kind}, answer);
    table.add_slow({IqKey::Type::set, ns::channel_search, "search", kind}, answer);
}

} // namespace bascule::xmpp
