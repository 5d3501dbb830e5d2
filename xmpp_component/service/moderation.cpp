#include "xmpp_component/service/service_handlers.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <string>
#include <utility>

namespace bascule::xmpp {

namespace {

// XEP-0425 §3.2
bridge::Task<IqAnswer> moderate(bridge::HostedRooms& rooms, IqRequest request) {
    const auto wish = request.payload;
    const auto id = std::string{wish.attribute("id").value()};
    if (id.empty() || !child_in(wish, "retract", ns::message_retract)) {
        co_return refuse("bad-request", "Name a message by its stanza-id, and what is to be done: retract.");
    }
    auto reason = text_of(child_in(wish, "reason", ns::message_moderate));
    const auto error = co_await rooms.moderate(request.to.bare(), request.from, id, std::move(reason));
    if (error) {
        co_return refuse(error->condition, error->text);
    }
    co_return IqAnswer{};
}

} // namespace

void register_moderation(IqTable& table, bridge::HostedRooms& rooms) {
    table.add_slow({IqKey::Type::set, ns::message_moderate, "moderate", bridge::Addressee::Kind::room},
                   [&rooms](IqRequest request) { return moderate(rooms, std::move(request)); });
}

} // namespace bascule::xmpp
