#include "bridge/signs/muc_signs.hpp"

#include "bridge/crossing/to_xmpp.hpp"
#include "bridge/failure_log.hpp"
#include "bridge/signs/until_outage.hpp"

#include <algorithm>
#include <utility>

namespace bascule::bridge {

namespace {

using mapping::Action;
using mapping::Direction;
using mapping::Feature;

constexpr std::size_t most_remembered = 10'000;

bool may_cross(const mapping::FeatureTable& table, Feature feature, Direction direction, const mapping::Jid& muc) {
    const auto decision = table.decide(feature, direction, {muc.str(), std::string{muc.domain()}});
    return decision.action == Action::native || decision.action == Action::both;
}

} // namespace

MucSigns::MucSigns(const boost::asio::any_io_executor& executor, Ports ports)
    : ports_{ports}, tasks_{executor, failure_log(LogPart::bridge)} {}

void MucSigns::spawn(std::string name, Task<void> task) {
    tasks_.spawn(std::move(name), until_outage(std::move(task)));
}

void MucSigns::on_typing(TypingNews news) {
    const std::set<mapping::UserId> now{news.users.begin(), news.users.end()};
    const auto before = typing_.find(news.room);
    const bool has_muc = ports_.mucs.find(news.room) != nullptr || !ports_.hosted.of_room(news.room).empty();
    if (!has_muc || (before == typing_.end() ? now.empty() : before->second == now)) {
        return;
    }
    if (now.empty()) {
        typing_.erase(before);
    } else {
        typing_.insert_or_assign(news.room, now);
    }
    spawn("typing in " + news.room.str(), show_typing(news.room));
}

void MucSigns::on_read(ReadNews news) {
    if (ports_.mucs.find(news.room) != nullptr || !ports_.hosted.of_room(news.room).empty()) {
        spawn("reading in " + news.room.str(), show_read(std::move(news)));
    }
}

void MucSigns::on_chat_state(SignPath path, bool is_composing) {
    if (composing_.size() > most_remembered) {
        composing_.clear();
    }
    const bool is_news = is_composing ? composing_.insert(path.from).second : composing_.erase(path.from) > 0;
    if (is_news) {
        spawn("typing of " + path.from.str(), type(std::move(path), is_composing));
    }
}

void MucSigns::on_displayed(SignPath path, std::string message_id) {
    spawn("reading of " + path.from.str(), read(std::move(path), std::move(message_id)));
}

std::vector<SignPath> MucSigns::paths_of(const mapping::RoomId& room, const mapping::UserId& user, Feature feature,
                                         const mapping::FeatureTable& table) {
    std::vector<SignPath> paths;
    const auto* const muc = ports_.mucs.find(room);
    if (muc != nullptr && may_cross(table, feature, Direction::matrix_to_xmpp, muc->portal().address)) {
        paths = muc->sign_paths(user);
    }
    for (const auto* const hosted : ports_.hosted.of_room(room)) {
        if (may_cross(table, feature, Direction::matrix_to_xmpp, hosted->address())) {
            auto there = hosted->sign_paths(user);
            paths.insert(paths.end(), there.begin(), there.end());
        }
    }
    return paths;
}

// What is so when its turn comes; a sign before that may have told it already.
Task<void> MucSigns::show_typing(mapping::RoomId room) {
    const auto table = co_await ports_.rules.table();
    const auto found = typing_.find(room);
    const auto now = found == typing_.end() ? std::set<mapping::UserId>{} : found->second;
    const auto before = std::exchange(told_[room], now);
    if (now.empty()) {
        told_.erase(room);
    }
    std::vector<std::pair<SignPath, bool>> news;
    for (const auto& user : now) {
        for (auto& path : paths_of(room, user, Feature::typing, table)) {
            if (!before.contains(user)) {
                news.emplace_back(std::move(path), true);
            }
        }
    }
    for (const auto& user : before) {
        for (auto& path : paths_of(room, user, Feature::typing, table)) {
            if (!now.contains(user)) {
                news.emplace_back(std::move(path), false);
            }
        }
    }
    for (auto& [path, is_typing] : news) {
        co_await ports_.chat_signs.tell_typing(path, is_typing);
    }
}

Task<void> MucSigns::show_read(ReadNews news) {
    const auto table = co_await ports_.rules.table();
    for (auto& path : paths_of(news.room, news.user, Feature::read_marker, table)) {
        const auto muc = ports_.hosted.is_room_address(path.from) ? path.from.bare() : path.to;
        auto stanza_id = co_await stanza_id_at(muc, news.event);
        if (!stanza_id.empty()) {
            co_await ports_.chat_signs.tell_displayed(path, std::move(stanza_id));
        }
    }
}

// In a MUC of ours it is the event's id.
Task<std::string> MucSigns::stanza_id_at(mapping::Jid muc, mapping::EventId event) {
    if (ports_.hosted.is_room_address(muc)) {
        co_return event.str();
    }
    const auto links = co_await ports_.links.of_event(event);
    const auto there = std::ranges::find_if(links, [&](const MessageLink& link) {
        return link.address == muc && !link.stanza_id.empty() && link.part >= 0;
    });
    co_return there == links.end() ? std::string{} : there->stanza_id;
}

Task<std::optional<mapping::EventId>> MucSigns::event_of(mapping::Jid muc, mapping::RoomId room,
                                                         std::string stanza_id) {
    if (ports_.hosted.is_room_address(muc)) {
        co_return event_of_message_id(stanza_id);
    }
    const auto links = co_await ports_.links.of_any_id(muc, std::move(stanza_id));
    const auto there = std::ranges::find(links, room, &MessageLink::room);
    co_return there == links.end() ? std::nullopt : std::optional{there->event};
}

Task<std::optional<MucSigns::Giver>> MucSigns::giver_of(SignPath path, Feature feature) {
    const bool is_hosted = ports_.hosted.is_room_address(path.to);
    const auto address = is_hosted ? path.to.bare() : path.from.bare();
    const auto table = co_await ports_.rules.table();
    if (!may_cross(table, feature, Direction::xmpp_to_matrix, address)) {
        co_return std::nullopt;
    }
    if (is_hosted) {
        const auto* const room = ports_.hosted.find(address);
        const auto* const member = room == nullptr ? nullptr : room->occupants().with_session(path.from);
        const bool is_known = member != nullptr && room->room();
        co_return is_known ? std::optional{Giver{member->user, *room->room()}} : std::nullopt;
    }
    auto* const muc = ports_.mucs.find(address);
    if (muc == nullptr) {
        co_return std::nullopt;
    }
    const auto room = muc->portal().room;
    auto ghost = co_await muc->ghost_in(std::string{path.from.resource()});
    co_return ghost ? std::optional{Giver{std::move(*ghost), room}} : std::nullopt;
}

Task<void> MucSigns::type(SignPath path, bool is_composing) {
    auto giver = co_await giver_of(std::move(path), Feature::typing);
    if (giver) {
        co_await ports_.room_signs.tell_typing(std::move(giver->user), std::move(giver->room), is_composing);
    }
}

Task<void> MucSigns::read(SignPath path, std::string stanza_id) {
    const auto muc = ports_.hosted.is_room_address(path.to) ? path.to.bare() : path.from.bare();
    auto giver = co_await giver_of(std::move(path), Feature::read_marker);
    if (!giver) {
        co_return;
    }
    auto event = co_await event_of(muc, giver->room, std::move(stanza_id));
    if (event) {
        co_await ports_.room_signs.tell_read(std::move(giver->user), std::move(giver->room), std::move(*event));
    }
}

} // namespace bascule::bridge
