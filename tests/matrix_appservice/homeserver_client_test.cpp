#include "matrix_appservice/client/homeserver_client.hpp"

#include "matrix_appservice/json_value.hpp"
#include "tests/matrix_appservice/client_fixture.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::matrix {
namespace {

using namespace std::chrono_literals;

class HomeserverClientTest : public ClientTest {
public:
    nlohmann::json sent_body(std::size_t at = 0) { return parse_json(server.seen.at(at).body).value(); }

    const std::string as_ghost = "user_id=%40_xmpp_juliet%3D40capulet.example%3Averona.example";
    const std::string room_path = "/_matrix/client/v3/rooms/%21orchard%2F1%3Averona.example/";
};

TEST_F(HomeserverClientTest, SendsItsTokenInTheHeaderAndNowhereElse) {
    server.reply(200, R"({"user_id":"@_xmpp_bot:verona.example"})");
    EXPECT_EQ(run(client().whoami()).value(), bot);
    EXPECT_NE(server.seen.at(0).head.find("\r\nAuthorization: Bearer as_secret\r\n"), std::string::npos);
    EXPECT_EQ(server.seen.at(0).target, "/_matrix/client/v3/account/whoami");
}

TEST_F(HomeserverClientTest, PutsTheProxysPathBeforeItsOwn) {
    options.url = server.url() + "/behind/proxy/";
    server.reply(200, R"({"versions":["v1.1",7,"v1.2"]})");
    EXPECT_EQ(run(client().versions()).value(), (std::vector<std::string>{"v1.1", "v1.2"}));
    EXPECT_EQ(server.seen.at(0).target, "/behind/proxy/_matrix/client/versions");
    EXPECT_EQ(server.seen.at(0).head.find("Authorization"), std::string::npos);
}

// AS API, "Server admin style permissions".
TEST_F(HomeserverClientTest, RegistersAGhostThatMayExistAlready) {
    server.reply(200, R"({"user_id":"@x:verona.example"})");
    server.reply(400, R"({"errcode":"M_USER_IN_USE","error":"taken"})");
    server.reply(400, R"({"errcode":"M_EXCLUSIVE","error":"not yours"})");
    EXPECT_TRUE(run(client().register_ghost(ghost)));
    EXPECT_TRUE(run(client().register_ghost(ghost)));
    const auto refused = run(client().register_ghost(ghost));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().status, 400);
    EXPECT_EQ(refused.error().errcode, "M_EXCLUSIVE");
    EXPECT_EQ(refused.error().reason, "not yours");
    EXPECT_EQ(server.seen.at(0).target, "/_matrix/client/v3/register");
    EXPECT_EQ(sent_body()["username"], "_xmpp_juliet=40capulet.example");
    EXPECT_EQ(sent_body()["inhibit_login"], true);
    EXPECT_EQ(sent_body()["type"], "m.login.application_service");
}

TEST_F(HomeserverClientTest, SetsAndReadsNames) {
    server.reply(200, "{}");
    std::string long_name;
    for (int count = 0; count < 300; ++count) {
        long_name += "Ä";
    }
    EXPECT_TRUE(run(client().set_display_name(ghost, long_name)));
    EXPECT_EQ(server.seen.at(0).target,
              "/_matrix/client/v3/profile/%40_xmpp_juliet%3D40capulet.example%3Averona.example/"
              "displayname?" +
                  as_ghost);
    EXPECT_EQ(sent_body()["displayname"].get<std::string>().size(), 512U);
    server.reply(200, R"({"displayname":"Romeo","avatar_url":"mxc://a/b"})");
    server.reply(404, R"({"errcode":"M_UNRECOGNIZED","error":"?"})"); // asked once whether it tells of accounts
    server.reply(200, R"({"displayname":null})");
    EXPECT_EQ(run(client().profile(romeo)).value()->display_name, "Romeo");
    EXPECT_EQ(run(client().profile(romeo)).value()->display_name, "");
}

TEST_F(HomeserverClientTest, TellsNobodyFromSomebodyWhoHidesAndFromAServerThatIsAway) {
    server.reply(404, R"({"errcode":"M_NOT_FOUND","error":"?"})");
    EXPECT_FALSE(run(client().profile(romeo)).value());
    server.reply(403, R"({"errcode":"M_FORBIDDEN","error":"?"})");
    EXPECT_EQ(run(client().profile(romeo)).value()->display_name, "");
    server.reply(502, R"({"errcode":"M_UNKNOWN","error":"Failed to fetch profile"})");
    EXPECT_EQ(run(client().profile(romeo)).error().errcode, "M_UNKNOWN");
    EXPECT_TRUE(client().is_reachable());
    server.reply(502, "<html>Bad Gateway</html>");
    EXPECT_THROW(run(client().profile(romeo)), bridge::Outage);
}

// MSC3720
TEST_F(HomeserverClientTest, WhoseAccountIsDeactivatedDoesNotExistAnyMore) {
    const auto status = [](const std::string& facts) {
        return R"({"account_statuses":{"@romeo:verona.example":)" + facts + R"(},"failures":[]})";
    };
    for (const auto& facts :
         {std::string{R"({"exists":true,"deactivated":false})"}, std::string{R"({"exists":true})"}, std::string{"7"}}) {
        server.reply(200, R"({"displayname":"Romeo"})");
        server.reply(200, status(facts));
        EXPECT_TRUE(run(client().profile(romeo)).value()) << facts;
    }
    EXPECT_EQ(sent_body()["user_ids"], nlohmann::json::array({romeo.str()}));
    server.reply(200, R"({"displayname":"Romeo"})");
    server.reply(200, status(R"({"exists":true,"deactivated":true})"));
    EXPECT_FALSE(run(client().profile(romeo)).value());
    server.reply(200, R"({"displayname":"Paris"})"); // of other homeservers it is not asked
    EXPECT_TRUE(run(client().profile(samples::user("@paris:mantua.example"))).value());
}

TEST_F(HomeserverClientTest, MakesADirectRoomThatCanBeFoundAgain) {
    server.reply(200, R"({"room_id":"!new"})");
    const bridge::DirectRoomRequest request{ghost, romeo, "mark"};
    EXPECT_EQ(run(client().create_direct_room(request)).value().str(), "!new");
    EXPECT_EQ(server.seen.at(0).target, "/_matrix/client/v3/createRoom?" + as_ghost);
    EXPECT_EQ(sent_body()["preset"], "trusted_private_chat");
    EXPECT_EQ(sent_body()["is_direct"], true);
    EXPECT_EQ(sent_body()["invite"], nlohmann::json::array({romeo.str()}));

    const auto marker = sent_body()["creation_content"].dump();
    const auto create = [&](const mapping::UserId& sender, const std::string& content) {
        return R"({"type":"m.room.create","sender":")" + sender.str() + R"(","content":)" + content + '}';
    };
    server.reply(200, R"({"joined_rooms":["!a",7,"no room","!b","!c","!d"]})");
    server.reply(200, create(ghost, "{}"));
    server.reply(200, create(romeo, marker)); // somebody else may write what he likes
    server.reply(403, R"({"errcode":"M_FORBIDDEN"})");
    server.reply(200, create(ghost, marker));
    EXPECT_EQ(run(client().find_room(ghost, "mark"))->str(), "!d");
    server.reply(200, R"({"joined_rooms":[]})");
    EXPECT_FALSE(run(client().find_room(ghost, "mark")));
}

TEST_F(HomeserverClientTest, InvitesJoinsAndLeaves) {
    for (int count = 0; count < 3; ++count) {
        server.reply(200, "{}");
    }
    EXPECT_TRUE(run(client().invite(bot, orchard, romeo)));
    EXPECT_TRUE(run(client().join(ghost, orchard)));
    EXPECT_TRUE(run(client().leave(ghost, orchard, "gone")));
    EXPECT_EQ(server.seen.at(0).target, room_path + "invite") << "the bot is whose token it is";
    EXPECT_EQ(sent_body(0)["user_id"], romeo.str());
    EXPECT_EQ(server.seen.at(1).target, room_path + "join?" + as_ghost);
    EXPECT_EQ(server.seen.at(2).target, room_path + "leave?" + as_ghost);
    EXPECT_EQ(sent_body(2)["reason"], "gone");
}

TEST_F(HomeserverClientTest, LeavesARoomItIsNotIn) {
    server.reply(403, R"({"errcode":"M_FORBIDDEN","error":"User not in room"})");
    server.reply(404, R"({"errcode":"M_UNKNOWN","error":"Not a known room"})");
    server.reply(400, R"({"errcode":"M_BAD_JSON","error":"?"})");
    EXPECT_TRUE(run(client().leave(ghost, orchard, "")));
    EXPECT_TRUE(run(client().leave(ghost, orchard, "")));
    EXPECT_FALSE(run(client().leave(ghost, orchard, "")));
}

TEST_F(HomeserverClientTest, SendsAMessageUnderItsKeyAndTime) {
    server.reply(200, R"({"event_id":"$sent"})");
    const mapping::Message message{mapping::MessageKind::emote, "sighs"};
    EXPECT_EQ(run(client().send(ghost, orchard, message, {"stanza-1", 1595000000000})).value().str(), "$sent");
    EXPECT_EQ(server.seen.at(0).method, "PUT");
    EXPECT_EQ(server.seen.at(0).target, room_path + "send/m.room.message/k.stanza-1?ts=1595000000000&" + as_ghost);
    EXPECT_EQ(sent_body()["msgtype"], "m.emote");
    EXPECT_EQ(sent_body()["org.bascule.key"], "stanza-1");
    server.reply(200, R"({"event_id":"$sent"})");
    run(client().send(bot, orchard, message, {"juliet@capulet.example/balcony 1", {}})).value();
    EXPECT_EQ(server.seen.at(1).target.find('?'), std::string::npos);
    EXPECT_TRUE(server.seen.at(1).target.starts_with(room_path + "send/m.room.message/h."));
}

TEST_F(HomeserverClientTest, FindsWhatItSentAmongTheLatest) {
    const auto event = [](const std::string& id, const std::string& sender, const std::string& key) {
        return R"({"event_id":")" + id + R"(","sender":")" + sender + R"(","content":{"org.bascule.key":")" + key +
               "\"}}";
    };
    server.reply(200, R"({"start":"1","end":"t 2","chunk":[)" + event("$1", ghost.str(), "other") + ',' +
                          event("$2", romeo.str(), "key") + R"(,{"event_id":9,"x":1e999},{"content":7}]})");
    server.reply(200, R"({"start":"t 2","end":"t3","chunk":[)" + event("$3", ghost.str(), "key") + "]}");
    EXPECT_EQ(run(client().find_sent(ghost, orchard, "key"))->str(), "$3");
    EXPECT_TRUE(server.seen.at(0).target.starts_with(room_path + "messages?dir=b&limit=100&filter=%7B"));
    EXPECT_NE(server.seen.at(1).target.find("&from=t%202&"), std::string::npos);
}

TEST_F(HomeserverClientTest, StopsLookingForWhatItSent) {
    server.reply(200, R"({"chunk":[],"end":"more"})");
    EXPECT_FALSE(run(client().find_sent(ghost, orchard, "key")));
    server.reply(403, R"({"errcode":"M_FORBIDDEN"})");
    EXPECT_FALSE(run(client().find_sent(ghost, orchard, "key")));
    server.otherwise = [](const SeenRequest&) { return json_reply(200, R"({"chunk":[{}],"end":"more"})"); };
    EXPECT_FALSE(run(client().find_sent(ghost, orchard, "key")));
    EXPECT_LT(server.seen.size(), 20U);
}

TEST_F(HomeserverClientTest, ReadsHistoryNewestFirstAsFarAsAsked) {
    server.reply(200, R"({"end":"a","chunk":[{"event_id":"$3"},{"event_id":"$2","x":1e999},{"event_id":7}]})");
    server.reply(200, R"({"end":"b","chunk":[{"event_id":"$1"}]})");
    const auto events = run(client().latest(ghost, orchard, 0, 3)).value();
    ASSERT_EQ(events.size(), 3U);
    EXPECT_EQ(events.at(0).id.str(), "$3");
    EXPECT_EQ(events.at(2).json, R"({"event_id":"$1"})");
    EXPECT_NE(server.seen.at(0).target.find("limit=3"), std::string::npos);
    EXPECT_NE(server.seen.at(1).target.find("limit=1&from=a"), std::string::npos);
    server.reply(200, R"({"chunk":[{"event_id":"$1"}]})");
    EXPECT_EQ(run(client().latest(ghost, orchard, 0, 1000)).value().size(), 1U);
    server.reply(403, R"({"errcode":"M_FORBIDDEN"})");
    EXPECT_FALSE(run(client().latest(ghost, orchard, 0, 3)));
}

TEST_F(HomeserverClientTest, ReadsHistoryAsFarBackAsAsked) {
    server.reply(200, R"({"end":"a","chunk":[{"event_id":"$4","origin_server_ts":1},
                                             {"event_id":"$3","origin_server_ts":1000}]})");
    server.reply(200, R"({"end":"b","chunk":[{"event_id":"$2","origin_server_ts":999}]})");
    const auto events = run(client().latest(ghost, orchard, 1'000, 100)).value();
    ASSERT_EQ(events.size(), 3U);
    EXPECT_EQ(events.at(1).at_ms, 1'000);
    EXPECT_EQ(server.seen.size(), 2U);
}

TEST_F(HomeserverClientTest, ReadsMembersAndAliases) {
    server.reply(
        200, R"({"joined":{"@romeo:verona.example":{"display_name":"Romeo"},"nobody":{},"@a:b":{"display_name":null},
                          "@c:d":7}})");
    const auto members = run(client().joined_members(bot, orchard)).value();
    ASSERT_EQ(members.size(), 3U);
    EXPECT_EQ(members.at(2).display_name, "Romeo");
    server.reply(200, R"({"room_id":"!a:b","servers":[]})");
    EXPECT_EQ(run(client().resolve(samples::alias("#verona:verona.example"))).value().str(), "!a:b");
    EXPECT_EQ(server.seen.back().target, "/_matrix/client/v3/directory/room/%23verona%3Averona.example");
}

TEST_F(HomeserverClientTest, ReadsRightsAndSetsState) {
    server.reply(200, R"([{"type":"m.room.create","state_key":"","sender":"@a:b","content":{"room_version":"11"}}])");
    EXPECT_EQ(run(client().rights(bot, orchard)).value().power_of(samples::user("@a:b")), 100);
    server.reply(200, R"({"event_id":"$1"})");
    EXPECT_TRUE(run(client().set_state(bot, orchard, "m.bridge", "xmpp://a/b", R"({"a":1})")));
    EXPECT_EQ(server.seen.back().target, room_path + "state/m.bridge/xmpp%3A%2F%2Fa%2Fb");
    EXPECT_EQ(server.seen.back().body, R"({"a":1})");
    server.reply(200, R"({"membership":"join","displayname":"Juliet","avatar_url":"mxc://b/a"})");
    server.reply(200, R"({"event_id":"$1"})");
    EXPECT_TRUE(run(client().set_room_name_of(ghost, orchard, "Jule")));
    EXPECT_EQ(sent_body(3),
              (nlohmann::json{{"membership", "join"}, {"displayname", "Jule"}, {"avatar_url", "mxc://b/a"}}));
}

// AS API, "Pinging": that the homeserver cannot reach us is its answer, not its absence.
TEST_F(HomeserverClientTest, AsksToBePinged) {
    server.reply(200, R"({"duration_ms":12})");
    EXPECT_EQ(run(client().ping()).value(), 12ms);
    EXPECT_EQ(server.seen.at(0).target, "/_matrix/client/v1/appservice/bas%20cule/ping");
    server.reply(502, R"({"errcode":"M_CONNECTION_FAILED","error":"refused"})");
    const auto refused = run(client().ping());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().status, 502);
    EXPECT_TRUE(client().is_reachable());
}

TEST_F(HomeserverClientTest, RefusesAUrlThatIsNone) {
    options.url = "verona.example";
    EXPECT_THROW(client(), std::invalid_argument);
    options.url = "https://verona.example";
    options.ca_file = "/nowhere/ca.pem";
    EXPECT_THROW(client(), std::runtime_error);
}

} // namespace
} // namespace bascule::matrix
