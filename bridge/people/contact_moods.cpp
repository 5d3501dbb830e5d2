#include "bridge/people/contact_moods.hpp"

#include "bridge/async/race.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <chrono>
#include <vector>

namespace bascule::bridge {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t most_contacts = 10'000;
constexpr auto moment = 1s;
constexpr auto repetition = 20s; // Synapse takes who was not told of for 30 s for gone

} // namespace

ContactMoods::ContactMoods(const boost::asio::any_io_executor& executor, Ports ports, const Policy& policy)
    : ports_{ports}, policy_{policy}, changed_{executor} {}

void ContactMoods::note(const mapping::UserId& ghost, const mapping::UserId& user, const ContactPresence& presence) {
    if (!policy_.shows_presence_to_matrix) {
        return;
    }
    auto found = contacts_.find(ghost);
    if (found == contacts_.end()) {
        if (presence.kind != PresenceKind::available || contacts_.size() >= most_contacts) {
            return;
        }
        found = contacts_.emplace(ghost, Contact{{}, presence.head.from.bare(), user}).first;
    }
    const auto before = found->second.whereabouts.together();
    found->second.whereabouts.note(presence);
    if (before != found->second.whereabouts.together()) {
        waiting_.insert(ghost);
        changed_.notify_all();
    }
}

void ContactMoods::lose_all() {
    for (auto& [ghost, contact] : contacts_) {
        contact.whereabouts = {};
        waiting_.insert(ghost);
    }
    changed_.notify_all();
}

Task<void> ContactMoods::keep() {
    for (;;) {
        if (contacts_.empty()) {
            co_await changed_.wait();
        } else if (waiting_.empty()) { // what came while others were told does not wait
            co_await run_until_one_ends(changed_.wait(), pause(repetition));
        }
        if (waiting_.empty()) {
            for (const auto& [ghost, contact] : contacts_) {
                waiting_.insert(ghost);
            }
        }
        co_await pause(moment);
        co_await tell_waiting();
    }
}

Task<void> ContactMoods::tell_waiting() {
    const auto waiting = std::exchange(waiting_, {});
    for (const auto& ghost : waiting) {
        try {
            co_await tell(ghost);
        } catch (const Outage& outage) { // told again in a while anyway
            log(LogPart::bridge).debug("the presence of {} is not told: {}", ghost.str(), outage.what());
        }
    }
}

Task<void> ContactMoods::tell(mapping::UserId ghost) {
    const auto found = contacts_.find(ghost);
    if (found == contacts_.end()) {
        co_return;
    }
    const auto contact = found->second;
    if (!contact.whereabouts.is_anywhere() || !policy_.shows_presence_to_matrix) {
        contacts_.erase(found);
    }
    const auto room = co_await ports_.portals.direct(contact.user, contact.peer);
    if (room) {
        co_await ports_.profiles.set_presence(std::move(ghost), contact.whereabouts.together());
    }
}

} // namespace bascule::bridge
