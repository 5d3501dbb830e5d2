#include "bridge/muc/ghost_members.hpp"

#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <stdexcept>
#include <utility>
#include <vector>

namespace bascule::bridge {

namespace {

constexpr std::size_t most_at_once = 32;

} // namespace

GhostMembers::GhostMembers(Ports ports, GhostKeeper& ghosts, const Policy& policy, Portal portal)
    : ports_{std::move(ports)},
      ghosts_{ghosts},
      policy_{policy},
      portal_{std::move(portal)},
      figures_{ports_.metrics, ports_.now} {}

Task<void> GhostMembers::load() {
    for (auto& occupant : co_await ports_.occupants.of_room(portal_.address)) {
        ghosts_.expect_name_in(portal_.room, occupant.ghost, occupant.nick);
        known_.insert_or_assign(occupant.key, occupant);
    }
    is_loaded_ = true;
}

const mapping::UserId* GhostMembers::present_ghost(const std::string& key) const {
    const auto known = known_.find(key);
    const auto is_in = known != known_.end() && ghosts_.is_in(known->second.ghost, portal_.room);
    return is_in ? &known->second.ghost : nullptr;
}

Task<mapping::UserId> GhostMembers::ghost_of(const Roster::Entry& entry) {
    const auto key = entry.key();
    if (const auto found = known_.find(key); found != known_.end()) {
        co_return found->second.ghost;
    }
    if (entry.real_jid) {
        co_return co_await ports_.names.ghost_of(*entry.real_jid);
    }
    co_return co_await ports_.names.ghost_of_occupant(portal_.address, key.substr(1));
}

Roster::Entry GhostMembers::absent(std::string nick, std::string occupant_id,
                                   const std::optional<mapping::Jid>& real_jid) const {
    Roster::Entry entry{std::move(nick), {}, std::move(occupant_id)};
    if (real_jid) {
        entry.real_jid = real_jid->bare();
        return entry;
    }
    if (!entry.occupant_id.empty()) {
        return entry;
    }
    const auto found = std::ranges::find_if(known_, [&](const auto& one) { return one.second.nick == entry.nick; });
    if (found == known_.end()) {
        return entry;
    }
    const auto& key = found->second.key;
    if (key.starts_with('/')) {
        entry.occupant_id = key.substr(1);
    } else {
        entry.real_jid = mapping::Jid::parse(key).value();
    }
    return entry;
}

Task<std::optional<std::chrono::milliseconds>> GhostMembers::agree_with(const Roster& roster) {
    std::map<std::string, Roster::Entry> present;
    for (auto& entry : roster.others()) {
        const auto key = entry.key();
        sentences_.erase(key);
        present.emplace(key, std::move(entry)); // the same person may be there under another nick as well
    }
    auto newcomers = coming(present);
    const auto now = std::min(newcomers.size(), most_at_once);
    const auto later = newcomers.size() - now;
    newcomers.erase(newcomers.begin() + static_cast<std::ptrdiff_t>(now), newcomers.end());
    figures_.begin(now + later);
    for (const auto& entry : newcomers) {
        co_await try_to_bring_in(entry);
    }
    co_await mark_absent(present);
    const auto next = co_await take_out_due();
    figures_.begin(later);
    co_return later > 0 ? std::chrono::milliseconds{0} : next;
}

// Whose ghost is to be brought in, or called differently; first those whose ghosts are in the room already.
std::vector<Roster::Entry> GhostMembers::coming(const std::map<std::string, Roster::Entry>& present) const {
    std::vector<Roster::Entry> changed;
    std::vector<Roster::Entry> newcomers;
    auto places = policy_.portals.most_members;
    for (const auto& [key, entry] : present) {
        const auto known = known_.find(key);
        const auto is_in = known != known_.end() && ghosts_.is_in(known->second.ghost, portal_.room);
        places -= is_in ? 1 : 0;
        if (is_in && (known->second.gone_since_ms || known->second.nick != entry.nick)) {
            changed.push_back(entry);
        } else if (!is_in && !refused_.contains(key)) {
            newcomers.push_back(entry);
        }
    }
    const auto room_left = std::min(newcomers.size(), static_cast<std::size_t>(std::max(places, 0)));
    std::copy_n(newcomers.begin(), room_left, std::back_inserter(changed));
    return changed;
}

// One who cannot have a ghost must not keep the others out.
Task<void> GhostMembers::try_to_bring_in(const Roster::Entry& entry) {
    std::string failure;
    try {
        const auto may_come = co_await may_enter(entry);
        if (may_come) {
            const auto came = co_await bring_in(entry);
            failure = came ? std::string{} : came.error().reason;
        }
    } catch (const Outage&) {
        throw;
    } catch (const boost::system::system_error&) { // the end of the task
        throw;
    } catch (const std::runtime_error& error) {
        failure = error.what();
    }
    figures_.end_one(failure.empty() ? "success" : "fail");
    if (failure.empty()) {
        co_return;
    }
    refused_.insert(entry.key());
    log(LogPart::bridge).warn("{} cannot enter {}: {}", entry.nick, portal_.room.str(), failure);
    if (tell_refused_) {
        co_await tell_refused_(std::move(failure));
    }
}

// Who was put out on the Matrix side and has entered the MUC anew is let in after a kick, and stays out after a ban.
// Whom the MUC had banned, and lets in, is banned no more.
Task<bool> GhostMembers::may_enter(const Roster::Entry& entry) {
    const auto ghost = co_await ghost_of(entry);
    const auto* const known = ports_.expelled.find(ghost);
    if (known == nullptr) {
        co_return !ports_.expelled.is_shut_out(ghost);
    }
    const auto is_banned_here = known->by == Side::matrix && known->kind == ExpulsionKind::ban;
    if (is_banned_here || !entered_.contains(entry.key())) {
        co_return false;
    }
    if (known->kind == ExpulsionKind::ban) {
        Removal removal{portal_.room, ghost, "no longer banned from " + portal_.address.str()};
        co_await ports_.room_admin.unban(ghosts_.bot(), std::move(removal));
    }
    co_await ports_.expelled.forget(ghost);
    co_return !ports_.expelled.is_shut_out(ghost);
}

// Remembered before it is done: should we die in between, the ghost is found in the room and known.
Task<Answer<void>> GhostMembers::bring_in(const Roster::Entry& entry) {
    const auto ghost = co_await ghost_of(entry);
    const auto before = known_.find(entry.key());
    const auto is_renamed = before != known_.end() && before->second.nick != entry.nick;
    Occupant occupant{portal_.address, entry.key(), entry.nick, ghost, {}};
    std::vector<Occupant> occupants{occupant};
    co_await ports_.occupants.save(std::move(occupants));
    co_await forget_guest(occupant);
    known_.insert_or_assign(entry.key(), std::move(occupant));
    co_await ghosts_.provide(ghost, entry.nick);
    const auto came = co_await ghosts_.bring_in(ghost, portal_.room, ghosts_.bot());
    if (came && (is_renamed || ghosts_.name_of(ghost) != entry.nick)) {
        co_await ghosts_.name_in(portal_.room, ghost, entry.nick); // elsewhere he may be called differently
    } else if (came) {
        ghosts_.expect_name_in(portal_.room, ghost, entry.nick);
    }
    if (came && came_) {
        came_(entry, ghost);
    }
    co_return came;
}

// As a guest he may have been known by less than what his presence tells of him.
Task<void> GhostMembers::forget_guest(const Occupant& present) {
    const auto guest = std::ranges::find_if(known_, [&](const auto& one) {
        return one.second.ghost == present.ghost && one.first != present.key && one.second.gone_since_ms;
    });
    if (guest != known_.end()) {
        const auto key = guest->first;
        known_.erase(guest);
        co_await ports_.occupants.remove(portal_.address, key);
    }
}

Task<void> GhostMembers::expect_guest(mapping::UserId ghost, Roster::Entry entry) {
    const auto is_his = [&](const auto& one) { return one.second.ghost == ghost; };
    if (known_.contains(entry.key()) || std::ranges::any_of(known_, is_his)) {
        co_return;
    }
    Occupant guest{portal_.address, entry.key(), entry.nick, ghost, ports_.now()};
    std::vector<Occupant> occupants{guest};
    co_await ports_.occupants.save(std::move(occupants));
    known_.insert_or_assign(guest.key, guest);
}

Task<void> GhostMembers::mark_absent(const std::map<std::string, Roster::Entry>& present) {
    std::vector<Occupant> gone;
    for (auto& [key, occupant] : known_) {
        if (!present.contains(key) && !occupant.gone_since_ms) {
            occupant.gone_since_ms = ports_.now();
            gone.push_back(occupant);
        }
    }
    if (!gone.empty()) {
        co_await ports_.occupants.save(std::move(gone));
    }
}

} // namespace bascule::bridge
