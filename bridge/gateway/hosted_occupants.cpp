#include "bridge/gateway/hosted_occupants.hpp"

#include "mapping/nick.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace bascule::bridge {

namespace {

bool matters_always(const HostedMember& member) {
    return !member.sessions.empty() || member.rank.role == mapping::Role::moderator;
}

} // namespace

const HostedMember* HostedOccupants::find(const mapping::UserId& user) const {
    const auto found = members_.find(user);
    return found == members_.end() ? nullptr : &found->second;
}

const HostedMember* HostedOccupants::with_nick(std::string_view nick) const {
    const auto found = by_look_.find(mapping::look_of(nick));
    return found == by_look_.end() ? nullptr : find(found->second);
}

const HostedMember* HostedOccupants::with_session(const mapping::Jid& session) const {
    const auto found = by_session_.find(session);
    return found == by_session_.end() ? nullptr : find(found->second);
}

const HostedMember* HostedOccupants::of_person(const mapping::Jid& person) const {
    const auto bare = person.bare();
    const auto found = std::ranges::find_if(by_session_, [&](const auto& one) { return one.first.bare() == bare; });
    return found == by_session_.end() ? nullptr : find(found->second);
}

bool HostedOccupants::is_free(std::string_view nick, const mapping::UserId& for_whom) const {
    const auto* const holder = with_nick(nick);
    return holder == nullptr || holder->user == for_whom;
}

std::string HostedOccupants::nick_for(const mapping::UserId& user, std::string_view display_name) const {
    const auto nicks = mapping::hosted_nicks(user, display_name);
    const auto free = std::ranges::find_if(nicks, [&](const auto& nick) { return is_free(nick, user); });
    return free == nicks.end() ? user.str() : *free;
}

void HostedOccupants::put(HostedMember member) {
    if (!member.nick.empty() && !is_free(member.nick, member.user)) {
        throw std::logic_error{"two members would have one nick"};
    }
    if (const auto* const before = find(member.user)) {
        forget_keys(*before);
    }
    member.is_shown = !member.nick.empty();
    if (member.is_shown) {
        by_look_.insert_or_assign(mapping::look_of(member.nick), member.user);
    }
    for (const auto& session : member.sessions) {
        by_session_.insert_or_assign(session, member.user);
    }
    const auto user = member.user;
    members_.insert_or_assign(user, std::move(member));
}

void HostedOccupants::remove(const mapping::UserId& user) {
    if (const auto found = members_.find(user); found != members_.end()) {
        forget_keys(found->second);
        members_.erase(found);
    }
}

void HostedOccupants::clear() {
    members_.clear();
    by_look_.clear();
    by_session_.clear();
}

void HostedOccupants::forget_keys(const HostedMember& member) {
    if (!member.nick.empty()) {
        by_look_.erase(mapping::look_of(member.nick));
    }
    for (const auto& session : member.sessions) {
        by_session_.erase(session);
    }
}

void HostedOccupants::show_at_most(std::size_t most, const std::vector<mapping::UserId>& recent) {
    const bool is_small = members_.size() <= most;
    std::size_t count = 0;
    for (auto& [user, member] : members_) {
        member.is_shown = is_small || matters_always(member);
        count += member.is_shown ? 1 : 0;
    }
    for (const auto& user : recent) {
        const auto found = members_.find(user);
        if (count < most && found != members_.end() && !found->second.is_shown) {
            found->second.is_shown = true;
            ++count;
        }
    }
}

std::vector<mapping::UserId> HostedOccupants::give_nicks(const std::map<mapping::UserId, std::string>& known) {
    std::vector<HostedMember> nameless = shown();
    std::erase_if(nameless, [](const auto& member) { return !member.nick.empty(); });
    std::ranges::stable_partition(nameless, [&](const auto& member) { return known.contains(member.user); });
    std::vector<mapping::UserId> unlucky;
    for (auto& member : nameless) {
        const auto kept = known.find(member.user);
        const bool is_kept = kept != known.end() && is_free(kept->second, member.user);
        member.nick = is_kept ? kept->second : nick_for(member.user, member.name);
        if (!is_kept && member.nick != mapping::hosted_nicks(member.user, member.name).front()) {
            unlucky.push_back(member.user);
        }
        put(std::move(member));
    }
    return unlucky;
}

std::size_t HostedOccupants::shown_count() const noexcept {
    return static_cast<std::size_t>(
        std::ranges::count_if(members_, [](const auto& one) { return one.second.is_shown; }));
}

std::vector<HostedMember> HostedOccupants::shown() const {
    auto list = all();
    std::erase_if(list, [](const auto& member) { return !member.is_shown; });
    return list;
}

std::vector<HostedMember> HostedOccupants::all() const {
    std::vector<HostedMember> list;
    std::ranges::transform(members_, std::back_inserter(list), [](const auto& one) { return one.second; });
    std::ranges::sort(list, {}, [](const auto& member) { return member.user; });
    return list;
}

std::vector<mapping::Jid> HostedOccupants::sessions() const {
    std::vector<mapping::Jid> list;
    std::ranges::transform(by_session_, std::back_inserter(list), [](const auto& one) { return one.first; });
    return list;
}

} // namespace bascule::bridge
