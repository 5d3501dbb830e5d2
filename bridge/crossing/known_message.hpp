#pragma once

#include "bridge/crossing/crossing.hpp"
#include "mapping/features/text_template.hpp"

#include <optional>
#include <string>
#include <vector>

namespace bascule::bridge {

/// A message that was said before, with all its links at one address: its parts, and corrections of them.
struct KnownMessage {
    mapping::EventId event;
    std::vector<MessageLink> links; ///< in the order of the parts; may be empty in a MUC of ours

    /// The part that a correction replaces: the words, which come last.
    const MessageLink* words() const;
    /// By what answers and reactions name it (XEP-0461 §3, XEP-0444 §4): in a MUC its stanza-id, else origin-id or id.
    /// Empty where a MUC has given none.
    std::string reference(const Venue& venue) const;
    /// Its parts, each by the id that a retraction names (XEP-0424 §3): in a MUC the stanza-id, else the id.
    std::vector<std::string> retractable(const Venue& venue) const;
    mapping::TemplateValues values() const; ///< {name} and {quote}
    std::string body() const;
    std::string speaker() const;
    bool is_gone() const; ///< it was redacted
    std::string thread() const;
};

/// `part` of a link that is the correction of a message.
inline constexpr int correction_part = -1;

/// What an event is at this address; nothing where it never crossed. In a MUC of ours each event is known.
Task<std::optional<KnownMessage>> message_of_event(MessageLinks& links, const Venue& venue, std::string event_id);
/// What a stanza is, by any of its ids.
Task<std::optional<KnownMessage>> message_of_stanza(MessageLinks& links, const Venue& venue, std::string id);
/// Each event that this stanza has become: it may have brought several files. `speaker`: only if he has said it; empty:
/// whoever it was.
Task<std::vector<KnownMessage>> messages_of_stanza(MessageLinks& links, const Venue& venue, std::string id,
                                                   std::string speaker);
/// What a correction (XEP-0308 §3: by the stanza's own id) of this speaker corrects.
Task<std::optional<KnownMessage>> message_of_author(MessageLinks& links, const Venue& venue, std::string id,
                                                    std::string speaker);

} // namespace bascule::bridge
