#include "bridge/muc/roster.hpp"

#include "tests/bridge/stanzas.hpp"
#include "tests/samples.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::bridge {
namespace {

using samples::jid;
using Kind = Roster::Kind;

OccupantPresence present(const std::string& nick) {
    return tests::occupant_presence(jid("garden@muc.capulet.example/" + nick), jid("matrix.montague.example/bascule"));
}

OccupantPresence absent(const std::string& nick) {
    auto presence = present(nick);
    presence.is_available = false;
    return presence;
}

OccupantPresence real(OccupantPresence presence, const char* person) {
    presence.real_jid = jid(person);
    return presence;
}

class RosterTest : public testing::Test {
protected:
    Roster roster{"matrix.montague.example"};
};

TEST_F(RosterTest, SomebodyComesOnceHoweverOftenHeSaysSo) {
    EXPECT_EQ(roster.apply(present("Juliet")).kind, Kind::came);
    EXPECT_EQ(roster.apply(present("Juliet")).kind, Kind::none);
    EXPECT_EQ(roster.others().size(), 1U);
}

TEST_F(RosterTest, WhoGoesIsToldAsHeWasLast) {
    roster.apply(real(present("Juliet"), "juliet@capulet.example/balcony"));
    const auto change = roster.apply(absent("Juliet"));
    EXPECT_EQ(change.kind, Kind::went);
    EXPECT_EQ(change.entry.real_jid, jid("juliet@capulet.example"));
    EXPECT_EQ(roster.find("Juliet"), nullptr);
}

TEST_F(RosterTest, WhoWasNeverThereCannotGo) {
    EXPECT_EQ(roster.apply(absent("Mercutio")).kind, Kind::none);
}

// XEP-0045 §7.6: unavailable with status 303 and the new nick, then available under the new nick.
TEST_F(RosterTest, ANickChangeIsARenamingAndNoDeparture) {
    auto first = present("Juliet");
    first.occupant_id = "occupant-1";
    roster.apply(first);
    auto leaving = absent("Juliet");
    leaving.statuses = {303};
    leaving.new_nick = "Jule";
    const auto change = roster.apply(leaving);
    EXPECT_EQ(change.kind, Kind::renamed);
    EXPECT_EQ(change.old_nick, "Juliet");
    EXPECT_EQ(change.entry.nick, "Jule");
    auto arriving = present("Jule");
    arriving.occupant_id = "occupant-1";
    EXPECT_EQ(roster.apply(arriving).kind, Kind::none);
    EXPECT_EQ(roster.others().size(), 1U);
    EXPECT_EQ(roster.others().front().key(), "/occupant-1");
}

TEST_F(RosterTest, ANickOfOursIsNeverAnother) {
    roster.claim("Romeo", {}, Roster::Hold::seated);
    EXPECT_EQ(roster.apply(present("Romeo")).kind, Kind::none);
    EXPECT_TRUE(roster.others().empty());
}

TEST_F(RosterTest, ANickThatTurnsOutToBeOursLeavesTheOthers) {
    roster.apply(present("Romeo"));
    roster.claim("Romeo", {}, Roster::Hold::seated);
    EXPECT_TRUE(roster.others().empty());
}

TEST_F(RosterTest, ANickWeGaveUpMayBeTakenByAnother) {
    roster.claim("Romeo", {}, Roster::Hold::seated);
    roster.disclaim("Romeo");
    EXPECT_EQ(roster.apply(present("Romeo")).kind, Kind::came);
}

TEST_F(RosterTest, ARealJidOfOurDomainIsOursWhateverTheNick) {
    EXPECT_EQ(roster.apply(real(present("Stranger"), "romeo%montague.example@matrix.montague.example/bascule")).kind,
              Kind::none);
}

TEST_F(RosterTest, TheRoomItselfIsNobody) {
    auto presence = present("x");
    presence.head.from = jid("garden@muc.capulet.example");
    EXPECT_EQ(roster.apply(presence).kind, Kind::none);
}

TEST_F(RosterTest, TheRealJidIsTheKeyBeforeTheOccupantIdAndThatBeforeTheNick) {
    Roster::Entry entry{"Juliet", jid("juliet@capulet.example"), "occupant-1"};
    EXPECT_EQ(entry.key(), "juliet@capulet.example");
    entry.real_jid.reset();
    EXPECT_EQ(entry.key(), "/occupant-1");
    entry.occupant_id.clear();
    EXPECT_EQ(entry.key(), "/Juliet");
}

TEST_F(RosterTest, ANickThatLooksLikeOneInUseIsTaken) {
    roster.apply(present("Juliet"));
    roster.claim("Romeo", {}, Roster::Hold::seated);
    EXPECT_TRUE(roster.is_taken("Juliet"));
    EXPECT_TRUE(roster.is_taken("juliet"));
    EXPECT_TRUE(roster.is_taken("Ro\u200Bmeo")); // with a zero width space
    EXPECT_FALSE(roster.is_taken("Mercutio"));
}

TEST_F(RosterTest, ForgettingTheOthersKeepsOurNicks) {
    roster.apply(present("Juliet"));
    roster.claim("Romeo", {}, Roster::Hold::seated);
    roster.forget_others();
    EXPECT_TRUE(roster.others().empty());
    EXPECT_TRUE(roster.is_ours("Romeo"));
}

} // namespace
} // namespace bascule::bridge
