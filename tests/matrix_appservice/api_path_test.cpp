#include "matrix_appservice/client/api_path.hpp"

#include "matrix_appservice/percent_encoding.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace bascule::matrix {
namespace {

TEST(ApiPathTest, EncodesEachSegment) {
    EXPECT_EQ(v3_path({"rooms", "!a/b:hs", "state", "m.room.name", ""}),
              "/_matrix/client/v3/rooms/%21a%2Fb%3Ahs/state/m.room.name/");
}

TEST(TransactionIdTest, IsSafeInAPathAndDiffersForDifferentKeys) {
    std::set<std::string> ids;
    const std::string hash_of_x = transaction_id_of("x y").substr(2);
    for (const std::string key : {"a", "A", "a b", "a/b", "h.a", "k.a", "", "ä", "..", "a%20b"}) {
        ids.insert(transaction_id_of(key));
    }
    ids.insert(transaction_id_of(std::string(5000, 'a')));
    ids.insert(transaction_id_of(std::string(5001, 'a')));
    ids.insert(transaction_id_of(hash_of_x));
    ids.insert(transaction_id_of("x y"));
    EXPECT_EQ(ids.size(), 14U);
    for (const auto& id : ids) {
        EXPECT_EQ(percent_encoded(id), id);
        EXPECT_LT(id.size(), 128U);
    }
    EXPECT_EQ(transaction_id_of("a b"), transaction_id_of("a b"));
}

} // namespace
} // namespace bascule::matrix
