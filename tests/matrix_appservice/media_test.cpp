#include "matrix_appservice/client/media.hpp"

#include "matrix_appservice/client/ghost_profiles.hpp"
#include "tests/matrix_appservice/client_fixture.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::matrix {
namespace {

Reply file_reply(const std::string& bytes) {
    return {"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: " + std::to_string(bytes.size()) +
                "\r\n\r\n" + bytes,
            Reply::Then::keep};
}

class MediaTest : public ClientTest {
public:
    MediaClient media{client().api()};
    GhostProfileClient profiles{client().api()};
    static constexpr std::size_t plenty = 1'000;
    const std::string mxc = "mxc://verona.example/a/b";
};

// CS API, "Content repository"
TEST_F(MediaTest, AFileIsDownloadedWithTheToken) {
    server.reply(file_reply(std::string("\x89PNG\0\xff", 6)));
    const auto file = run(media.download("mxc://verona.example/red", plenty));
    ASSERT_TRUE(file);
    EXPECT_EQ(file->bytes, std::string("\x89PNG\0\xff", 6));
    EXPECT_EQ(file->type, "image/png");
    EXPECT_TRUE(server.seen.at(0).target.starts_with("/_matrix/client/v1/media/download/verona.example/red?"));
    EXPECT_NE(server.seen.at(0).head.find("Bearer as_secret"), std::string::npos);
}

TEST_F(MediaTest, AnOldHomeserverIsAskedWithoutTheToken) {
    server.reply(404, R"({"errcode":"M_UNRECOGNIZED","error":"?"})");
    server.reply(file_reply("abc"));
    EXPECT_EQ(run(media.thumbnail(mxc, 96, plenty)).value().bytes, "abc");
    EXPECT_TRUE(server.seen.at(1).target.starts_with(
        "/_matrix/media/v3/thumbnail/verona.example/a%2Fb?width=96&height=96&method=crop"));
    EXPECT_EQ(server.seen.at(1).head.find("Bearer"), std::string::npos);
}

TEST_F(MediaTest, WhatIsTooLargeMissingOrElsewhereIsRefusedAndNoOutage) {
    server.reply(file_reply(std::string(2'000, 'x')));
    EXPECT_EQ(run(media.download(mxc, plenty)).error().errcode, "M_TOO_LARGE");
    server.reply(404, R"({"errcode":"M_NOT_FOUND","error":"gone"})");
    EXPECT_EQ(run(media.download(mxc, plenty)).error().errcode, "M_NOT_FOUND");
    server.reply(502, R"({"errcode":"M_UNKNOWN","error":"his server is away"})");
    EXPECT_EQ(run(media.download(mxc, plenty)).error().status, 502);
    server.reply(json_reply(307, "{}", "Location: https://elsewhere.example/\r\n"));
    EXPECT_EQ(run(media.download(mxc, plenty)).error().status, 307);
    EXPECT_TRUE(client().is_reachable());
    for (const auto* const no_file : {"", "https://verona.example/a", "mxc://verona.example", "mxc:///a", "mxc://a/"}) {
        EXPECT_FALSE(run(media.download(no_file, plenty))) << no_file;
    }
    EXPECT_EQ(server.seen.size(), 4U);
}

TEST_F(MediaTest, AFileIsUploadedWithItsTypeAndLength) {
    server.reply(200, R"({"content_uri":"mxc://verona.example/new"})");
    bridge::MediaFile file{"abc", "image/png"};
    EXPECT_EQ(run(media.upload(std::move(file), "a b")).value(), "mxc://verona.example/new");
    EXPECT_EQ(server.seen.at(0).target, "/_matrix/media/v3/upload?filename=a%20b");
    EXPECT_EQ(server.seen.at(0).body, "abc");
    EXPECT_NE(server.seen.at(0).head.find("Content-Type: image/png\r\n"), std::string::npos);
    EXPECT_NE(server.seen.at(0).head.find("Content-Length: 3\r\n"), std::string::npos);
}

// CS API, "Profiles" and "Presence"
TEST_F(MediaTest, AGhostsAvatarAndPresenceAreSetInItsName) {
    server.reply(200, "{}");
    EXPECT_TRUE(run(profiles.set_avatar(ghost, "mxc://verona.example/red")));
    EXPECT_NE(server.seen.at(0).target.find("/avatar_url?user_id="), std::string::npos);
    EXPECT_EQ(server.seen.at(0).body, R"({"avatar_url":"mxc://verona.example/red"})");
    server.reply(200, "{}");
    EXPECT_TRUE(run(profiles.set_presence(ghost, {bridge::Availability::unavailable, "asleep"})));
    EXPECT_EQ(server.seen.at(1).body, R"({"presence":"unavailable","status_msg":"asleep"})");
}

TEST_F(MediaTest, ANameInARoomLeavesTheAvatarThere) {
    server.reply(200, R"({"membership":"join","displayname":"Old","avatar_url":"mxc://verona.example/red"})");
    server.reply(200, R"({"event_id":"$1"})");
    EXPECT_TRUE(run(client().set_room_name_of(ghost, orchard, "New")));
    EXPECT_EQ(server.seen.at(1).body,
              R"({"avatar_url":"mxc://verona.example/red","displayname":"New","membership":"join"})");
}

} // namespace
} // namespace bascule::matrix
