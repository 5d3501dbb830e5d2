#pragma once

#include "bridge/ports/registry.hpp"
#include "tests/fakes/memory_table.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace bascule::fakes {

using bridge::Task;

/// Links as the store keeps them: what is known of a link stays, what was empty is filled in.
class MemoryMessageLinks final : public bridge::MessageLinks, public MemoryTable {
public:
    std::vector<bridge::MessageLink> rows;

    Task<void> remember(std::vector<bridge::MessageLink> links) override {
        reach();
        for (auto& link : links) {
            const auto known = std::ranges::find_if(rows, [&](const auto& row) { return is_same(row, link); });
            if (known == rows.end()) {
                rows.push_back(std::move(link));
            } else {
                complete(*known, link);
            }
        }
        co_return;
    }
    Task<std::vector<bridge::MessageLink>> of_event(mapping::EventId event) override {
        co_return all([&](const auto& row) { return row.event == event; });
    }
    Task<std::vector<bridge::MessageLink>> of_message(mapping::Jid address, std::string message_id) override {
        co_return all([&](const auto& row) { return row.address == address && row.message_id == message_id; });
    }

private:
    // One event may have several stanzas and one stanza several events; only the same pair is the same link.
    static bool is_same(const bridge::MessageLink& one, const bridge::MessageLink& other) {
        return one.event == other.event && one.address == other.address &&
               (one.message_id == other.message_id || one.message_id.empty() || other.message_id.empty());
    }
    static void complete(bridge::MessageLink& known, const bridge::MessageLink& more) {
        for (const auto field : {&bridge::MessageLink::author, &bridge::MessageLink::message_id,
                                 &bridge::MessageLink::origin_id, &bridge::MessageLink::stanza_id}) {
            if ((known.*field).empty()) {
                known.*field = more.*field;
            }
        }
    }
    template <class Predicate>
    std::vector<bridge::MessageLink> all(Predicate predicate) const {
        reach();
        std::vector<bridge::MessageLink> found;
        std::ranges::copy_if(rows, std::back_inserter(found), predicate);
        return found;
    }
};

} // namespace bascule::fakes
