#include "xmpp_component/codec/stanza_error.hpp"
#include "xmpp_component/service/service_handlers.hpp"
#include "xmpp_component/service/service_stanzas.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <utility>
#include <vector>

namespace bascule::xmpp {

namespace {

using Kind = bridge::Addressee::Kind;

std::vector<pugi::xml_node> items_in(pugi::xml_node query) {
    std::vector<pugi::xml_node> items;
    for (const auto child : query.children("item")) {
        if (namespace_of(child) == ns::muc_admin) {
            items.push_back(child);
        }
    }
    return items;
}

bridge::Task<IqAnswer> answer_list(bridge::HostedRooms& rooms, IqRequest request) {
    const auto items = items_in(request.payload);
    if (items.size() != 1) {
        co_return refuse("bad-request");
    }
    bridge::RankQuery query{.room = request.to.bare(),
                            .asker = request.from,
                            .role = mapping::role_from(attribute_of(items.front(), "role")),
                            .affiliation = mapping::affiliation_from(attribute_of(items.front(), "affiliation"))};
    if (query.role.has_value() == query.affiliation.has_value()) {
        co_return refuse("bad-request", "Ask for one role, or for one affiliation.");
    }
    const auto list = co_await rooms.ranked(std::move(query));
    IqAnswer answer;
    if (list.error) {
        answer.error = stanza_error(list.error->condition, list.error->text);
        co_return answer;
    }
    auto told = add(answer.payload, "query", ns::muc_admin);
    for (const auto& item : list.items) {
        add_rank(told, item.rank, item.nick.c_str(), item.jid ? &*item.jid : nullptr);
    }
    co_return answer;
}

// One item: exactly one of role and affiliation, of one nick or one address.
mapping::Result<bridge::RankWish> read_wish(const IqRequest& request, pugi::xml_node item) {
    bridge::RankWish wish{.room = request.to.bare(),
                          .asker = request.from,
                          .nick = std::string{attribute_of(item, "nick")},
                          .role = mapping::role_from(attribute_of(item, "role")),
                          .affiliation = mapping::affiliation_from(attribute_of(item, "affiliation")),
                          .reason = text_of(child_in(item, "reason", ns::muc_admin))};
    const auto jid = mapping::Jid::parse(attribute_of(item, "jid"));
    if (jid) {
        wish.jid = *jid;
        wish.nick.clear();
    }
    if (wish.role.has_value() == wish.affiliation.has_value()) {
        return mapping::Error{"a role or an affiliation, not both"};
    }
    if (wish.nick.empty() && !wish.jid) {
        return mapping::Error{"nobody is named"};
    }
    return wish;
}

bridge::Task<IqAnswer> answer_change(bridge::HostedRooms& rooms, IqRequest request) {
    std::vector<bridge::RankWish> wishes;
    for (const auto item : items_in(request.payload)) {
        auto wish = read_wish(request, item);
        if (!wish) {
            co_return refuse("bad-request", wish.error().reason);
        }
        wishes.push_back(std::move(*wish));
    }
    if (wishes.empty()) {
        co_return refuse("bad-request");
    }
    for (auto& wish : wishes) {
        const auto error = co_await rooms.change_rank(std::move(wish));
        if (error) {
            co_return refuse(error->condition, error->text);
        }
    }
    co_return IqAnswer{};
}

} // namespace

void register_muc_admin(IqTable& table, bridge::HostedRooms& rooms) {
    table.add_slow({IqKey::Type::get, ns::muc_admin, "query", Kind::room},
                   [&rooms](IqRequest request) { return answer_list(rooms, std::move(request)); });
    table.add_slow({IqKey::Type::set, ns::muc_admin, "query", Kind::room},
                   [&rooms](IqRequest request) { return answer_change(rooms, std::move(request)); });
}

// What a room is like is decided on the Matrix side: the form is empty, and nothing can be set or destroyed.
void register_muc_owner(IqTable& table) {
    table.add({IqKey::Type::get, ns::muc_owner, "query", Kind::room}, [](const IqRequest&) {
        IqAnswer answer;
        auto form = add(add(answer.payload, "query", ns::muc_owner), "x", ns::data_form);
        set(form, "type", "form");
        set_text(add(form, "title"), "A room of Matrix");
        set_text(add(form, "instructions"), "This room belongs to Matrix and is configured there.");
        auto field = add(form, "field");
        set(field, "var", "FORM_TYPE");
        set(field, "type", "hidden");
        set_text(add(field, "value"), "http://jabber.org/protocol/muc#roomconfig");
        return answer;
    });
    table.add({IqKey::Type::set, ns::muc_owner, "query", Kind::room}, [](const IqRequest& request) {
        const auto form = child_in(request.payload, "x", ns::data_form);
        if (form && attribute_of(form, "type") == "cancel") {
            return IqAnswer{};
        }
        return refuse("forbidden", "This room belongs to Matrix and is configured there.");
    });
}

} // namespace bascule::xmpp
