#include "bridge/commands/commander.hpp"

#include "bridge/log.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace bascule::bridge {

namespace {

constexpr std::string_view prefix = "!xmpp";

// Keyboards of phones may write it with a capital.
bool begins_with_prefix(const std::string& body) {
    const auto is_same = [](unsigned char one, char of_prefix) { return std::tolower(one) == of_prefix; };
    return body.size() >= prefix.size() &&
           std::ranges::equal(std::string_view{body}.substr(0, prefix.size()), prefix, is_same);
}

} // namespace

Commander::Commander(Ports ports, CommandTable& table, DirectRooms& direct_rooms, mapping::UserId bot)
    : ports_{ports},
      table_{table},
      direct_rooms_{direct_rooms},
      bot_{bot},
      commands_{table, std::string{prefix} + ' '},
      private_rooms_{ports.homeserver, std::move(bot)} {}

bool Commander::is_command(const mapping::Message& message) {
    return message.kind == mapping::MessageKind::text && begins_with_prefix(message.body) &&
           (message.body.size() == prefix.size() ||
            std::isspace(static_cast<unsigned char>(message.body[prefix.size()])) != 0);
}

// Who corrects a command has given it already.
Task<void> Commander::run(MatrixEvent event) {
    if (!std::get<mapping::Message>(event.content).replaces.empty()) {
        co_return;
    }
    const auto spot = co_await spot_of(event.room);
    CommandCall call{.asker = event.sender,
                     .place = spot.place,
                     .room = event.room,
                     .at_ms = event.at_ms,
                     .where = event.room.str(),
                     .key = event.id.str(),
                     .permission = table_.policy().permissions.of(event.sender),
                     .words = {}};
    const auto line = std::get<mapping::Message>(event.content).body.substr(prefix.size());
    const auto answer = co_await commands_.answer(call, line);
    co_await tell(spot, call, answer);
    commands_.conclude(call);
}

// The bot is not in direct rooms; there the ghost speaks for the bridge.
Task<Commander::Spot> Commander::spot_of(mapping::RoomId room) {
    const auto portal = co_await ports_.portals.of_room(std::move(room));
    Spot spot{Place::other_room, bot_};
    if (!portal) {
        co_return spot;
    }
    switch (portal->kind) {
        case PortalKind::direct:
            spot.place = Place::direct_chat;
            spot.speaker = co_await direct_rooms_.ghost_of(*portal);
            break;
        case PortalKind::portal:
            spot.place = Place::portal;
            break;
        case PortalKind::plumbed:
            spot.place = Place::plumbed_room;
            break;
        case PortalKind::gateway:
            break;
    }
    co_return spot;
}

Task<void> Commander::tell(const Spot& spot, const CommandCall& call, const CommandAnswer& answer) {
    if (answer.audience == CommandAnswer::Audience::asker) {
        const auto is_private = co_await private_rooms_.is_private(spot.speaker, *call.room);
        if (!is_private) {
            co_await tell_alone(spot, call, answer);
            co_return;
        }
    }
    if (!answer.text.empty() || !answer.table.rows.empty()) {
        co_await post(spot.speaker, *call.room, answer, "notice " + call.key);
    }
}

Task<void> Commander::tell_alone(const Spot& spot, const CommandCall& call, const CommandAnswer& answer) {
    const auto room = co_await private_rooms_.of(call.user());
    auto is_told = false;
    if (room) {
        is_told = co_await post(bot_, *room, answer, "private notice " + call.key);
    }
    const auto hint = done(is_told ? "The answer is for you alone: it is in the room of us two."
                                   : "The answer is for you alone. Ask in a room with nobody but me.");
    co_await post(spot.speaker, *call.room, hint, "notice " + call.key);
}

Task<bool> Commander::post(mapping::UserId as, mapping::RoomId room, const CommandAnswer& answer, std::string key) {
    FormattedText text{mapping::plain_text_of(answer.text, answer.table), {}};
    if (!answer.table.rows.empty()) {
        text.html = mapping::html_of(answer.text, answer.table);
    }
    SendToken token{std::move(key), {}};
    const auto posted = co_await ports_.notices.post(std::move(as), room, std::move(text), std::move(token));
    if (!posted) {
        log(LogPart::bridge).warn("{} does not take our answer: {}", room.str(), posted.error().reason);
    }
    co_return posted.has_value();
}

} // namespace bascule::bridge
