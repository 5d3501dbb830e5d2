// The small ports beside HomeserverClient: notices with HTML, and the list of portals.
#include "matrix_appservice/client/notice_client.hpp"

#include "matrix_appservice/client/directory_publisher.hpp"
#include "tests/matrix_appservice/client_fixture.hpp"

#include <gtest/gtest.h>

namespace bascule::matrix {
namespace {

using NoticeClientTest = ClientTest;
using DirectoryPublisherTest = ClientTest;

TEST_F(NoticeClientTest, SendsANoticeUnderItsKey) {
    server.reply(200, R"({"event_id":"$1:verona.example"})");
    NoticeClient notices{client().api()};
    const auto sent = run(notices.post(bot, orchard, {"a", "<p>a</p>"}, {"notice", {}}));
    EXPECT_EQ(sent.value(), samples::event("$1:verona.example"));
    const auto& request = server.seen.at(0);
    EXPECT_EQ(request.method, "PUT");
    EXPECT_NE(request.target.find("/rooms/%21orchard%2F1%3Averona.example/send/m.room.message/notice"),
              std::string::npos);
    EXPECT_NE(request.body.find("formatted_body"), std::string::npos);
}

TEST_F(NoticeClientTest, PassesARefusalOn) {
    server.reply(403, R"({"errcode":"M_FORBIDDEN","error":"not in the room"})");
    NoticeClient notices{client().api()};
    EXPECT_EQ(run(notices.post(bot, orchard, {"a", ""}, {"notice", {}})).error().errcode, "M_FORBIDDEN");
}

// AS API, "PUT /_matrix/client/v3/directory/list/appservice/{networkId}/{roomId}"
TEST_F(DirectoryPublisherTest, ShowsAndHidesARoomOfTheNetwork) {
    server.reply(200, "{}");
    server.reply(200, "{}");
    DirectoryPublisher directory{client().api()};
    EXPECT_TRUE(run(directory.publish(orchard)));
    EXPECT_TRUE(run(directory.withdraw(orchard)));
    const auto& request = server.seen.at(0);
    EXPECT_EQ(request.method, "PUT");
    EXPECT_NE(request.target.find("/v3/directory/list/appservice/xmpp/%21orchard%2F1%3Averona.example"),
              std::string::npos);
    EXPECT_EQ(request.body, R"({"visibility":"public"})");
    EXPECT_EQ(server.seen.at(1).body, R"({"visibility":"private"})");
}

} // namespace
} // namespace bascule::matrix
