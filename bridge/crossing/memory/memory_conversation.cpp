#include "bridge/crossing/memory/memory_conversation.hpp"

#include <algorithm>
#include <iterator>

namespace bascule::bridge {

namespace {

template <class Rows, class Predicate>
auto last_of(const Rows& rows, Predicate is_wanted) -> std::optional<typename Rows::value_type> {
    const auto found = std::find_if(rows.rbegin(), rows.rend(), is_wanted);
    return found == rows.rend() ? std::nullopt : std::optional{*found};
}

} // namespace

Task<void> MemoryReactionMarks::add(ReactionMark mark) {
    if (std::ranges::find(rows, mark.event, &ReactionMark::event) == rows.end()) {
        rows.push_back(std::move(mark));
    }
    co_return;
}

Task<void> MemoryReactionMarks::remove(mapping::EventId event) {
    gone.insert(std::move(event));
    co_return;
}

Task<std::optional<ReactionMark>> MemoryReactionMarks::of_event(mapping::EventId event) {
    co_return last_of(rows, [&](const ReactionMark& row) { return row.event == event; });
}

Task<std::vector<ReactionMark>> MemoryReactionMarks::of_person(mapping::EventId target, mapping::UserId actor) {
    std::vector<ReactionMark> found;
    std::ranges::copy_if(rows, std::back_inserter(found), [&](const ReactionMark& row) {
        return row.target == target && row.actor == actor && !gone.contains(row.event);
    });
    co_return found;
}

Task<void> MemoryReactionMarks::set_told(mapping::EventId target, mapping::UserId actor, std::string by) {
    for (auto& row : rows) {
        if (row.target == target && row.actor == actor && row.told_by.empty()) {
            row.told_by = by;
        }
    }
    co_return;
}

Task<void> MemoryThreads::save(ThreadRecord thread) {
    const auto known = std::ranges::find_if(
        rows, [&](const ThreadRecord& row) { return row.address == thread.address && row.id == thread.id; });
    if (known == rows.end()) {
        rows.push_back(std::move(thread));
    } else {
        known->latest = std::move(thread.latest);
    }
    co_return;
}

Task<std::optional<ThreadRecord>> MemoryThreads::of_id(mapping::Jid address, std::string id) {
    co_return last_of(rows, [&](const ThreadRecord& row) { return row.address == address && row.id == id; });
}

Task<std::optional<ThreadRecord>> MemoryThreads::of_root(mapping::Jid address, mapping::EventId root) {
    co_return last_of(rows, [&](const ThreadRecord& row) { return row.address == address && row.root == root; });
}

Task<void> MemoryPolls::save(PollRecord poll) {
    std::erase_if(rows, [&](const PollRecord& row) { return row.event == poll.event; });
    rows.push_back(std::move(poll));
    co_return;
}

Task<std::optional<PollRecord>> MemoryPolls::of_event(mapping::EventId event) {
    co_return last_of(rows, [&](const PollRecord& row) { return row.event == event; });
}

Task<std::optional<PollRecord>> MemoryPolls::latest_in(mapping::RoomId room) {
    co_return last_of(rows, [&](const PollRecord& row) { return row.room == room; });
}

} // namespace bascule::bridge
