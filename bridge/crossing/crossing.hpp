#pragma once

#include "bridge/ports/conversation.hpp"
#include "bridge/ports/matrix_inbox.hpp"
#include "bridge/ports/media_links.hpp"
#include "bridge/ports/participants.hpp"
#include "bridge/ports/registry.hpp"
#include "mapping/conversation/act.hpp"
#include "mapping/features/feature_table.hpp"
#include "mapping/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bascule::bridge {

/// A conversation, as a message on its way through it sees it.
struct Venue {
    PortalKind kind = PortalKind::direct;
    mapping::RoomId room;
    mapping::Jid address; ///< the MUC, ours or another's, or the peer's bare JID
    Participants& participants;
    bool is_muc() const noexcept { return kind != PortalKind::direct; }
};

/// A feature that was met on the way, what was done about it, and why.
struct Crossed {
    mapping::Decision decision;
    std::string reason; ///< in words, for people
};

/// What its sender has to be told: it did not cross, or not whole.
struct Loss {
    mapping::Feature feature = mapping::Feature::text;
    std::string reason;   ///< in plain words, a whole sentence
    bool is_whole = true; ///< nothing crossed
};

/// Something for the other side: words, or an act with the words that stand for it.
struct Passage {
    mapping::Message message{};
    std::optional<mapping::Act> act{};
    int part = 0; ///< which of the passages this is, from 0 on
    /// Of what a moderator takes away: the user id of who has said it, where that is known; and words for it, where the
    /// other side cannot or does not do it.
    std::string author{};
    std::string otherwise{};
};

/// A line that says in words what one person has put on one message: every reaction there of which the other side has
/// not been told (ReactionMark::told_by). `name` is to be its own.
struct ReactionLine {
    mapping::EventId target;
    mapping::UserId actor;
    std::string name;
};

/// What becomes of something said or done. Every feature met has an entry in `features`.
struct Crossing {
    std::vector<Passage> out{};
    std::vector<Crossed> features{};
    std::vector<Loss> losses{};
    std::optional<ReactionLine> line{}; ///< what `out` says, where it is reactions in words
};

/// What was said in Matrix, as the crossing needs it.
struct MatrixSaying {
    mapping::EventId id;
    mapping::UserId sender;
    std::string name; ///< what he is called in the MUC, or his display name
    std::int64_t at_ms = 0;
};

/// What was said in XMPP. `id` is what replies and reactions name it by: in a MUC its stanza-id, else origin-id or id.
struct XmppSaying {
    std::string id;
    std::string message_id;  ///< the stanza's own id
    mapping::UserId speaker; ///< the ghost
    std::string name;        ///< his nick or display name
    bool is_by_room = false; ///< from the MUC's bare JID: what the room itself says
    std::int64_t at_ms = 0;
};

} // namespace bascule::bridge
