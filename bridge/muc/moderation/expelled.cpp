#include "bridge/muc/moderation/expelled.hpp"

#include <utility>

namespace bascule::bridge {

Task<void> Expelled::load() {
    for (auto& expulsion : co_await table_.of_room(room_)) {
        known_.insert_or_assign(expulsion.user, expulsion);
    }
}

const Expulsion* Expelled::find(const mapping::UserId& user) const {
    const auto found = known_.find(user);
    return found == known_.end() ? nullptr : &found->second;
}

std::vector<Expulsion> Expelled::all() const {
    std::vector<Expulsion> list;
    list.reserve(known_.size());
    for (const auto& [user, expulsion] : known_) {
        list.push_back(expulsion);
    }
    return list;
}

bool Expelled::is_shut_out(const mapping::UserId& ghost) const {
    const auto* const known = find(ghost);
    return held_.contains(ghost) || (known != nullptr && known->by == Side::matrix);
}

Task<void> Expelled::remember(mapping::UserId user, Deed deed) {
    Expulsion expulsion{room_, user, deed.kind, deed.by, now_(), std::move(deed.reason)};
    co_await table_.save(expulsion);
    known_.insert_or_assign(std::move(user), std::move(expulsion));
}

Task<void> Expelled::forget(mapping::UserId user) {
    if (known_.contains(user)) {
        co_await table_.remove(room_, user);
        known_.erase(user);
    }
}

Task<void> Expelled::forget_all() {
    co_await table_.remove_room(room_);
    known_.clear();
    held_.clear();
}

} // namespace bascule::bridge
