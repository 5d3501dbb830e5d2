#include "bridge/commands/bot_chats.hpp"

#include "bridge/commands/commander.hpp"
#include "bridge/log.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace bascule::bridge {

namespace {

constexpr std::size_t two_people = 2;
constexpr int most_events = 500; // since the invitation
constexpr std::int64_t an_hour_ms = 3'600'000;
constexpr std::int64_t a_day_ms = 86'400'000;

constexpr auto encrypted_text =
    "This room is encrypted, and the bridge to XMPP cannot read encrypted messages: I can answer nothing here. Begin a "
    "new chat with me and turn encryption off while you begin it, since later that is not possible; where your client "
    "offers no such choice, create a room without encryption and invite me. Chats with people of XMPP need the same.";

constexpr auto hint_text =
    "I am the bridge to XMPP and understand only commands. Write “!xmpp help” for what you can tell me here.";
constexpr auto greeting_text = "Hello, I am the bridge to XMPP. Write “!xmpp help” for what you can tell me here.";

std::string encryption_mark(const mapping::RoomId& room) {
    return "encrypted chat with the bot " + room.str();
}

} // namespace

BotChats::BotChats(Ports ports, mapping::UserId bot)
    : ports_{std::move(ports)}, bot_{std::move(bot)}, notices_{ports_.homeserver} {}

Task<void> BotChats::on_joined(MatrixEvent invitation) {
    const auto rights = co_await ports_.homeserver.rights(bot_, invitation.room);
    if (rights && rights->is_encrypted) {
        co_await tell_encrypted(std::move(invitation));
        co_return;
    }
    if (rights) {
        co_await greet(invitation, *rights);
    }
    co_await catch_up(std::move(invitation));
}

// A room with a name is meant for more, who may only be on their way.
Task<void> BotChats::greet(MatrixEvent invitation, RoomRights rights) {
    const auto* const change = std::get_if<MemberChange>(&invitation.content);
    const auto is_direct = change != nullptr && change->is_direct;
    if (!is_direct && !rights.name.empty()) {
        co_return;
    }
    const auto company = co_await company_in(invitation.room);
    if (company != Company::one) {
        co_return;
    }
    const auto key = "greeting " + invitation.id.str();
    const auto greeted = co_await ports_.homeserver.find_sent(bot_, invitation.room, key); // by an earlier try
    if (greeted) {
        co_return;
    }
    mapping::Message greeting{mapping::MessageKind::notice, greeting_text};
    SendToken token{key, {}};
    const auto sent = co_await ports_.homeserver.send(bot_, invitation.room, std::move(greeting), std::move(token));
    if (!sent) {
        log(LogPart::bridge).warn("{} does not take our greeting: {}", invitation.room.str(), sent.error().reason);
    }
}

// The homeserver need not push what was said before the bot was in. Where it does, the journal knows it by its id.
Task<void> BotChats::catch_up(MatrixEvent invitation) {
    const auto history = co_await ports_.homeserver.latest(bot_, invitation.room, invitation.at_ms, most_events);
    if (!history) {
        log(LogPart::bridge).info("cannot read the history of {}: {}", invitation.room.str(), history.error().reason);
        co_return;
    }
    std::vector<ArrivedEvent> commands;
    for (const auto& event : *history) {
        if (event.id == invitation.id) {
            break;
        }
        const auto decoded = ports_.codec.decode(event.json);
        const auto* const message = decoded ? std::get_if<mapping::Message>(&decoded->content) : nullptr;
        if (message != nullptr && event.at_ms >= invitation.at_ms && Commander::is_command(*message)) {
            commands.push_back({event.id, invitation.room, event.json});
        }
    }
    std::ranges::reverse(commands);
    if (!commands.empty()) {
        co_await ports_.inbox.on_events(std::move(commands));
    }
}

// Notices are what automata say; who answered one could go on for ever. In a room with a name people talk to each
// other.
Task<void> BotChats::on_message(MatrixEvent event) {
    const auto* const message = std::get_if<mapping::Message>(&event.content);
    if (message == nullptr || message->kind == mapping::MessageKind::notice) {
        co_return;
    }
    const auto mark = "hint of the bot " + event.room.str();
    const auto may_tell = co_await is_due(mark, an_hour_ms);
    if (!may_tell) {
        co_return;
    }
    const auto company = co_await company_in(event.room);
    const auto rights = co_await ports_.homeserver.rights(bot_, event.room);
    if (company == Company::one && rights && rights->name.empty()) {
        co_await notices_.tell(bot_, event.room, mark + ' ' + event.id.str(), hint_text);
    }
    co_await ports_.told.mark(mark, ports_.now()); // also where others are, not to look at each of their messages
}

// That a room turns encrypted concerns everybody in it; who writes there to others than the bot is not disturbed.
Task<void> BotChats::on_encryption(MatrixEvent event) {
    const auto is_due_here = co_await is_due(encryption_mark(event.room), a_day_ms);
    if (!is_due_here) {
        co_return;
    }
    const auto company = co_await company_in(event.room);
    const auto concerns_all = std::holds_alternative<EncryptionOn>(event.content);
    if (company == Company::one || (company == Company::more && concerns_all)) {
        co_await tell_encrypted(std::move(event));
        co_return;
    }
    co_await ports_.told.mark(encryption_mark(event.room), ports_.now()); // not to be looked at again at each message
}

Task<void> BotChats::tell_encrypted(MatrixEvent cause) {
    const auto mark = encryption_mark(cause.room);
    const auto must_tell = co_await is_due(mark, a_day_ms);
    if (must_tell) {
        co_await notices_.tell(bot_, cause.room, mark + ' ' + cause.id.str(), encrypted_text);
        co_await ports_.told.mark(mark, ports_.now());
    }
}

Task<BotChats::Company> BotChats::company_in(mapping::RoomId room) {
    const auto members = co_await ports_.homeserver.joined_members(bot_, std::move(room));
    if (!members || std::ranges::find(*members, bot_, &JoinedMember::user) == members->end()) {
        co_return Company::none;
    }
    if (members->size() > two_people) {
        co_return Company::more;
    }
    co_return members->size() == two_people ? Company::one : Company::none;
}

Task<bool> BotChats::is_due(std::string what, std::int64_t pause_ms) {
    const auto at_ms = co_await ports_.told.told_at(std::move(what));
    co_return !at_ms || ports_.now() - *at_ms >= pause_ms;
}

} // namespace bascule::bridge
