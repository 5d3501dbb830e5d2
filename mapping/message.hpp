#pragma once

#include "mapping/text/rich_text.hpp"

#include <optional>
#include <string>

namespace bascule::mapping {

/// How a message is meant: m.text, m.emote, m.notice in Matrix; body, `/me ` (XEP-0245), body in XMPP.
enum class MessageKind { text, emote, notice };

/// What somebody said, in neither side's clothes. `body` is plain text without the `/me ` of an emote.
struct Message {
    MessageKind kind = MessageKind::text;
    std::string body;
    /// The same with its marks, where it has any.
    std::optional<RichText> rich{};
    friend bool operator==(const Message&, const Message&) = default;
};

} // namespace bascule::mapping
