#pragma once

#include "bridge/ports/conversation.hpp"

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace bascule::bridge {

class MemoryReactionMarks : public ReactionMarks {
public:
    std::vector<ReactionMark> rows;
    std::set<mapping::EventId> gone; ///< taken back

    Task<void> add(ReactionMark mark) override;
    Task<void> remove(mapping::EventId event) override;
    Task<std::optional<ReactionMark>> of_event(mapping::EventId event) override;
    Task<std::vector<ReactionMark>> of_person(mapping::EventId target, mapping::UserId actor) override;
    Task<void> set_told(mapping::EventId target, mapping::UserId actor, std::string by) override;
};

class MemoryThreads : public Threads {
public:
    std::vector<ThreadRecord> rows;

    Task<void> save(ThreadRecord thread) override;
    Task<std::optional<ThreadRecord>> of_id(mapping::Jid address, std::string id) override;
    Task<std::optional<ThreadRecord>> of_root(mapping::Jid address, mapping::EventId root) override;
};

class MemoryPolls : public Polls {
public:
    std::vector<PollRecord> rows; ///< oldest first

    Task<void> save(PollRecord poll) override;
    Task<std::optional<PollRecord>> of_event(mapping::EventId event) override;
    Task<std::optional<PollRecord>> latest_in(mapping::RoomId room) override;
};

class MemoryRules : public MappingRules {
public:
    mapping::FeatureTable rules;

    Task<mapping::FeatureTable> table() override { co_return rules; }
};

} // namespace bascule::bridge
