#include "bridge/async/task_group.hpp"
#include "tests/bridge/gateway/gateway_fixture.hpp"

#include <optional>
#include <utility>

namespace bascule::bridge {
namespace {

using Words = std::vector<std::string>;

class GatewayLifeTest : public GatewayTest {
protected:
    void TearDown() override {
        world.finish(tasks->stop());
        GatewayTest::TearDown();
    }
    void restart() {
        world.finish(tasks->stop());
        tasks.emplace(world.context.get_executor(), TaskGroup::OnFailure{});
        service.forget();
        begin();
        world.finish(rooms->load());
    }
    void keep_up() {
        tasks->spawn("upkeep", rooms->keep_up());
        world.let_run();
    }
    bool is_ghost_in() { return world.homeserver.rooms[verona].members.contains(ghost()); }

    std::optional<TaskGroup> tasks{std::in_place, world.context.get_executor(), TaskGroup::OnFailure{}};
};

TEST_F(GatewayLifeTest, AGhostLeavesWhenItsPersonHasBeenGoneForTheLeaveDelay) {
    enter(juliet, "Juliet");
    leave(juliet, "Juliet");
    EXPECT_TRUE(is_ghost_in());
    world.now_ms += 59'000;
    keep_up();
    EXPECT_TRUE(is_ghost_in());
    world.now_ms += 2'000;
    restart();
    keep_up();
    EXPECT_FALSE(is_ghost_in());
    EXPECT_TRUE(records.session_rows.empty());
}

TEST_F(GatewayLifeTest, WhoComesBackInTimeStays) {
    enter(juliet, "Juliet");
    leave(juliet, "Juliet");
    enter(phone, "Juliet");
    world.now_ms += 100'000;
    keep_up();
    EXPECT_TRUE(is_ghost_in());
    EXPECT_EQ(records.session_rows.size(), 1U);
}

TEST_F(GatewayLifeTest, ARestartPutsNobodyOutAndTellsNobody) {
    enter(juliet, "Juliet");
    enter(nurse, "Nurse");
    restart();
    EXPECT_TRUE(rooms->hosts(verona));
    const auto early = fakes::SmallWorld::said("$1", verona, world.romeo, "Hello");
    EXPECT_THROW(happen(early), Outage); // its members are not known yet
    keep_up();
    EXPECT_TRUE(service.told.empty());
    happen(early);
    EXPECT_EQ(service.told, (Words{"says Hello", "says Hello"}));
    say(juliet, "1", "Hello yourself");
    EXPECT_EQ(world.homeserver.texts(verona), Words{"Hello yourself"});
}

TEST_F(GatewayLifeTest, WhoLeavesWhileTheHomeserverIsAwayAfterARestartHasLeft) {
    const auto peter = samples::jid("peter@capulet.example/cellar");
    enter(juliet, "Juliet");
    enter(phone, "Juliet");
    enter(peter, "Peter");
    enter(nurse, "Nurse");
    restart();
    world.homeserver.is_away = true;
    keep_up();
    leave(phone, "Juliet");
    EXPECT_TRUE(rooms->find(muc)->holds(ghost())) << "by her other session";
    EXPECT_TRUE(service.told == Words{"-Juliet"});
    leave(juliet, "Juliet");
    take(PresenceError{.head = {peter, seat("Nurse"), "1"}, .error = {"cancel", "gone", {}}});
    EXPECT_TRUE(has(shown("Juliet", juliet), 110));
    EXPECT_EQ(shown("Juliet", nurse).kind, SeatPresence::Kind::unavailable);
    EXPECT_TRUE(has(shown("Peter", nurse), 333));
    world.homeserver.is_away = false;
    restart();
    keep_up();
    happen(fakes::SmallWorld::said("$1", verona, world.romeo, "Alone?"));
    EXPECT_EQ(service.told, Words{"says Alone?"}) << "to the nurse";
    world.now_ms += 61'000;
    restart();
    keep_up();
    EXPECT_FALSE(is_ghost_in());
}

TEST_F(GatewayLifeTest, NicksAreTheSameAfterARestart) {
    world.homeserver.rooms[verona].members.insert(benvolio);
    world.homeserver.users[benvolio].display_name = "Romeo";
    enter(juliet, "Juliet");
    const auto nick_of = [this](const mapping::UserId& user) { return rooms->find(muc)->occupants().find(user)->nick; };
    const auto first = nick_of(benvolio);
    const auto second = nick_of(world.romeo);
    EXPECT_NE(first, second);
    restart();
    keep_up();
    EXPECT_EQ(nick_of(benvolio), first);
    EXPECT_EQ(nick_of(world.romeo), second);
}

// XEP-0045, "Ghost Users"
TEST_F(GatewayLifeTest, ASessionThatIsNotThereAnyMoreIsPutOut) {
    for (const auto* condition : {"gone", "item-not-found", "recipient-unavailable", "redirect",
                                  "remote-server-not-found", "remote-server-timeout"}) {
        enter(juliet, "Juliet");
        enter(nurse, "Nurse");
        take(ReturnedMessage{.head = {juliet, seat("Nurse"), "1"}, .error = {"cancel", condition, {}}});
        EXPECT_FALSE(rooms->find(muc)->is_in(juliet)) << condition;
        EXPECT_TRUE(has(shown("Juliet", nurse), 333)) << condition;
    }
    enter(juliet, "Juliet");
    take(ReturnedMessage{.head = {juliet, seat("Nurse"), "1"}, .error = {"modify", "not-acceptable", {}}});
    EXPECT_TRUE(rooms->find(muc)->is_in(juliet)); // he is there, and only did not like it
    take(PresenceError{.head = {juliet, seat("Nurse"), "1"}, .error = {"cancel", "service-unavailable", {}}});
    EXPECT_FALSE(rooms->find(muc)->is_in(juliet));
}

// XEP-0045 §9.1 of status 332
TEST_F(GatewayLifeTest, AStopTellsEverybodyAndIsRememberedAsALeave) {
    enter(juliet, "Juliet");
    enter(phone, "Juliet");
    world.finish(rooms->stop("restart"));
    EXPECT_EQ(shown("Juliet", juliet).statuses, (std::vector{110, 332}));
    EXPECT_EQ(shown("Juliet", phone).statuses, (std::vector{110, 332}));
    ASSERT_EQ(records.session_rows.size(), 1U);
    EXPECT_TRUE(records.session_rows.at(0).gone_since_ms);
    restart();
    EXPECT_TRUE(is_ghost_in());
    say(juliet, "1", "Hello?");
    EXPECT_EQ(world.xmpp.bounces.at(0).error.condition, "not-acceptable");
}

TEST_F(GatewayLifeTest, AMessageWaitsForTheEntryBeforeIt) {
    auto asked = presence(juliet, "Juliet");
    asked.entry = MucEntry{};
    JournalCommit commit;
    ArrivedStanza entry{asked, {}};
    ASSERT_TRUE(rooms->take(entry, commit));
    const auto message = tests::group_message({juliet, muc, "1"}, {}, "At once");
    ArrivedStanza said{message, "xml"};
    ASSERT_TRUE(rooms->take(said, commit));
    JournalRow row{1, commit.entries.at(0)};
    world.finish(rooms->relay(row, message, Doubt::none));
    EXPECT_EQ(world.homeserver.texts(verona), Words{"At once"});
}

TEST_F(GatewayLifeTest, ARoomWithoutAnybodyOfXmppIsNotFollowed) {
    enter(juliet, "Juliet");
    EXPECT_TRUE(rooms->hosts(verona));
    leave(juliet, "Juliet");
    EXPECT_FALSE(rooms->hosts(verona));
    EXPECT_FALSE(happen(fakes::SmallWorld::said("$1", verona, world.romeo, "Anybody?")));
}

TEST_F(GatewayLifeTest, AGhostWhosePersonIsInTheRoomByAnotherMucStays) {
    bool is_in_muc = true;
    world.ghosts.add_tie(
        [&](const auto& one, const auto& room) { return is_in_muc && one == ghost() && room == verona; });
    enter(juliet, "Juliet");
    enter(nurse, "Nurse");
    leave(juliet, "Juliet");
    service.forget();
    world.now_ms += 61'000;
    keep_up();
    EXPECT_TRUE(is_ghost_in());
    EXPECT_EQ(records.session_rows.size(), 1U) << "the nurse's";
    EXPECT_EQ(service.told, Words{"+Juliet"}) << "who is still in the Matrix room";
    EXPECT_EQ(shown("Juliet", nurse).real_jid, juliet.bare());
    is_in_muc = false;
    enter(juliet, "Juliet");
    leave(juliet, "Juliet");
    world.now_ms += 61'000;
    keep_up();
    EXPECT_FALSE(is_ghost_in());
}

TEST_F(GatewayLifeTest, OfTwoMucsOfOneRoomTheLastThatIsLeftTakesTheGhostAway) {
    world.ghosts.add_tie([&](const auto& one, const auto& room) { return rooms->holds(one, room); });
    const auto handle = world.finish(world.book.gateway_room_of(verona));
    auto second = presence(juliet, "Juliet");
    second.head.to = handle.with_resource("Juliet").value();
    second.entry = MucEntry{};
    enter(juliet, "Juliet");
    take(second);
    leave(juliet, "Juliet");
    world.now_ms += 61'000;
    keep_up();
    EXPECT_TRUE(is_ghost_in());
    restart();
    keep_up();
    second.entry.reset();
    second.kind = PresenceKind::unavailable;
    take(second);
    world.now_ms += 61'000;
    keep_up();
    EXPECT_FALSE(is_ghost_in());
}

} // namespace
} // namespace bascule::bridge
