#pragma once

#include "bridge/ports/hosted_rooms.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bascule::fakes {

using bridge::Task;

/// Keeps what it is asked and answers as the test has written down.
class FakeHostedRooms final : public bridge::HostedRooms {
public:
    std::vector<bridge::RankQuery> queries;
    std::vector<bridge::RankWish> wishes;
    std::vector<mapping::Jid> pings;
    std::vector<std::string> reasons;
    std::vector<std::string> moderated;
    bridge::RankList list;
    bridge::RegistrationState state;
    std::optional<bridge::StanzaError> error;

    Task<bridge::RankList> ranked(bridge::RankQuery query) override {
        queries.push_back(std::move(query));
        co_return list;
    }
    Task<std::optional<bridge::StanzaError>> change_rank(bridge::RankWish wish) override {
        wishes.push_back(std::move(wish));
        co_return error;
    }
    Task<std::optional<bridge::StanzaError>> moderate(mapping::Jid /*room*/, mapping::Jid /*asker*/,
                                                      std::string stanza_id, std::string reason) override {
        moderated.push_back(std::move(stanza_id));
        reasons.push_back(std::move(reason));
        co_return error;
    }
    Task<std::optional<bridge::StanzaError>> ping(mapping::Jid seat, mapping::Jid /*asker*/) override {
        pings.push_back(std::move(seat));
        co_return error;
    }
    Task<bridge::RegistrationState> registration(mapping::Jid /*room*/, mapping::Jid /*asker*/) override {
        co_return state;
    }
    Task<std::optional<bridge::StanzaError>> enroll(mapping::Jid /*room*/, mapping::Jid /*asker*/,
                                                    std::string reason) override {
        reasons.push_back(std::move(reason));
        co_return error;
    }
    bool is_room_address(const mapping::Jid& address) const override { return address.local().starts_with('#'); }
};

} // namespace bascule::fakes
