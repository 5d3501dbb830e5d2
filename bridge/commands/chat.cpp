#include "bridge/commands/chat.hpp"

#include "mapping/jid.hpp"

namespace bascule::bridge {

namespace {

Task<std::string> chat(DirectRooms& rooms, mapping::Jid component, CommandCall call) {
    if (call.words.size() != 1) {
        co_return "Say with whom: !xmpp chat juliet@capulet.example";
    }
    const auto jid = mapping::Jid::parse(call.words.front());
    if (!jid) {
        co_return "“" + call.words.front() + "” is no XMPP address: " + jid.error().reason + ".";
    }
    if (jid->local().empty()) {
        co_return "“" + jid->str() + "” is a server, not a person: an address looks like juliet@capulet.example.";
    }
    if (jid->domain() == component.domain()) {
        co_return "“" + jid->str() + "” is a Matrix user: chat with them in Matrix.";
    }
    const auto portal = co_await rooms.open(call.asker, jid->bare(), std::string{});
    if (!portal) {
        co_return "The chat cannot be opened: " + portal.error().reason + ".";
    }
    co_return "You are invited to a chat with " + jid->bare().str() + ".";
}

} // namespace

Command chat_command(DirectRooms& rooms, mapping::Jid component) {
    return {"chat", "JID", "chat with somebody directly", mapping::Permission::use,
            [&rooms, component = std::move(component)](CommandCall call) {
                return chat(rooms, component, std::move(call));
            }};
}

} // namespace bascule::bridge
