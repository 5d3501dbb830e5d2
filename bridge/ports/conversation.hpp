#pragma once

#include "bridge/async/task.hpp"
#include "mapping/features/feature_table.hpp"
#include "mapping/jid.hpp"
#include "mapping/matrix_id.hpp"

#include <optional>
#include <string>
#include <vector>

// What the bridge remembers of conversations beside the links of messages. Every call throws Outage when the store
// cannot be reached.
namespace bascule::bridge {

/// An emoji of one person on one message; `event` is the m.reaction that says so. One that Matrix was told in words has
/// no event, but a name that is none of any.
struct ReactionMark {
    mapping::RoomId room;
    mapping::EventId target;
    mapping::UserId actor; ///< a Matrix user or a ghost
    std::string emoji;
    mapping::EventId event;
    std::string told_by{}; ///< the event or stanza with which the other side was told of it; empty: not yet
    friend bool operator==(const ReactionMark&, const ReactionMark&) = default;
};

class ReactionMarks {
public:
    virtual ~ReactionMarks() = default;
    /// One that is there already (same event) stays.
    virtual Task<void> add(ReactionMark mark) = 0;
    /// It was taken back: of_person() does not tell of it any more, of_event() does.
    virtual Task<void> remove(mapping::EventId event) = 0;
    virtual Task<std::optional<ReactionMark>> of_event(mapping::EventId event) = 0;
    /// What this person has on that message, oldest first.
    virtual Task<std::vector<ReactionMark>> of_person(mapping::EventId target, mapping::UserId actor) = 0;
    /// Of those the other side has been told now, as far as it had not been.
    virtual Task<void> set_told(mapping::EventId target, mapping::UserId actor, std::string by) = 0;
};

/// A thread as both sides know it: what `<thread/>` says at this address, and the event at its root.
struct ThreadRecord {
    mapping::Jid address;
    std::string id;
    mapping::EventId root;
    mapping::EventId latest; ///< its last message
};

class Threads {
public:
    virtual ~Threads() = default;
    /// Adds it, or sets `latest` of the one with the same address and id.
    virtual Task<void> save(ThreadRecord thread) = 0;
    virtual Task<std::optional<ThreadRecord>> of_id(mapping::Jid address, std::string id) = 0;
    virtual Task<std::optional<ThreadRecord>> of_root(mapping::Jid address, mapping::EventId root) = 0;
};

/// A poll that was shown as words: its answers in the order of their numbers, by their ids.
struct PollRecord {
    mapping::RoomId room;
    mapping::EventId event;
    std::string question;
    std::vector<std::string> answers; ///< ids
    int most_choices = 1;
};

class Polls {
public:
    virtual ~Polls() = default;
    virtual Task<void> save(PollRecord poll) = 0;
    virtual Task<std::optional<PollRecord>> of_event(mapping::EventId event) = 0;
    /// The latest poll of the room.
    virtual Task<std::optional<PollRecord>> latest_in(mapping::RoomId room) = 0;
};

/// The mapping table that is in force.
class MappingRules {
public:
    virtual ~MappingRules() = default;
    /// With every change that was made before the call, by whatever process. Throws Outage.
    virtual Task<mapping::FeatureTable> table() = 0;
};

} // namespace bascule::bridge
