#pragma once

#include <string>
#include <variant>
#include <vector>

// What is done to something that was said before. Ids are those of the side that the act was read from or is written
// to, as in relation.hpp.
namespace bascule::mapping {

/// An emoji is put on a message (Matrix: m.reaction).
struct Reaction {
    std::string target;
    std::string emoji;
    friend bool operator==(const Reaction&, const Reaction&) = default;
};

/// All the emojis that one person has on a message from now on (XMPP: XEP-0444).
struct Reactions {
    std::string target;
    std::vector<std::string> emojis{}; ///< each once, in order
    friend bool operator==(const Reactions&, const Reactions&) = default;
};

/// Something is taken back, or taken away by a moderator (m.room.redaction; XEP-0424, XEP-0425).
struct Redaction {
    enum class By { author, moderator };
    std::string target;
    By by = By::author; ///< Matrix does not say; XMPP does
    std::string reason{};
    /// XMPP, of a moderator: his occupant JID and XEP-0421 id as the room says; may be empty.
    std::string moderator{};
    std::string moderator_occupant_id{};
    friend bool operator==(const Redaction&, const Redaction&) = default;
};

/// A vote in a poll (m.poll.response): the answers chosen, by their ids; none takes an earlier vote back.
struct Vote {
    std::string target;
    std::vector<std::string> answers{};
    friend bool operator==(const Vote&, const Vote&) = default;
};

/// A poll is over (m.poll.end); `text` is its result in words.
struct PollEnd {
    std::string target;
    std::string text{};
    friend bool operator==(const PollEnd&, const PollEnd&) = default;
};

using Act = std::variant<Reaction, Reactions, Redaction, Vote, PollEnd>;

} // namespace bascule::mapping
