#include "bridge/intake/lost_events.hpp"

#include "bridge/log.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace bascule::bridge {

namespace {

// Events may have been on their way for a while when the homeserver went.
constexpr std::int64_t margin_ms = 120'000;
constexpr int most_events = 1'000;
constexpr int most_pending = 10'000;

} // namespace

LostEvents::LostEvents(Ports ports, MatrixIntake& intake, QueueRunner& runner, mapping::UserId bot)
    : ports_{std::move(ports)}, intake_{intake}, runner_{runner}, bot_{std::move(bot)} {}

void LostEvents::on_lost() {
    if (!lost_at_ms_) {
        lost_at_ms_ = ports_.now();
        runner_.halt(Side::matrix);
    }
}

Task<void> LostEvents::on_back() {
    if (!lost_at_ms_) {
        co_return;
    }
    for (auto& portal : co_await ports_.portals.all()) {
        co_await search(std::move(portal));
    }
    lost_at_ms_.reset();
    runner_.go_on(Side::matrix);
}

Task<void> LostEvents::search(Portal portal) {
    auto reader = bot_;
    if (portal.kind == PortalKind::direct) {
        reader = co_await ports_.names.ghost_of(portal.address);
    }
    const auto history = co_await ports_.homeserver.latest(reader, portal.room, most_events);
    if (!history) {
        log(LogPart::bridge).info("cannot read the history of {}: {}", portal.room.str(), history.error().reason);
        co_return;
    }
    const auto recent = recent_entries(portal, *history);
    std::vector<EntryKey> keys;
    std::ranges::transform(recent, std::back_inserter(keys), &JournalEntry::key);
    const auto known_list = co_await ports_.journal.known(std::move(keys));
    const std::set<EntryKey> known{known_list.begin(), known_list.end()};
    if (known.size() == recent.size()) {
        co_return;
    }
    const QueueName queue{Side::matrix, portal.room.str()};
    const auto rows = co_await ports_.journal.pending(queue, 0, most_pending);
    std::map<EntryKey, JournalEntry> pending;
    std::vector<JournalEntry> ordered;
    for (const auto& row : rows) {
        const auto is_recent = std::ranges::find(recent, row.entry.key, &JournalEntry::key) != recent.end();
        if (is_recent) {
            pending.emplace(row.entry.key, row.entry);
        } else {
            ordered.push_back(row.entry);
        }
    }
    for (const auto& entry : recent) {
        if (pending.contains(entry.key) || !known.contains(entry.key)) {
            ordered.push_back(entry);
        }
    }
    log(LogPart::bridge)
        .warn("{}: the homeserver lost {} events, they are taken from its history", portal.room.str(),
              recent.size() - known.size());
    co_await ports_.journal.replace_pending(queue, std::move(ordered));
    runner_.wake(queue);
}

// Oldest first: what happened around the time at which the homeserver went and since, as far as it concerns the portal.
std::vector<JournalEntry> LostEvents::recent_entries(const Portal& portal,
                                                     const std::vector<HistoryEvent>& history) const {
    const auto since = std::max(*lost_at_ms_ - margin_ms, portal.created_ms);
    std::vector<JournalEntry> entries;
    for (const auto& event : history) {
        const auto decoded = ports_.codec.decode(event.json);
        if (!decoded || decoded->at_ms < since) {
            continue;
        }
        if (auto entry = intake_.entry_of({event.id, portal.room, event.json})) {
            entries.push_back(std::move(*entry));
        }
    }
    std::ranges::reverse(entries);
    return entries;
}

} // namespace bascule::bridge
