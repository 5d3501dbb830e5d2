#include "config/nearest.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace bascule::config {
namespace {

const std::vector<std::string> paths{"xmpp.server",       "xmpp.secret",  "appservice.as_token",
                                     "appservice.listen", "admin.listen", "database"};

TEST(EditDistanceTest, CountsCharactersThatDiffer) {
    EXPECT_EQ(edit_distance("secret", "secret"), 0U);
    EXPECT_EQ(edit_distance("secret", "secrets"), 1U);
    EXPECT_EQ(edit_distance("", "abc"), 3U);
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(EditDistanceTest, TwoSwappedNeighboursAreOneMistake) {
    EXPECT_EQ(edit_distance("databsae", "database"), 1U);
}

TEST(NearestTest, AMisspeltKeyIsRecognised) {
    EXPECT_EQ(nearest("xmpp.sercet", paths), "xmpp.secret");
    EXPECT_EQ(nearest("databse", paths), "database");
}

TEST(NearestTest, AKeyInTheWrongSectionIsFoundInItsOwn) {
    EXPECT_EQ(nearest("xmpp.as_token", paths), "appservice.as_token");
    EXPECT_EQ(nearest("secret", paths), "xmpp.secret");
}

TEST(NearestTest, WhatIsFarFromEverythingHasNoNearest) {
    EXPECT_EQ(nearest("colour", paths), std::nullopt);
}

} // namespace
} // namespace bascule::config
