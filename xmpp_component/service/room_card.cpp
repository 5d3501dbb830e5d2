#include "xmpp_component/base64.hpp"
#include "xmpp_component/service/guide_handlers.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <string>
#include <utility>

namespace bascule::xmpp {

namespace {

bridge::Task<IqAnswer> show_card(bridge::RoomGuide& guide, IqRequest request) {
    IqAnswer answer;
    const auto told = co_await guide.card(request.to, request.from);
    if (!told) {
        answer.error = told.error();
        co_return answer;
    }
    auto card = add(answer.payload, "vCard", ns::vcard);
    set_text(add(card, "FN"), told->name);
    if (!told->topic.empty()) {
        set_text(add(card, "DESC"), told->topic);
    }
    if (told->portrait) {
        auto photo = add(card, "PHOTO");
        set_text(add(photo, "TYPE"), told->portrait->type);
        set_text(add(photo, "BINVAL"), base64_encoded(told->portrait->bytes));
    }
    co_return answer;
}

} // namespace

void register_room_card(IqTable& table, bridge::RoomGuide& guide) {
    table.add_slow({IqKey::Type::get, ns::vcard, "vCard", bridge::Addressee::Kind::room},
                   [&guide](IqRequest request) { return show_card(guide, std::move(request)); });
}

} // namespace bascule::xmpp
