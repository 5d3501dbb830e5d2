#include "matrix_appservice/listener/access_token.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace bascule::matrix {
namespace {

class AccessTokenTest : public testing::Test {
protected:
    AccessToken token{"s3cr3t+/="};
};

TEST_F(AccessTokenTest, IsTheSecretAndNothingElse) {
    EXPECT_TRUE(token.is("s3cr3t+/="));
    for (const auto* presented : {"", "s3cr3t", "s3cr3t+/==", "S3CR3T+/=", " s3cr3t+/="}) {
        EXPECT_FALSE(token.is(presented)) << presented;
    }
    EXPECT_THROW(AccessToken{""}, std::invalid_argument);
}

TEST_F(AccessTokenTest, IsTakenFromTheHeaderOrTheQuery) {
    EXPECT_EQ(access_of(token, "Bearer s3cr3t+/=", ""), Access::granted);
    EXPECT_EQ(access_of(token, "bearer   s3cr3t+/=", ""), Access::granted);
    EXPECT_EQ(access_of(token, "", "access_token=s3cr3t%2B%2F%3D"), Access::granted);
    EXPECT_EQ(access_of(token, "", "a=b&access_token=s3cr3t+/="), Access::granted);
    EXPECT_EQ(access_of(token, "", ""), Access::missing_token);
    EXPECT_EQ(access_of(token, "Basic czNjcjN0", "token=s3cr3t"), Access::missing_token);
    EXPECT_EQ(access_of(token, "Bearer", ""), Access::missing_token);
    EXPECT_EQ(access_of(token, "Bearer ", ""), Access::wrong_token);
    EXPECT_EQ(access_of(token, "Bearer wrong", ""), Access::wrong_token);
}

// AS API, "Legacy authorization": where both are given, they must match.
TEST_F(AccessTokenTest, MustBeRightWhereverItStands) {
    EXPECT_EQ(access_of(token, "Bearer s3cr3t+/=", "access_token=s3cr3t+/="), Access::granted);
    EXPECT_EQ(access_of(token, "Bearer s3cr3t+/=", "access_token=wrong"), Access::wrong_token);
    EXPECT_EQ(access_of(token, "Bearer wrong", "access_token=s3cr3t+/="), Access::wrong_token);
}

} // namespace
} // namespace bascule::matrix
