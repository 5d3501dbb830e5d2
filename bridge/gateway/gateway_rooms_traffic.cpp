// The part of GatewayRooms that brings to each room what concerns it.
#include "bridge/async/counted.hpp"
#include "bridge/gateway/gateway_rooms.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>
#include <utility>

namespace bascule::bridge {

namespace {

// Strangers decide how many addresses are asked for.
constexpr std::size_t most_desks = 10'000;
constexpr std::size_t most_presences = 1'000;
// Some clients number their messages from 1 at every start; an id as short as that names nothing for ever.
constexpr std::size_t shortest_unique_id = 16;

// XEP-0045, "Ghost Users", and service-unavailable, with which servers return what is sent to a session that has ended
// (RFC 6121 §8.5.3.2).
constexpr std::array<std::string_view, 7> gone_conditions{"gone",
                                                          "item-not-found",
                                                          "recipient-unavailable",
                                                          "redirect",
                                                          "remote-server-not-found",
                                                          "remote-server-timeout",
                                                          "service-unavailable"};

bool tells_of_absence(const StanzaError& error) {
    return std::ranges::find(gone_conditions, error.condition) != gone_conditions.end();
}

} // namespace

bool GatewayRooms::take(ArrivedStanza& stanza, JournalCommit& commit) {
    const auto& head = head_of(stanza.event);
    if (!is_room_address(head.to)) {
        return false;
    }
    if (auto* const presence = std::get_if<ContactPresence>(&stanza.event)) {
        take_presence(std::move(*presence));
    } else if (const auto* const error = std::get_if<PresenceError>(&stanza.event)) {
        lose(head.to.bare(), error->head.from);
    } else if (const auto* const returned = std::get_if<ReturnedMessage>(&stanza.event)) {
        if (tells_of_absence(returned->error)) {
            lose(head.to.bare(), returned->head.from);
        }
    } else if (const auto* const message = std::get_if<GroupMessage>(&stanza.event)) {
        commit.entries.push_back(entry_of(head, message->message.body, std::move(stanza.xml)));
    } else if (const auto* const chat = std::get_if<ChatMessage>(&stanza.event)) {
        commit.entries.push_back(entry_of(head, chat->message.body, std::move(stanza.xml)));
    } else if (std::holds_alternative<SubjectChange>(stanza.event) ||
               std::holds_alternative<MucInvitation>(stanza.event)) {
        commit.entries.push_back(entry_of(head, "other", std::move(stanza.xml)));
    }
    return true;
}

// `unique id`: what is before the first blank keeps two apart, what is behind it the sender gets back.
JournalEntry GatewayRooms::entry_of(const StanzaHead& head, std::string kind, std::string xml) {
    auto unique = std::to_string(std::hash<std::string>{}(head.from.str() + '\n' + std::move(kind)));
    if (head.id.size() < shortest_unique_id) {
        unique += '-' + std::to_string(world_.now()) + '-' + std::to_string(++unnamed_);
    }
    const auto* const room = find(head.to);
    const auto* const member = room == nullptr ? nullptr : room->occupants().with_session(head.from);
    return {{{Side::xmpp, head.to.bare().str()}, unique + ' ' + head.id},
            std::move(xml),
            member == nullptr ? std::string{} : member->user.str(),
            world_.now()};
}

void GatewayRooms::take_presence(ContactPresence presence) {
    const auto address = presence.head.to.bare();
    const bool is_nothing = !presence.entry && presence.kind != PresenceKind::available;
    if (!desks_.contains(address) && (is_nothing || desks_.size() >= most_desks)) {
        return; // nobody can have been there; or a flood
    }
    auto& desk = desk_of(address);
    if (desk.presences.size() >= most_presences) {
        return; // a flood
    }
    desk.room.expect(presence.head.from);
    desk.presences.push_back(std::move(presence));
    serve(desk);
}

void GatewayRooms::serve(Desk& desk) {
    if (!std::exchange(desk.is_served, true)) {
        tasks_.spawn("presence in " + desk.room.address().str(), serve_presences(desk));
    }
}

Task<void> GatewayRooms::serve_presences(Desk& desk) {
    const auto address = desk.room.address();
    while (!desk.presences.empty()) {
        auto presence = std::move(desk.presences.front());
        desk.presences.pop_front();
        try {
            co_await desk.room.on_presence(std::move(presence));
        } catch (const Outage& outage) { // of the stream: the asker has lost his own by now
            log(LogPart::bridge).info("presence in {} is not answered: {}", address.str(), outage.what());
        }
        look_at_face(desk);
    }
    desk.is_served = false;
    has_changed_.notify_all();
    forget_if_idle(address);
}

void GatewayRooms::lose(const mapping::Jid& address, const mapping::Jid& session) {
    const auto found = desks_.find(address);
    if (found != desks_.end() && found->second->room.is_in(session)) {
        tasks_.spawn("end of " + session.str(), lose_session(*found->second, session));
    }
}

Task<void> GatewayRooms::lose_session(Desk& desk, mapping::Jid session) {
    const Counted visit{desk.visitors, visit_ended_};
    try {
        co_await desk.room.on_lost(std::move(session));
    } catch (const Outage& outage) {
        log(LogPart::bridge).info("a lost session stays for now: {}", outage.what());
    }
    has_changed_.notify_all();
}

Task<Delivery> GatewayRooms::relay(JournalRow row, XmppEvent stanza, Doubt doubt) {
    const auto address = head_of(stanza).to.bare();
    Delivery delivery;
    {
        auto& desk = desk_of(address);
        const Counted visit{desk.visitors, visit_ended_};
        delivery = co_await desk.room.relay(std::move(row), std::move(stanza), doubt);
    }
    forget_if_idle(address);
    co_return delivery;
}

Task<std::optional<Delivery>> GatewayRooms::on_event(const MatrixEvent& event, Before before) {
    std::optional<Delivery> delivery;
    std::vector<mapping::Jid> addresses;
    for (const auto* const room : of_room(event.room)) {
        addresses.push_back(room->address());
    }
    for (const auto& address : addresses) {
        if (const auto found = desks_.find(address); found != desks_.end()) {
            auto& desk = *found->second;
            const Counted visit{desk.visitors, visit_ended_};
            auto shown = co_await desk.room.on_event(event, before);
            look_at_face(desk);
            if (!delivery || shown.state == Delivery::State::handed_on) {
                delivery = std::move(shown);
            }
        }
    }
    co_return delivery;
}

Task<std::optional<Delivery>> GatewayRooms::answer_privately(const Portal& direct, const MatrixEvent& event,
                                                             Before before) {
    const auto puppet = co_await world_.names.puppet_of(event.sender);
    std::vector<mapping::Jid> addresses;
    for (const auto& [address, desk] : desks_) {
        addresses.push_back(address);
    }
    const auto session = world_.xmpp.session();
    if (before.session.value_or(session) != session) {
        throw Outage{"what was said before may be lost"};
    }
    for (const auto& address : addresses) {
        const auto found = desks_.find(address);
        if (found == desks_.end()) {
            continue;
        }
        auto& desk = *found->second;
        const Counted visit{desk.visitors, visit_ended_};
        const bool is_answered = co_await desk.room.answer_privately(direct, event, puppet);
        if (is_answered) {
            co_return Delivery{
                .state = Delivery::State::handed_on, .reason = {}, .was_there = false, .session = session};
        }
    }
    co_return std::nullopt;
}

void GatewayRooms::end_private(const mapping::Jid& puppet, const mapping::Jid& peer) {
    for (const auto& [address, desk] : desks_) {
        desk->room.end_private(puppet, peer);
    }
}

void GatewayRooms::look_at_face(const Desk& desk) {
    if (desk.room.has_unseen_face()) {
        tasks_.spawn("avatar of " + desk.room.address().str(), show_face(desk.room.address()));
    }
}

Task<void> GatewayRooms::show_face(mapping::Jid address) {
    const auto found = desks_.find(address);
    if (found == desks_.end()) {
        co_return;
    }
    auto& desk = *found->second;
    const Counted visit{desk.visitors, visit_ended_};
    try {
        co_await desk.room.look_at_own_face();
    } catch (const Outage& outage) { // who enters next has it looked at again
        log(LogPart::bridge).info("the avatar of {} is not shown: {}", address.str(), outage.what());
    }
}

Task<void> GatewayRooms::show_again(mapping::UserId user) {
    std::vector<mapping::Jid> addresses;
    for (const auto& [address, desk] : desks_) {
        if (desk->room.occupants().find(user) != nullptr) {
            addresses.push_back(address);
        }
    }
    for (const auto& address : addresses) {
        if (const auto found = desks_.find(address); found != desks_.end()) {
            auto& desk = *found->second;
            const Counted visit{desk.visitors, visit_ended_};
            co_await desk.room.show_again(user);
        }
    }
}

void GatewayRooms::on_connected() {
    for (const auto& [address, desk] : desks_) {
        if (desk->room.is_open()) {
            tasks_.spawn("presence again in " + address.str(), tell_again(*desk));
        }
    }
}

Task<void> GatewayRooms::tell_again(Desk& desk) {
    const Counted visit{desk.visitors, visit_ended_};
    try {
        co_await desk.room.tell_again();
    } catch (const Outage& outage) { // the next stream does it
        log(LogPart::bridge).info("presence in {}: {}", desk.room.address().str(), outage.what());
    }
}

// Invitations come from the room, so that they can be declined there.
Task<void> GatewayRooms::on_ghost_invited(mapping::UserId ghost, const MatrixEvent& event) {
    const auto person = co_await world_.names.jid_of(ghost);
    if (!person || !person->is_bare()) {
        co_await world_.homeserver.leave(ghost, event.room, "nobody can be asked");
        co_return;
    }
    std::optional<mapping::Jid> address;
    for (const auto& [known, room] : known_) {
        address = room == event.room && !address ? std::optional{known} : address;
    }
    if (!address) {
        address = co_await world_.names.gateway_room_of(event.room);
        GatewayRecord record{*address, event.room};
        co_await world_.records.save(std::move(record));
        known_.insert_or_assign(*address, event.room);
    }
    const auto by = co_await world_.names.puppet_of(event.sender);
    const auto* const change = std::get_if<MemberChange>(&event.content);
    SeatInvitation out{SeatInvitation::Kind::invite, *address, *person, by,
                       change == nullptr ? std::string{} : change->reason};
    co_await world_.service.invite(std::move(out));
    if (world_.invitations != nullptr) {
        world_.invitations->on_invited(*address, *person);
    }
}

} // namespace bascule::bridge
