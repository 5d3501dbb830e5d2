#include "matrix_appservice/client/room_admin.hpp"

#include "matrix_appservice/json_value.hpp"
#include "tests/matrix_appservice/client_fixture.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::matrix {
namespace {

class RoomAdminTest : public ClientTest {
public:
    bridge::RoomAdmin& admin() { return client().room_admin(); }
    nlohmann::json sent_body(std::size_t at) { return parse_json(server.seen.at(at).body).value(); }

    const std::string room_path = "/_matrix/client/v3/rooms/%21orchard%2F1%3Averona.example/";
};

// CS API, "Room membership"
TEST_F(RoomAdminTest, KicksAndBansNameTheUserAndTheReason) {
    server.reply(200, "{}");
    server.reply(403, R"({"errcode":"M_FORBIDDEN","error":"no power"})");
    EXPECT_TRUE(run(admin().kick(bot, {orchard, romeo, "too loud"})));
    const auto banned = run(admin().ban(bot, {orchard, romeo, {}}));
    ASSERT_FALSE(banned);
    EXPECT_EQ(banned.error().errcode, "M_FORBIDDEN");
    EXPECT_EQ(server.seen.at(0).target, room_path + "kick");
    EXPECT_EQ(sent_body(0)["user_id"], romeo.str());
    EXPECT_EQ(sent_body(0)["reason"], "too loud");
    EXPECT_EQ(server.seen.at(1).target, room_path + "ban");
    EXPECT_FALSE(sent_body(1).contains("reason"));
}

// Matrix spec, "m.room.power_levels"
TEST_F(RoomAdminTest, PowersAreChangedInOneEventThatKeepsAllElse) {
    server.reply(200, R"({"ban":60,"users":{"@a:x.example":100,"@b:x.example":50},"notifications":{"room":20}})");
    server.reply(200, R"({"event_id":"$1"})");
    EXPECT_TRUE(run(admin().change_powers(
        bot, orchard, {{samples::user("@b:x.example"), 0}, {romeo, 75}, {samples::user("@a:x.example"), 100}})));
    const auto content = sent_body(1);
    EXPECT_EQ(content["ban"], 60);
    EXPECT_EQ(content["notifications"]["room"], 20);
    EXPECT_EQ(content["users"]["@a:x.example"], 100);
    EXPECT_EQ(content["users"][romeo.str()], 75);
    EXPECT_FALSE(content["users"].contains("@b:x.example"));
}

TEST_F(RoomAdminTest, PowersThatAreSoAlreadyAreNotSetAgain) {
    server.reply(200, R"({"users":{"@b:x.example":"50"}})");
    EXPECT_TRUE(run(admin().change_powers(bot, orchard, {{samples::user("@b:x.example"), 50}, {romeo, 0}})));
    EXPECT_EQ(server.seen.size(), 1U);
}

TEST_F(RoomAdminTest, ALineOfStateIsReadAndSet) {
    server.reply(200, R"({"topic":"Verona"})");
    server.reply(404, R"({"errcode":"M_NOT_FOUND","error":"none"})");
    server.reply(200, R"({"event_id":"$1"})");
    EXPECT_EQ(run(admin().state_text(bot, {orchard, "m.room.topic", "topic"})).value(), "Verona");
    EXPECT_EQ(run(admin().state_text(bot, {orchard, "m.room.topic", "topic"})).value(), "");
    EXPECT_TRUE(run(admin().set_state_text(bot, {orchard, "m.room.topic", "topic", "Mantua"})));
    EXPECT_EQ(sent_body(2)["topic"], "Mantua");
    EXPECT_EQ(server.seen.at(2).target, room_path + "state/m.room.topic/");
}

// Matrix spec, "Room upgrades"
TEST_F(RoomAdminTest, ARoomNamesItsPredecessorAndItsSuccessor) {
    server.reply(200, R"({"predecessor":{"room_id":"!old:x.example"}})");
    server.reply(200, R"({"replacement_room":"!new:x.example"})");
    const auto lineage = run(admin().lineage(bot, orchard)).value();
    EXPECT_EQ(lineage.predecessor, samples::room("!old:x.example"));
    EXPECT_EQ(lineage.successor, samples::room("!new:x.example"));
}

} // namespace
} // namespace bascule::matrix
