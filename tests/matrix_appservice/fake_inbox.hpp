#pragma once

#include "bridge/ports/matrix_inbox.hpp"
#include "bridge/ports/outage.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace bascule::matrix {

/// Keeps what is handed over, and knows the users and aliases that a test names.
class FakeInbox final : public bridge::MatrixInbox {
public:
    bridge::Task<void> on_events(std::vector<bridge::ArrivedEvent> arrived) override {
        if (before_events) {
            co_await before_events();
        }
        if (outage) {
            throw bridge::Outage{*outage};
        }
        for (auto& event : arrived) {
            events.push_back(std::move(event));
        }
    }
    void on_gap() override { ++gaps; }
    bridge::Task<bool> provide_user(mapping::UserId user) override {
        asked.push_back(user.str());
        co_return known.contains(user.str());
    }
    bridge::Task<bool> provide_alias(mapping::RoomAlias alias) override {
        asked.push_back(alias.str());
        co_return known.contains(alias.str());
    }

    int gaps = 0;
    std::vector<bridge::ArrivedEvent> events;
    std::vector<std::string> asked;
    std::set<std::string> known;
    std::optional<std::string> outage;                 ///< thrown instead of taking events
    std::function<bridge::Task<void>()> before_events; ///< awaited before events are taken
};

} // namespace bascule::matrix
