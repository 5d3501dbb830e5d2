#include "bridge/delivery/matrix_courier.hpp"

#include "bridge/delivery/row_type.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <utility>

namespace bascule::bridge {

Task<bool> MatrixCourier::complete(QueueName queue) {
    const auto room = mapping::RoomId::parse(queue.name);
    if (!room) {
        co_return false;
    }
    co_return co_await parts_.lost_events.put_in(*room);
}

Task<Delivery> MatrixCourier::deliver(JournalRow row, Before before) {
    auto decoded = parts_.codec.decode(row.entry.payload);
    if (!decoded) {
        co_return Delivery{Delivery::State::parked, decoded.error().reason};
    }
    const auto type = type_of(*decoded);
    auto delivery = co_await deliver_event(std::move(*decoded), before);
    delivery.type = type;
    co_return delivery;
}

Task<Delivery> MatrixCourier::deliver_event(MatrixEvent event, Before before) {
    if (event.is_suppressed) {
        co_return Delivery{Delivery::State::parked, "the homeserver rejected it after the fact"};
    }
    auto* const message = std::get_if<mapping::Message>(&event.content);
    if (message != nullptr && !Commander::is_command(*message)) {
        *message = co_await parts_.links_in_text.for_xmpp(std::move(*message));
    }
    // Whoever looks at the room through a MUC of ours sees all that happens there, whatever else becomes of it.
    auto shown = co_await show(event, before);
    auto delivery = co_await deliver_abroad(std::move(event), before);
    const bool has_arrived = delivery.state == Delivery::State::arrived;
    co_return shown.has_value() && has_arrived ? std::move(*shown) : std::move(delivery);
}

Task<std::optional<Delivery>> MatrixCourier::show(const MatrixEvent& event, Before before) {
    if (parts_.hosted == nullptr) {
        co_return std::nullopt;
    }
    co_return co_await parts_.hosted->on_event(event, before);
}

Task<Delivery> MatrixCourier::deliver_abroad(MatrixEvent event, Before before) {
    const bool is_ours = event.sender == parts_.ghosts.bot() || parts_.names.names().is_ghost(event.sender);
    if (auto* const change = std::get_if<MemberChange>(&event.content)) {
        const bool is_end = change->subject == parts_.ghosts.bot() && change->now != Membership::join;
        if (is_ours && change->subject == event.sender && !is_end) {
            co_return Delivery{}; // journaled only to be shown
        }
        auto copy = *change; // the event is looked at whole as well
        co_return co_await on_member(std::move(event), std::move(copy));
    }
    if (is_ours) {
        co_return Delivery{}; // our own doing comes back to us
    }
    if (is_said(event)) {
        co_return co_await on_said(std::move(event), before);
    }
    if (const auto* const upgrade = std::get_if<RoomUpgraded>(&event.content)) {
        if (parts_.venues != nullptr) {
            co_await parts_.venues->on_upgraded(event.room, *upgrade);
        }
        co_return Delivery{};
    }
    if (std::holds_alternative<StateChange>(event.content)) {
        if (auto* const room = parts_.mucs.find(event.room)) {
            co_return co_await room->on_state(std::move(event));
        }
    }
    if (std::holds_alternative<Unreadable>(event.content) || std::holds_alternative<EncryptionOn>(event.content)) {
        co_return co_await on_encryption(std::move(event));
    }
    co_return Delivery{};
}

Task<Fate> MatrixCourier::settle(std::uint64_t session) {
    const auto is_same = [&] { return parts_.xmpp.is_connected() && parts_.xmpp.session() == session; };
    try {
        if (is_same()) {
            co_await parts_.xmpp.barrier();
        }
    } catch (const Outage&) { // the end of the stream is what is to be told
        if (is_same()) {
            throw;
        }
    }
    co_return is_same() ? Fate::arrived : Fate::unknown;
}

Task<Delivery> MatrixCourier::on_said(MatrixEvent event, Before before) {
    const auto* const message = std::get_if<mapping::Message>(&event.content);
    if (message != nullptr && Commander::is_command(*message)) {
        co_await parts_.commander.run(std::move(event));
        co_return Delivery{};
    }
    co_await parts_.activity.note(ActivityKind::matrix_room, event.room.str());
    co_await parts_.activity.note(ActivityKind::matrix_user, event.sender.str());
    if (auto* const room = parts_.mucs.find(event.room)) {
        co_return co_await room->say(std::move(event), before);
    }
    auto portal = co_await parts_.portals.of_room(event.room);
    if (!portal && !is_hosted(event.room)) {
        co_await parts_.bot_chats.on_message(std::move(event));
        co_return Delivery{};
    }
    if (!portal || portal->kind != PortalKind::direct) {
        co_return Delivery{};
    }
    if (parts_.hosted != nullptr) {
        const auto answered = co_await parts_.hosted->answer_privately(*portal, event, before);
        if (answered) {
            co_return *answered;
        }
    }
    co_return co_await parts_.direct_messages.on_message(std::move(*portal), std::move(event), before);
}

Task<Delivery> MatrixCourier::on_member(MatrixEvent event, MemberChange change) {
    const auto is_ours = change.subject == parts_.ghosts.bot() || parts_.names.names().is_ghost(change.subject);
    if (!is_ours) {
        note_member(change);
    }
    if (auto* const room = parts_.mucs.find(event.room)) {
        room->foresee(event);
        room->on_member(change.subject, change);
        co_await room->moderate(event);
    }
    if (is_ours && change.now == Membership::invite) {
        co_await on_invite(std::move(event), std::move(change));
    } else if (change.now == Membership::leave || change.now == Membership::ban) {
        co_await on_departure(std::move(event), std::move(change));
    } else if (!is_ours && change.now == Membership::join && change.before != Membership::join) {
        co_await on_arrival(std::move(event));
    }
    co_return Delivery{};
}

void MatrixCourier::note_member(const MemberChange& change) {
    if (change.now != Membership::join) {
        parts_.puppets.forget(change.subject); // who has left everywhere may be gone for good
        return;
    }
    parts_.puppets.note(change.subject, change.display_name);
    if (parts_.watch != nullptr) {
        parts_.watch->on_user(change.subject, change.avatar_url);
    }
    if (parts_.renamed && change.before == Membership::join && change.name_before != change.display_name) {
        parts_.renamed(change.subject);
    }
}

// In a chat of two a third person would talk to nobody.
Task<void> MatrixCourier::on_arrival(MatrixEvent event) {
    auto portal = co_await parts_.portals.of_room(event.room);
    if (portal && portal->kind == PortalKind::direct && portal->user != event.sender) {
        co_await parts_.direct_messages.on_third_person(std::move(*portal), std::move(event));
    }
}

Task<void> MatrixCourier::on_invite(MatrixEvent event, MemberChange change) {
    const auto is_by_ours = event.sender == parts_.ghosts.bot() || parts_.names.names().is_ghost(event.sender);
    if (is_by_ours) {
        co_return; // whoever invited brings him in
    }
    const auto is_blocked = parts_.mucs.world().policy.permissions.of(event.sender) == mapping::Permission::block;
    if (is_blocked) {
        co_await parts_.homeserver.leave(change.subject, event.room, "the bridge's admin does not allow this");
    } else if (change.subject == parts_.ghosts.bot()) {
        const auto joined = co_await parts_.homeserver.join(change.subject, event.room);
        if (!joined) {
            log(LogPart::bridge).warn("the bot cannot join {}: {}", event.room.str(), joined.error().reason);
        } else {
            co_await on_bot_joined(std::move(event));
        }
    } else if (auto* const room = parts_.mucs.find(event.room)) {
        co_await room->on_ghost_invited(change.subject, std::move(event));
    } else if (!change.is_direct && parts_.hosted != nullptr) {
        co_await parts_.hosted->on_ghost_invited(change.subject, event);
    } else {
        co_await parts_.direct_rooms.on_ghost_invited(change.subject, std::move(event));
    }
}

bool MatrixCourier::is_hosted(const mapping::RoomId& room) const {
    return parts_.hosted != nullptr && parts_.hosted->hosts(room);
}

Task<void> MatrixCourier::on_bot_joined(MatrixEvent invitation) {
    if (parts_.venues != nullptr) {
        co_await parts_.venues->on_bot_joined(invitation.room);
    }
    const auto portal = co_await parts_.portals.of_room(invitation.room);
    if (!portal && !is_hosted(invitation.room)) {
        co_await parts_.bot_chats.on_joined(std::move(invitation));
    }
}

Task<void> MatrixCourier::on_departure(MatrixEvent event, MemberChange change) {
    if (auto* const room = parts_.mucs.find(event.room)) {
        if (change.subject == parts_.ghosts.bot()) {
            const auto muc = room->portal().address;
            log(LogPart::bridge)
                .warn("the bot was removed from {}, which ends its bridge to {}", event.room.str(), muc.str());
            co_await parts_.mucs.remove(muc, "the Matrix room has removed the bridge");
            co_await parts_.portals.remove(event.room);
        }
        co_return;
    }
    auto portal = co_await parts_.portals.of_room(event.room);
    if (!portal || portal->kind != PortalKind::direct) {
        co_return;
    }
    const auto ghost = co_await parts_.direct_rooms.ghost_of(*portal);
    if (change.subject == *portal->user || change.subject == ghost) {
        co_await parts_.direct_rooms.on_departure(std::move(*portal), event.id);
    }
}

Task<Delivery> MatrixCourier::on_encryption(MatrixEvent event) {
    auto* const room = parts_.mucs.find(event.room);
    const auto portal = co_await parts_.portals.of_room(event.room);
    if (!portal && !is_hosted(event.room)) {
        co_await parts_.bot_chats.on_encryption(std::move(event));
        co_return Delivery{};
    }
    auto speaker = parts_.ghosts.bot();
    if (portal && room == nullptr) {
        speaker = co_await parts_.direct_rooms.ghost_of(*portal);
    }
    if (std::holds_alternative<EncryptionOn>(event.content) && !portal) { // the hosted MUC tells its own people
        co_await parts_.encryption.on_turned_on(speaker, std::move(event));
        co_return Delivery{};
    }
    if (std::holds_alternative<EncryptionOn>(event.content)) {
        co_await on_turned_on(*portal, speaker, std::move(event));
        co_return Delivery{};
    }
    co_await parts_.encryption.on_unreadable(speaker, std::move(event));
    co_return Delivery{Delivery::State::parked, "encrypted"};
}

// Both sides are told: in a MUC the bot says it, in a chat the puppet.
Task<void> MatrixCourier::on_turned_on(Portal portal, mapping::UserId speaker, MatrixEvent event) {
    co_await parts_.encryption.on_turned_on(std::move(speaker), std::move(event));
    const auto is_direct = portal.kind == PortalKind::direct;
    if (!is_direct && parts_.mucs.find(portal.address) == nullptr) {
        co_return;
    }
    auto from = parts_.mucs.world().bot;
    if (is_direct) {
        const auto puppet = co_await parts_.puppets.of(*portal.user);
        from = puppet.jid;
    }
    OutgoingMessage line{.from = std::move(from),
                         .to = portal.address,
                         .is_groupchat = !is_direct,
                         .id = "answer-encryption",
                         .message = {},
                         .nick = {}};
    co_await parts_.encryption.tell_other_side(std::move(line));
}

} // namespace bascule::bridge
