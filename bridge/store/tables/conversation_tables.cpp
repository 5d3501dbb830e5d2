#include "bridge/store/tables/conversation_tables.hpp"

#include "bridge/store/index_key.hpp"

#include <utility>

namespace bascule::store {

using bridge::PollRecord;
using bridge::ReactionMark;
using bridge::ThreadRecord;

namespace {

constexpr const char* insert_mark = R"sql(
    INSERT INTO reaction_mark (event, room, target, actor, emoji, told_by, at_number)
    VALUES ($1, $2, $3, $4, $5, $6, (SELECT count(*) FROM reaction_mark WHERE target = $3 AND actor = $4))
    ON CONFLICT (event) DO NOTHING)sql";
constexpr const char* remove_mark = "UPDATE reaction_mark SET is_gone = 1 WHERE event = $1";
constexpr const char* select_mark =
    "SELECT event, room, target, actor, emoji, told_by FROM reaction_mark WHERE event = $1";
constexpr const char* select_marks = R"sql(
    SELECT event, room, target, actor, emoji, told_by FROM reaction_mark
    WHERE target = $1 AND actor = $2 AND is_gone = 0 ORDER BY at_number, event)sql";
constexpr const char* tell_marks =
    "UPDATE reaction_mark SET told_by = $3 WHERE target = $1 AND actor = $2 AND told_by = ''";

constexpr const char* upsert_thread = R"sql(
    INSERT INTO thread (address, thread_id, whole_thread_id, root, latest) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (address, thread_id) DO UPDATE SET latest = excluded.latest)sql";
constexpr const char* select_thread_by_id =
    "SELECT thread_id, whole_thread_id, root, latest FROM thread WHERE address = $1 AND thread_id = $2";
constexpr const char* select_thread_by_root =
    "SELECT thread_id, whole_thread_id, root, latest FROM thread WHERE address = $1 AND root = $2 LIMIT 1";

constexpr const char* upsert_poll = R"sql(
    INSERT INTO poll (event, room, question, most_choices) VALUES ($1, $2, $3, $4)
    ON CONFLICT (event) DO UPDATE SET question = excluded.question, most_choices = excluded.most_choices)sql";
constexpr const char* delete_answers = "DELETE FROM poll_answer WHERE event = $1";
constexpr const char* insert_answer = "INSERT INTO poll_answer (event, number, answer) VALUES ($1, $2, $3)";
constexpr const char* select_poll = "SELECT event, room, question, most_choices FROM poll WHERE event = $1";
constexpr const char* select_latest_poll =
    "SELECT event, room, question, most_choices FROM poll WHERE room = $1 ORDER BY id DESC LIMIT 1";
constexpr const char* select_answers = "SELECT answer FROM poll_answer WHERE event = $1 ORDER BY number";

ReactionMark mark_in(const Row& row) {
    return {mapping::RoomId::parse(row.text(1)).value(),  mapping::EventId::parse(row.text(2)).value(),
            mapping::UserId::parse(row.text(3)).value(),  row.text(4),
            mapping::EventId::parse(row.text(0)).value(), row.text(5)};
}

std::optional<ThreadRecord> thread_in(const Rows& answer, const mapping::Jid& address) {
    if (answer.rows.empty()) {
        return std::nullopt;
    }
    const auto& row = answer.rows.front();
    return ThreadRecord{address, whole_text(row, 0, 1), mapping::EventId::parse(row.text(2)).value(),
                        mapping::EventId::parse(row.text(3)).value()};
}

} // namespace

Task<void> ReactionMarkTable::add(ReactionMark mark) {
    std::vector<Value> parameters{mark.event.str(), mark.room.str(), mark.target.str(),
                                  mark.actor.str(), mark.emoji,      mark.told_by};
    co_await database_.query(insert_mark, std::move(parameters));
}

Task<void> ReactionMarkTable::remove(mapping::EventId event) {
    std::vector<Value> parameters{event.str()};
    co_await database_.query(remove_mark, std::move(parameters));
}

Task<std::optional<ReactionMark>> ReactionMarkTable::of_event(mapping::EventId event) {
    std::vector<Value> parameters{event.str()};
    const auto answer = co_await database_.query(select_mark, std::move(parameters));
    if (answer.rows.empty()) {
        co_return std::nullopt;
    }
    co_return mark_in(answer.rows.front());
}

Task<std::vector<ReactionMark>> ReactionMarkTable::of_person(mapping::EventId target, mapping::UserId actor) {
    std::vector<Value> parameters{target.str(), actor.str()};
    const auto answer = co_await database_.query(select_marks, std::move(parameters));
    std::vector<ReactionMark> marks;
    for (const auto& row : answer.rows) {
        marks.push_back(mark_in(row));
    }
    co_return marks;
}

Task<void> ReactionMarkTable::set_told(mapping::EventId target, mapping::UserId actor, std::string by) {
    std::vector<Value> parameters{target.str(), actor.str(), std::move(by)};
    co_await database_.query(tell_marks, std::move(parameters));
}

Task<void> ThreadTable::save(ThreadRecord thread) {
    IndexKey id{thread.id};
    std::vector<Value> parameters{IndexKey{thread.address.str()}.indexed, std::move(id.indexed), std::move(id.whole),
                                  thread.root.str(), thread.latest.str()};
    co_await database_.query(upsert_thread, std::move(parameters));
}

Task<std::optional<ThreadRecord>> ThreadTable::of_id(mapping::Jid address, std::string id) {
    std::vector<Value> parameters{IndexKey{address.str()}.indexed, IndexKey{id}.indexed};
    const auto answer = co_await database_.query(select_thread_by_id, std::move(parameters));
    co_return thread_in(answer, address);
}

Task<std::optional<ThreadRecord>> ThreadTable::of_root(mapping::Jid address, mapping::EventId root) {
    std::vector<Value> parameters{IndexKey{address.str()}.indexed, root.str()};
    const auto answer = co_await database_.query(select_thread_by_root, std::move(parameters));
    co_return thread_in(answer, address);
}

Task<void> PollTable::save(PollRecord poll) {
    Batch batch;
    batch.push_back(
        Statement{upsert_poll, {poll.event.str(), poll.room.str(), poll.question, number(poll.most_choices)}});
    batch.push_back(Statement{delete_answers, {poll.event.str()}});
    std::int64_t place = 0;
    for (auto& answer : poll.answers) {
        batch.push_back(Statement{insert_answer, {poll.event.str(), number(place++), std::move(answer)}});
    }
    co_await database_.run(std::move(batch));
}

Task<std::optional<PollRecord>> PollTable::first_of(Rows found) {
    if (found.rows.empty()) {
        co_return std::nullopt;
    }
    const auto& row = found.rows.front();
    PollRecord poll{mapping::RoomId::parse(row.text(1)).value(),
                    mapping::EventId::parse(row.text(0)).value(),
                    row.text(2),
                    {},
                    static_cast<int>(row.number(3))};
    std::vector<Value> parameters{poll.event.str()};
    const auto answers = co_await database_.query(select_answers, std::move(parameters));
    for (const auto& answer : answers.rows) {
        poll.answers.push_back(answer.text(0));
    }
    co_return poll;
}

Task<std::optional<PollRecord>> PollTable::of_event(mapping::EventId event) {
    std::vector<Value> parameters{event.str()};
    auto found = co_await database_.query(select_poll, std::move(parameters));
    co_return co_await first_of(std::move(found));
}

Task<std::optional<PollRecord>> PollTable::latest_in(mapping::RoomId room) {
    std::vector<Value> parameters{room.str()};
    auto found = co_await database_.query(select_latest_poll, std::move(parameters));
    co_return co_await first_of(std::move(found));
}

} // namespace bascule::store
