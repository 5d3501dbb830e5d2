#pragma once

#include "bridge/ports/room_admin.hpp"
#include "tests/fakes/fake_homeserver.hpp"

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace bascule::fakes {

/// What moderators do in the rooms of a FakeHomeserver; power counts as in its rights.
class FakeRoomAdmin final : public bridge::RoomAdmin {
public:
    explicit FakeRoomAdmin(FakeHomeserver& homeserver) : homeserver_{homeserver} {}

    std::vector<bridge::Removal> kicks;
    std::vector<bridge::Removal> bans;
    std::vector<bridge::Removal> unbans;
    std::set<mapping::UserId> banned;
    std::map<mapping::RoomId, bridge::RoomLineage> lineages;
    std::map<std::tuple<mapping::RoomId, std::string>, std::string> texts; ///< by room and type
    int power_edits = 0;

    Task<Answer<void>> kick(mapping::UserId as, bridge::Removal removal) override {
        co_await reach();
        const auto& rights = homeserver_.rooms[removal.room].rights;
        if (rights.power_of(as) < rights.kick || !homeserver_.rooms[removal.room].members.contains(removal.user)) {
            co_return refused();
        }
        homeserver_.rooms[removal.room].members.erase(removal.user);
        kicks.push_back(std::move(removal));
        co_return Answer<void>{};
    }
    Task<Answer<void>> ban(mapping::UserId as, bridge::Removal removal) override {
        co_await reach();
        const auto& rights = homeserver_.rooms[removal.room].rights;
        if (rights.power_of(as) < rights.ban) {
            co_return refused();
        }
        homeserver_.rooms[removal.room].members.erase(removal.user);
        banned.insert(removal.user);
        bans.push_back(std::move(removal));
        co_return Answer<void>{};
    }
    Task<Answer<void>> unban(mapping::UserId /*as*/, bridge::Removal removal) override {
        co_await reach();
        banned.erase(removal.user);
        unbans.push_back(std::move(removal));
        co_return Answer<void>{};
    }
    Task<Answer<void>> change_powers(mapping::UserId /*as*/, mapping::RoomId room,
                                     std::map<mapping::UserId, std::int64_t> powers) override {
        co_await reach();
        ++power_edits;
        for (const auto& [user, power] : powers) {
            homeserver_.rooms[room].rights.users.insert_or_assign(user, power);
        }
        co_return Answer<void>{};
    }
    Task<Answer<std::string>> state_text(mapping::UserId /*as*/, bridge::RoomText line) override {
        co_await reach();
        co_return texts[{line.room, line.type}];
    }
    Task<Answer<void>> set_state_text(mapping::UserId as, bridge::RoomText line) override {
        co_await reach();
        const auto& rights = homeserver_.rooms[line.room].rights;
        if (rights.power_of(as) < rights.state_default) {
            co_return refused();
        }
        texts[{line.room, line.type}] = line.value;
        co_return Answer<void>{};
    }
    Task<Answer<bridge::RoomLineage>> lineage(mapping::UserId /*as*/, mapping::RoomId room) override {
        co_await reach();
        co_return lineages[room];
    }

private:
    static Refusal refused() { return {403, "M_FORBIDDEN", "not enough power"}; }
    Task<void> reach() const {
        co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
        if (homeserver_.is_away) {
            throw bridge::Outage{"the homeserver is away"};
        }
    }

    FakeHomeserver& homeserver_;
};

} // namespace bascule::fakes
