#include "bridge/people/puppet_keeper.hpp"

#include "bridge/async/race.hpp"
#include "bridge/log.hpp"
#include "bridge/people/puppet_jid.hpp"
#include "mapping/utf8.hpp"

#include <utility>

namespace bascule::bridge {

namespace {

// Names are few bytes each, but strangers decide how many there are.
constexpr std::size_t most_names = 50'000;
constexpr std::size_t most_failures = 10'000;
// The server of a stranger may report a name of any length.
constexpr std::size_t longest_name = 256;
// Each keeps a connection to the homeserver busy for as long as a dead server is waited for.
constexpr std::size_t most_lookups_abroad = 2;
constexpr std::int64_t memory_of_failure_ms = 60'000;

std::string shown_name(const mapping::UserId& user, const std::string& display_name) {
    return display_name.empty() ? std::string{user.localpart()} : display_name;
}

Refusal no_answer_from(std::string_view server) {
    constexpr int gateway_timeout = 504;
    return {gateway_timeout, "M_UNKNOWN", std::string{server} + " does not answer"};
}

} // namespace

PuppetKeeper::PuppetKeeper(const boost::asio::any_io_executor& executor, Homeserver& homeserver, NameBook& names,
                           Clock now, std::chrono::milliseconds patience)
    : homeserver_{homeserver},
      names_{names},
      now_{std::move(now)},
      patience_{patience},
      lookups_abroad_{executor, most_lookups_abroad} {}

Task<Answer<std::optional<Puppet>>> PuppetKeeper::find(mapping::UserId user) {
    if (!display_names_.contains(user)) {
        const auto profile = co_await look_up(user);
        if (!profile) {
            co_return profile.error();
        }
        if (!*profile) {
            co_return std::optional<Puppet>{};
        }
        keep(user, (*profile)->display_name);
        if (seen_) {
            seen_(user, **profile);
        }
    }
    auto puppet = co_await puppet_of(user, display_names_[user]);
    co_return std::optional{std::move(puppet)};
}

Task<Puppet> PuppetKeeper::of(mapping::UserId user) {
    const auto found = co_await find(user);
    if (found && *found) {
        co_return **found;
    }
    co_return co_await puppet_of(std::move(user), std::string{});
}

Task<Puppet> PuppetKeeper::of(mapping::UserId user, std::string name_in_room) {
    std::string name{mapping::first_code_points(name_in_room, longest_name)};
    co_return co_await puppet_of(std::move(user), std::move(name));
}

bool PuppetKeeper::is_at_hand(const mapping::UserId& user) const {
    return user.server() == names_.names().homeserver_domain() || display_names_.contains(user);
}

void PuppetKeeper::note(const mapping::UserId& user, const std::string& name) {
    const auto known = display_names_.find(user);
    if (user.server() != names_.names().homeserver_domain()) {
        keep(user, name);
    } else if (known != display_names_.end() && known->second != mapping::first_code_points(name, longest_name)) {
        forget(user);
    }
}

void PuppetKeeper::keep(const mapping::UserId& user, const std::string& name) {
    if (display_names_.size() >= most_names) {
        display_names_.clear();
    }
    display_names_[user] = mapping::first_code_points(name, longest_name);
}

Task<Answer<std::optional<Profile>>> PuppetKeeper::look_up(mapping::UserId user) {
    if (user.server() == names_.names().homeserver_domain()) {
        co_return co_await look_up_at_home(std::move(user));
    }
    co_return co_await look_up_abroad(std::move(user));
}

// That our own homeserver stumbles will pass, and is waited for as any outage is.
Task<Answer<std::optional<Profile>>> PuppetKeeper::look_up_at_home(mapping::UserId user) {
    constexpr int first_server_error = 500;
    const auto profile = co_await homeserver_.profile(std::move(user));
    if (profile || profile.error().status >= first_server_error) {
        co_return profile.value(); // or throws Outage
    }
    co_return std::optional<Profile>{}; // what it takes for no user id is nobody's
}

Task<Answer<std::optional<Profile>>> PuppetKeeper::look_up_abroad(mapping::UserId user) {
    if (!has_failed_lately(user)) {
        try {
            auto profile = co_await within(patience_, "the profile of " + user.str(), look_up_in_turn(user));
            if (profile) {
                co_return profile;
            }
            log(LogPart::bridge).info("the profile of {}: {}", user.str(), profile.error().reason);
        } catch (const Overdue& overdue) { // our homeserver waits for his, or many are looked for
            log(LogPart::bridge).info("{}", overdue.what());
        }
        note_failure(user);
    }
    co_return no_answer_from(user.server());
}

Task<Answer<std::optional<Profile>>> PuppetKeeper::look_up_in_turn(mapping::UserId user) {
    const auto slot = co_await lookups_abroad_.take();
    if (has_failed_lately(user)) { // of two who asked for him at once
        co_return no_answer_from(user.server());
    }
    co_return co_await homeserver_.profile(std::move(user));
}

bool PuppetKeeper::has_failed_lately(const mapping::UserId& user) const {
    const auto failure = failed_at_ms_.find(user);
    return failure != failed_at_ms_.end() && now_() < failure->second + memory_of_failure_ms;
}

void PuppetKeeper::note_failure(const mapping::UserId& user) {
    if (failed_at_ms_.size() >= most_failures) {
        failed_at_ms_.clear();
    }
    if (!has_failed_lately(user)) { // else a sender who asks again and again would renew it for ever
        failed_at_ms_[user] = now_();
    }
}

Task<Puppet> PuppetKeeper::puppet_of(mapping::UserId user, std::string name) {
    const auto bare = co_await names_.puppet_of(user);
    co_return Puppet{puppet_jid(bare), shown_name(user, name)};
}

} // namespace bascule::bridge
