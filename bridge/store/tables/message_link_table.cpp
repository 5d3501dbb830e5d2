#include "bridge/store/tables/message_link_table.hpp"

#include "bridge/store/index_key.hpp"

#include <utility>

namespace bascule::store {

using bridge::MessageLink;

namespace {

// What is known stays. A message that is gone gets no words any more.
constexpr const char* upsert_link = R"sql(
    INSERT INTO message_link (address, message_id, stanza_id, whole_address, whole_message_id, whole_stanza_id,
                              event, room, author, origin_id, at_ms, part, speaker, name, body, thread, is_gone,
                              origin_key)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
    ON CONFLICT (event, address, message_id) DO UPDATE SET
        stanza_id = coalesce(nullif(message_link.stanza_id, ''), excluded.stanza_id),
        whole_stanza_id = CASE WHEN message_link.stanza_id = '' THEN excluded.whole_stanza_id
                               ELSE message_link.whole_stanza_id END,
        author = coalesce(nullif(message_link.author, ''), excluded.author),
        origin_id = coalesce(nullif(message_link.origin_id, ''), excluded.origin_id),
        origin_key = coalesce(nullif(message_link.origin_key, ''), excluded.origin_key),
        speaker = coalesce(nullif(message_link.speaker, ''), excluded.speaker),
        name = coalesce(nullif(message_link.name, ''), excluded.name),
        body = CASE WHEN message_link.is_gone = 0 THEN coalesce(nullif(message_link.body, ''), excluded.body)
                    ELSE '' END,
        thread = coalesce(nullif(message_link.thread, ''), excluded.thread))sql";
// Before that: the event's link at the address may still be without message id.
constexpr const char* name_link = R"sql(
    UPDATE message_link SET message_id = $3, whole_message_id = $4
    WHERE event = $1 AND address = $2 AND message_id = '')sql";
// For a link without message id: where the event has links at the address, it completes them, else it is a new one.
constexpr const char* complete_links = R"sql(
    UPDATE message_link SET
        stanza_id = coalesce(nullif(stanza_id, ''), $3),
        whole_stanza_id = CASE WHEN stanza_id = '' THEN $4 ELSE whole_stanza_id END,
        author = coalesce(nullif(author, ''), $5),
        origin_id = coalesce(nullif(origin_id, ''), $6),
        origin_key = coalesce(nullif(origin_key, ''), $7),
        speaker = coalesce(nullif(speaker, ''), $8),
        name = coalesce(nullif(name, ''), $9),
        body = CASE WHEN is_gone = 0 THEN coalesce(nullif(body, ''), $10) ELSE '' END,
        thread = coalesce(nullif(thread, ''), $11)
    WHERE event = $1 AND address = $2)sql";
constexpr const char* insert_first_link = R"sql(
    INSERT INTO message_link (address, message_id, stanza_id, whole_address, whole_message_id, whole_stanza_id,
                              event, room, author, origin_id, at_ms, part, speaker, name, body, thread, is_gone,
                              origin_key)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, CAST($11 AS bigint), CAST($12 AS bigint), $13, $14, $15, $16,
           CAST($17 AS bigint), $18
    WHERE NOT EXISTS (SELECT 1 FROM message_link WHERE event = $7 AND address = $1))sql";
constexpr const char* select_by_event = R"sql(
    SELECT address, whole_address, message_id, whole_message_id, stanza_id, whole_stanza_id, event, room, author,
           origin_id, at_ms, part, speaker, name, body, thread, is_gone
    FROM message_link WHERE event = $1 ORDER BY id)sql";
constexpr const char* select_by_message = R"sql(
    SELECT address, whole_address, message_id, whole_message_id, stanza_id, whole_stanza_id, event, room, author,
           origin_id, at_ms, part, speaker, name, body, thread, is_gone
    FROM message_link WHERE address = $1 AND message_id = $2 ORDER BY id)sql";
// The comparisons with '' let the engines use the partial indices.
constexpr const char* select_by_any_id = R"sql(
    SELECT address, whole_address, message_id, whole_message_id, stanza_id, whole_stanza_id, event, room, author,
           origin_id, at_ms, part, speaker, name, body, thread, is_gone
    FROM message_link
    WHERE (address = $1 AND stanza_id = $2 AND stanza_id <> '')
       OR (address = $1 AND origin_key = $2 AND origin_key <> '')
       OR (address = $1 AND message_id = $2)
    ORDER BY CASE WHEN stanza_id = $2 THEN 0 WHEN origin_key = $2 THEN 1 ELSE 2 END, id)sql";
constexpr const char* forget_body = "UPDATE message_link SET body = '', is_gone = 1 WHERE event = $1";
constexpr const char* change_body = "UPDATE message_link SET body = $2 WHERE event = $1 AND is_gone = 0";

MessageLink read_link(const Row& row) {
    return {.room = mapping::RoomId::parse(row.text(7)).value(),
            .event = mapping::EventId::parse(row.text(6)).value(),
            .author = row.text(8),
            .message_id = whole_text(row, 2, 3),
            .origin_id = row.text(9),
            .stanza_id = whole_text(row, 4, 5),
            .address = mapping::Jid::parse(whole_text(row, 0, 1)).value(),
            .at_ms = row.number(10),
            .part = static_cast<int>(row.number(11)),
            .speaker = row.text(12),
            .name = row.text(13),
            .body = row.text(14),
            .thread = row.text(15),
            .is_gone = row.number(16) != 0};
}

std::vector<MessageLink> read_links(const Rows& answer) {
    std::vector<MessageLink> links;
    for (const auto& row : answer.rows) {
        links.push_back(read_link(row));
    }
    return links;
}

std::vector<Value> parameters_of(const MessageLink& link) {
    IndexKey address{link.address.str()};
    IndexKey message{link.message_id};
    IndexKey stanza{link.stanza_id};
    return {std::move(address.indexed),
            std::move(message.indexed),
            std::move(stanza.indexed),
            std::move(address.whole),
            std::move(message.whole),
            std::move(stanza.whole),
            link.event.str(),
            link.room.str(),
            link.author,
            link.origin_id,
            number(link.at_ms),
            number(link.part),
            link.speaker,
            link.name,
            link.body,
            link.thread,
            number(link.is_gone ? 1 : 0),
            IndexKey{link.origin_id}.indexed};
}

void add_to(Batch& batch, const MessageLink& link) {
    const auto address = IndexKey{link.address.str()}.indexed;
    if (link.message_id.empty()) {
        IndexKey stanza{link.stanza_id};
        batch.push_back(Statement{
            complete_links,
            {link.event.str(), address, std::move(stanza.indexed), std::move(stanza.whole), link.author, link.origin_id,
             IndexKey{link.origin_id}.indexed, link.speaker, link.name, link.body, link.thread}});
        batch.push_back(Statement{insert_first_link, parameters_of(link)});
        return;
    }
    IndexKey message{link.message_id};
    batch.push_back(
        Statement{name_link, {link.event.str(), address, std::move(message.indexed), std::move(message.whole)}});
    batch.push_back(Statement{upsert_link, parameters_of(link)});
}

} // namespace

Task<void> MessageLinkTable::remember(std::vector<MessageLink> links) {
    Batch batch;
    for (const auto& link : links) {
        add_to(batch, link);
    }
    if (!batch.empty()) {
        co_await database_.run(std::move(batch));
    }
}

Task<std::vector<MessageLink>> MessageLinkTable::of_event(mapping::EventId event) {
    std::vector<Value> parameters{event.str()};
    co_return read_links(co_await database_.query(select_by_event, std::move(parameters)));
}

Task<std::vector<MessageLink>> MessageLinkTable::of_message(mapping::Jid address, std::string message_id) {
    std::vector<Value> parameters{IndexKey{address.str()}.indexed, IndexKey{message_id}.indexed};
    co_return read_links(co_await database_.query(select_by_message, std::move(parameters)));
}

Task<std::vector<MessageLink>> MessageLinkTable::of_any_id(mapping::Jid address, std::string id) {
    if (id.empty()) {
        co_return std::vector<MessageLink>();
    }
    std::vector<Value> parameters{IndexKey{address.str()}.indexed, IndexKey{id}.indexed};
    co_return read_links(co_await database_.query(select_by_any_id, std::move(parameters)));
}

Task<void> MessageLinkTable::forget_words(mapping::EventId event) {
    std::vector<Value> parameters{event.str()};
    co_await database_.query(forget_body, std::move(parameters));
}

Task<void> MessageLinkTable::set_body(mapping::EventId event, std::string body) {
    std::vector<Value> parameters{event.str(), std::move(body)};
    co_await database_.query(change_body, std::move(parameters));
}

} // namespace bascule::store
