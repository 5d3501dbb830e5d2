#pragma once

#include <string>

namespace bascule::mapping {

/// How a message is meant: m.text, m.emote, m.notice in Matrix; body, `/me ` (XEP-0245), body in XMPP.
enum class MessageKind { text, emote, notice };

/// What somebody said, in neither side's clothes. `body` is plain text without the `/me ` of an emote.
struct Message {
    MessageKind kind = MessageKind::text;
    std::string body;
    friend bool operator==(const Message&, const Message&) = default;
};

} // namespace bascule::mapping
