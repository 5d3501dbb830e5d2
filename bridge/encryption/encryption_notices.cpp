#include "bridge/encryption/encryption_notices.hpp"

#include <utility>

namespace bascule::bridge {

namespace {

constexpr std::int64_t a_day_ms = 86'400'000;

constexpr auto unreadable_text =
    ": this room is encrypted, and the bridge cannot read encrypted messages: nobody on the XMPP side gets what you "
    "write here. Use a room without encryption.";
constexpr auto turned_on_text =
    "This room has been encrypted, and the bridge cannot read encrypted messages: from now on nobody on the XMPP side "
    "gets what is written here. Encryption cannot be turned off again; use a new room without it.";
constexpr auto turned_on_there_text =
    "The Matrix side of this conversation has been encrypted, and the bridge to Matrix cannot read encrypted messages: "
    "from now on nothing comes from there.";
constexpr auto chat_text =
    "I could not read your message: it is encrypted, and the bridge to Matrix cannot read encrypted messages. Turn "
    "OMEMO "
    "off for this contact and send it again.";
constexpr auto muc_text =
    "The people on Matrix could not read your message: it is encrypted, and the bridge cannot read encrypted messages. "
    "Turn OMEMO off in this room and send it again.";

} // namespace

Task<bool> EncryptionNotices::is_due(std::string what) {
    const auto at_ms = co_await ports_.told.told_at(std::move(what));
    co_return !at_ms || ports_.now() - *at_ms >= a_day_ms;
}

Task<void> EncryptionNotices::mark(std::string what) {
    co_await ports_.told.mark(std::move(what), ports_.now());
}

Task<void> EncryptionNotices::on_unreadable(mapping::UserId speaker, MatrixEvent event) {
    const auto what = "encrypted " + event.room.str() + ' ' + event.sender.str();
    const auto must_tell = co_await is_due(what);
    if (must_tell) {
        co_await notices_.tell(std::move(speaker), event.room, what + ' ' + event.id.str(),
                               event.sender.str() + unreadable_text);
        co_await mark(what);
    }
}

// An event of its own tells it, so the room hears it each time; there is hardly more than one.
Task<void> EncryptionNotices::on_turned_on(mapping::UserId speaker, MatrixEvent event) {
    co_await notices_.tell(std::move(speaker), event.room, "encryption on " + event.id.str(), turned_on_text);
}

Task<void> EncryptionNotices::tell_other_side(OutgoingMessage line) {
    const auto what = "encryption on " + line.to.str() + ' ' + line.from.bare().str();
    const auto must_tell = co_await is_due(what);
    if (must_tell) {
        line.message = {mapping::MessageKind::notice, turned_on_there_text};
        co_await ports_.xmpp.send(std::move(line));
        co_await mark(what);
    }
}

Task<void> EncryptionNotices::on_unreadable_chat(ChatMessage chat) {
    const auto what = "omemo " + chat.head.to.bare().str() + ' ' + chat.head.from.bare().str();
    const auto must_tell = co_await is_due(what);
    if (!must_tell || chat.delay_ms) {
        co_return;
    }
    OutgoingMessage answer{.from = chat.head.to.bare(),
                           .to = chat.head.from,
                           .id = "answer-omemo-" + std::to_string(ports_.now()),
                           .message = {mapping::MessageKind::notice, chat_text},
                           .nick = {}};
    co_await ports_.xmpp.send(std::move(answer));
    co_await mark(what);
}

Task<void> EncryptionNotices::tell_of_unreadable_chat(mapping::UserId ghost, mapping::RoomId room) {
    const auto what = "omemo " + room.str();
    const auto must_tell = co_await is_due(what);
    if (must_tell) {
        co_await notices_.tell(std::move(ghost), std::move(room), what + ' ' + std::to_string(ports_.now()),
                               "I wrote an encrypted message, which the bridge could not read. It has asked me to turn "
                               "encryption off.");
        co_await mark(what);
    }
}

Task<void> EncryptionNotices::on_unreadable_in_muc(mapping::UserId speaker, mapping::RoomId room, mapping::Jid bot,
                                                   GroupMessage message) {
    const auto what = "omemo " + message.head.from.str();
    const auto must_tell = co_await is_due(what);
    if (!must_tell) {
        co_return;
    }
    co_await notices_.tell(
        std::move(speaker), std::move(room), what + ' ' + message.stanza_id + message.head.id,
        std::string{message.head.from.resource()} + " writes encrypted messages, which the bridge cannot read.");
    if (!message.delay_ms) {
        OutgoingMessage answer{.from = std::move(bot),
                               .to = message.head.from,
                               .id = "answer-omemo-" + std::to_string(ports_.now()),
                               .message = {mapping::MessageKind::notice, muc_text},
                               .nick = {}};
        co_await ports_.xmpp.send(std::move(answer));
    }
    co_await mark(what);
}

} // namespace bascule::bridge
