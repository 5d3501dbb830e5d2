#include "tests/bridge/gateway/gateway_fixture.hpp"

#include <chrono>

namespace bascule::bridge {
namespace {

using mapping::Affiliation;
using mapping::Role;
using Words = std::vector<std::string>;

using GatewayEntryTest = GatewayTest;

// XEP-0045 §7.2: others, oneself, (history,) subject.
TEST_F(GatewayEntryTest, WhoEntersIsToldOfTheOthersThenOfHimselfThenOfTheSubject) {
    door.topic = "Two households";
    enter(juliet, "Juliet");
    ASSERT_EQ(service.told.size(), 4U);
    EXPECT_EQ((Words{service.told.end() - 2, service.told.end()}), (Words{"+Juliet", "subject Two households"}));
    const auto& self = shown("Juliet", juliet);
    EXPECT_EQ(self.statuses, (std::vector{100, 110, 170}));
    EXPECT_EQ(self.id, "p1");
    EXPECT_EQ(self.real_jid, juliet);
    EXPECT_EQ(self.rank, (mapping::MucRank{Affiliation::none, Role::participant}));
    const auto& romeo = shown("Romeo", juliet);
    EXPECT_EQ(romeo.rank, (mapping::MucRank{Affiliation::owner, Role::moderator}));
    EXPECT_EQ(romeo.real_jid->bare(), world.puppet_of(world.romeo).bare());
    EXPECT_TRUE(romeo.statuses.empty());
    EXPECT_EQ(romeo.hat, "Admin (100)");
    EXPECT_NE(romeo.occupant_id, self.occupant_id);
}

TEST_F(GatewayEntryTest, HisGhostJoinsTheMatrixRoomAndIsCalledAsHeIs) {
    enter(juliet, "Juliet");
    EXPECT_TRUE(world.homeserver.rooms[verona].members.contains(ghost()));
    EXPECT_EQ(world.homeserver.users[ghost()].display_name, "Juliet");
    EXPECT_EQ(records.session_rows.size(), 1U);
    EXPECT_EQ(records.room_rows.at(0).room, verona);
}

TEST_F(GatewayEntryTest, ThoseWhoAreInAreToldOfWhoEnters) {
    enter(juliet, "Juliet");
    service.forget();
    enter(nurse, "Nurse");
    EXPECT_EQ(service.told.front(), "+Nurse");
    EXPECT_EQ(service.presences.front().to, juliet);
    EXPECT_EQ(service.presences.front().real_jid, nurse);
    EXPECT_FALSE(has(service.presences.front(), 110));
}

// XEP-0045 §7.2.2
TEST_F(GatewayEntryTest, WithoutANickNobodyEnters) {
    enter(juliet, "");
    EXPECT_EQ(service.refusals.at(0).error.condition, "jid-malformed");
    EXPECT_EQ(service.refusals.at(0).id, "p1");
    EXPECT_TRUE(service.presences.empty());
}

// XEP-0045 §7.2.8
TEST_F(GatewayEntryTest, TheNickOfSomebodyElseOrOneThatLooksTheSameIsRefused) {
    enter(juliet, "Juliet");
    enter(nurse, "juliet");
    EXPECT_EQ(service.refusals.at(0).error.condition, "conflict");
    enter(nurse, "ROMEO");
    EXPECT_EQ(service.refusals.at(1).error.condition, "conflict");
    EXPECT_FALSE(world.homeserver.rooms[verona].members.contains(world.ghost_of("nurse@capulet.example")));
}

TEST_F(GatewayEntryTest, AMatrixUserGetsAnotherNickWhereHisNameIsTaken) {
    enter(juliet, "Juliet");
    service.forget();
    world.homeserver.rooms[verona].members.insert(benvolio);
    happen("$1", benvolio, change_of(benvolio, Membership::join, "Juliet"));
    EXPECT_EQ(service.told, Words{"+benvolio"});
    EXPECT_EQ(records.nick_rows.at(0).nick, "benvolio");
}

// XEP-0045 §7.2.14
TEST_F(GatewayEntryTest, SeveralSessionsOfOnePersonShareANick) {
    enter(juliet, "Juliet");
    enter(nurse, "Nurse");
    service.forget();
    enter(phone, "Another");
    EXPECT_TRUE(service.refusals.empty());
    EXPECT_TRUE(has(shown("Juliet", phone), 110));
    EXPECT_TRUE(has(shown("Juliet", phone), 210)); // the service chose the nick
    service.forget();
    leave(juliet, "Juliet");
    EXPECT_EQ(service.told, Words{"-Juliet"});
    EXPECT_EQ(service.presences.at(0).to, juliet);
    service.forget();
    leave(phone, "Juliet");
    EXPECT_EQ(service.told, (Words{"-Juliet", "-Juliet"})); // one's own, and the nurse's
    EXPECT_EQ(shown("Juliet", nurse).kind, SeatPresence::Kind::unavailable);
}

TEST_F(GatewayEntryTest, WhoEntersAgainIsToldAllAgainAndNobodyElseIs) {
    enter(juliet, "Juliet");
    enter(nurse, "Nurse");
    service.forget();
    enter(juliet, "Juliet");
    EXPECT_TRUE(std::ranges::all_of(service.presences, [&](const auto& one) { return one.to == juliet; }));
    EXPECT_EQ(service.told.size(), 5U);
    EXPECT_EQ(service.told.at(3), "+Juliet");
}

// XEP-0045 §7.6
TEST_F(GatewayEntryTest, ANickChangeIsAPairOfPresences) {
    enter(juliet, "Juliet");
    enter(nurse, "Nurse");
    service.forget();
    take(presence(juliet, "Capulet"));
    const auto& gone = shown("Juliet", nurse);
    EXPECT_EQ(gone.kind, SeatPresence::Kind::unavailable);
    EXPECT_EQ(gone.new_nick, "Capulet");
    EXPECT_TRUE(has(gone, 303));
    EXPECT_TRUE(has(shown("Juliet", juliet), 110));
    EXPECT_TRUE(has(shown("Capulet", juliet), 110));
    EXPECT_EQ(records.session_rows.at(1).nick, "Capulet");
    service.forget();
    take(presence(juliet, "Nurse"));
    EXPECT_EQ(service.refusals.at(0).error.condition, "conflict");
}

// XEP-0045 §7.7
TEST_F(GatewayEntryTest, WhoIsAwayIsShownSo) {
    enter(juliet, "Juliet");
    service.forget();
    auto away = presence(juliet, "Juliet");
    away.show = "away";
    away.status = "asleep";
    take(away);
    EXPECT_EQ(shown("Juliet", juliet).show, "away");
    EXPECT_EQ(shown("Juliet", juliet).status, "asleep");
    service.forget();
    take(away);
    EXPECT_TRUE(service.told.empty());
}

TEST_F(GatewayEntryTest, WhoOnlyThinksThatHeIsInIsToldThatHeIsNot) {
    take(presence(juliet, "Juliet"));
    const auto& out = shown("Juliet", juliet);
    EXPECT_EQ(out.kind, SeatPresence::Kind::unavailable);
    EXPECT_EQ(out.statuses, (std::vector{110, 307, 333}));
}

TEST_F(GatewayEntryTest, ALeaveOfWhoIsNotInAndAProbeAreNoMatter) {
    leave(juliet, "Juliet");
    auto probe = presence(juliet, "Juliet");
    probe.kind = PresenceKind::probe;
    take(probe);
    EXPECT_TRUE(service.told.empty());
    EXPECT_TRUE(service.refusals.empty());
}

TEST_F(GatewayEntryTest, EachReasonToKeepSomebodyOutHasItsError) {
    const auto condition_of_entry = [this](const mapping::Jid& who) {
        service.refusals.clear();
        enter(who, "Somebody");
        return service.refusals.empty() ? std::string{"in"} : service.refusals.at(0).error.condition;
    };
    world.policy.permissions = fakes::SmallWorld::allow({{"nurse@capulet.example", mapping::Permission::block}});
    EXPECT_EQ(condition_of_entry(nurse), "forbidden");
    door.outcasts = {ghost()};
    EXPECT_EQ(condition_of_entry(juliet), "forbidden");
    door.outcasts.clear();
    world.homeserver.rooms[verona].rights.join_rule = "invite";
    EXPECT_EQ(condition_of_entry(juliet), "registration-required");
    world.homeserver.is_away = true;
    EXPECT_EQ(condition_of_entry(juliet), "remote-server-timeout");
    EXPECT_EQ(service.refusals.at(0).error.type, "wait");
    world.homeserver.is_away = false;
    world.homeserver.rooms[verona].rights.join_rule = "public";
    door.aliases.clear();
    EXPECT_EQ(condition_of_entry(juliet), "item-not-found") << "nobody is in who would keep it open";
}

TEST_F(GatewayEntryTest, AnAliasOfNoRoomIsNotFound) {
    door.aliases.clear();
    enter(juliet, "Juliet");
    EXPECT_EQ(service.refusals.at(0).error.condition, "item-not-found");
}

// The bot needs no more than an invitation, which any member may give.
TEST_F(GatewayEntryTest, AnInvitedGhostAsksTheBotIntoAPrivateRoom) {
    auto& room = world.homeserver.rooms[verona];
    room.rights.join_rule = "invite";
    room.invited.insert(ghost());
    enter(juliet, "Juliet");
    EXPECT_TRUE(service.refusals.empty());
    EXPECT_TRUE(room.members.contains(world.bot));
    EXPECT_EQ(shown("Juliet", juliet).rank.affiliation, Affiliation::member);
    enter(nurse, "Nurse");
    EXPECT_EQ(service.refusals.at(0).error.condition, "registration-required");
}

TEST_F(GatewayEntryTest, AnInvitedGhostShowsTheBotTheWayIntoARoomOfAnotherHomeserver) {
    auto& room = world.homeserver.rooms[verona];
    room.rights.join_rule = "invite";
    room.invited.insert(ghost());
    door.far.insert(verona);
    enter(juliet, "Juliet");
    EXPECT_TRUE(service.refusals.empty());
    EXPECT_TRUE(room.members.contains(world.bot));
}

TEST_F(GatewayEntryTest, OfALargeRoomOnlyThoseWhoMatterAreShown) {
    constexpr int members = 10'000;
    for (int number = 0; number < members; ++number) {
        const auto user = samples::user("@guest" + std::to_string(number) + ":montague.example");
        world.homeserver.rooms[verona].members.insert(user);
        world.homeserver.users[user].display_name = "Guest " + std::to_string(number);
    }
    const auto speaker = samples::user("@guest7:montague.example");
    world.event_codec.events.emplace("recent", fakes::SmallWorld::said("$r", verona, speaker, "Hear me"));
    world.homeserver.rooms[verona].history = {{samples::event("$r"), "recent", 0}};
    world.homeserver.rooms[verona].members.insert(world.bot);
    const auto start = std::chrono::steady_clock::now();
    enter(juliet, "Juliet");
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{5});
    EXPECT_EQ((Words{service.told.begin(), service.told.end() - 2}).size(), 2U);
    EXPECT_EQ(shown("Guest 7", juliet).kind, SeatPresence::Kind::available);
    EXPECT_EQ(shown("Romeo", juliet).rank.role, Role::moderator);
    service.forget();
    // Somebody who was not shown speaks: from now on he is.
    happen(fakes::SmallWorld::said("$2", verona, samples::user("@guest9:montague.example"), "Me too"));
    EXPECT_EQ(service.told, (Words{"+Guest 9", "says Me too"}));
}

// RFC 6120 §8.3.3.5: in the MUC itself everybody hears him.
TEST_F(GatewayEntryTest, WhoAsksForAPortalIsSentToItsMuc) {
    world.registry.portals.rows.push_back(
        {PortalKind::portal, verona, samples::jid("garden@muc.capulet.example"), {}, 0});
    enter(juliet, "Juliet");
    ASSERT_EQ(service.refusals.size(), 1U);
    EXPECT_EQ(service.refusals.at(0).error.condition, "gone");
    EXPECT_EQ(service.refusals.at(0).error.uri, "xmpp:garden@muc.capulet.example?join");
    EXPECT_NE(service.refusals.at(0).error.text.find("garden@muc.capulet.example"), std::string::npos);
    EXPECT_FALSE(world.homeserver.rooms[verona].members.contains(ghost()));

    const auto asked = world.homeserver.calls;
    auto by_alias = presence(juliet, "Juliet");
    by_alias.head.to = samples::jid("#_xmpp_orchard=40muc.capulet.example%montague.example@matrix.montague.example/x");
    by_alias.entry = MucEntry{};
    take(std::move(by_alias));
    EXPECT_EQ(service.refusals.at(1).error.uri, "xmpp:orchard@muc.capulet.example?join");
    EXPECT_EQ(world.homeserver.calls, asked) << "asking for the alias would make the portal";
}

TEST_F(GatewayEntryTest, WhoAsksForARoomThatIsBridgedToAMucIsSentThere) {
    world.registry.portals.rows.push_back(
        {PortalKind::plumbed, verona, samples::jid("garden@muc.capulet.example"), {}, 0});
    enter(juliet, "Juliet");
    EXPECT_EQ(service.refusals.at(0).error.uri, "xmpp:garden@muc.capulet.example?join");
}

TEST_F(GatewayEntryTest, ARoomThatIsBridgedToAMucSendsItsPeopleThere) {
    enter(juliet, "Juliet");
    enter(nurse, "Nurse");
    world.finish(rooms->give_way(verona, samples::jid("garden@muc.capulet.example")));
    ASSERT_EQ(service.ends.size(), 2U);
    EXPECT_EQ(service.ends.at(0).alternate_venue, samples::jid("garden@muc.capulet.example"));
    EXPECT_EQ(rooms->sessions(), 0U);
}

TEST_F(GatewayEntryTest, EntriesAreCountedByOutcome) {
    enter(juliet, "Juliet");
    enter(nurse, "Juliet");
    EXPECT_EQ(metrics.figures["hosted_joins_total:entered"], 1);
    EXPECT_EQ(metrics.figures["hosted_joins_total:refused"], 1);
    world.homeserver.is_away = true;
    enter(samples::jid("paris@capulet.example/hall"), "Paris");
    EXPECT_EQ(metrics.figures["hosted_joins_total:failed"], 1);
}

} // namespace
} // namespace bascule::bridge
