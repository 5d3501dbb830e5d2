// The part of GhostMembers that takes ghosts out: who has been gone for long enough, or was put out.
#include "bridge/muc/ghost_members.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace bascule::bridge {

Task<std::optional<std::chrono::milliseconds>> GhostMembers::take_out_due() {
    std::optional<std::chrono::milliseconds> next;
    std::vector<Occupant> due;
    for (const auto& [key, occupant] : known_) {
        if (!occupant.gone_since_ms) {
            continue;
        }
        const std::chrono::milliseconds gone_for{ports_.now() - *occupant.gone_since_ms};
        const auto left = policy_.leave_delay - gone_for;
        if (left.count() <= 0 || sentences_.contains(key)) {
            due.push_back(occupant);
        } else if (!next || left < *next) {
            next = left;
        }
    }
    figures_.begin(due.size());
    for (const auto& occupant : due) {
        co_await take_out(occupant);
        co_await ports_.occupants.remove(portal_.address, occupant.key);
        sentences_.erase(occupant.key);
        known_.erase(occupant.key);
        figures_.end_one("success");
    }
    co_return next;
}

// Who was put out on the Matrix side first is out there already.
Task<void> GhostMembers::take_out(Occupant occupant) {
    const auto sentence = sentences_.find(occupant.key);
    std::string reason;
    if (sentence != sentences_.end()) {
        reason = sentence->second.reason;
        // A ban also keeps out who was still on his way in.
        const auto is_due = sentence->second.kind == ExpulsionKind::ban || ghosts_.is_in(occupant.ghost, portal_.room);
        const auto is_put_out = is_due && !ports_.expelled.is_shut_out(occupant.ghost);
        if (is_put_out) {
            auto copy = sentence->second;
            const auto is_done = co_await carry_out(occupant.ghost, std::move(copy));
            if (is_done) {
                co_return;
            }
        }
    }
    co_await ghosts_.take_out(occupant.ghost, portal_.room, std::move(reason));
}

// A ban is remembered first, so that it can be lifted whatever happens.
Task<bool> GhostMembers::carry_out(mapping::UserId ghost, Sentence sentence) {
    Removal removal{portal_.room, ghost, sentence.reason};
    if (sentence.kind == ExpulsionKind::kick) {
        const auto kicked = co_await ports_.room_admin.kick(ghosts_.bot(), std::move(removal));
        if (kicked) {
            ghosts_.note(ghost, portal_.room, GhostKeeper::Presence::out);
        }
        co_return kicked.has_value();
    }
    Expelled::Deed deed{ExpulsionKind::ban, Side::xmpp, sentence.reason};
    co_await ports_.expelled.remember(ghost, std::move(deed));
    const auto banned = co_await ports_.room_admin.ban(ghosts_.bot(), std::move(removal));
    if (banned) {
        ghosts_.note(ghost, portal_.room, GhostKeeper::Presence::out);
    }
    co_return banned.has_value();
}

void GhostMembers::forget_coming(const mapping::UserId& ghost) {
    std::erase_if(entered_, [&](const std::string& key) {
        const auto known = known_.find(key);
        return known != known_.end() && known->second.ghost == ghost;
    });
}

bool GhostMembers::is_known(const mapping::UserId& ghost) const {
    return std::ranges::any_of(known_,
                               [&](const auto& one) { return one.second.ghost == ghost && !one.second.gone_since_ms; });
}

void GhostMembers::expel(const Roster::Entry& entry, Sentence sentence) {
    entered_.erase(entry.key());
    sentences_.insert_or_assign(entry.key(), std::move(sentence));
}

bool GhostMembers::expel_known(const mapping::UserId& ghost, Sentence sentence) {
    const auto his = std::ranges::find_if(known_, [&](const auto& one) { return one.second.ghost == ghost; });
    if (his == known_.end() || ports_.expelled.is_shut_out(ghost) || ports_.expelled.find(ghost) != nullptr) {
        return false;
    }
    sentences_.insert_or_assign(his->first, std::move(sentence));
    return true;
}

Task<void> GhostMembers::take_out_all(std::string reason) {
    for (const auto& [key, occupant] : known_) {
        co_await ghosts_.take_out(occupant.ghost, portal_.room, reason);
    }
    co_await ports_.occupants.remove_room(portal_.address);
    known_.clear();
}

} // namespace bascule::bridge
