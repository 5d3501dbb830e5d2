#include "mapping/conversation/geo_uri.hpp"

#include <gtest/gtest.h>

namespace bascule::mapping {
namespace {

// RFC 5870 §6.1, §6.2
TEST(GeoUri, ReadsPlaces) {
    EXPECT_EQ(place_of_geo_uri("geo:13.4125,103.8667"), (Place{13.4125, 103.8667}));
    EXPECT_EQ(place_of_geo_uri("geo:48.2010,16.3695,183"), (Place{48.2010, 16.3695}));
    EXPECT_EQ(place_of_geo_uri("geo:-33.8,151.2;crs=wgs84;u=35"), (Place{-33.8, 151.2, 35}));
}

TEST(GeoUri, RefusesWhatIsNone) {
    for (const auto* one : {"", "geo:", "geo:1", "geo:1,", "geo:91,0", "geo:0,181", "geo:nan,0", "geo:1,2x",
                            "mailto:1,2", "geo:1e400,2"}) {
        EXPECT_EQ(place_of_geo_uri(one), std::nullopt) << one;
    }
    EXPECT_EQ(place_of_geo_uri("geo:1,2;u=-3"), (Place{1, 2}));
}

TEST(GeoUri, RoundTrips) {
    for (const auto& place : {Place{0, 0}, Place{-90, 180}, Place{51.5008, -0.1247, 12.5}, Place{1e-7, -1e-7}}) {
        EXPECT_EQ(place_of_geo_uri(geo_uri_of(place)), place) << geo_uri_of(place);
    }
}

} // namespace
} // namespace bascule::mapping
