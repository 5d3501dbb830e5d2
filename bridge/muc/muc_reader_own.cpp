// The part of MucReader that knows again what ours have said.
#include "bridge/muc/muc_reader.hpp"

#include <algorithm>
#include <utility>

namespace bascule::bridge {

namespace {

constexpr std::size_t most_expected = 10'000;

} // namespace

bool MucReader::is_own(const GroupMessage& message) const {
    const auto is_our_nick = people_.roster.is_ours(std::string{message.head.from.resource()});
    return (is_our_nick && expected_.contains(message.head.id)) || people_.roster.is_own_message(message);
}

// What an earlier process has sent; the id of a message of ours is its event's id, with the number of the part.
Task<std::optional<MucReader::Own>> MucReader::own_of(std::string message_id) {
    const auto expected = expected_.find(message_id);
    if (expected != expected_.end()) {
        co_return expected->second;
    }
    auto event = mapping::EventId::parse(message_id);
    if (!event) {
        co_return std::nullopt;
    }
    Own own{message_id, people_.bot, std::move(*event), message_id};
    const auto named = co_await ports_.links.of_message(portal_.address, message_id);
    if (named.empty()) {
        co_return own;
    }
    const auto& link = named.back();
    const auto parts = co_await ports_.links.of_event(link.event);
    const bool is_last = std::ranges::none_of(parts, [&](const MessageLink& other) {
        return other.address == portal_.address && other.part > link.part && link.part >= 0;
    });
    const auto first = link.part > 0 ? link.event.str() : message_id;
    own.event = link.event;
    own.row = is_last ? first : std::string{};
    co_return own;
}

Task<void> MucReader::finish_own(GroupMessage message, JournalCommit& commit) {
    const auto& id = message.head.id;
    const bool is_expected = expected_.contains(id);
    const auto own = co_await own_of(id);
    if (!own) {
        commit.done.push_back({{Side::matrix, portal_.room.str()}, id});
        co_return;
    }
    if (!own->row.empty()) {
        commit.done.push_back({{Side::matrix, portal_.room.str()}, own->row});
    }
    if (own->event && !message.act) {
        reflections_.push_back({portal_.room, *own->event, is_expected ? own->sender.str() : std::string{}, id, id,
                                message.stanza_id, portal_.address, message.delay_ms.value_or(ports_.now())});
    }
}

void MucReader::expect(Own own) {
    auto id = own.message_id;
    if (expected_.insert_or_assign(id, std::move(own)).second) {
        expected_order_.push_back(std::move(id));
    }
    if (expected_order_.size() > most_expected) {
        expected_.erase(expected_order_.front());
        expected_order_.pop_front();
    }
}

std::vector<MessageLink> MucReader::take_reflections() {
    return std::exchange(reflections_, {});
}

void MucReader::give_back(std::vector<MessageLink> reflections) {
    reflections_.insert(reflections_.begin(), reflections.begin(), reflections.end());
}

} // namespace bascule::bridge
