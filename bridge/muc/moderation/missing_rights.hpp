#pragma once

#include "bridge/async/task.hpp"
#include "bridge/muc/roster.hpp"
#include "bridge/notices.hpp"
#include "bridge/ports/clock.hpp"
#include "bridge/ports/homeserver.hpp"

#include <set>
#include <string>

namespace bascule::bridge {

/// Says in the Matrix room which right the bridge lacks: once, until it has been seen to be there again.
class MissingRights {
public:
    struct Place {
        mapping::UserId bot;
        mapping::RoomId room;
    };
    MissingRights(Homeserver& homeserver, Place place, Clock now)
        : notices_{homeserver}, place_{std::move(place)}, now_{std::move(now)} {}

    Task<void> tell(std::string right, std::string text);
    bool is_told(const std::string& right) const { return told_.contains(right); }
    /// It is there (again).
    void has(const std::string& right) { told_.erase(right); }
    /// What happened, and needs no right.
    Task<void> say(std::string about, std::string text);

private:
    Notices notices_;
    Place place_;
    Clock now_;
    std::set<std::string> told_;
};

/// " Its owners and admins: Juliet, Nurse." Empty where none is in.
std::string those_who_rule(const Roster& roster);
/// " Ask @romeo:montague.example." Those who may change power levels; empty where nobody is known.
std::string those_who_rule(const RoomRights& rights, const mapping::UserId& bot);
/// The power that sending this state takes.
std::int64_t state_level(const RoomRights& rights, const std::string& state_type);

} // namespace bascule::bridge
