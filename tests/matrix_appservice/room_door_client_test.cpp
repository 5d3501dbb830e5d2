#include "matrix_appservice/client/room_door_client.hpp"

#include "tests/matrix_appservice/client_fixture.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::matrix {
namespace {

using Deed = bridge::RoomBench::Deed;

class RoomDoorClientTest : public ClientTest {
public:
    RoomDoorClient& door() {
        if (!made_) {
            made_ = std::make_unique<RoomDoorClient>(client().api());
        }
        return *made_;
    }
    static std::string state(const std::string& type, const std::string& content) {
        return R"({"type":")" + type + R"(","state_key":"","sender":"@romeo:verona.example","origin_server_ts":77,)" +
               R"("content":)" + content + '}';
    }
    void miss(int times) {
        for (int count = 0; count < times; ++count) {
            server.reply(404, R"({"errcode":"M_NOT_FOUND","error":"no such state"})");
        }
    }
    const std::string room_path = "/_matrix/client/v3/rooms/%21orchard%2F1%3Averona.example/";

private:
    std::unique_ptr<RoomDoorClient> made_;
};

// CS API, "POST /_matrix/client/v3/join/{roomIdOrAlias}".
TEST_F(RoomDoorClientTest, EntersByAliasAsTheGhost) {
    server.reply(200, R"({"room_id":"!orchard/1:verona.example"})");
    EXPECT_EQ(run(door().enter(ghost, "#verona:mantua.example")).value(), orchard);
    EXPECT_EQ(server.seen.at(0).target.find("/_matrix/client/v3/join/%23verona%3Amantua.example?user_id="), 0U);
    server.reply(403, R"({"errcode":"M_FORBIDDEN","error":"no"})");
    EXPECT_EQ(run(door().enter(ghost, "#verona:mantua.example")).error().status, 403);
}

// CS API, "Knocking on rooms".
TEST_F(RoomDoorClientTest, KnocksWithAReason) {
    server.reply(200, R"({"room_id":"!orchard/1:verona.example"})");
    EXPECT_TRUE(run(door().knock(ghost, "#verona:mantua.example", "Please")));
    EXPECT_EQ(server.seen.at(0).target.find("/_matrix/client/v3/knock/%23verona%3Amantua.example?"), 0U);
    EXPECT_EQ(server.seen.at(0).body, R"({"reason":"Please"})");
}

TEST_F(RoomDoorClientTest, ReadsWhatARoomSaysOfItself) {
    server.reply(200, state("m.room.create", R"({"room_version":"10"})"));
    server.reply(200, state("m.room.power_levels", R"({"users":{"@romeo:verona.example":100},"ban":60})"));
    server.reply(200, state("m.room.join_rules", R"({"join_rule":"public"})"));
    server.reply(200, state("m.room.name", R"({"name":"Verona"})"));
    server.reply(200, state("m.room.topic", R"({"topic":"Two households"})"));
    server.reply(200, state("m.room.avatar", R"({"url":"mxc://verona.example/1"})"));
    miss(1);
    const auto facts = run(door().facts(bot, orchard)).value();
    EXPECT_EQ(facts.rights.power_of(romeo), 100);
    EXPECT_EQ(facts.rights.ban, 60);
    EXPECT_EQ(facts.rights.join_rule, "public");
    EXPECT_EQ(facts.rights.name, "Verona");
    EXPECT_EQ(facts.topic, "Two households");
    EXPECT_EQ(facts.topic_by, romeo);
    EXPECT_EQ(facts.topic_at_ms, 77);
    EXPECT_EQ(facts.avatar_url, "mxc://verona.example/1");
    EXPECT_EQ(server.seen.at(0).target, room_path + "state/m.room.create/?format=event");
}

TEST_F(RoomDoorClientTest, AnEmptyRoomHasNoFactsButItsCreation) {
    server.reply(200, state("m.room.create", R"({"room_version":"10"})"));
    miss(6);
    const auto facts = run(door().facts(bot, orchard)).value();
    EXPECT_EQ(facts.topic, "");
    EXPECT_FALSE(facts.topic_by);
    EXPECT_EQ(facts.rights.join_rule, "invite");
}

TEST_F(RoomDoorClientTest, TellsWhoIsBanned) {
    server.reply(200, R"({"chunk":[{"type":"m.room.member","state_key":"@romeo:verona.example"},{"state_key":7}]})");
    EXPECT_EQ(run(door().banned(bot, orchard)).value(), std::vector{romeo});
    EXPECT_EQ(server.seen.at(0).target, room_path + "members?membership=ban");
}

TEST_F(RoomDoorClientTest, TellsWhereSomebodyStands) {
    server.reply(200, R"({"type":"m.room.member","sender":"@romeo:verona.example","content":{"membership":"invite"}})");
    const auto invited = run(door().standing(bot, orchard, ghost)).value();
    EXPECT_EQ(invited.now, bridge::Membership::invite);
    EXPECT_EQ(invited.by, romeo);
    EXPECT_EQ(server.seen.at(0).target.find(room_path + "state/m.room.member/%40_xmpp_juliet"), 0U);
    server.reply(200, R"({"membership":"join"})"); // of a homeserver that gives the content alone
    EXPECT_EQ(run(door().standing(bot, orchard, ghost)).value().now, bridge::Membership::join);
    miss(1);
    EXPECT_EQ(run(door().standing(bot, orchard, ghost)).value().now, bridge::Membership::leave);
    server.reply(403, R"({"errcode":"M_FORBIDDEN","error":"not in the room"})");
    EXPECT_EQ(run(door().standing(bot, orchard, ghost)).error().status, 403);
}

TEST_F(RoomDoorClientTest, ActsInTheNameOfTheOneWhoDoesIt) {
    for (const auto& [deed, word] : {std::pair{Deed::kick, "kick"}, {Deed::ban, "ban"}, {Deed::unban, "unban"}}) {
        server.reply(200, "{}");
        EXPECT_TRUE(run(door().act(ghost, orchard, romeo, deed, "Peace")));
        EXPECT_EQ(server.seen.back().target.find(room_path + word + "?user_id=%40_xmpp_juliet"), 0U) << word;
        EXPECT_EQ(server.seen.back().body, R"({"reason":"Peace","user_id":"@romeo:verona.example"})");
    }
}

TEST_F(RoomDoorClientTest, ChangesOnePowerAndLeavesTheOthers) {
    server.reply(200, state("m.room.power_levels", R"({"ban":60,"users":{"@romeo:verona.example":100}})"));
    server.reply(200, R"({"event_id":"$1"})");
    EXPECT_TRUE(run(door().set_power(bot, orchard, ghost, 50)));
    EXPECT_EQ(server.seen.at(1).body,
              R"({"ban":60,"users":{")" + ghost.str() + R"(":50,"@romeo:verona.example":100}})");
    // Whoever has what everybody has needs no entry.
    server.reply(200, state("m.room.power_levels", R"({"users":{"@romeo:verona.example":100}})"));
    server.reply(200, R"({"event_id":"$2"})");
    EXPECT_TRUE(run(door().set_power(bot, orchard, romeo, 0)));
    EXPECT_EQ(server.seen.at(3).body, R"({"users":{}})");
}

TEST_F(RoomDoorClientTest, SetsTheTopicAndTellsItsEvent) {
    server.reply(200, R"({"event_id":"$topic"})");
    EXPECT_EQ(run(door().set_topic(ghost, orchard, "Act II")).value(), samples::event("$topic"));
    EXPECT_EQ(server.seen.at(0).target.find(room_path + "state/m.room.topic/?user_id="), 0U);
    EXPECT_EQ(server.seen.at(0).body, R"({"topic":"Act II"})");
}

} // namespace
} // namespace bascule::matrix
