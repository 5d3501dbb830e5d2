#include "matrix_appservice/client/history_client.hpp"

#include "tests/matrix_appservice/client_fixture.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::matrix {
namespace {

using bridge::Reading;

class HistoryClientTest : public ClientTest {
public:
    HistoryClient& history() {
        if (!made_) {
            made_ = std::make_unique<HistoryClient>(client().api());
        }
        return *made_;
    }
    static std::string message(const std::string& id, const std::string& content) {
        return R"({"type":"m.room.message","event_id":")" + id +
               R"(","room_id":"!orchard/1:verona.example","sender":"@romeo:verona.example","origin_server_ts":1000,)" +
               R"("content":)" + content + '}';
    }
    static std::string member(const std::string& user, const std::string& name) {
        return R"({"type":"m.room.member","state_key":")" + user +
               R"(","content":{"membership":"join","displayname":")" + name + R"("}})";
    }

    const std::string hello = R"({"msgtype":"m.text","body":"Hello"})";
    const std::string room_path = "rooms/%21orchard%2F1%3Averona.example/";

private:
    std::unique_ptr<HistoryClient> made_;
};

// CS API, "GET /_matrix/client/v3/rooms/{roomId}/messages".
TEST_F(HistoryClientTest, ReadsAPageAsTheUserWhomItIsFor) {
    server.reply(200, R"({"start":"t1","end":"t2","chunk":[)" + message("$a", hello) + R"(],"state":[)" +
                          member("@romeo:verona.example", "Romeo") + "]}");
    const bridge::HistoryQuery query{.room = orchard, .from = "t 1", .to = "t0", .at_most = 50, .sender = romeo};
    const auto page = run(history().page(ghost, query)).value();
    ASSERT_EQ(page.events.size(), 1U);
    EXPECT_EQ(page.events.at(0).id, samples::event("$a"));
    EXPECT_EQ(std::get<mapping::Message>(page.events.at(0).content).body, "Hello");
    EXPECT_EQ(page.names.at(romeo), "Romeo");
    EXPECT_EQ(page.next, "t2");
    const auto& target = server.seen.at(0).target;
    EXPECT_NE(target.find(room_path + "messages?dir=b&limit=50&from=t%201&to=t0&filter="), std::string::npos) << target;
    EXPECT_NE(target.find("%22senders%22%3A%5B%22%40romeo"), std::string::npos) << target;
    EXPECT_NE(target.find("user_id=%40_xmpp_juliet"), std::string::npos) << target;
}

// CS API, "Redactions".
TEST_F(HistoryClientTest, LeavesOutWhatIsNotReadableAndKeepsWhereSomethingWasRedacted) {
    server.reply(200, R"({"end":"t2","chunk":[)" + message("$a", "{}") + ',' + message("$b", R"({"body":7})") + ',' +
                          message("$c", hello) + ",7]}");
    const bridge::HistoryQuery query{.room = orchard, .direction = Reading::forwards};
    const auto page = run(history().page(ghost, query)).value();
    ASSERT_EQ(page.events.size(), 2U);
    EXPECT_TRUE(std::holds_alternative<bridge::Tombstone>(page.events.at(0).content));
    EXPECT_EQ(page.events.at(1).id, samples::event("$c"));
    EXPECT_NE(server.seen.at(0).target.find("?dir=f&limit=100&filter="), std::string::npos);
}

TEST_F(HistoryClientTest, EndsWhereTheHomeserverSaysSoOrGoesNoFurther) {
    server.reply(200, R"({"start":"t1","chunk":[]})");
    server.reply(200, R"({"start":"t1","end":"t1","chunk":[]})");
    const bridge::HistoryQuery query{.room = orchard, .from = "t1"};
    EXPECT_EQ(run(history().page(ghost, query)).value().next, "");
    EXPECT_EQ(run(history().page(ghost, query)).value().next, "");
}

TEST_F(HistoryClientTest, TellsThatOneMayNotRead) {
    server.reply(403, R"({"errcode":"M_FORBIDDEN","error":"not in the room"})");
    const bridge::HistoryQuery query{.room = orchard};
    const auto page = run(history().page(ghost, query));
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().errcode, "M_FORBIDDEN");
}

// CS API, "GET /_matrix/client/v3/rooms/{roomId}/context/{eventId}".
TEST_F(HistoryClientTest, FindsThePlacesAroundAnEvent) {
    server.reply(200, R"({"event":)" + message("$a", "{}") + R"(,"start":"t1","end":"t2","state":[)" +
                          member("@romeo:verona.example", "Romeo") + "]}");
    const auto place = run(history().around(ghost, orchard, samples::event("$a"))).value();
    EXPECT_EQ(place.before, "t1");
    EXPECT_EQ(place.after, "t2");
    EXPECT_EQ(place.event.at_ms, 1000);
    EXPECT_EQ(place.sender_name, "Romeo");
    EXPECT_NE(server.seen.at(0).target.find(room_path + "context/%24a?limit=0&filter="), std::string::npos);
}

// CS API, "GET /_matrix/client/v1/rooms/{roomId}/timestamp_to_event".
TEST_F(HistoryClientTest, FindsTheEventOfATime) {
    server.reply(200, R"({"event_id":"$a","origin_server_ts":1500})");
    server.reply(404, R"({"errcode":"M_NOT_FOUND","error":"none"})");
    EXPECT_EQ(run(history().nearest(ghost, orchard, 1234, Reading::forwards)).value(), samples::event("$a"));
    EXPECT_EQ(run(history().nearest(ghost, orchard, 1234, Reading::backwards)).value(), std::nullopt);
    EXPECT_NE(server.seen.at(0).target.find("/v1/" + room_path + "timestamp_to_event?ts=1234&dir=f"),
              std::string::npos);
}

} // namespace
} // namespace bascule::matrix
