#include "bridge/crossing/memory/memory_links.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace bascule::bridge {

namespace {

// One event may have several stanzas and one stanza several events; only the same pair is the same link.
bool is_same(const MessageLink& one, const MessageLink& other) {
    return one.event == other.event && one.address == other.address &&
           (one.message_id == other.message_id || one.message_id.empty() || other.message_id.empty());
}

void complete(MessageLink& known, const MessageLink& more) {
    for (const auto field :
         {&MessageLink::author, &MessageLink::message_id, &MessageLink::origin_id, &MessageLink::stanza_id,
          &MessageLink::speaker, &MessageLink::name, &MessageLink::body, &MessageLink::thread}) {
        if ((known.*field).empty()) {
            known.*field = more.*field;
        }
    }
}

} // namespace

Task<void> MemoryLinks::remember(std::vector<MessageLink> links) {
    for (auto& link : links) {
        const auto known = std::ranges::find_if(rows, [&](const MessageLink& row) { return is_same(row, link); });
        if (known == rows.end()) {
            rows.push_back(std::move(link));
        } else {
            complete(*known, link);
        }
    }
    co_return;
}

std::vector<MessageLink> MemoryLinks::all(const std::function<bool(const MessageLink&)>& is_wanted) const {
    std::vector<MessageLink> found;
    std::ranges::copy_if(rows, std::back_inserter(found), is_wanted);
    return found;
}

Task<std::vector<MessageLink>> MemoryLinks::of_event(mapping::EventId event) {
    co_return all([&](const MessageLink& row) { return row.event == event; });
}

Task<std::vector<MessageLink>> MemoryLinks::of_message(mapping::Jid address, std::string message_id) {
    co_return all([&](const MessageLink& row) { return row.address == address && row.message_id == message_id; });
}

Task<std::vector<MessageLink>> MemoryLinks::of_any_id(mapping::Jid address, std::string id) {
    std::vector<MessageLink> found;
    for (const auto field : {&MessageLink::stanza_id, &MessageLink::origin_id, &MessageLink::message_id}) {
        auto by_field = all([&](const MessageLink& row) { return row.address == address && row.*field == id; });
        for (auto& link : by_field) {
            const bool is_there =
                std::ranges::any_of(found, [&](const MessageLink& one) { return is_same(one, link); });
            if (!is_there && !id.empty()) {
                found.push_back(std::move(link));
            }
        }
    }
    co_return found;
}

Task<void> MemoryLinks::forget_words(mapping::EventId event) {
    for (auto& row : rows) {
        if (row.event == event) {
            row.is_gone = true;
            row.body.clear();
        }
    }
    co_return;
}

Task<void> MemoryLinks::set_body(mapping::EventId event, std::string body) {
    for (auto& row : rows) {
        if (row.event == event && !row.is_gone) {
            row.body = body;
        }
    }
    co_return;
}

} // namespace bascule::bridge
