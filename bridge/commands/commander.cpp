#include "bridge/commands/commander.hpp"

#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cctype>
#include <exception>
#include <sstream>

namespace bascule::bridge {

namespace {

constexpr std::string_view prefix = "!xmpp";

std::vector<std::string> words_of(const std::string& text) {
    std::istringstream stream{text};
    std::vector<std::string> words;
    for (std::string word; stream >> word;) {
        words.push_back(std::move(word));
    }
    return words;
}

std::string asked_of(const std::vector<std::string>& people) {
    std::string list;
    for (const auto& one : people) {
        list += (list.empty() ? " Ask " : " or ") + one;
    }
    return list.empty() ? list : list + ".";
}

} // namespace

Commander::Commander(Homeserver& homeserver, Portals& portals, DirectRooms& direct_rooms, const Policy& policy,
                     mapping::UserId bot)
    : portals_{portals}, direct_rooms_{direct_rooms}, policy_{policy}, bot_{std::move(bot)}, notices_{homeserver} {}

bool Commander::is_command(const mapping::Message& message) {
    return message.kind == mapping::MessageKind::text && message.body.starts_with(prefix) &&
           (message.body.size() == prefix.size() ||
            std::isspace(static_cast<unsigned char>(message.body[prefix.size()])) != 0);
}

Task<void> Commander::run(MatrixEvent event) {
    auto words = words_of(std::get<mapping::Message>(event.content).body);
    words.erase(words.begin());
    const auto name = words.empty() ? std::string{"help"} : words.front();
    if (!words.empty()) {
        words.erase(words.begin());
    }
    CommandCall call{event.sender, event.room, policy_.permissions.of(event.sender), std::move(words)};
    const auto text = co_await answer(std::move(call), name);
    const auto speaker = co_await speaker_in(event.room);
    co_await notices_.tell(speaker, event.room, event.id.str(), text);
}

Task<std::string> Commander::answer(CommandCall call, std::string name) {
    if (call.permission == mapping::Permission::block) {
        co_return "The bridge's admin does not allow you to use it.";
    }
    if (name == "help") {
        co_return help(call.permission);
    }
    const auto command = std::ranges::find(commands_, name, &Command::name);
    if (command == commands_.end()) {
        co_return "There is no command “" + name + "”.\n\n" + help(call.permission);
    }
    if (call.permission < command->needs) {
        co_return "“" + name + "” needs the permission “" + std::string{word_of(command->needs)} + "”, and yours is “" +
            std::string{word_of(call.permission)} + "”." +
            asked_of(policy_.permissions.named_with(mapping::Permission::admin));
    }
    std::string failure;
    try {
        co_return co_await command->run(std::move(call));
    } catch (const Outage&) {
        throw;
    } catch (const boost::system::system_error&) { // the end of the task
        throw;
    } catch (const std::exception& error) {
        failure = error.what();
    }
    log(LogPart::bridge).error("command {}: {}", name, failure);
    co_return "“" + name + "” has failed. The bridge's log says why; perhaps it works when you try again.";
}

std::string Commander::help(mapping::Permission permission) const {
    std::string text = "This is the bridge to XMPP. Commands:";
    for (const auto& command : commands_) {
        if (permission >= command.needs) {
            text += "\n!xmpp " + std::string{command.name} + (command.usage.empty() ? "" : " ") +
                    std::string{command.usage} + " – " + std::string{command.summary};
        }
    }
    return text + "\n!xmpp help – this list";
}

// The bot is not in direct rooms; there the ghost speaks for the bridge.
Task<mapping::UserId> Commander::speaker_in(mapping::RoomId room) {
    const auto portal = co_await portals_.of_room(std::move(room));
    if (portal && portal->kind == PortalKind::direct) {
        co_return co_await direct_rooms_.ghost_of(*portal);
    }
    co_return bot_;
}

} // namespace bascule::bridge
