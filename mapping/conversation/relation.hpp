#pragma once

#include "mapping/conversation/span.hpp"

#include <string>

// What ties a message to others and to people. Ids are those of the side that the message was read from or is written
// to: event ids and user ids in Matrix; stanza ids, JIDs and nicks in XMPP. Whoever brings it across translates them.
namespace bascule::mapping {

/// An answer (m.in_reply_to; XEP-0461).
struct Reply {
    std::string target;
    std::string author{}; ///< of the target, by the answer's own word: XEP-0461's `to`; may be empty
    /// The quotation that stood or shall stand before the words as the answer's fallback (XEP-0428), with its `> ` and
    /// line ends. What was read is the sender's word. Empty: there is none.
    std::string quotation{};
    friend bool operator==(const Reply&, const Reply&) = default;
};

/// That a message belongs to a thread (m.thread; XEP-0201).
struct ThreadMark {
    std::string id;              ///< Matrix: its root; XMPP: what `<thread/>` says
    bool is_falling_back = true; ///< Matrix: the reply beside it is only for clients that know no threads
    friend bool operator==(const ThreadMark&, const ThreadMark&) = default;
};

/// Somebody is named and alerted (m.mentions; XEP-0372 §3.1, XEP-0513).
struct Mention {
    enum class By { user_id, jid, occupant_id };
    By by = By::user_id;
    std::string who;
    Span at{};                 ///< where in the body; empty: nowhere in particular
    std::string occupant_id{}; ///< XEP-0421, beside a JID where it is known
    friend bool operator==(const Mention&, const Mention&) = default;
};

} // namespace bascule::mapping
