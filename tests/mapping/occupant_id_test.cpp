#include "mapping/occupant_id.hpp"

#include "tests/samples.hpp"

#include <gtest/gtest.h>

namespace bascule::mapping {
namespace {

const auto verona = samples::jid("#verona@matrix.example");

// Made with `printf '#verona@matrix.example\0romeo@montague.example' | openssl dgst -sha256 -hmac secret -binary |
// base64`, in the alphabet of RFC 4648 §5.
TEST(OccupantIdTest, IsAnHmacOfRoomAndPerson) {
    EXPECT_EQ(occupant_id("secret", verona, "romeo@montague.example"), "eVPvB96j8vHCkyWUhmNV0A-8l0vQSwzn1wlNDse6nhY");
}

TEST(OccupantIdTest, DiffersByRoomPersonAndSecret) {
    const auto one = occupant_id("secret", verona, "romeo@montague.example");
    EXPECT_EQ(one.size(), 43U);
    EXPECT_NE(one, occupant_id("secret", verona, "juliet@capulet.example"));
    EXPECT_NE(one, occupant_id("secret", samples::jid("#mantua@matrix.example"), "romeo@montague.example"));
    EXPECT_NE(one, occupant_id(std::string(100, 's'), verona, "romeo@montague.example"));
    EXPECT_EQ(one, occupant_id("secret", verona.with_resource("Romeo").value(), "romeo@montague.example"));
}

} // namespace
} // namespace bascule::mapping
