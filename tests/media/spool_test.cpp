#include "bridge/media/spool.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace bascule::media {
namespace {

TEST(SpoolTest, WhatIsWrittenCanBeReadFromAnywhere) {
    Spool spool;
    spool.append("But soft, ");
    spool.append("what light");
    EXPECT_EQ(spool.size(), 20U);
    EXPECT_EQ(spool.read(0, 100), "But soft, what light");
    EXPECT_EQ(spool.read(10, 4), "what");
    EXPECT_EQ(spool.read(20, 4), "");
    const Spool moved{std::move(spool)};
    EXPECT_EQ(moved.read(4, 4), "soft");
}

} // namespace
} // namespace bascule::media
