#include "bridge/people/moods.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace bascule::bridge {

namespace {

constexpr std::size_t most_resources = 20; // anybody can pretend to have any number

// The most available first.
int rank_of(std::string_view show) {
    constexpr std::array<std::string_view, 5> ranks{"chat", "", "away", "dnd", "xa"};
    return static_cast<int>(std::ranges::find(ranks, show) - ranks.begin());
}

bool is_here(std::string_view show) {
    return show.empty() || show == "chat" || show == "dnd";
}

} // namespace

Mood mood_of(const UserPresence& presence) {
    if (presence.presence == "offline") {
        return {"xa", presence.status};
    }
    if (presence.presence == "busy" || presence.presence == "org.matrix.msc3026.busy") {
        return {"dnd", presence.status};
    }
    return {presence.presence == "unavailable" ? "away" : "", presence.status};
}

void Whereabouts::note(const ContactPresence& presence) {
    const std::string resource{presence.head.from.resource()};
    if (presence.kind != PresenceKind::available) {
        resources_.erase(resource);
    } else if (resources_.contains(resource) || resources_.size() < most_resources) {
        resources_.insert_or_assign(resource, Mood{presence.show, presence.status});
    }
}

GhostPresence Whereabouts::together() const {
    const auto best =
        std::ranges::min_element(resources_, {}, [](const auto& one) { return rank_of(one.second.show); });
    if (best == resources_.end()) {
        return {};
    }
    const auto& mood = best->second;
    return {is_here(mood.show) ? Availability::online : Availability::unavailable, mood.status};
}

} // namespace bascule::bridge
