#include "bridge/people/ghost_avatars.hpp"

#include "bridge/async/backoff.hpp"
#include "bridge/failure_log.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace bascule::bridge {

using namespace std::chrono_literals;

namespace {

// Strangers decide how many there are; whoever is left out is told of again at his next presence.
constexpr std::size_t most_waiting = 5'000;
constexpr std::size_t most_remembered = 50'000;
constexpr std::size_t at_once = 2;
constexpr int most_tries = 5;
constexpr auto first_retry = 1s;
constexpr auto last_retry = 60s;

} // namespace

GhostAvatars::GhostAvatars(const boost::asio::any_io_executor& executor, Ports ports)
    : ports_{std::move(ports)}, tasks_{executor, failure_log(LogPart::bridge)} {}

void GhostAvatars::wish(const mapping::UserId& ghost, AvatarQuestion question, std::optional<std::string> hash) {
    const auto worn = worn_.find(ghost);
    const auto is_worn = hash && worn != worn_.end() && worn->second == *hash;
    if ((is_worn && !busy_.contains(ghost)) || (!wishes_.contains(ghost) && wishes_.size() >= most_waiting)) {
        wishes_.erase(ghost);
        return;
    }
    add(ghost, Wish{std::move(question), std::move(hash)});
}

// His own word about himself goes before.
void GhostAvatars::hear(const mapping::UserId& ghost, AvatarQuestion question, std::string hash) {
    const auto is_among = [&](const Hashes& hashes) {
        const auto found = hashes.find(ghost);
        return found != hashes.end() && found->second == hash;
    };
    if (is_among(worn_) || is_among(heard_) || wishes_.contains(ghost) || wishes_.size() >= most_waiting) {
        return;
    }
    add(ghost, Wish{std::move(question), {}, std::move(hash)});
}

void GhostAvatars::add(const mapping::UserId& ghost, Wish wish) {
    wishes_.insert_or_assign(ghost, std::move(wish));
    if (workers_ < at_once) {
        ++workers_;
        tasks_.spawn("avatars of ghosts", work());
    }
}

std::optional<mapping::UserId> GhostAvatars::next() const {
    const auto found = std::ranges::find_if(wishes_, [&](const auto& one) { return !busy_.contains(one.first); });
    return found == wishes_.end() ? std::nullopt : std::optional{found->first};
}

Task<void> GhostAvatars::work() {
    Backoff backoff{first_retry, last_retry};
    for (auto ghost = next(); ghost; ghost = next()) {
        auto one = wishes_.extract(*ghost).mapped();
        busy_.insert(*ghost);
        auto again = one;
        const auto outcome = co_await try_one(*ghost, std::move(one));
        if (outcome == Outcome::settled) {
            backoff.reset();
            note_heard(*ghost, again);
        } else {
            co_await pause(backoff.next());
            again.tries += outcome == Outcome::source_is_away ? 1 : 0;
            if (again.tries < most_tries) {
                wishes_.try_emplace(*ghost, std::move(again)); // unless there is a newer one
            }
        }
        busy_.erase(*ghost);
    }
    --workers_;
}

void GhostAvatars::note_heard(const mapping::UserId& ghost, const Wish& wish) {
    if (wish.hearsay) {
        if (heard_.size() >= most_remembered) {
            heard_.clear();
        }
        heard_.insert_or_assign(ghost, *wish.hearsay);
    }
}

Task<GhostAvatars::Outcome> GhostAvatars::try_one(mapping::UserId ghost, Wish wish) {
    try {
        co_return co_await settle(ghost, std::move(wish));
    } catch (const Outage& outage) {
        log(LogPart::bridge).info("the avatar of {} has to wait: {}", ghost.str(), outage.what());
        co_return Outcome::outage;
    } catch (const boost::system::system_error&) { // the end of the task
        throw;
    } catch (const std::exception& fault) { // one must not end it for all
        log(LogPart::bridge).error("the avatar of {}: {}", ghost.str(), fault.what());
    }
    co_return Outcome::settled;
}

Task<GhostAvatars::Outcome> GhostAvatars::settle(mapping::UserId ghost, Wish wish) {
    auto worn = co_await ports_.memory.worn_by(ghost);
    if (wish.hash && worn == wish.hash) {
        worn_[ghost] = *wish.hash;
        co_return Outcome::settled;
    }
    if (wish.hearsay && worn.value_or("") == *wish.hearsay) {
        co_return Outcome::settled;
    }
    if (wish.hash && wish.hash->empty()) {
        if (worn) {
            co_await wear(std::move(ghost), std::string{}, std::string{});
        }
        co_return Outcome::settled;
    }
    co_return co_await settle_new(std::move(ghost), std::move(wish), std::move(worn));
}

Task<GhostAvatars::Outcome> GhostAvatars::settle_new(mapping::UserId ghost, Wish wish,
                                                     std::optional<std::string> worn) {
    log(LogPart::bridge)
        .debug("{} is to wear '{}' of {}", ghost.str(), wish.hash.value_or("?"), wish.question.whom.str());
    auto hash = wish.hash.value_or("");
    std::optional<std::string> mxc;
    if (!hash.empty()) {
        mxc = co_await ports_.memory.upload_of(hash);
    }
    if (!mxc) {
        auto fetched = co_await fetch(std::move(wish.question));
        if (!fetched.portrait) { // where he does not show it to us, he is asked again at his next presence
            co_return fetched.outcome;
        }
        if (fetched.portrait->bytes.empty()) {
            if (worn && !worn->empty()) {
                co_await wear(std::move(ghost), std::string{}, std::string{});
            }
            co_return Outcome::settled;
        }
        hash = hash.empty() ? fetched.portrait->hash : hash;
        if (worn == hash) {
            co_return Outcome::settled;
        }
        mxc = co_await ports_.pictures.uploaded(std::move(*fetched.portrait));
    }
    co_await wear(std::move(ghost), std::move(hash), std::move(*mxc));
    co_return Outcome::settled;
}

Task<GhostAvatars::Fetched> GhostAvatars::fetch(AvatarQuestion question) {
    Fetched fetched;
    const auto whom = question.whom.str();
    try {
        fetched.portrait = co_await ports_.source.fetch(std::move(question));
    } catch (const Outage& outage) {
        log(LogPart::bridge).info("{} cannot be asked for an avatar: {}", whom, outage.what());
        fetched.outcome = Outcome::source_is_away;
    }
    co_return fetched;
}

Task<void> GhostAvatars::wear(mapping::UserId ghost, std::string hash, std::string mxc) {
    const auto set = co_await ports_.profiles.set_avatar(ghost, mxc);
    if (!set) {
        log(LogPart::bridge).info("{} keeps its old avatar: {}", ghost.str(), set.error().reason);
        co_return;
    }
    co_await ports_.memory.remember_worn(ghost, hash);
    if (worn_.size() >= most_remembered) {
        worn_.clear();
    }
    log(LogPart::bridge).debug("{} wears '{}'", ghost.str(), hash);
    worn_[ghost] = std::move(hash);
}

} // namespace bascule::bridge
