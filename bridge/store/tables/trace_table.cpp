#include "bridge/store/tables/trace_table.hpp"

#include "bridge/store/index_key.hpp"

#include <utility>

namespace bascule::store {

namespace {

constexpr const char* select_events = R"sql(
    SELECT DISTINCT event FROM message_link
    WHERE event = $1 OR message_id = $1 OR stanza_id = $1 OR origin_key = $1 LIMIT 100)sql";
// The keys of stanzas have the id in them.
constexpr const char* select_rows = R"sql(
    SELECT source, queue, whole_queue, entry_key, whole_entry_key, state, reason, arrived_ms FROM journal
    WHERE entry_key = $1 OR replace(entry_key, $2, '') <> entry_key ORDER BY id LIMIT 100)sql";

} // namespace

Task<bridge::Trace> TraceTable::trace(std::string id) {
    bridge::Trace trace;
    if (id.empty()) {
        co_return trace;
    }
    const auto indexed = IndexKey{id}.indexed;
    std::vector<Value> name{indexed};
    const auto events = co_await database_.query(select_events, std::move(name));
    for (const auto& row : events.rows) {
        auto links = co_await links_.of_event(mapping::EventId::parse(row.text(0)).value());
        trace.links.insert(trace.links.end(), links.begin(), links.end());
    }
    std::vector<Value> names{indexed, std::move(id)};
    const auto rows = co_await database_.query(select_rows, std::move(names));
    for (const auto& row : rows.rows) {
        trace.rows.push_back({row.text(0), whole_text(row, 1, 2), whole_text(row, 3, 4), row.text(5),
                              row.value(6).value_or(""), row.number(7)});
    }
    co_return trace;
}

} // namespace bascule::store
