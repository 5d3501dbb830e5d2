#include "bridge/signs/direct_signs.hpp"

#include "bridge/failure_log.hpp"
#include "bridge/signs/until_outage.hpp"

#include <algorithm>
#include <optional>

namespace bascule::bridge {

namespace {

using mapping::Action;
using mapping::Direction;
using mapping::Feature;

constexpr std::size_t most_remembered = 10'000;

} // namespace

DirectSigns::DirectSigns(const boost::asio::any_io_executor& executor, Ports ports)
    : ports_{ports}, tasks_{executor, failure_log(LogPart::bridge)} {}

void DirectSigns::spawn(std::string name, Task<void> task) {
    tasks_.spawn(std::move(name), until_outage(std::move(task)));
}

void DirectSigns::on_typing(TypingNews news) {
    std::erase_if(news.users, [&](const mapping::UserId& user) { return ports_.names.names().is_ghost(user); });
    const std::set<mapping::UserId> now{news.users.begin(), news.users.end()};
    const auto before = typing_.find(news.room);
    if (before == typing_.end() ? now.empty() : before->second == now) {
        return;
    }
    if (now.empty()) {
        typing_.erase(before);
    } else {
        typing_.insert_or_assign(news.room, now);
    }
    spawn("typing in " + news.room.str(), show_typing(news.room));
}

void DirectSigns::on_read(ReadNews news) {
    if (!ports_.names.names().is_ghost(news.user)) {
        spawn("reading in " + news.room.str(), show_read(std::move(news)));
    }
}

void DirectSigns::on_chat_state(SignPath path, bool is_composing) {
    if (composing_.size() > most_remembered) {
        composing_.clear();
    }
    const auto [known, is_new] = composing_.try_emplace({path.from.bare(), path.to.bare()}, false);
    if (std::exchange(known->second, is_composing) != is_composing) {
        spawn("typing of " + path.from.str(), type(std::move(path.from), std::move(path.to), is_composing));
    }
}

void DirectSigns::on_displayed(SignPath path, std::string message_id) {
    spawn("reading of " + path.from.str(), read(std::move(path.from), std::move(path.to), std::move(message_id)));
}

Task<bool> DirectSigns::may_cross(Feature feature, Direction direction, mapping::Jid peer) {
    const auto table = co_await ports_.rules.table();
    const auto decision = table.decide(feature, direction, {peer.str(), std::string{peer.domain()}});
    co_return decision.action == Action::native || decision.action == Action::both;
}

// What is so when its turn comes; a sign before that may have told it already.
Task<void> DirectSigns::show_typing(mapping::RoomId room) {
    const auto portal = co_await ports_.portals.of_room(room);
    if (!portal || portal->kind != PortalKind::direct) {
        co_return;
    }
    const auto may = co_await may_cross(Feature::typing, Direction::matrix_to_xmpp, portal->address);
    const auto puppet = co_await ports_.puppets.of(*portal->user);
    const auto now = typing_.find(room);
    const bool is_typing = now != typing_.end() && now->second.contains(*portal->user);
    if (!may || !composing_.contains({portal->address, puppet.jid.bare()}) || is_typing == told_.contains(room)) {
        co_return;
    }
    if (is_typing) {
        told_.insert(room);
    } else {
        told_.erase(room);
    }
    SignPath path{puppet.jid, portal->address};
    co_await ports_.chat_signs.tell_typing(std::move(path), is_typing);
}

Task<void> DirectSigns::show_read(ReadNews news) {
    const auto portal = co_await ports_.portals.of_room(news.room);
    if (!portal || portal->kind != PortalKind::direct || portal->user != news.user) {
        co_return;
    }
    const auto links = co_await ports_.links.of_event(news.event);
    const auto of_peer = std::ranges::find_if(links, [&](const MessageLink& link) {
        return link.address == portal->address && link.speaker != news.user.str() && !link.message_id.empty();
    });
    const auto may = co_await may_cross(Feature::read_marker, Direction::matrix_to_xmpp, portal->address);
    if (may && of_peer != links.end()) {
        const auto puppet = co_await ports_.puppets.of(news.user);
        SignPath path{puppet.jid, portal->address};
        co_await ports_.chat_signs.tell_displayed(std::move(path), of_peer->message_id);
    }
}

Task<void> DirectSigns::type(mapping::Jid from, mapping::Jid to, bool is_composing) {
    const auto user = co_await ports_.names.user_of(to.bare());
    const auto may = co_await may_cross(Feature::typing, Direction::xmpp_to_matrix, from.bare());
    if (!user || !may) {
        co_return;
    }
    const auto portal = co_await ports_.portals.direct(*user, from.bare());
    if (portal) {
        auto ghost = co_await ports_.names.ghost_of(from.bare());
        co_await ports_.room_signs.tell_typing(std::move(ghost), portal->room, is_composing);
    }
}

Task<void> DirectSigns::read(mapping::Jid from, mapping::Jid to, std::string message_id) {
    const auto user = co_await ports_.names.user_of(to.bare());
    const auto may = co_await may_cross(Feature::read_marker, Direction::xmpp_to_matrix, from.bare());
    if (!user || !may) {
        co_return;
    }
    const auto portal = co_await ports_.portals.direct(*user, from.bare());
    const auto links = co_await ports_.links.of_message(from.bare(), std::move(message_id));
    const auto said = std::ranges::find_if(links, [&](const MessageLink& link) {
        return portal && link.room == portal->room && link.speaker == user->str();
    });
    if (said != links.end()) {
        auto ghost = co_await ports_.names.ghost_of(from.bare());
        co_await ports_.room_signs.tell_read(std::move(ghost), portal->room, said->event);
    }
}

} // namespace bascule::bridge
