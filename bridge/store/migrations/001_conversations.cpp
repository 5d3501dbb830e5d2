#include "bridge/store/migrations/migrations.hpp"

#include <array>

namespace bascule::store {

namespace {

// Columns that stand in a unique index may hold a shortened text (see index_key.hpp); then a `whole_` column has all of
// it. Times are Unix milliseconds, truth values 0 or 1.
constexpr std::array statements{
    // Finished rows stay until they are pruned: their keys keep repeats out, and they may be reopened.
    R"sql(CREATE TABLE journal (
        id {identity},
        source text NOT NULL,
        queue text NOT NULL,
        entry_key text NOT NULL,
        state text NOT NULL DEFAULT 'pending',
        arrived_ms bigint NOT NULL,
        author text NOT NULL,
        reason text,
        whole_queue text,
        whole_entry_key text,
        payload text NOT NULL,
        UNIQUE (source, queue, entry_key)))sql",
    "CREATE INDEX journal_pending ON journal (source, queue, id, arrived_ms) WHERE state = 'pending'",
    "CREATE INDEX journal_parked ON journal (id) WHERE state = 'parked'",
    "CREATE INDEX journal_prunable ON journal (arrived_ms) WHERE state <> 'pending'",
    R"sql(CREATE TABLE journal_position (
        source text NOT NULL,
        queue text NOT NULL,
        stanza_id text NOT NULL,
        at_ms bigint NOT NULL,
        PRIMARY KEY (source, queue)))sql",

    R"sql(CREATE TABLE portal (
        room text PRIMARY KEY,
        kind text NOT NULL,
        address text NOT NULL,
        matrix_user text,
        created_ms bigint NOT NULL))sql",
    "CREATE UNIQUE INDEX portal_direct ON portal (matrix_user, address) WHERE kind = 'direct'",
    "CREATE UNIQUE INDEX portal_muc ON portal (address) WHERE kind <> 'direct'",

    "CREATE TABLE ghost (id text PRIMARY KEY, display_name text NOT NULL)",
    "CREATE TABLE name_pair (name text PRIMARY KEY, original text NOT NULL)",

    R"sql(CREATE TABLE occupant (
        room text NOT NULL,
        occupant_key text NOT NULL,
        whole_occupant_key text,
        nick text NOT NULL,
        ghost text NOT NULL,
        gone_since_ms bigint,
        PRIMARY KEY (room, occupant_key)))sql",
    R"sql(CREATE TABLE puppet (
        room text NOT NULL,
        jid text NOT NULL,
        whole_jid text,
        nick text NOT NULL,
        occupant_id text NOT NULL,
        PRIMARY KEY (room, jid)))sql",
    R"sql(CREATE TABLE contact (
        puppet text NOT NULL,
        peer text NOT NULL,
        whole_puppet text,
        whole_peer text,
        peer_sees_puppet bigint NOT NULL,
        puppet_sees_peer bigint NOT NULL,
        PRIMARY KEY (puppet, peer)))sql",

    R"sql(CREATE TABLE message_link (
        id {identity},
        address text NOT NULL,
        message_id text NOT NULL,
        stanza_id text NOT NULL,
        whole_address text,
        whole_message_id text,
        whole_stanza_id text,
        event text NOT NULL,
        room text NOT NULL,
        author text NOT NULL,
        origin_id text NOT NULL,
        at_ms bigint NOT NULL,
        UNIQUE (event, address, message_id)))sql",
    "CREATE INDEX message_link_message ON message_link (address, message_id)",
    "CREATE INDEX message_link_stanza ON message_link (address, stanza_id) WHERE stanza_id <> ''",
};

} // namespace

Migration migration_001_conversations() {
    return {"conversations: journal, portals, people, links", {statements.begin(), statements.end()}};
}

} // namespace bascule::store
