#include "xmpp_component/people/portrait_nodes.hpp"

#include "xmpp_component/base64.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <optional>
#include <string>
#include <utility>

namespace bascule::xmpp {

namespace {

using Kind = bridge::Addressee::Kind;
using bridge::Portrait;
using bridge::Portraits;
using bridge::Task;

bool may_have_portrait(const IqRequest& request) {
    return request.addressee.kind == Kind::puppet || request.addressee.kind == Kind::room;
}

Task<std::optional<Portrait>> portrait_for(Portraits& portraits, const IqRequest& request) {
    if (!may_have_portrait(request)) {
        co_return std::nullopt;
    }
    co_return co_await portraits.portrait_of(request.to);
}

// XEP-0054; XEP-0153 §3.1 for the picture.
Task<IqAnswer> answer_vcard(Portraits& portraits, IqRequest request) {
    const auto portrait = co_await portrait_for(portraits, request);
    IqAnswer answer;
    auto card = add(answer.payload, "vCard", ns::vcard);
    const auto& name = request.addressee.name;
    if (!name.empty()) {
        set_text(add(card, "FN"), name);
        if (request.addressee.kind == Kind::puppet) {
            set_text(add(card, "NICKNAME"), name);
        }
    }
    if (portrait) {
        auto photo = add(card, "PHOTO");
        set_text(add(photo, "TYPE"), portrait->type);
        set_text(add(photo, "BINVAL"), base64_encoded(portrait->bytes));
    }
    co_return answer;
}

pugi::xml_node add_item(IqAnswer& answer, const char* node, std::string_view id) {
    auto items = add(add(answer.payload, "pubsub", ns::pubsub), "items");
    set(items, "node", node);
    auto item = add(items, "item");
    set(item, "id", id);
    return item;
}

IqAnswer nick_item(const std::string& name) {
    if (name.empty()) {
        return refuse("item-not-found");
    }
    IqAnswer answer;
    set_text(add(add_item(answer, ns::nick, "current"), "nick", ns::nick), name);
    return answer;
}

// XEP-0084 §4.2; not done: width and height, which are optional.
IqAnswer metadata_item(const Portrait& portrait) {
    IqAnswer answer;
    auto info = add(add(add_item(answer, ns::avatar_metadata, portrait.hash), "metadata", ns::avatar_metadata), "info");
    set(info, "id", portrait.hash);
    set(info, "bytes", std::to_string(portrait.bytes.size()));
    set(info, "type", portrait.type);
    return answer;
}

IqAnswer data_item(const Portrait& portrait) {
    IqAnswer answer;
    set_text(add(add_item(answer, ns::avatar_data, portrait.hash), "data", ns::avatar_data),
             base64_encoded(portrait.bytes));
    return answer;
}

// XEP-0060 §6.5
Task<IqAnswer> answer_items(Portraits& portraits, IqRequest request) {
    const auto items = child_in(request.payload, "items", ns::pubsub);
    if (!items || request.addressee.kind != Kind::puppet) {
        co_return refuse("service-unavailable");
    }
    const std::string node{attribute_of(items, "node")};
    if (node == ns::nick) {
        co_return nick_item(request.addressee.name);
    }
    if (node != ns::avatar_metadata && node != ns::avatar_data) {
        co_return refuse("item-not-found");
    }
    const std::string wanted{attribute_of(child_in(items, "item", ns::pubsub), "id")};
    const auto portrait = co_await portrait_for(portraits, request);
    if (!portrait || (!wanted.empty() && wanted != portrait->hash)) {
        co_return refuse("item-not-found");
    }
    co_return node == ns::avatar_metadata ? metadata_item(*portrait) : data_item(*portrait);
}

} // namespace

void register_portraits(IqTable& table, Portraits& portraits) {
    const auto with_portraits = [&portraits](auto answer) {
        return [&portraits, answer](IqRequest request) { return answer(portraits, std::move(request)); };
    };
    table.add_slow({IqKey::Type::get, ns::vcard, "vCard"}, with_portraits(answer_vcard));
    table.add({IqKey::Type::set, ns::vcard, "vCard"}, [](const IqRequest&) { return refuse("not-allowed"); });
    table.add_slow({IqKey::Type::get, ns::pubsub, "pubsub"}, with_portraits(answer_items));
}

} // namespace bascule::xmpp
