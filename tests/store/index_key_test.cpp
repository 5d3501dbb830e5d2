#include "bridge/store/index_key.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::store {
namespace {

TEST(IndexKeyTest, AShortTextIsItsOwnKey) {
    for (const std::string& text : {std::string{}, std::string{"rose"}, std::string(400, 'r')}) {
        const IndexKey key{text};
        EXPECT_EQ(key.indexed, text);
        EXPECT_FALSE(key.whole);
    }
}

TEST(IndexKeyTest, ALongTextIsKeptWholeBesideItsKey) {
    const std::string text(401, 'r');
    const IndexKey key{text};
    EXPECT_EQ(key.indexed.size(), 401U);
    EXPECT_EQ(key.whole, text);
}

TEST(IndexKeyTest, NoTwoTextsShareAKey) {
    const std::string text(1'000, 'r');
    const IndexKey key{text};
    EXPECT_NE(key.indexed, IndexKey{text + 's'}.indexed);
    EXPECT_NE(key.indexed, IndexKey{key.indexed}.indexed) << "a text that looks like the key of another";
}

} // namespace
} // namespace bascule::store
