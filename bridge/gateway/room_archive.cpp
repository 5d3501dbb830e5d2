#include "bridge/gateway/room_archive.hpp"

#include "bridge/crossing/to_xmpp.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>
#include <variant>

namespace bascule::bridge {

namespace {

// A page of the homeserver may hold nothing that its reader may see; this many are read for one page of ours.
constexpr int most_pages = 25;
constexpr std::size_t fewest_per_page = 20;
constexpr std::size_t most_per_page = 100;

StanzaError not_inside() {
    return {"auth", "forbidden", "Only who is in the room may read what was said there."};
}

StanzaError unknown_id() {
    return {"cancel", "item-not-found", "There is no such message in the archive."};
}

StanzaError too_far() {
    return {"wait", "resource-constraint", "What you may read is too far away to be found this way."};
}

int per_page(std::size_t wanted) {
    return static_cast<int>(std::clamp(wanted, fewest_per_page, most_per_page));
}

bool is_archived(const MatrixEvent& event) {
    return std::holds_alternative<mapping::Message>(event.content) || std::holds_alternative<Tombstone>(event.content);
}

// How many of the first messages to give so that of none only some parts are given.
std::size_t whole_messages(const std::vector<ArchivedMessage>& messages, std::size_t at_most) {
    const auto belong_together = [&](std::size_t one) {
        return event_of_message_id(messages[one - 1].said.stanza_id) ==
               event_of_message_id(messages[one].said.stanza_id);
    };
    auto kept = std::min(messages.size(), at_most);
    while (kept > 0 && kept < messages.size() && belong_together(kept)) {
        --kept;
    }
    if (kept == 0 && at_most > 0 && !messages.empty()) { // one with more parts than were asked for
        ++kept;
        while (kept < messages.size() && belong_together(kept)) {
            ++kept;
        }
    }
    return kept;
}

// One that is old among younger ones is somebody's wrong clock.
template <class IsBeyond>
bool are_all(const std::vector<MatrixEvent>& events, IsBeyond is_beyond) {
    return !events.empty() && std::ranges::all_of(events, is_beyond);
}

} // namespace

Task<Answered<ArchiveFind>> RoomArchive::search(ArchiveSearch search) {
    search.room = search.room.bare();
    auto reader = co_await rooms_.reader(search.room, search.asker);
    if (!reader) {
        co_return not_inside();
    }
    if (!search.ids.empty()) {
        co_return co_await find(std::move(*reader), std::move(search));
    }
    auto prepared = co_await prepare(std::move(*reader), std::move(search));
    if (!prepared) {
        co_return prepared.error();
    }
    if (!*prepared) {
        co_return ArchiveFind{};
    }
    co_return co_await walk(std::move(**prepared));
}

Task<Answered<ArchiveEnds>> RoomArchive::ends(mapping::Jid room, mapping::Jid asker) {
    ArchiveSearch search{.room = std::move(room), .asker = std::move(asker)};
    search.at_most = 1;
    const auto first = co_await this->search(search);
    if (!first) {
        co_return first.error();
    }
    search.page = ArchiveSearch::Page::last;
    const auto last = co_await this->search(std::move(search));
    if (!last) {
        co_return last.error();
    }
    ArchiveEnds ends;
    if (!first->messages.empty() && !last->messages.empty()) {
        ends = {.first = first->messages.front(), .last = last->messages.back()};
    }
    co_return ends;
}

Task<Answered<HistoryPlace>> RoomArchive::place_of(ArchiveReader reader, std::string id) {
    auto event = event_of_message_id(id);
    if (!event) {
        co_return unknown_id();
    }
    auto place = co_await history_.around(std::move(reader.ghost), std::move(reader.room), std::move(*event));
    if (!place) {
        co_return unknown_id();
    }
    co_return std::move(*place);
}

Task<std::optional<std::string>> RoomArchive::token_at(ArchiveReader reader, std::int64_t at_ms, Reading direction) {
    auto nearest = co_await history_.nearest(reader.ghost, reader.room, at_ms, direction);
    if (!nearest) {
        co_return std::string{};
    }
    if (!*nearest) {
        co_return std::nullopt;
    }
    const auto place = co_await history_.around(reader.ghost, reader.room, std::move(**nearest));
    if (!place) { // he may not read it, so that what he may read is sought from the end
        co_return std::string{};
    }
    co_return direction == Reading::forwards ? place->before : place->after;
}

// The place after the event, also where it bounds from above: where histories have branched, others stand beside it
// that some servers take to be after the place before it.
Task<Answered<std::optional<std::string>>> RoomArchive::end_at(ArchiveReader reader, Bound bound) {
    std::optional<std::string> token{""};
    for (const auto& id : bound.ids) {
        if (!id.empty()) {
            auto place = co_await place_of(reader, id);
            if (!place) {
                co_return place.error();
            }
            token = std::move(place->after);
        }
    }
    if (token->empty() && bound.at_ms) {
        token = co_await token_at(std::move(reader), *bound.at_ms, bound.side);
    }
    co_return token;
}

Task<RoomArchive::Prepared> RoomArchive::prepare(ArchiveReader reader, ArchiveSearch search) {
    Bound below{{search.after_id, search.page_after}, search.start_ms, Reading::forwards};
    const auto lower = co_await end_at(reader, std::move(below));
    if (!lower) {
        co_return lower.error();
    }
    Bound above{{search.before_id, search.page_before}, search.end_ms, Reading::backwards};
    const auto upper = co_await end_at(reader, std::move(above));
    if (!upper) {
        co_return upper.error();
    }
    std::optional<mapping::UserId> sender;
    if (search.with) {
        sender = co_await rooms_.user(search.room, *search.with);
    }
    if (!*lower || !*upper || (search.with && !sender)) { // nothing can be there
        co_return std::optional<Walk>{};
    }
    const bool is_back = search.page == ArchiveSearch::Page::last;
    const auto wanted = static_cast<std::size_t>(std::max(search.at_most, 0));
    const auto& edge = search.page_before.empty() ? search.before_id : search.page_before;
    const auto except = mapping::EventId::parse(edge);
    HistoryQuery query{.room = std::move(reader.room),
                       .direction = is_back ? Reading::backwards : Reading::forwards,
                       .from = is_back ? **upper : **lower,
                       .to = is_back ? **lower : **upper,
                       .at_most = per_page(wanted + 1),
                       .sender = std::move(sender)};
    co_return std::optional{Walk{.muc = std::move(search.room),
                                 .ghost = std::move(reader.ghost),
                                 .query = std::move(query),
                                 .start_ms = search.start_ms,
                                 .end_ms = search.end_ms,
                                 .except = except ? std::optional{*except} : std::nullopt,
                                 .at_most = wanted}};
}

Task<Answered<ArchiveFind>> RoomArchive::walk(Walk walk) {
    const auto is_early = [&](const MatrixEvent& event) { return walk.start_ms && event.at_ms < *walk.start_ms; };
    const auto is_late = [&](const MatrixEvent& event) { return walk.end_ms && event.at_ms > *walk.end_ms; };
    const auto is_unwanted = [&](const MatrixEvent& event) {
        return is_early(event) || is_late(event) || event.id == walk.except;
    };
    const bool is_back = walk.query.direction == Reading::backwards;
    ArchiveFind find;
    bool is_over = false;
    for (int number = 0; number < most_pages && !is_over && find.messages.size() <= walk.at_most; ++number) {
        auto page = co_await history_.page(walk.ghost, walk.query);
        if (!page) {
            co_return not_inside();
        }
        is_over = page->next.empty() || (is_back ? are_all(page->events, is_early) : are_all(page->events, is_late));
        walk.query.from = page->next;
        std::erase_if(page->events, is_unwanted);
        if (is_back) { // the parts of a message stand in their order
            std::ranges::reverse(page->events);
        }
        auto messages = co_await archived(walk.muc, std::move(*page));
        if (is_back) {
            std::ranges::reverse(messages);
        }
        std::ranges::move(messages, std::back_inserter(find.messages));
    }
    find.is_complete = is_over && find.messages.size() <= walk.at_most;
    if (!is_over && find.messages.empty()) {
        co_return too_far();
    }
    const auto kept = whole_messages(find.messages, walk.at_most);
    find.messages.erase(find.messages.begin() + static_cast<std::ptrdiff_t>(kept), find.messages.end());
    if (is_back) {
        std::ranges::reverse(find.messages);
    }
    co_return find;
}

Task<Answered<ArchiveFind>> RoomArchive::find(ArchiveReader reader, ArchiveSearch search) {
    HistoryPage page;
    std::set<std::optional<mapping::EventId>> sought;
    for (const auto& id : search.ids) {
        if (!sought.insert(event_of_message_id(id)).second) {
            continue; // another part of the same message
        }
        auto place = co_await place_of(reader, id);
        if (!place || !is_archived(place->event)) {
            co_return unknown_id();
        }
        page.names.insert_or_assign(place->event.sender, std::move(place->sender_name));
        page.events.push_back(std::move(place->event));
    }
    std::ranges::stable_sort(page.events, {}, &MatrixEvent::at_ms);
    ArchiveFind found;
    found.messages = co_await archived(std::move(search.room), std::move(page));
    std::erase_if(found.messages, [&](const ArchivedMessage& message) {
        return std::ranges::find(search.ids, message.said.stanza_id) == search.ids.end();
    });
    const std::set<std::string> ids{search.ids.begin(), search.ids.end()};
    if (found.messages.size() < ids.size()) {
        co_return unknown_id();
    }
    co_return found;
}

Task<std::vector<ArchivedMessage>> RoomArchive::archived(mapping::Jid room, HistoryPage page) {
    std::vector<ArchivedMessage> messages;
    for (auto& event : page.events) {
        if (!is_archived(event)) {
            continue;
        }
        const auto found = page.names.find(event.sender);
        std::string name = found == page.names.end() ? "" : found->second;
        auto parts = co_await rooms_.as_seen(room, std::move(event), std::move(name));
        std::ranges::move(parts, std::back_inserter(messages));
    }
    co_return messages;
}

} // namespace bascule::bridge
