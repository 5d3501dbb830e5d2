#include "bridge/commands/bridge_chat.hpp"

#include "bridge/intake/answer_pace.hpp"

#include <functional>
#include <utility>

namespace bascule::bridge {

namespace {

constexpr std::string_view matrix_prefix = "!xmpp ";

// Who knows the commands from Matrix writes them as there.
std::string line_of(const std::string& body) {
    return body.starts_with(matrix_prefix) ? body.substr(matrix_prefix.size()) : body;
}

} // namespace

BridgeChat::BridgeChat(CommandTable& table, XmppServer& xmpp, mapping::Jid bot)
    : xmpp_{xmpp}, table_{table}, bot_{std::move(bot)}, commands_{table, std::string{}} {}

bool BridgeChat::is_order(const ChatMessage& chat) const {
    constexpr std::size_t longest = 2'000;
    return is_for_bridge(chat.head.to) && chat.message.kind == mapping::MessageKind::text && !chat.is_encrypted &&
           !chat.act && !chat.is_private_of_muc && !chat.delay_ms && chat.message.body.size() <= longest &&
           commands_.knows(line_of(chat.message.body));
}

Task<Delivery> BridgeChat::run(ChatMessage chat, std::string key) {
    const auto& head = chat.head;
    CommandCall call{.asker = head.from.bare(),
                     .place = Place::bridge,
                     .room = {},
                     .at_ms = table_.now(),
                     .where = head.to.bare().str(),
                     .key = key,
                     .permission = table_.policy().permissions.of(head.from),
                     .words = {}};
    auto answer = co_await commands_.answer(call, line_of(chat.message.body));
    OutgoingMessage out{.from = head.to,
                        .to = head.from,
                        .is_groupchat = false,
                        .id = std::string{answer_mark} + std::to_string(std::hash<std::string>{}(key)),
                        .message = {mapping::MessageKind::notice, mapping::plain_text_of(answer.text, answer.table)},
                        .nick = {},
                        .wants_receipt = false};
    co_await xmpp_.send(std::move(out));
    commands_.conclude(call);
    co_return Delivery{};
}

} // namespace bascule::bridge
