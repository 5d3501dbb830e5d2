#include "matrix_appservice/client/room_rights.hpp"

#include "tests/samples.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace bascule::matrix {
namespace {

constexpr auto infinite = std::numeric_limits<std::int64_t>::max();

std::string state_event(const std::string& type, const std::string& content) {
    return R"({"type":")" + type + R"(","state_key":"","sender":"@escalus:verona.example","content":)" + content + '}';
}

bridge::RoomRights rights_of(const std::vector<std::string>& events) {
    std::string state = "[";
    for (const auto& event : events) {
        state += (state.size() > 1 ? "," : "") + event;
    }
    return rights_in_state(state + ']').value();
}

class RoomRightsTest : public testing::Test {
protected:
    const mapping::UserId escalus = samples::user("@escalus:verona.example");
    const mapping::UserId romeo = samples::user("@romeo:verona.example");
    const std::string create_11 = state_event("m.room.create", R"({"room_version":"11"})");
    const std::string create_12 =
        state_event("m.room.create", R"({"room_version":"12","additional_creators":["@romeo:verona.example",7,"no"]})");
};

// Matrix spec, "m.room.power_levels": without it, who made the room has 100 and anybody may set state.
TEST_F(RoomRightsTest, BelongToTheCreatorUntilPowerLevelsAreSet) {
    const auto rights = rights_of({create_11});
    EXPECT_EQ(rights.version, "11");
    EXPECT_EQ(rights.power_of(escalus), 100);
    EXPECT_EQ(rights.power_of(romeo), 0);
    EXPECT_EQ(rights.state_default, 0);
    EXPECT_EQ(rights.kick, 50);
    EXPECT_TRUE(rights.creators.empty());
    EXPECT_EQ(rights_of({state_event("m.room.create", "{}")}).version, "1");
}

TEST_F(RoomRightsTest, AreAsThePowerLevelsSay) {
    const auto rights =
        rights_of({create_11, state_event("m.room.power_levels",
                                          R"({"users":{"@romeo:verona.example":50,"nobody":7},"users_default":1,
                 "events":{"m.room.name":70,"x":"60","y":[]},"events_default":2,"state_default":3,"invite":4,"kick":5,
                 "ban":6,"redact":7})")});
    EXPECT_EQ(rights.power_of(romeo), 50);
    EXPECT_EQ(rights.power_of(escalus), 1) << "the creator has no more than is written";
    EXPECT_EQ(rights.events, (std::map<std::string, std::int64_t>{{"m.room.name", 70}, {"x", 60}}));
    EXPECT_EQ(rights.events_default, 2);
    EXPECT_EQ(rights.state_default, 3);
    EXPECT_EQ(rights.invite, 4);
    EXPECT_EQ(rights.kick, 5);
    EXPECT_EQ(rights.ban, 6);
    EXPECT_EQ(rights.redact, 7);
}

TEST_F(RoomRightsTest, HaveTheSpecificationsDefaults) {
    const auto rights = rights_of({create_11, state_event("m.room.power_levels", "{}")});
    EXPECT_EQ(rights.state_default, 50);
    EXPECT_EQ(rights.users_default, 0);
    EXPECT_EQ(rights.invite, 0);
    EXPECT_TRUE(rights.users.empty());
}

// Room version 12: creators stand above all levels and are not written there.
TEST_F(RoomRightsTest, PutCreatorsAboveAllInNewRooms) {
    const auto rights = rights_of({create_12, state_event("m.room.power_levels", R"({"users":{}})")});
    EXPECT_EQ(rights.creators, (std::vector{escalus, romeo}));
    EXPECT_EQ(rights.power_of(escalus), infinite);
    EXPECT_EQ(rights.power_of(romeo), infinite);
    EXPECT_EQ(rights.power_of(samples::user("@x:y")), 0);
}

TEST_F(RoomRightsTest, TellWhatElseMattersToABridge) {
    const auto rights = rights_of({create_11, state_event("m.room.encryption", "{}"),
                                   state_event("m.room.join_rules", R"({"join_rule":"public"})"),
                                   state_event("m.room.name", R"({"name":"Verona"})")});
    EXPECT_TRUE(rights.is_encrypted);
    EXPECT_EQ(rights.join_rule, "public");
    EXPECT_EQ(rights.name, "Verona");
    EXPECT_FALSE(rights_of({create_11}).is_encrypted);
    EXPECT_EQ(rights_of({create_11}).join_rule, "invite");
}

// Old room versions allowed levels as strings, with spaces.
TEST_F(RoomRightsTest, ReadLevelsWrittenAsText) {
    const auto rights = rights_of(
        {create_11, state_event("m.room.power_levels", R"({"ban":" 40 ","kick":"+30","redact":"x","invite":20.0})")});
    EXPECT_EQ(rights.ban, 40);
    EXPECT_EQ(rights.kick, 30);
    EXPECT_EQ(rights.redact, 50);
    EXPECT_EQ(rights.invite, 20);
}

TEST_F(RoomRightsTest, BearStateOfAnyShape) {
    const std::string deep = std::string(500, '[') + std::string(500, ']');
    const auto rights = rights_of({"7", "null", "{}", create_11, state_event("m.room.power_levels", "[]"),
                                   state_event("m.room.name", R"({"name":7})"), state_event("x", deep),
                                   R"({"type":"m.room.name","state_key":"other","content":{"name":"No"}})",
                                   R"({"type":"m.room.member","state_key":"@a:b","content":)" + deep + '}'});
    EXPECT_EQ(rights.name, "");
    EXPECT_FALSE(rights_in_state("{}"));
    EXPECT_FALSE(rights_in_state("[]"));
    EXPECT_FALSE(rights_in_state(""));
}

} // namespace
} // namespace bascule::matrix
