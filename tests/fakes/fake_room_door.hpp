#pragma once

#include "bridge/ports/outage.hpp"
#include "bridge/ports/room_door.hpp"
#include "tests/fakes/fake_homeserver.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bascule::fakes {

/// The doors of a FakeHomeserver's rooms: who may enter follows their join rule, invitations and bans.
class FakeRoomDoor final : public bridge::RoomDoor, public bridge::RoomBench {
public:
    struct Act {
        mapping::UserId as;
        mapping::UserId user;
        Deed deed;
        std::string reason;
    };
    struct Power {
        mapping::UserId as;
        mapping::UserId user;
        std::int64_t power;
    };

    explicit FakeRoomDoor(FakeHomeserver& homeserver) : homeserver_{homeserver} {}

    std::map<std::string, mapping::RoomId> aliases;
    std::set<mapping::UserId> outcasts;
    std::set<mapping::RoomId> far; ///< nobody of the homeserver is in them: only who is invited finds the way
    std::map<mapping::UserId, mapping::UserId> inviters; ///< of whom it is asked
    std::string topic;
    std::string avatar_url;
    std::optional<mapping::UserId> topic_by;
    std::vector<Act> acts;
    std::vector<Power> powers;
    std::vector<std::string> topics;
    std::vector<mapping::UserId> knocks;
    std::optional<Refusal> refusal; ///< what the bench answers

    Task<Answer<mapping::RoomId>> enter(mapping::UserId as, std::string alias_or_id) override {
        reach();
        const auto alias = aliases.find(alias_or_id);
        const auto id = mapping::RoomId::parse(alias_or_id);
        if (alias == aliases.end() && !id) {
            co_return Refusal{404, "M_NOT_FOUND", "no such alias"};
        }
        const auto room = alias != aliases.end() ? alias->second : *id;
        auto& there = homeserver_.rooms[room];
        if (far.contains(room) && !there.invited.contains(as)) {
            co_return Refusal{404, "M_NOT_FOUND", "no server is known that is in the room"};
        }
        const bool may = there.rights.join_rule == "public" || there.invited.contains(as) || there.members.contains(as);
        if (!may || outcasts.contains(as)) {
            co_return Refusal{403, "M_FORBIDDEN", "you may not"};
        }
        there.members.insert(as);
        co_return room;
    }
    Task<Answer<void>> knock(mapping::UserId as, std::string /*alias_or_id*/, std::string /*reason*/) override {
        reach();
        knocks.push_back(std::move(as));
        co_return refusal ? Answer<void>{*refusal} : Answer<void>{};
    }
    Task<Answer<bridge::RoomFacts>> facts(mapping::UserId /*as*/, mapping::RoomId room) override {
        reach();
        co_return bridge::RoomFacts{
            .rights = homeserver_.rooms[room].rights, .topic = topic, .topic_by = topic_by, .avatar_url = avatar_url};
    }
    Task<Answer<std::vector<mapping::UserId>>> banned(mapping::UserId /*as*/, mapping::RoomId /*room*/) override {
        reach();
        co_return std::vector<mapping::UserId>{outcasts.begin(), outcasts.end()};
    }
    Task<Answer<bridge::Standing>> standing(mapping::UserId as, mapping::RoomId room, mapping::UserId user) override {
        reach();
        const auto& there = homeserver_.rooms[room];
        if (!there.members.contains(as)) {
            co_return Refusal{403, "M_FORBIDDEN", "not in the room"};
        }
        bridge::Standing standing;
        if (there.members.contains(user)) {
            standing.now = bridge::Membership::join;
        } else if (there.invited.contains(user)) {
            standing.now = bridge::Membership::invite;
            const auto by = inviters.find(user);
            standing.by = by == inviters.end() ? std::nullopt : std::optional{by->second};
        }
        co_return standing;
    }
    Task<Answer<void>> act(mapping::UserId as, mapping::RoomId /*room*/, mapping::UserId user, Deed deed,
                           std::string reason) override {
        reach();
        acts.push_back({std::move(as), std::move(user), deed, std::move(reason)});
        co_return refusal ? Answer<void>{*refusal} : Answer<void>{};
    }
    Task<Answer<void>> set_power(mapping::UserId as, mapping::RoomId /*room*/, mapping::UserId user,
                                 std::int64_t power) override {
        reach();
        powers.push_back({std::move(as), std::move(user), power});
        co_return refusal ? Answer<void>{*refusal} : Answer<void>{};
    }
    Task<Answer<mapping::EventId>> set_topic(mapping::UserId /*as*/, mapping::RoomId /*room*/,
                                             std::string text) override {
        reach();
        topics.push_back(std::move(text));
        if (refusal) {
            co_return *refusal;
        }
        co_return samples::event("$topic");
    }

private:
    void reach() const {
        if (homeserver_.is_away) {
            throw bridge::Outage{"the homeserver is away"};
        }
    }

    FakeHomeserver& homeserver_;
};

} // namespace bascule::fakes
