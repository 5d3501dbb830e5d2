#include "bridge/people/puppet_keeper.hpp"

#include "bridge/people/puppet_jid.hpp"

namespace bascule::bridge {

namespace {

// Names are few bytes each, but strangers decide how many there are.
constexpr std::size_t most_names = 50'000;

std::string shown_name(const mapping::UserId& user, const std::string& display_name) {
    return display_name.empty() ? std::string{user.localpart()} : display_name;
}

} // namespace

PuppetKeeper::PuppetKeeper(Homeserver& homeserver, NameBook& names) : homeserver_{homeserver}, names_{names} {}

Task<std::optional<Puppet>> PuppetKeeper::find(mapping::UserId user) {
    if (!display_names_.contains(user)) {
        const auto profile = co_await homeserver_.profile(user);
        if (!profile) {
            co_return std::nullopt;
        }
        note(user, profile->display_name);
    }
    const auto name = shown_name(user, display_names_[user]);
    const auto jid = co_await full_jid(user);
    co_return Puppet{jid, name};
}

Task<Puppet> PuppetKeeper::of(mapping::UserId user) {
    if (auto puppet = co_await find(user)) {
        co_return std::move(*puppet);
    }
    const auto jid = co_await full_jid(user);
    co_return Puppet{jid, shown_name(user, {})};
}

void PuppetKeeper::note(const mapping::UserId& user, const std::string& name) {
    if (display_names_.size() >= most_names) {
        display_names_.clear();
    }
    display_names_[user] = name;
}

Task<mapping::Jid> PuppetKeeper::full_jid(mapping::UserId user) {
    const auto bare = co_await names_.puppet_of(std::move(user));
    co_return puppet_jid(bare);
}

} // namespace bascule::bridge
