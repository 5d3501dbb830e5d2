#include "bridge/delivery/xmpp_courier.hpp"

#include "bridge/delivery/row_type.hpp"
#include "bridge/error_text.hpp"

#include <utility>

namespace bascule::bridge {

namespace {

mapping::Message* message_in(XmppEvent& event) {
    if (auto* const chat = std::get_if<ChatMessage>(&event)) {
        return &chat->message;
    }
    auto* const group = std::get_if<GroupMessage>(&event);
    return group == nullptr ? nullptr : &group->message;
}

} // namespace

Task<bool> XmppCourier::complete(QueueName /*queue*/) {
    co_return false; // MucReader has put in what was missed before anything could be said
}

Task<Delivery> XmppCourier::deliver(JournalRow row, Before before) {
    auto decoded = parts_.codec.decode(row.entry.payload);
    if (!decoded) {
        co_return Delivery{Delivery::State::parked, decoded.error().reason};
    }
    const auto type = type_of(*decoded);
    auto delivery = co_await deliver_stanza(std::move(row), std::move(*decoded), before.doubt);
    delivery.type = type;
    co_return delivery;
}

Task<Delivery> XmppCourier::deliver_stanza(JournalRow row, XmppEvent event, Doubt doubt) {
    auto* const message = message_in(event);
    const auto is_order =
        std::holds_alternative<ChatMessage>(event) && parts_.bridge_chat.is_for_bridge(head_of(event).to);
    if (message != nullptr && !is_order) {
        *message = co_await parts_.links_in_text.for_matrix(std::move(*message));
    }
    if (parts_.hosted != nullptr && parts_.hosted->is_room_address(head_of(event).to)) {
        co_return co_await parts_.hosted->relay(std::move(row), std::move(event), doubt);
    }
    if (auto* const chat = std::get_if<ChatMessage>(&event)) {
        if (parts_.hosted != nullptr) {
            parts_.hosted->end_private(chat->head.to.bare(), chat->head.from.bare());
        }
        co_await parts_.activity.note(ActivityKind::remote_user, chat->head.from.bare().str());
        auto key = row.entry.key.queue.name + ' ' + row.entry.key.key;
        if (is_order) {
            co_return co_await parts_.bridge_chat.run(std::move(*chat), std::move(key));
        }
        co_return co_await parts_.direct_messages.on_chat(std::move(*chat), std::move(key), doubt);
    }
    if (auto* const returned = std::get_if<ReturnedMessage>(&event)) {
        auto delivery = co_await on_returned(std::move(*returned));
        // An earlier try may have told of it and gone on to the rows behind; this one does not show how far it came.
        delivery.was_there = doubt == Doubt::maybe_there;
        co_return delivery;
    }
    if (auto* const invitation = std::get_if<MucInvitation>(&event)) {
        auto key = row.entry.key.queue.name + ' ' + row.entry.key.key;
        co_return co_await parts_.invitations.take(std::move(*invitation), std::move(key));
    }
    if (auto* const group = std::get_if<GroupMessage>(&event)) {
        co_await parts_.activity.note(ActivityKind::remote_room, group->head.from.bare().str());
        co_await parts_.activity.note(ActivityKind::remote_user, row.entry.author);
        auto* const room = parts_.mucs.find(group->head.from.bare());
        if (room == nullptr) {
            co_return Delivery{Delivery::State::parked, "this MUC is not bridged any more"};
        }
        co_return co_await room->relay(std::move(row), std::move(*group), doubt);
    }
    co_return Delivery{Delivery::State::parked, "nothing that crosses"};
}

Task<Fate> XmppCourier::settle(std::uint64_t /*session*/) {
    co_return Fate::arrived; // the homeserver answers every request
}

Task<Delivery> XmppCourier::on_returned(ReturnedMessage returned) {
    if (auto* const room = parts_.mucs.find(returned.head.from.bare())) {
        co_return co_await room->on_returned(std::move(returned));
    }
    const auto links = co_await parts_.links.of_message(returned.head.from.bare(), returned.head.id);
    if (links.empty()) {
        co_return Delivery{Delivery::State::parked, "an error about something we did not send"};
    }
    const auto portal = co_await parts_.portals.of_room(links.front().room);
    if (portal) {
        const auto ghost = co_await parts_.direct_rooms.ghost_of(*portal);
        co_await notices_.tell(
            ghost, portal->room, "returned " + returned.head.id,
            "Your message did not reach " + portal->address.str() + ": " + plain_words(returned.error) + ".");
    }
    co_return Delivery{};
}

} // namespace bascule::bridge
