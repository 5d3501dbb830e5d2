#pragma once

#include "bridge/crossing/memory/memory_links.hpp"
#include "tests/fakes/memory_table.hpp"

#include <string>
#include <utility>
#include <vector>

namespace bascule::fakes {

using bridge::Task;

/// The memory's links, which can be out of reach.
class MemoryMessageLinks final : public bridge::MemoryLinks, public MemoryTable {
public:
    Task<void> remember(std::vector<bridge::MessageLink> links) override {
        reach();
        return MemoryLinks::remember(std::move(links));
    }
    Task<std::vector<bridge::MessageLink>> of_event(mapping::EventId event) override {
        reach();
        return MemoryLinks::of_event(std::move(event));
    }
    Task<std::vector<bridge::MessageLink>> of_message(mapping::Jid address, std::string message_id) override {
        reach();
        return MemoryLinks::of_message(std::move(address), std::move(message_id));
    }
    Task<std::vector<bridge::MessageLink>> of_any_id(mapping::Jid address, std::string id) override {
        reach();
        return MemoryLinks::of_any_id(std::move(address), std::move(id));
    }
};

} // namespace bascule::fakes
