#include "bridge/muc/moderation/missing_rights.hpp"

#include <utility>
#include <vector>

namespace bascule::bridge {

namespace {

constexpr std::size_t most_named = 5;

std::string listed(const std::vector<std::string>& names) {
    std::string list;
    for (std::size_t at = 0; at < names.size() && at < most_named; ++at) {
        list += (list.empty() ? "" : ", ") + names[at];
    }
    return names.size() > most_named ? list + " and others" : list;
}

} // namespace

Task<void> MissingRights::tell(std::string right, std::string text) {
    if (told_.insert(right).second) {
        co_await say(std::move(right), std::move(text));
    }
}

Task<void> MissingRights::say(std::string about, std::string text) {
    co_await notices_.tell(place_.bot, place_.room, about + ' ' + std::to_string(now_()), std::move(text));
}

std::string those_who_rule(const Roster& roster) {
    std::vector<std::string> names;
    for (const auto& entry : roster.others()) {
        if (is_at_least(entry.standing.affiliation, mapping::Affiliation::admin)) {
            names.push_back(entry.nick);
        }
    }
    return names.empty() ? std::string{} : " Its owners and admins: " + listed(names) + ".";
}

std::string those_who_rule(const RoomRights& rights, const mapping::UserId& bot) {
    const auto needed = state_level(rights, "m.room.power_levels");
    std::vector<std::string> names;
    for (const auto& creator : rights.creators) {
        if (creator != bot) {
            names.push_back(creator.str());
        }
    }
    for (const auto& [user, power] : rights.users) {
        if (power >= needed && user != bot) {
            names.push_back(user.str());
        }
    }
    return names.empty() ? std::string{} : " Ask " + listed(names) + ".";
}

std::int64_t state_level(const RoomRights& rights, const std::string& state_type) {
    const auto found = rights.events.find(state_type);
    return found == rights.events.end() ? rights.state_default : found->second;
}

} // namespace bascule::bridge
