#include "bridge/commands/mapping_orders.hpp"

#include "tests/fakes/memory_mapping_desk.hpp"
#include "tests/run.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::bridge {
namespace {

using Outcome = CommandAnswer::Outcome;

class MappingOrdersTest : public testing::Test {
protected:
    CommandAnswer obey(MappingOrder order) { return tests::run(carry_out(desk, std::move(order), "@nurse:x.example")); }
    static MappingOrder set(std::string action, std::string words = {}) {
        return {"set", "reaction", "matrix_to_xmpp", std::move(action), "domain:muc.capulet.example", std::move(words)};
    }
    fakes::MemoryMappingDesk desk;
};

TEST_F(MappingOrdersTest, ARuleIsMadeShownAndTakenBack) {
    EXPECT_NE(obey({"list"}).text.find("as it is shipped"), std::string::npos);
    EXPECT_EQ(obey(set("text", "{sender}: {emoji}")).outcome, Outcome::done);
    const auto listed = obey({"list"}).table;
    ASSERT_EQ(listed.rows.size(), 1U);
    EXPECT_EQ(listed.rows[0], (std::vector<std::string>{"reaction", "matrix_to_xmpp", "domain:muc.capulet.example",
                                                        "text", "{sender}: {emoji}"}));
    const auto shown = obey({"get", "reaction", "", "", "portal:garden@muc.capulet.example"}).table;
    ASSERT_EQ(shown.rows.size(), 2U);
    EXPECT_EQ(shown.rows[0][2], "text");
    EXPECT_EQ(shown.rows[0][3], "domain");
    EXPECT_EQ(shown.rows[1][3], "as shipped");
    EXPECT_EQ(obey({"get", "reaction", "matrix_to_xmpp"}).table.rows.at(0).at(3), "as shipped");
    MappingOrder back{"reset", "reaction", "matrix_to_xmpp", "", "domain:muc.capulet.example"};
    EXPECT_EQ(obey(back).outcome, Outcome::done);
    EXPECT_EQ(obey(back).outcome, Outcome::refused);
    EXPECT_EQ(obey({"audit"}).table.rows.size(), 2U);
}

TEST_F(MappingOrdersTest, WhatMakesNoSenseIsRefusedWithWhatWould) {
    auto dance = set("text");
    dance.feature = "dance";
    EXPECT_NE(obey(dance).text.find("reaction"), std::string::npos);
    auto sideways = set("text");
    sideways.direction = "sideways";
    EXPECT_NE(obey(sideways).text.find("matrix_to_xmpp"), std::string::npos);
    EXPECT_NE(obey(set("perhaps")).text.find("native"), std::string::npos);
    auto nowhere = set("text");
    nowhere.scope = "everywhere";
    EXPECT_NE(obey(nowhere).text.find("default"), std::string::npos);
    EXPECT_EQ(obey(set("text", "{unclosed")).outcome, Outcome::refused);
    EXPECT_NE(obey({"dance"}).text.find("list, get, set, reset or audit"), std::string::npos);
    EXPECT_TRUE(desk.rules.rules().empty());
}

} // namespace
} // namespace bascule::bridge
