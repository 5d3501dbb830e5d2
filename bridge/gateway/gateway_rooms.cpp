#include "bridge/gateway/gateway_rooms.hpp"

#include "bridge/async/backoff.hpp"
#include "bridge/async/counted.hpp"
#include "bridge/failure_log.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <algorithm>
#include <utility>

namespace bascule::bridge {

namespace {

using namespace std::chrono_literals;

} // namespace

GatewayRooms::GatewayRooms(GatewayWorld world)
    : world_{std::move(world)},
      has_changed_{world_.executor},
      visit_ended_{world_.executor},
      tasks_{world_.executor, failure_log(LogPart::bridge)} {}

GatewayRoom* GatewayRooms::find(const mapping::Jid& address) {
    const auto found = desks_.find(address.bare());
    return found == desks_.end() ? nullptr : &found->second->room;
}

std::vector<GatewayRoom*> GatewayRooms::of_room(const mapping::RoomId& room) {
    std::vector<GatewayRoom*> rooms;
    for (const auto& [address, desk] : desks_) {
        if (desk->room.is_followed() && desk->room.room() == room) {
            rooms.push_back(&desk->room);
        }
    }
    return rooms;
}

std::vector<Portal> GatewayRooms::followed() const {
    std::vector<Portal> portals;
    for (const auto& [address, desk] : desks_) {
        if (desk->room.is_followed() && desk->room.room()) {
            portals.push_back(
                {PortalKind::gateway, *desk->room.room(), address, std::nullopt, desk->room.followed_since_ms()});
        }
    }
    return portals;
}

bool GatewayRooms::hosts(const mapping::RoomId& room) const {
    return std::ranges::any_of(
        desks_, [&](const auto& one) { return one.second->room.is_followed() && one.second->room.room() == room; });
}

std::size_t GatewayRooms::open_rooms() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(desks_, [](const auto& one) { return one.second->room.is_open(); }));
}

std::size_t GatewayRooms::sessions() const {
    std::size_t count = 0;
    for (const auto& [address, desk] : desks_) {
        count += desk->room.occupants().sessions().size();
    }
    return count;
}

bool GatewayRooms::is_room_address(const mapping::Jid& address) const {
    const auto& names = world_.names.names();
    return names.is_on_component(address) && !address.local().empty() &&
           (names.alias_of_gateway_room(address.bare()) || names.portal_alias_at(address.bare()));
}

bool GatewayRooms::holds(const mapping::UserId& ghost, const mapping::RoomId& room) const {
    return std::ranges::any_of(
        desks_, [&](const auto& one) { return one.second->room.room() == room && one.second->room.holds(ghost); });
}

Task<void> GatewayRooms::load() {
    for (auto& record : co_await world_.records.rooms()) {
        known_.insert_or_assign(record.address, record.room);
    }
    std::map<mapping::Jid, std::vector<GatewaySession>> sessions;
    for (auto& session : co_await world_.records.sessions()) {
        sessions[session.address].push_back(std::move(session));
    }
    for (auto& [address, of_one] : sessions) {
        const auto room = known_.find(address);
        if (room != known_.end() && !desks_.contains(address)) {
            desk_of(address).room.restore(room->second, std::move(of_one));
        }
    }
}

Task<void> GatewayRooms::keep_up() {
    Backoff backoff{200ms, 15s};
    for (bool is_done = false; !is_done;) {
        try {
            co_await reopen_all();
            is_done = true;
        } catch (const Outage& outage) {
            log(LogPart::bridge).info("hosted MUCs wait: {}", outage.what());
        }
        if (!is_done) {
            co_await pause(backoff.next());
        }
    }
    for (;;) {
        std::optional<std::chrono::milliseconds> next;
        try {
            next = co_await take_out_due();
        } catch (const Outage& outage) {
            log(LogPart::bridge).info("ghosts stay for now: {}", outage.what());
            next = backoff.next();
        }
        if (next) {
            co_await pause(std::clamp<std::chrono::milliseconds>(*next, 50ms, 1s));
        } else {
            co_await has_changed_.wait();
        }
    }
}

Task<void> GatewayRooms::reopen_all() {
    std::vector<mapping::Jid> addresses;
    for (const auto& [address, desk] : desks_) {
        addresses.push_back(address);
    }
    for (const auto& address : addresses) {
        if (auto found = desks_.find(address); found != desks_.end()) {
            auto& desk = *found->second;
            const Counted visit{desk.visitors, visit_ended_};
            co_await desk.room.reopen();
        }
    }
}

Task<std::optional<std::chrono::milliseconds>> GatewayRooms::take_out_due() {
    std::vector<mapping::Jid> addresses;
    for (const auto& [address, desk] : desks_) {
        addresses.push_back(address);
    }
    std::optional<std::chrono::milliseconds> next;
    for (const auto& address : addresses) {
        const auto found = desks_.find(address);
        if (found == desks_.end()) {
            continue;
        }
        {
            auto& desk = *found->second;
            const Counted visit{desk.visitors, visit_ended_};
            const auto due = co_await desk.room.take_out_due();
            next = due ? std::min(*due, next.value_or(*due)) : next;
        }
        forget_if_idle(address);
    }
    co_return next;
}

Task<void> GatewayRooms::give_way(mapping::RoomId room, mapping::Jid muc) {
    std::vector<mapping::Jid> addresses;
    for (const auto& [address, desk] : desks_) {
        if (desk->room.room() == room) {
            addresses.push_back(address);
        }
    }
    for (const auto& address : addresses) {
        auto& desk = desk_of(address);
        {
            const Counted visit{desk.visitors, visit_ended_};
            co_await desk.room.give_way(muc);
        }
        forget_if_idle(address);
    }
}

Task<void> GatewayRooms::stop(std::string reason) {
    co_await tasks_.stop();
    for (const auto& [address, desk] : desks_) {
        co_await desk->room.shut(reason);
    }
}

GatewayRooms::Desk& GatewayRooms::desk_of(const mapping::Jid& address) {
    auto& desk = desks_[address];
    if (desk == nullptr) {
        desk = std::make_unique<Desk>(world_, address);
        if (const auto room = known_.find(address); room != known_.end()) {
            desk->room.restore(room->second, {});
        }
    }
    return *desk;
}

void GatewayRooms::forget_if_idle(const mapping::Jid& address) {
    const auto found = desks_.find(address);
    if (found == desks_.end()) {
        return;
    }
    const auto& desk = *found->second;
    if (desk.room.room()) {
        known_.insert_or_assign(address, *desk.room.room());
    }
    if (desk.visitors == 0 && !desk.is_served && desk.presences.empty() && desk.room.is_idle()) {
        desks_.erase(found);
    }
}

} // namespace bascule::bridge
