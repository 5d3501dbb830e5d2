#pragma once

#include "bridge/ports/conversation.hpp"
#include "bridge/store/database.hpp"

#include <optional>
#include <string>
#include <vector>

// What is remembered of conversations beside the links of messages, as tables.
namespace bascule::store {

class ReactionMarkTable final : public bridge::ReactionMarks {
public:
    explicit ReactionMarkTable(Database& database) : database_{database} {}
    Task<void> add(bridge::ReactionMark mark) override;
    Task<void> remove(mapping::EventId event) override;
    Task<std::optional<bridge::ReactionMark>> of_event(mapping::EventId event) override;
    Task<std::vector<bridge::ReactionMark>> of_person(mapping::EventId target, mapping::UserId actor) override;
    Task<void> set_told(mapping::EventId target, mapping::UserId actor, std::string by) override;

private:
    Database& database_;
};

class ThreadTable final : public bridge::Threads {
public:
    explicit ThreadTable(Database& database) : database_{database} {}
    Task<void> save(bridge::ThreadRecord thread) override;
    Task<std::optional<bridge::ThreadRecord>> of_id(mapping::Jid address, std::string id) override;
    Task<std::optional<bridge::ThreadRecord>> of_root(mapping::Jid address, mapping::EventId root) override;

private:
    Database& database_;
};

class PollTable final : public bridge::Polls {
public:
    explicit PollTable(Database& database) : database_{database} {}
    Task<void> save(bridge::PollRecord poll) override;
    Task<std::optional<bridge::PollRecord>> of_event(mapping::EventId event) override;
    Task<std::optional<bridge::PollRecord>> latest_in(mapping::RoomId room) override;

private:
    Task<std::optional<bridge::PollRecord>> first_of(Rows found);
    Database& database_;
};

} // namespace bascule::store
