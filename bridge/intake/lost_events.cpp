#include "bridge/intake/lost_events.hpp"

#include "bridge/async/counted.hpp"
#include "bridge/log.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace bascule::bridge {

namespace {

// Events may have been on their way for a while when the homeserver went.
constexpr std::int64_t margin_ms = 120'000;
constexpr int most_events = 5'000;
constexpr std::size_t most_searches = 8; // at once
constexpr std::size_t most_losses = 64;

} // namespace

LostEvents::LostEvents(const boost::asio::any_io_executor& executor, Ports ports, MatrixIntake& intake,
                       mapping::UserId bot)
    : ports_{std::move(ports)}, intake_{intake}, bot_{std::move(bot)}, back_{executor}, searched_one_{executor} {}

Task<void> LostEvents::begin() {
    const auto latest = co_await ports_.journal.latest_arrival(Side::matrix);
    note_loss(latest.value_or(ports_.now()) - margin_ms);
}

void LostEvents::on_lost() {
    is_away_ = true;
    on_gap();
}

void LostEvents::on_back() {
    is_away_ = false;
    back_.notify_all();
}

void LostEvents::on_gap() {
    note_loss(ports_.now() - margin_ms);
}

void LostEvents::note_loss(std::int64_t since_ms) {
    losses_.push_back({++last_loss_, since_ms});
    if (losses_.size() > most_losses) { // the two oldest become one
        losses_.at(1).since_ms = losses_.front().since_ms;
        losses_.pop_front();
    }
}

std::optional<std::int64_t> LostEvents::missing_since(const mapping::RoomId& room) const {
    const auto searched = searched_.find(room);
    const auto made_good = searched == searched_.end() ? 0 : searched->second;
    const auto loss = std::ranges::find_if(losses_, [&](const auto& one) { return one.number > made_good; });
    return loss == losses_.end() ? std::nullopt : std::optional{loss->since_ms};
}

void LostEvents::forget_made_good(const std::vector<Portal>& portals) {
    const auto searched = std::exchange(searched_, {});
    auto made_good = last_loss_;
    for (const auto& portal : portals) {
        const auto found = searched.find(portal.room);
        if (found != searched.end()) {
            searched_.insert(*found);
        }
        made_good = std::min(made_good, found == searched.end() ? 0 : found->second);
    }
    std::erase_if(losses_, [&](const auto& loss) { return loss.number <= made_good; });
}

Task<bool> LostEvents::put_in(mapping::RoomId room) {
    while (is_away_) {
        co_await back_.wait();
    }
    const auto since_ms = missing_since(room);
    if (!since_ms) {
        co_return false;
    }
    const auto latest_loss = last_loss_;
    const Counted counted{searches_, searched_one_};
    auto portal = co_await find(room);
    if (!portal) {
        co_return false;
    }
    co_await search(std::move(*portal), *since_ms);
    searched_[room] = latest_loss;
    co_return true;
}

// A room may be both; then the portal has been there for longer, or knows as much.
Task<std::vector<Portal>> LostEvents::all_rooms() {
    auto rooms = co_await ports_.portals.all();
    for (auto& hosted : ports_.hosted ? ports_.hosted() : std::vector<Portal>{}) {
        const auto is_same = [&](const Portal& portal) { return portal.room == hosted.room; };
        if (std::ranges::none_of(rooms, is_same)) {
            rooms.push_back(std::move(hosted));
        }
    }
    co_return rooms;
}

Task<std::optional<Portal>> LostEvents::find(mapping::RoomId room) {
    auto portal = co_await ports_.portals.of_room(room);
    if (portal || !ports_.hosted) {
        co_return portal;
    }
    for (auto& hosted : ports_.hosted()) {
        if (hosted.room == room) {
            co_return std::move(hosted);
        }
    }
    co_return std::nullopt;
}

// Whoever consumes a queue searches first; where nothing has arrived he has to be woken.
Task<void> LostEvents::sweep() {
    const auto portals = co_await all_rooms();
    forget_made_good(portals);
    for (const auto& portal : portals) {
        while (searches_ >= most_searches) {
            co_await searched_one_.wait();
        }
        if (missing_since(portal.room)) {
            ports_.wake({Side::matrix, portal.room.str()});
            co_await pause(std::chrono::milliseconds{0}); // lets it begin
        }
    }
}

Task<void> LostEvents::search(Portal portal, std::int64_t since_ms) {
    auto reader = bot_;
    if (portal.kind == PortalKind::direct) {
        reader = co_await ports_.names.ghost_of(portal.address);
    }
    const auto asked_ms = ports_.now();
    const auto floor_ms = std::max(since_ms, portal.created_ms);
    const auto history = co_await ports_.homeserver.latest(reader, portal.room, floor_ms, most_events);
    if (!history) {
        log(LogPart::bridge).info("cannot read the history of {}: {}", portal.room.str(), history.error().reason);
        co_return;
    }
    // Rows put in now would stand in front of those older ones that it still holds and will push, in order.
    if (std::cmp_greater_equal(history->size(), most_events)) {
        log(LogPart::bridge)
            .warn("{}: what was lost among more than {} events is not searched for", portal.room.str(), most_events);
        co_return;
    }
    QueueName queue{Side::matrix, portal.room.str()};
    auto recent = recent_entries(portal, *history, floor_ms);
    const Span span{floor_ms, asked_ms};
    co_await merge(std::move(queue), std::move(recent), span);
}

// Rows are to be in the order of the history; what arrived since it was asked for is behind it.
Task<void> LostEvents::merge(QueueName queue, std::vector<JournalEntry> recent, Span span) {
    const auto turn = co_await intake_.pause_commits();
    std::vector<EntryKey> keys;
    std::ranges::transform(recent, std::back_inserter(keys), &JournalEntry::key);
    const std::set<EntryKey> recent_keys{keys.begin(), keys.end()};
    const auto known_keys = co_await ports_.journal.known(std::move(keys));
    const std::set<EntryKey> known{known_keys.begin(), known_keys.end()};
    if (known.size() == recent.size()) {
        co_return;
    }
    const auto rows = co_await ports_.journal.pending_since(queue, span.since_ms - margin_ms);
    std::vector<std::int64_t> moved;
    std::vector<JournalEntry> newer;
    std::set<EntryKey> pending;
    for (const auto& row : rows) {
        const auto& entry = row.entry;
        if (recent_keys.contains(entry.key)) {
            pending.insert(entry.key);
        } else if (entry.arrived_ms >= span.asked_ms) {
            newer.push_back(entry);
        } else {
            continue; // older than what was read of the history: it stays in front
        }
        moved.push_back(row.id);
    }
    const auto lost = recent.size() - known.size();
    std::erase_if(recent, [&](const auto& entry) { return known.contains(entry.key) && !pending.contains(entry.key); });
    std::ranges::move(newer, std::back_inserter(recent));
    std::set<QueueName> others; // what the bot is told has a queue of its own
    for (const auto& entry : recent) {
        others.insert(entry.key.queue);
    }
    others.erase(queue);
    log(LogPart::bridge)
        .warn("{}: {} events had been lost on the way and are taken from its history", queue.name, lost);
    co_await ports_.journal.replace(std::move(moved), std::move(recent));
    std::ranges::for_each(others, ports_.wake);
}

// Oldest first: what happened since, as far as it concerns the portal. It arrives now, however long ago it happened:
// the journal is to know it for as long as the homeserver may push it again.
std::vector<JournalEntry> LostEvents::recent_entries(const Portal& portal, const std::vector<HistoryEvent>& history,
                                                     std::int64_t since_ms) const {
    std::vector<JournalEntry> entries;
    for (const auto& event : history) {
        if (event.at_ms < since_ms) {
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
