#include "matrix_appservice/client/directory_client.hpp"

#include "matrix_appservice/json_value.hpp"
#include "tests/matrix_appservice/client_fixture.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::matrix {
namespace {

class DirectoryClientTest : public ClientTest {
public:
    DirectoryClient& directory() {
        if (!made_) {
            made_ = std::make_unique<DirectoryClient>(client().api());
        }
        return *made_;
    }

private:
    std::unique_ptr<DirectoryClient> made_;
};

// CS API, "POST /_matrix/client/v3/publicRooms".
TEST_F(DirectoryClientTest, ReadsAPageOfThePublicRooms) {
    server.reply(200, R"({"chunk":[
        {"room_id":"!a:verona.example","canonical_alias":"#a:verona.example","name":"A","topic":"Of A",
         "num_joined_members":3,"world_readable":true,"guest_can_join":false,"join_rule":"knock"},
        {"room_id":"!b:verona.example","num_joined_members":1},
        {"name":"no room"}],
        "next_batch":"n","prev_batch":"p","total_room_count_estimate":17})");
    const auto page = run(directory().public_rooms({.term = "dance", .since = "s", .at_most = 2})).value();
    ASSERT_EQ(page.rooms.size(), 2U);
    EXPECT_EQ(page.rooms.at(0).alias, samples::alias("#a:verona.example"));
    EXPECT_EQ(page.rooms.at(0).topic, "Of A");
    EXPECT_EQ(page.rooms.at(0).members, 3);
    EXPECT_EQ(page.rooms.at(0).join_rule, "knock");
    EXPECT_TRUE(page.rooms.at(0).is_world_readable);
    EXPECT_EQ(page.rooms.at(1).alias, std::nullopt);
    EXPECT_EQ(page.rooms.at(1).join_rule, "public");
    EXPECT_EQ(page.next, "n");
    EXPECT_EQ(page.previous, "p");
    EXPECT_EQ(page.total, 17);
    const auto body = parse_json(server.seen.at(0).body).value();
    EXPECT_EQ(body["filter"]["generic_search_term"], "dance");
    EXPECT_EQ(body["filter"]["room_types"], nlohmann::json::array({nullptr}));
    EXPECT_EQ(body["since"], "s");
    EXPECT_EQ(body["limit"], 2);
}

// CS API, "GET /_matrix/client/v1/room_summary/{roomIdOrAlias}".
TEST_F(DirectoryClientTest, DescribesARoomToWhoMayKnowOfIt) {
    server.reply(200, R"({"room_id":"!a:verona.example","name":"A","join_rule":"invite","encryption":"m.megolm"})");
    server.reply(404, R"({"errcode":"M_NOT_FOUND","error":"none for you"})");
    const auto summary = run(directory().summary(ghost, "#a:verona.example")).value();
    EXPECT_EQ(summary.room, samples::room("!a:verona.example"));
    EXPECT_EQ(summary.join_rule, "invite");
    EXPECT_TRUE(summary.is_encrypted);
    EXPECT_FALSE(run(directory().summary(ghost, "#a:verona.example")));
    EXPECT_NE(server.seen.at(0).target.find("/v1/room_summary/%23a%3Averona.example?user_id=%40_xmpp_juliet"),
              std::string::npos);
}

TEST_F(DirectoryClientTest, TellsWhetherARoomIsListed) {
    server.reply(200, R"({"visibility":"public"})");
    server.reply(200, R"({"visibility":"private"})");
    server.reply(404, R"({"errcode":"M_NOT_FOUND","error":"none"})");
    EXPECT_TRUE(run(directory().is_listed(orchard)));
    EXPECT_FALSE(run(directory().is_listed(orchard)));
    EXPECT_FALSE(run(directory().is_listed(orchard)));
}

// CS API, m.room.power_levels.
TEST_F(DirectoryClientTest, TakesARoomForModeratedWhereANewcomerMayNotSpeak) {
    server.reply(200, R"({"events_default":50})");
    server.reply(200, R"({"events_default":50,"events":{"m.room.message":0}})");
    server.reply(200, R"({"users_default":"10","events":{"m.room.message":10}})");
    server.reply(403, R"({"errcode":"M_FORBIDDEN","error":"not in the room"})");
    EXPECT_TRUE(run(directory().is_moderated(bot, orchard)));
    EXPECT_FALSE(run(directory().is_moderated(bot, orchard)));
    EXPECT_FALSE(run(directory().is_moderated(bot, orchard)));
    EXPECT_FALSE(run(directory().is_moderated(bot, orchard)));
}

} // namespace
} // namespace bascule::matrix
