#pragma once

#include "bridge/ports/room_maker.hpp"
#include "tests/fakes/fake_homeserver.hpp"
#include "tests/samples.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bascule::fakes {

/// Makes rooms of a fake homeserver, with the bot in them.
class FakeRoomMaker final : public bridge::RoomMaker {
public:
    FakeRoomMaker(FakeHomeserver& homeserver, mapping::UserId bot) : homeserver_{homeserver}, bot_{std::move(bot)} {}

    std::vector<bridge::RoomRequest> requests;
    std::map<mapping::RoomId, bridge::BridgeNote> notes;
    std::optional<Refusal> refusal; ///< what a creation is answered
    bool loses_answer = false;      ///< the next room is made, and the answer to that is lost
    bool is_slow_to_name = false;   ///< the next alias is not given

    Task<Answer<mapping::RoomId>> create_room(bridge::RoomRequest request) override {
        co_await homeserver_.give_way();
        requests.push_back(request);
        if (refusal) {
            co_return *refusal;
        }
        const auto id = samples::room("!portal" + std::to_string(++last_id_) + ":montague.example");
        homeserver_.rooms[id].members = {bot_};
        homeserver_.rooms[id].rights.join_rule = request.access == bridge::RoomAccess::open ? "public" : "invite";
        notes.insert_or_assign(id, request.note);
        if (std::exchange(loses_answer, false)) {
            throw bridge::Outage{"the answer was lost"};
        }
        co_return id;
    }
    Task<Answer<void>> give_alias(mapping::RoomAlias alias, mapping::RoomId room) override {
        co_await homeserver_.give_way();
        if (std::exchange(is_slow_to_name, false)) {
            throw bridge::Outage{"the homeserver went away"};
        }
        const auto [place, is_new] = homeserver_.aliases.emplace(std::move(alias), room);
        if (place->second != room) {
            co_return Refusal{400, "M_BAD_ALIAS", "it leads elsewhere"};
        }
        co_return Answer<void>{};
    }
    Task<Answer<void>> lend_alias(mapping::RoomAlias alias, mapping::RoomId room) override {
        co_await homeserver_.give_way();
        homeserver_.aliases.insert_or_assign(std::move(alias), std::move(room));
        co_return Answer<void>{};
    }
    Task<Answer<void>> close_room(mapping::RoomId room) override {
        co_await homeserver_.give_way();
        homeserver_.rooms[room].rights.join_rule = "invite";
        co_return Answer<void>{};
    }
    Task<Answer<void>> remove_alias(mapping::RoomAlias alias) override {
        co_await homeserver_.give_way();
        homeserver_.aliases.erase(alias);
        co_return Answer<void>{};
    }
    Task<Answer<void>> announce(mapping::RoomId room, bridge::BridgeNote note) override {
        co_await homeserver_.give_way();
        notes.insert_or_assign(std::move(room), std::move(note));
        co_return Answer<void>{};
    }
    Task<Answer<void>> withdraw(mapping::RoomId room, mapping::Jid /*muc*/) override {
        co_await homeserver_.give_way();
        notes.erase(room);
        co_return Answer<void>{};
    }

private:
    FakeHomeserver& homeserver_;
    mapping::UserId bot_;
    int last_id_ = 0;
};

} // namespace bascule::fakes
