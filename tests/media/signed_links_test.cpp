#include "bridge/media/signed_links.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::media {
namespace {

using Finding = SignedLinks::Finding;

const std::string base = "https://media.example.org";
const mapping::MxcUri rose{"montague.example:8448", "Rose-1_a"};

class SignedLinksTest : public testing::Test {
protected:
    static std::string path_of(const std::string& link) { return link.substr(base.size()); }
    SignedLinks links{base, "secret"};
};

TEST_F(SignedLinksTest, ALinkOpensUntilItsEnd) {
    const auto link = links.make(rose, 5'000, "a rose.png");
    EXPECT_TRUE(link.starts_with("https://media.example.org/media/montague.example:8448/Rose-1_a/5-")) << link;
    EXPECT_TRUE(link.ends_with("/a%20rose.png")) << link;
    const auto opened = links.open(path_of(link), 5'000);
    EXPECT_EQ(opened.finding, Finding::valid);
    EXPECT_EQ(opened.file, rose);
    EXPECT_EQ(opened.name, "a%20rose.png");
    EXPECT_EQ(links.open(path_of(link), 5'001).finding, Finding::ended);
    EXPECT_EQ(links.make(rose, 5'000, "a rose.png"), link) << "the same file has the same link";
}

TEST_F(SignedLinksTest, NobodyElseCanMakeOne) {
    const auto path = path_of(links.make(rose, 5'000, "rose.png"));
    auto later = path;
    later.replace(later.find("/5-"), 3, "/9-");
    auto other = path;
    other.replace(other.find("Rose"), 4, "Lily");
    auto signature = path;
    signature[signature.find("/5-") + 3] ^= 1;
    const SignedLinks stranger{base, "another secret"};
    for (const auto& forged :
         {later, other, signature, path_of(stranger.make(rose, 5'000, "rose.png")), std::string{}, std::string{"/"},
          std::string{"/media/"}, std::string{"/media/a/b/c"}, path.substr(1), path + "/more", "/media" + path}) {
        EXPECT_EQ(links.open(forged, 0).finding, Finding::forged) << forged;
    }
}

TEST_F(SignedLinksTest, NothingBreaksOutOfANameOrAnId) {
    const auto link = links.make(rose, 5'000, "../..\r\nX: y/\"é");
    EXPECT_EQ(link.find_first_of("\r\n\" "), std::string::npos);
    EXPECT_EQ(links.open(path_of(link), 0).finding, Finding::valid);
    EXPECT_FALSE(mapping::mxc_uri_from("mxc://montague.example/../secret"));
    EXPECT_FALSE(mapping::mxc_uri_from("mxc://montague.example/a/b"));
    EXPECT_FALSE(mapping::mxc_uri_from("mxc:///a"));
    EXPECT_FALSE(mapping::mxc_uri_from("https://montague.example/a"));
}

} // namespace
} // namespace bascule::media
