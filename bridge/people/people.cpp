#include "bridge/people/people.hpp"

#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <chrono>
#include <exception>
#include <utility>

namespace bascule::bridge {

using namespace std::chrono_literals;

namespace {

// What strangers tell of themselves, each a task for a moment.
constexpr std::size_t most_tasks = 500;
constexpr std::size_t most_moods = 50'000;
constexpr auto moment = 1s;

void log_failure(const std::string& task, const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const Outage& outage) { // told of again at the next occasion
        log(LogPart::bridge).info("{} is left out: {}", task, outage.what());
    } catch (const std::exception& error) {
        log(LogPart::bridge).error("{}: {}", task, error.what());
    }
}

} // namespace

People::People(const boost::asio::any_io_executor& executor, Ports ports, Parts parts, mapping::Jid bot, Show show)
    : ports_{ports},
      parts_{parts},
      bot_{std::move(bot)},
      show_{std::move(show)},
      pictures_{executor, ports.media, ports.memory},
      ghost_avatars_{executor, {ports.source, pictures_, ports.profiles, ports.memory}},
      portraits_{executor,
                 {ports.homeserver, pictures_, ports.looks, parts.names,
                  [this](mapping::UserId user) { return this->show(std::move(user), Audience::everybody); }}},
      contact_moods_{executor, {ports.profiles, ports.portals}, parts.policy},
      mood_changed_{executor},
      tasks_{executor, log_failure} {}

void People::start() {
    parts_.ghosts.when_misnamed([this](const mapping::UserId& ghost) {
        spawn("the names of " + ghost.str() + " in rooms", parts_.ghosts.restore_room_names(ghost));
    });
    tasks_.spawn("presence of contacts", contact_moods_.keep());
    tasks_.spawn("presence of Matrix users", tell_moods());
}

Task<void> People::stop() {
    co_await tasks_.stop();
    co_await ghost_avatars_.stop();
    co_await portraits_.stop();
}

void People::spawn(std::string name, Task<void> task) {
    if (tasks_.size() < most_tasks) {
        tasks_.spawn(std::move(name), std::move(task));
    }
}

Task<void> People::show(mapping::UserId user, Audience audience) {
    try {
        co_await show_(user, audience);
    } catch (const Outage& outage) { // the next stream begins with what is true then
        log(LogPart::bridge).debug("{} is not shown anew: {}", user.str(), outage.what());
    }
}

void People::on_user(const mapping::UserId& user, const std::string& avatar_url) {
    portraits_.note(user, avatar_url);
}

void People::on_face(const mapping::UserId& ghost, AvatarQuestion question, std::string hash) {
    ghost_avatars_.wish(ghost, std::move(question), std::move(hash));
}

void People::on_hearsay(const mapping::UserId& ghost, AvatarQuestion question, std::string hash) {
    ghost_avatars_.hear(ghost, std::move(question), std::move(hash));
}

void People::on_chat(const Portal& portal, Side by) {
    spawn("beginning of the chat with " + portal.address.str(), greet(portal, by));
}

// Whoever writes to a puppet by himself has decided by himself whether it is a contact of his.
Task<void> People::greet(Portal portal, Side by) {
    const auto ghost = co_await parts_.names.ghost_of(portal.address);
    const auto puppet = co_await parts_.puppets.of(*portal.user);
    AvatarQuestion question{puppet.jid.bare(), portal.address, {}};
    ghost_avatars_.wish(ghost, std::move(question), std::nullopt);
    log(LogPart::bridge).debug("{} and {} have a chat", portal.user->str(), portal.address.str());
    if (by == Side::matrix && ports_.rosters.may_change(portal.address)) {
        RosterEntry entry{portal.address, puppet.jid.bare(), puppet.name, "Matrix"};
        co_await ports_.rosters.add(std::move(entry));
    }
}

Task<void> People::prepare(mapping::UserId user) {
    co_await portraits_.prepare(std::move(user));
}

Task<void> People::on_contact(ContactPresence presence) {
    const auto person = presence.head.from.bare();
    const auto ghost = co_await parts_.names.ghost_of(person);
    const auto user = co_await parts_.names.user_of(presence.head.to.bare());
    const auto has_ghost = co_await parts_.ghosts.is_known(ghost);
    if (!user || !has_ghost) {
        co_return;
    }
    contact_moods_.note(ghost, *user, presence);
    if (presence.avatar_hash && presence.kind == PresenceKind::available) {
        AvatarQuestion question{presence.head.to.bare(), person, {}};
        ghost_avatars_.wish(ghost, std::move(question), std::move(presence.avatar_hash));
    }
    if (!presence.nick.empty()) {
        co_await parts_.ghosts.rename(ghost, presence.nick);
    }
}

void People::on_nick(PersonNews news, std::string nick) {
    spawn("the nick of " + news.person.str(), rename(std::move(news), std::move(nick)));
}

Task<void> People::rename(PersonNews news, std::string nick) {
    const auto ghost = co_await parts_.names.ghost_of(news.person);
    const auto has_ghost = co_await parts_.ghosts.is_known(ghost);
    if (has_ghost) {
        co_await parts_.ghosts.rename(ghost, std::move(nick));
    }
}

void People::on_avatar(PersonNews news, std::string hash) {
    spawn("the avatar of " + news.person.str(), redress(std::move(news), std::move(hash)));
}

Task<void> People::redress(PersonNews news, std::string hash) {
    const auto ghost = co_await parts_.names.ghost_of(news.person);
    const auto has_ghost = co_await parts_.ghosts.is_known(ghost);
    if (has_ghost) {
        AvatarQuestion question{news.puppet, news.person, hash};
        ghost_avatars_.wish(ghost, std::move(question), std::move(hash));
    }
}

void People::on_presence(std::vector<UserPresence> presences) {
    if (!parts_.policy.shows_presence_to_xmpp) {
        return;
    }
    for (const auto& presence : presences) {
        if (parts_.names.names().is_ghost(presence.user) || presence.user == parts_.ghosts.bot()) {
            continue;
        }
        auto mood = bridge::mood_of(presence);
        const auto [place, is_new] = moods_.try_emplace(presence.user, Mood{});
        if (place->second != mood && moods_.size() <= most_moods) {
            place->second = std::move(mood);
            moody_.insert(presence.user);
        }
    }
    mood_changed_.notify_all();
}

Mood People::mood_of(const mapping::UserId& user) const {
    const auto found = moods_.find(user);
    return found == moods_.end() || !parts_.policy.shows_presence_to_xmpp ? Mood{} : found->second;
}

// Those who change it several times within a moment are shown once.
Task<void> People::tell_moods() {
    for (;;) {
        while (moody_.empty()) {
            co_await mood_changed_.wait();
        }
        co_await pause(moment);
        for (const auto waiting = std::exchange(moody_, {}); const auto& user : waiting) {
            co_await show(user, Audience::contacts);
        }
    }
}

} // namespace bascule::bridge
