#include "bridge/muc/muc_reader.hpp"

#include "bridge/async/race.hpp"
#include "bridge/log.hpp"
#include "bridge/ports/outage.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace bascule::bridge {

using namespace std::chrono_literals;

namespace {

// More than this waiting for the archive means that it is better read from there as well.
constexpr std::size_t most_held = 10'000;
constexpr int archive_page = 100;
// A MUC without archive sends history right after the join; one that never sends a subject must not stop us.
constexpr auto longest_history = 10s;
// How far the MUC's clock may lag behind ours.
constexpr std::int64_t clock_margin_ms = 60'000;

std::string key_of(const GroupMessage& message, std::int64_t now_ms) {
    if (!message.stanza_id.empty()) {
        return message.stanza_id;
    }
    // Some clients number their messages from 1 at every start, so the words count as well.
    auto key = std::string{message.head.from.resource()} + '\n' + message.head.id + '\n' +
               std::to_string(std::hash<std::string>{}(message.message.body));
    if (message.head.id.empty()) {
        key += '\n' + std::to_string(message.delay_ms.value_or(now_ms));
    }
    return key;
}

} // namespace

MucReader::MucReader(const boost::asio::any_io_executor& executor, Ports ports, People people, Portal portal)
    : ports_{std::move(ports)}, people_{people}, portal_{std::move(portal)}, subject_seen_{executor} {}

Task<void> MucReader::take(GroupMessage message, std::string xml, JournalCommit& commit) {
    if (!is_holding_) {
        co_await enter(std::move(message), std::move(xml), commit);
    } else if (held_.size() < most_held) {
        held_.push_back({std::move(message), std::move(xml)});
    } else {
        // The archive has them all; without one this is more than any MUC sends to a joiner.
        held_.clear();
        has_overrun_ = true;
    }
}

Task<void> MucReader::enter(GroupMessage message, std::string xml, JournalCommit& commit) {
    believe(message); // only now: what was held back may have come before the MUC has said what it sets
    const bool is_by_room = message.head.from.is_bare();
    if (is_by_room && !message.act) {
        co_return; // the room itself speaks of its configuration
    }
    if (is_by_room) {
        commit.entries.push_back({{queue(), key_of(message, ports_.now())},
                                  std::move(xml),
                                  people_.bot.str(),
                                  message.delay_ms.value_or(ports_.now())});
    } else if (is_own(message)) {
        co_await finish_own(message, commit);
    } else {
        const auto ghost = co_await people_.ghosts.ghost_of(speaker_of(message));
        commit.entries.push_back({{queue(), key_of(message, ports_.now())},
                                  std::move(xml),
                                  ghost.str(),
                                  message.delay_ms.value_or(ports_.now())});
    }
    move_position(message, commit);
}

void MucReader::believe(GroupMessage& message) const {
    if (!traits_.has_stanza_ids && !traits_.has_archive) {
        message.stanza_id.clear();
    }
    if (!traits_.has_occupant_ids) {
        message.occupant_id.clear();
    }
    if (!traits_.is_nonanonymous) {
        message.real_jid.reset();
    }
}

// An old message may be from somebody who held the nick before.
Roster::Entry MucReader::speaker_of(const GroupMessage& message) const {
    std::string nick{message.head.from.resource()};
    const auto* const entry = people_.roster.find(nick);
    const auto is_same =
        message.occupant_id.empty() ? !message.delay_ms : entry != nullptr && entry->occupant_id == message.occupant_id;
    if (entry != nullptr && is_same) {
        return *entry;
    }
    return people_.ghosts.absent(std::move(nick), message.occupant_id, message.real_jid);
}

void MucReader::move_position(const GroupMessage& message, JournalCommit& commit) const {
    QueuePosition position{queue(), message.stanza_id, message.delay_ms.value_or(ports_.now())};
    const auto same = std::ranges::find(commit.positions, position.queue, &QueuePosition::queue);
    if (same != commit.positions.end()) {
        *same = std::move(position);
    } else {
        commit.positions.push_back(std::move(position));
    }
}

void MucReader::on_subject() {
    has_subject_ = true;
    subject_seen_.notify_all();
}

void MucReader::suspend() {
    is_holding_ = true;
    has_subject_ = false;
    held_.clear();
}

Task<HistoryWish> MucReader::history_wish() {
    HistoryWish wish;
    if (!traits_.has_archive && backfill_ > 0) {
        wish.since_ms = 0; // all that it has kept
    } else if (!traits_.has_archive) {
        if (const auto position = co_await ports_.journal.position(queue())) {
            wish.since_ms = position->at_ms - clock_margin_ms; // what is known already is left out by its key
        }
    }
    co_return wish;
}

Task<bool> MucReader::has_begun() {
    const auto position = co_await ports_.journal.position(queue());
    co_return position.has_value();
}

Task<void> MucReader::begin(int backfill) {
    backfill_ = backfill;
    JournalCommit commit;
    commit.positions.push_back({queue(), {}, ports_.now()});
    co_await ports_.journal.commit(std::move(commit));
}

// What the archive has, or else what the MUC sends to who joins.
Task<void> MucReader::take_backfill(mapping::Jid asker) {
    ArchivePage page;
    if (traits_.has_archive) {
        page = co_await ports_.history.latest(portal_.address, std::move(asker), backfill_);
    } else {
        co_await await_end_of_history();
    }
    JournalCommit commit;
    for (auto& item : page.items) {
        auto event = ports_.codec.decode(item.stanza);
        if (event && std::holds_alternative<GroupMessage>(*event)) {
            auto message = std::get<GroupMessage>(std::move(*event));
            co_await enter_unknown(std::move(message), std::move(item.stanza), commit);
        }
    }
    const auto is_live = [](const Held& held) { return !held.message.delay_ms; };
    const auto live = traits_.has_archive ? held_.begin() : std::ranges::find_if(held_, is_live);
    std::deque<Held> old{std::make_move_iterator(held_.begin()), std::make_move_iterator(live)};
    held_.erase(held_.begin(), live);
    while (std::cmp_greater(old.size(), backfill_)) {
        old.pop_front();
    }
    for (auto& one : old) {
        co_await enter_unknown(std::move(one.message), std::move(one.xml), commit);
    }
    const auto fresh = co_await ports_.journal.commit(std::move(commit));
    backfilled_ = fresh.size();
    backfill_ = 0;
}

// Where the same room was bridged before, some of it is there already; and what Matrix users said then must not come
// back as if others had said it.
Task<void> MucReader::enter_unknown(GroupMessage message, std::string xml, JournalCommit& commit) {
    const auto is_there = co_await is_known(message);
    if (is_there) {
        move_position(message, commit);
    } else {
        co_await enter(std::move(message), std::move(xml), commit);
    }
}

Task<bool> MucReader::is_known(const GroupMessage& message) {
    const auto links = co_await ports_.links.of_message(portal_.address, message.head.id);
    co_return std::ranges::any_of(links, [&](const MessageLink& link) {
        const auto is_here = link.room == portal_.room && link.stanza_id == message.stanza_id;
        return is_here || link.author.starts_with('@');
    });
}

Task<void> MucReader::catch_up(mapping::Jid asker) {
    if (backfill_ > 0) {
        co_await take_backfill(asker);
    }
    if (traits_.has_archive) {
        do {
            has_overrun_ = false;
            co_await fetch_archive(asker);
        } while (has_overrun_);
    } else {
        co_await await_end_of_history();
    }
    co_await release_held();
}

Task<void> MucReader::await_end_of_history() {
    try {
        while (!has_subject_) {
            co_await within(longest_history, "the MUC's subject", subject_seen_.wait());
        }
    } catch (const Outage& outage) {
        log(LogPart::bridge).info("{}: {}", portal_.address.str(), outage.what());
    }
}

Task<void> MucReader::fetch_archive(mapping::Jid asker) {
    const auto position = co_await ports_.journal.position(queue());
    if (!position) {
        co_return;
    }
    ArchiveRequest request{portal_.address, std::move(asker), position->stanza_id, position->at_ms, archive_page};
    for (bool is_complete = false; !is_complete;) {
        auto page = co_await ports_.xmpp.archive(request);
        JournalCommit commit;
        for (auto& item : page.items) {
            auto event = ports_.codec.decode(item.stanza);
            if (event && std::holds_alternative<GroupMessage>(*event)) {
                auto message = std::get<GroupMessage>(std::move(*event));
                co_await enter(std::move(message), std::move(item.stanza), commit);
            }
        }
        co_await ports_.journal.commit(std::move(commit));
        is_complete = page.is_complete || page.items.empty();
        if (!page.items.empty()) {
            request.after_id = page.items.back().stanza_id;
        }
    }
}

// What arrives while this waits for the store is appended behind, so the loop ends with nothing held.
Task<void> MucReader::release_held() {
    while (!held_.empty()) {
        auto held = std::exchange(held_, {});
        JournalCommit commit;
        for (auto& one : held) {
            co_await enter(std::move(one.message), std::move(one.xml), commit);
        }
        co_await ports_.journal.commit(std::move(commit));
    }
    is_holding_ = false;
}

} // namespace bascule::bridge
