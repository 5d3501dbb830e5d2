#include "matrix_appservice/client/room_maker_client.hpp"
#include "matrix_appservice/json_value.hpp"
#include "tests/matrix_appservice/client_fixture.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace bascule::matrix {
namespace {

using bridge::RoomAccess;
using bridge::RoomListing;

class RoomMakerTest : public ClientTest {
public:
    RoomMakerClient& maker() {
        if (!made_) {
            made_.emplace(client().api(), bot);
        }
        return *made_;
    }
    nlohmann::json sent_body(std::size_t at = 0) { return parse_json(server.seen.at(at).body).value(); }
    /// What goes over the wire for this request.
    nlohmann::json body_for(RoomAccess access, RoomListing listing) {
        server.reply(200, R"({"room_id":"!new"})");
        const bridge::RoomRequest request{"The Garden", "Roses", access, listing, note};
        EXPECT_EQ(run(maker().create_room(request)).value().str(), "!new");
        return sent_body(server.seen.size() - 1);
    }

    const mapping::RoomAlias alias = mapping::RoomAlias::parse("#_xmpp_garden=40muc:verona.example").value();
    const bridge::BridgeNote note{samples::jid("gar%den@muc.capulet.example"), "The Garden", romeo};
    const std::string key = "org.bascule://xmpp/muc.capulet.example/gar%25den%40muc.capulet.example";

private:
    std::optional<RoomMakerClient> made_;
};

TEST_F(RoomMakerTest, MakesAPublicRoomWithAliasNameAndTopic) {
    const auto body = body_for(RoomAccess::open, RoomListing::listed);
    EXPECT_EQ(server.seen.at(0).target, "/_matrix/client/v3/createRoom");
    EXPECT_EQ(body["preset"], "public_chat");
    EXPECT_EQ(body["visibility"], "public");
    EXPECT_FALSE(body.contains("room_alias_name"));
    EXPECT_EQ(body["name"], "The Garden");
    EXPECT_EQ(body["topic"], "Roses");
    EXPECT_FALSE(body.contains("power_level_content_override"));
}

// Room version 12: whoever names a creator in the power levels makes no room.
TEST_F(RoomMakerTest, NamesNobodyInThePowerLevels) {
    const auto body = body_for(RoomAccess::by_invitation, RoomListing::unlisted);
    EXPECT_EQ(body["preset"], "private_chat");
    EXPECT_EQ(body["visibility"], "private");
    EXPECT_EQ(body["power_level_content_override"], nlohmann::json({{"invite", 50}}));
}

// MSC2346, and the name that clients know it by.
TEST_F(RoomMakerTest, SaysFromTheBeginningToWhichMucTheRoomIsBridged) {
    const auto state = body_for(RoomAccess::open, RoomListing::unlisted)["initial_state"];
    ASSERT_GE(state.size(), 2U);
    EXPECT_EQ(state[0]["type"], "m.bridge");
    EXPECT_EQ(state[1]["type"], "uk.half-shot.bridge");
    EXPECT_EQ(state[0]["state_key"], key);
    const auto content = state[0]["content"];
    EXPECT_EQ(content, state[1]["content"]);
    EXPECT_EQ(content["bridgebot"], bot.str());
    EXPECT_EQ(content["creator"], romeo.str());
    EXPECT_EQ(content["protocol"]["id"], "xmpp");
    EXPECT_EQ(content["network"]["id"], "muc.capulet.example");
    EXPECT_EQ(content["channel"]["id"], "gar%den@muc.capulet.example");
    EXPECT_EQ(content["channel"]["displayname"], "The Garden");
    EXPECT_EQ(content["channel"]["external_url"], "xmpp:gar%25den@muc.capulet.example?join");
}

TEST_F(RoomMakerTest, PassesOnThatAnAliasIsTaken) {
    server.reply(400, R"({"errcode":"M_ROOM_IN_USE","error":"taken"})");
    const bridge::RoomRequest request{"The Garden", "", RoomAccess::open, RoomListing::unlisted, note};
    EXPECT_EQ(run(maker().create_room(request)).error().errcode, "M_ROOM_IN_USE");
}

TEST_F(RoomMakerTest, RemovesAnAliasThatMayBeGoneAlready) {
    server.reply(200, "{}");
    server.reply(404, R"({"errcode":"M_NOT_FOUND","error":"none"})");
    server.reply(403, R"({"errcode":"M_FORBIDDEN","error":"not yours"})");
    EXPECT_TRUE(run(maker().remove_alias(alias)));
    EXPECT_TRUE(run(maker().remove_alias(alias)));
    EXPECT_FALSE(run(maker().remove_alias(alias)));
    EXPECT_EQ(server.seen.at(0).target, "/_matrix/client/v3/directory/room/%23_xmpp_garden%3D40muc%3Averona.example");
}

TEST_F(RoomMakerTest, AnAliasThatIsGivenIsTheRoomsName) {
    server.reply(409, R"({"errcode":"M_UNKNOWN","error":"exists"})"); // from an earlier try
    server.reply(200, R"({"event_id":"$1"})");
    EXPECT_TRUE(run(maker().give_alias(alias, orchard)));
    EXPECT_EQ(server.seen.at(0).target, "/_matrix/client/v3/directory/room/%23_xmpp_garden%3D40muc%3Averona.example");
    EXPECT_NE(server.seen.at(1).target.find("/state/m.room.canonical_alias/"), std::string::npos);
    EXPECT_EQ(sent_body(1), nlohmann::json({{"alias", alias.str()}}));
}

TEST_F(RoomMakerTest, LendsAnAliasAndClosesARoom) {
    server.reply(200, "{}");
    server.reply(200, R"({"event_id":"$1"})");
    EXPECT_TRUE(run(maker().lend_alias(alias, orchard)));
    EXPECT_TRUE(run(maker().close_room(orchard)));
    EXPECT_EQ(server.seen.at(0).target, "/_matrix/client/v3/directory/room/%23_xmpp_garden%3D40muc%3Averona.example");
    EXPECT_EQ(sent_body(0), nlohmann::json({{"room_id", orchard.str()}}));
    EXPECT_NE(server.seen.at(1).target.find("/state/m.room.join_rules/"), std::string::npos);
    EXPECT_EQ(sent_body(1), nlohmann::json({{"join_rule", "invite"}}));
}

TEST_F(RoomMakerTest, AnnouncesABridgeAndTakesThatBack) {
    for (int count = 0; count < 4; ++count) {
        server.reply(200, R"({"event_id":"$1"})");
    }
    EXPECT_TRUE(run(maker().announce(orchard, note)));
    EXPECT_TRUE(run(maker().withdraw(orchard, note.muc)));
    EXPECT_NE(server.seen.at(0).target.find("/state/m.bridge/org.bascule%3A%2F%2Fxmpp%2F"), std::string::npos);
    EXPECT_NE(server.seen.at(1).target.find("/state/uk.half-shot.bridge/"), std::string::npos);
    EXPECT_EQ(sent_body(1)["channel"]["id"], note.muc.str());
    EXPECT_EQ(server.seen.at(2).body, "{}");
}

} // namespace
} // namespace bascule::matrix
