#include "bridge/portals/inviter_pace.hpp"

#include <cstddef>

namespace bascule::bridge {

namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr int most_rooms = 10;
constexpr std::size_t most_domains = 10'000;

} // namespace

bool InviterPace::may_make(const mapping::Jid& inviter, std::int64_t now_ms) {
    auto* const minute = minute_of(inviter, now_ms);
    if (minute == nullptr || minute->rooms >= most_rooms || !people_.may_answer(inviter, now_ms)) {
        return false;
    }
    ++minute->rooms;
    return true;
}

void InviterPace::give_back(const mapping::Jid& inviter) {
    people_.forget(inviter);
    const auto found = domains_.find(inviter.domain());
    if (found != domains_.end() && found->second.rooms > 0) {
        --found->second.rooms;
    }
}

// Nothing where there are too many domains to keep count of.
InviterPace::Minute* InviterPace::minute_of(const mapping::Jid& inviter, std::int64_t now_ms) {
    if (domains_.size() >= most_domains) {
        std::erase_if(domains_, [&](const auto& one) { return now_ms - one.second.begin_ms >= minute_ms; });
    }
    const auto found = domains_.find(inviter.domain());
    if (found == domains_.end()) {
        const auto is_full = domains_.size() >= most_domains;
        return is_full ? nullptr : &domains_.try_emplace(std::string{inviter.domain()}, Minute{now_ms}).first->second;
    }
    if (now_ms - found->second.begin_ms >= minute_ms) {
        found->second = Minute{now_ms};
    }
    return &found->second;
}

} // namespace bascule::bridge
