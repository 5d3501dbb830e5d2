#include "bridge/people/puppet_portraits.hpp"

#include "bridge/async/backoff.hpp"
#include "bridge/failure_log.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <boost/system/system_error.hpp>

#include <chrono>
#include <exception>
#include <utility>

namespace bascule::bridge {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t most_users = 50'000;
constexpr auto first_retry = 1s;
constexpr auto last_retry = 60s;

} // namespace

PuppetPortraits::PuppetPortraits(const boost::asio::any_io_executor& executor, Ports ports)
    : ports_{std::move(ports)}, tasks_{executor, failure_log(LogPart::bridge)} {}

void PuppetPortraits::note(const mapping::UserId& user, const std::string& mxc) {
    if (looks_.size() >= most_users) {
        looks_.clear();
    }
    const auto [place, is_new] = looks_.try_emplace(user, Look{mxc, {}});
    auto& look = place->second;
    if (!is_new && look.mxc == mxc) {
        return;
    }
    look.is_doubtful = !is_new;
    look.mxc = mxc;
    enqueue(user);
}

void PuppetPortraits::enqueue(const mapping::UserId& user) {
    waiting_.push_back(user);
    if (!std::exchange(is_working_, true)) {
        tasks_.spawn("avatars of puppets", work());
    }
}

Task<void> PuppetPortraits::work() {
    Backoff backoff{first_retry, last_retry};
    while (!waiting_.empty()) {
        const auto user = waiting_.front();
        bool met_outage = false;
        try {
            co_await settle(user);
            backoff.reset();
        } catch (const Outage& outage) {
            log(LogPart::bridge).info("the avatar of {} has to wait: {}", user.str(), outage.what());
            met_outage = true;
        } catch (const boost::system::system_error&) { // the end of the task
            throw;
        } catch (const std::exception& fault) { // one must not end it for all
            log(LogPart::bridge).error("the avatar of {}: {}", user.str(), fault.what());
        }
        if (met_outage) {
            co_await pause(backoff.next());
        } else {
            waiting_.pop_front();
        }
    }
    is_working_ = false;
}

Task<void> PuppetPortraits::settle(mapping::UserId user) {
    co_await read_profile(user);
    const auto look = looks_.find(user);
    if (look == looks_.end()) {
        co_return;
    }
    const auto before = look->second.hash;
    const auto mxc = look->second.mxc;
    auto hash = co_await ports_.pictures.hash_of(mxc);
    if (!hash) {
        const auto picture = co_await ports_.pictures.small(mxc);
        hash = picture ? picture->hash : std::string{};
    }
    if (before == hash) {
        co_return;
    }
    const auto is_news = before || !hash->empty();
    co_await name(user, std::move(*hash));
    if (is_news) {
        co_await ports_.changed(std::move(user));
    }
}

// A user of another homeserver is believed what a room says of him: his own may be slow to ask.
Task<void> PuppetPortraits::read_profile(mapping::UserId user) {
    const auto look = looks_.find(user);
    if (look == looks_.end() || !look->second.is_doubtful ||
        user.server() != ports_.names.names().homeserver_domain()) {
        co_return;
    }
    const auto profile = co_await ports_.homeserver.profile(user);
    if (auto again = looks_.find(user); again != looks_.end() && profile && *profile) {
        again->second.mxc = (*profile)->avatar_url;
        again->second.is_doubtful = false;
    }
}

Task<void> PuppetPortraits::name(mapping::UserId user, std::string hash) {
    const auto puppet = co_await ports_.names.puppet_of(user);
    ports_.looks.set_avatar(puppet, hash);
    if (const auto look = looks_.find(user); look != looks_.end()) {
        look->second.hash = std::move(hash);
    }
}

Task<void> PuppetPortraits::prepare(mapping::UserId user) {
    const auto look = looks_.find(user);
    if (look == looks_.end() || look->second.hash || look->second.is_doubtful) {
        co_return;
    }
    auto hash = co_await ports_.pictures.hash_of(look->second.mxc);
    if (hash) {
        co_await name(std::move(user), std::move(*hash));
    }
}

Task<std::optional<Portrait>> PuppetPortraits::portrait_of(mapping::Jid address) {
    const auto user = co_await ports_.names.user_of(std::move(address));
    if (!user) {
        co_return std::nullopt;
    }
    if (!looks_.contains(*user)) {
        const auto profile = co_await ports_.homeserver.profile(*user);
        note(*user, profile && *profile ? (*profile)->avatar_url : std::string{});
    }
    const auto look = looks_.find(*user);
    if (look == looks_.end() || look->second.mxc.empty()) {
        co_return std::nullopt;
    }
    auto mxc = look->second.mxc;
    co_return co_await ports_.pictures.small(std::move(mxc));
}

} // namespace bascule::bridge
