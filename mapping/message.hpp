#pragma once

#include "mapping/conversation/file.hpp"
#include "mapping/conversation/place.hpp"
#include "mapping/conversation/poll.hpp"
#include "mapping/conversation/relation.hpp"
#include "mapping/text/rich_text.hpp"

#include <optional>
#include <string>
#include <vector>

namespace bascule::mapping {

/// How a message is meant: m.text, m.emote, m.notice in Matrix; body, `/me ` (XEP-0245), body in XMPP.
enum class MessageKind { text, emote, notice };

/// What somebody said, in neither side's clothes. `body` is plain text without the `/me ` of an emote, without a
/// reply's quotation, and without what stands for a file; of a file it is the caption.
struct Message {
    MessageKind kind = MessageKind::text;
    std::string body;
    /// The same with its marks, where it has any.
    std::optional<RichText> rich{};
    std::string replaces{}; ///< what this corrects (m.replace; XEP-0308); empty: nothing
    std::optional<Reply> reply{};
    std::optional<ThreadMark> thread{};
    std::vector<Mention> mentions{};
    bool mentions_room = false; ///< everybody is alerted
    std::vector<File> files{};
    std::optional<std::string> spoiler{}; ///< all of it is shown on demand only; the hint may be empty (XEP-0382)
    std::optional<Place> place{};
    std::optional<Poll> poll{};
    friend bool operator==(const Message&, const Message&) = default;
};

} // namespace bascule::mapping
