#pragma once

#include "bridge/async/signal.hpp"
#include "bridge/ports/homeserver.hpp"
#include "bridge/ports/outage.hpp"
#include "tests/samples.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bascule::fakes {

using bridge::Answer;
using bridge::Refusal;
using bridge::Task;

/// A homeserver of users and rooms, open to tests. It gives way before each answer, as one across a network does.
class FakeHomeserver final : public bridge::Homeserver {
public:
    struct Event {
        mapping::EventId id;
        mapping::UserId sender;
        mapping::Message message;
        bridge::SendToken token;
        std::optional<mapping::Act> act{};
    };
    struct Room {
        std::string marker;
        std::set<mapping::UserId> members;
        std::set<mapping::UserId> invited;
        std::vector<Event> events; ///< the messages sent by ours
        bridge::RoomRights rights;
        std::vector<bridge::HistoryEvent> history; ///< what latest() answers, newest first
    };

    std::map<mapping::UserId, bridge::Profile> users;
    std::map<mapping::RoomId, Room> rooms;
    std::map<mapping::RoomAlias, mapping::RoomId> aliases; ///< what resolve() knows
    std::map<std::string, Refusal> refusals;               ///< by the name of the call: what it answers
    std::set<std::string> lost_answers;   ///< calls that are done once more, and then their answer is lost
    bridge::Signal* send_gate = nullptr;  ///< where it is set, a send waits for it first
    std::function<void()> after_latest{}; ///< happens when latest() has read, and not yet answered
    bool is_away = false;
    int searches = 0;                     ///< calls of find_sent
    int calls = 0;                        ///< of any kind
    int cut_call = 0;                     ///< the number of the call that does not get there
    int cut_answer = 0;                   ///< the number of the call that is done and whose answer gets lost
    int lookups = 0;                      ///< calls of profile
    std::set<std::string> silent_servers; ///< whose users' profiles are waited for and never come

    bool is_reachable() const override { return !is_away; }

    Task<Answer<void>> register_ghost(mapping::UserId ghost) override {
        co_await reach();
        users.try_emplace(ghost);
        co_return end("register_ghost");
    }
    Task<Answer<void>> set_display_name(mapping::UserId ghost, std::string name) override {
        co_await reach();
        users[ghost].display_name = std::move(name);
        co_return end("set_display_name");
    }
    Task<Answer<std::optional<bridge::Profile>>> profile(mapping::UserId user) override {
        ++lookups;
        co_await reach();
        if (const auto refusal = refusal_of("profile")) {
            co_return *refusal;
        }
        if (silent_servers.contains(std::string{user.server()})) {
            constexpr std::chrono::hours for_ever{1};
            co_await bridge::pause(for_ever);
        }
        const auto found = users.find(user);
        co_return found == users.end() ? std::nullopt : std::optional{found->second};
    }
    Task<Answer<mapping::RoomId>> create_direct_room(bridge::DirectRoomRequest request) override {
        co_await reach();
        if (const auto refusal = refusal_of("create_direct_room")) {
            co_return *refusal;
        }
        const auto id = samples::room("!direct" + std::to_string(++last_id_) + ":montague.example");
        rooms[id] = {request.marker, {request.ghost}, {request.invitee}, {}, {}, {}};
        lose_answer("create_direct_room");
        co_return id;
    }
    Task<std::optional<mapping::RoomId>> find_room(mapping::UserId ghost, std::string marker) override {
        co_await reach();
        const auto found = std::ranges::find_if(
            rooms, [&](const auto& one) { return one.second.marker == marker && one.second.members.contains(ghost); });
        co_return found == rooms.end() ? std::nullopt : std::optional{found->first};
    }
    Task<Answer<void>> invite(mapping::UserId as, mapping::RoomId room, mapping::UserId user) override {
        co_await reach();
        if (!rooms[room].members.contains(as)) {
            co_return forbidden();
        }
        rooms[room].invited.insert(user);
        co_return end("invite");
    }
    Task<Answer<void>> join(mapping::UserId as, mapping::RoomId room) override {
        co_await reach();
        if (!rooms[room].invited.contains(as) && !rooms[room].members.contains(as)) {
            co_return forbidden();
        }
        rooms[room].members.insert(as);
        co_return end("join");
    }
    Task<Answer<void>> leave(mapping::UserId as, mapping::RoomId room, std::string /*reason*/) override {
        co_await reach();
        rooms[room].members.erase(as);
        rooms[room].invited.erase(as);
        co_return end("leave");
    }
    Task<Answer<void>> set_room_name_of(mapping::UserId /*ghost*/, mapping::RoomId /*room*/,
                                        std::string /*name*/) override {
        co_await reach();
        co_return end("set_room_name_of");
    }
    Task<Answer<mapping::EventId>> send(mapping::UserId as, mapping::RoomId room, mapping::Message message,
                                        bridge::SendToken token) override {
        co_await reach();
        if (send_gate != nullptr) {
            co_await send_gate->wait();
        }
        if (const auto refusal = refusal_of("send")) {
            co_return *refusal;
        }
        if (!rooms[room].members.contains(as)) {
            co_return forbidden();
        }
        const auto id = samples::event("$sent" + std::to_string(++last_id_));
        rooms[room].events.push_back({id, as, std::move(message), std::move(token)});
        lose_answer("send");
        co_return id;
    }
    Task<Answer<mapping::EventId>> act(mapping::UserId as, mapping::RoomId room, mapping::Act act,
                                       bridge::SendToken token) override {
        co_await reach();
        if (const auto refusal = refusal_of("act")) {
            co_return *refusal;
        }
        if (!rooms[room].members.contains(as)) {
            co_return forbidden();
        }
        const auto id = samples::event("$done" + std::to_string(++last_id_));
        rooms[room].events.push_back({id, as, {}, std::move(token), std::move(act)});
        lose_answer("act");
        co_return id;
    }
    Task<std::optional<mapping::EventId>> find_sent(mapping::UserId as, mapping::RoomId room,
                                                    std::string key) override {
        co_await reach();
        ++searches;
        const auto& events = rooms[room].events;
        const auto found = std::ranges::find_if(
            events, [&](const auto& event) { return event.sender == as && event.token.key == key; });
        co_return found == events.end() ? std::nullopt : std::optional{found->id};
    }
    Task<Answer<std::vector<bridge::JoinedMember>>> joined_members(mapping::UserId /*as*/,
                                                                   mapping::RoomId room) override {
        co_await reach();
        std::vector<bridge::JoinedMember> members;
        for (const auto& user : rooms[room].members) {
            members.push_back({user, users[user].display_name, users[user].avatar_url});
        }
        co_return members;
    }
    Task<Answer<bridge::RoomRights>> rights(mapping::UserId /*as*/, mapping::RoomId room) override {
        co_await reach();
        if (const auto refusal = refusal_of("rights")) {
            co_return *refusal;
        }
        co_return rooms[room].rights;
    }
    Task<Answer<mapping::RoomId>> resolve(mapping::RoomAlias alias) override {
        co_await reach();
        if (const auto found = aliases.find(alias); found != aliases.end()) {
            co_return found->second;
        }
        co_return Refusal{404, "M_NOT_FOUND", "no such alias"};
    }
    Task<Answer<void>> set_state(mapping::UserId /*as*/, mapping::RoomId /*room*/, std::string /*type*/,
                                 std::string /*key*/, std::string /*content_json*/) override {
        co_await reach();
        co_return end("set_state");
    }
    Task<Answer<std::vector<bridge::HistoryEvent>>> latest(mapping::UserId as, mapping::RoomId room,
                                                           std::int64_t /*since_ms*/, int at_most) override {
        co_await reach();
        if (!rooms[room].members.contains(as)) {
            co_return forbidden();
        }
        auto history = rooms[room].history;
        if (std::cmp_less(at_most, history.size())) {
            history.erase(history.begin() + at_most, history.end());
        }
        if (after_latest) {
            after_latest();
        }
        co_return history;
    }
    Task<Answer<std::chrono::milliseconds>> ping() override {
        co_await reach();
        co_return std::chrono::milliseconds{1};
    }

    /// As before each answer; throws Outage while it is away.
    Task<void> give_way() { co_await reach(); }

    /// What ours have said in a room, in order.
    std::vector<std::string> texts(const mapping::RoomId& room) const {
        std::vector<std::string> list;
        if (const auto found = rooms.find(room); found != rooms.end()) {
            std::ranges::transform(found->second.events, std::back_inserter(list),
                                   [](const auto& event) { return event.message.body; });
        }
        return list;
    }

private:
    static Refusal forbidden() { return {403, "M_FORBIDDEN", "not in the room"}; }

    Task<void> reach() {
        co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
        ++calls;
        if (is_away || calls == cut_call) {
            throw bridge::Outage{"the homeserver is away"};
        }
    }
    std::optional<Refusal> refusal_of(const std::string& call) const {
        const auto found = refusals.find(call);
        return found == refusals.end() ? std::nullopt : std::optional{found->second};
    }
    void lose_answer(const std::string& call) {
        if (lost_answers.erase(call) > 0 || calls == cut_answer) {
            throw bridge::Outage{"the answer was lost"};
        }
    }
    Answer<void> end(const std::string& call) {
        lose_answer(call);
        if (const auto refusal = refusal_of(call)) {
            return *refusal;
        }
        return {};
    }

    int last_id_ = 0;
};

} // namespace bascule::fakes
