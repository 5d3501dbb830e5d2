#include "matrix_appservice/listener/transaction_order.hpp"

#include <gtest/gtest.h>

namespace bascule::matrix {
namespace {

bool skips(const char* from, const char* to) {
    TransactionOrder order;
    order.took(from);
    return order.skips_to(to);
}

TEST(TransactionOrderTest, ANumberThatIsLeftOutIsAGap) {
    EXPECT_TRUE(skips("598", "600"));
    EXPECT_FALSE(skips("598", "599"));
}

TEST(TransactionOrderTest, ARepeatALateOneAndANewCountAreNoGap) {
    EXPECT_FALSE(skips("598", "598"));
    EXPECT_FALSE(skips("600", "599"));
    EXPECT_FALSE(skips("600", "1"));
    EXPECT_FALSE(skips("18446744073709551615", "0"));
}

TEST(TransactionOrderTest, TheFirstOneSaysNothing) {
    EXPECT_FALSE(TransactionOrder{}.skips_to("600"));
}

TEST(TransactionOrderTest, IdsThatAreNoSmallNumbersSayNothing) {
    EXPECT_FALSE(skips("1795413245384000000", "1795413245385000000"));
    EXPECT_FALSE(skips("a1", "a3"));
    EXPECT_FALSE(skips("1", "3x"));
    EXPECT_FALSE(skips("", "3"));
    EXPECT_FALSE(skips("1", "99999999999999999999999"));
}

} // namespace
} // namespace bascule::matrix
