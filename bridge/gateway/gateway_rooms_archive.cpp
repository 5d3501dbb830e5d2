// The part of GatewayRooms that says whose archive is read by whom, and how he sees it.
#include "bridge/async/counted.hpp"
#include "bridge/gateway/gateway_rooms.hpp"

#include <utility>

namespace bascule::bridge {

// Who is in may read, whichever of his sessions asks: it is his ghost that reads.
Task<std::optional<ArchiveReader>> GatewayRooms::reader(mapping::Jid room, mapping::Jid asker) {
    const auto found = desks_.find(room);
    if (found == desks_.end()) {
        co_return std::nullopt;
    }
    auto& desk = *found->second;
    const Counted visit{desk.visitors, visit_ended_};
    co_await desk.room.reopen();
    const auto ghost = co_await world_.names.ghost_of(std::move(asker));
    const auto* const member = desk.room.occupants().find(ghost);
    if (member == nullptr || member->sessions.empty() || !desk.room.room()) {
        co_return std::nullopt;
    }
    co_return ArchiveReader{*desk.room.room(), ghost};
}

Task<std::vector<ArchivedMessage>> GatewayRooms::as_seen(mapping::Jid room, MatrixEvent event, std::string name) {
    if (auto* const words = std::get_if<mapping::Message>(&event.content)) {
        *words = co_await world_.links.for_xmpp(std::move(*words)); // as when it was said
    }
    auto& desk = desk_of(room);
    const auto author = event.sender;
    const auto at_ms = event.at_ms;
    std::vector<ArchivedMessage> messages;
    if (!desk.room.is_blocked(author) && desk.room.room()) {
        const Counted visit{desk.visitors, visit_ended_};
        auto said = co_await desk.room.as_seen(std::move(event), std::move(name), GatewayRoom::When::then);
        const auto real_jid = co_await desk.room.real_jid_of(author);
        for (auto& one : said) {
            messages.push_back({std::move(one), at_ms, real_jid});
        }
    }
    forget_if_idle(room);
    co_return messages;
}

Task<std::optional<mapping::UserId>> GatewayRooms::user(mapping::Jid room, mapping::Jid address) {
    if (address.bare() == room) {
        const auto* const found = find(room);
        const auto* const member = found == nullptr ? nullptr : found->occupants().with_nick(address.resource());
        co_return member == nullptr ? std::nullopt : std::optional{member->user};
    }
    if (world_.names.names().is_on_component(address)) {
        co_return co_await world_.names.user_of(address.bare());
    }
    co_return co_await world_.names.ghost_of(address.bare());
}

} // namespace bascule::bridge
