#include "tests/bridge/moderation_fixture.hpp"

#include <gmock/gmock.h>

namespace bascule::bridge {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ModerationByMucTest : public ModerationFixture {
protected:
    std::string& topic() { return world.room_admin.texts[std::make_tuple(orchard, std::string{"m.room.topic"})]; }
    std::string& name() { return world.room_admin.texts[std::make_tuple(orchard, std::string{"m.room.name"})]; }
    void say_subject(const std::string& nick, std::string subject) {
        const auto speaker = nick.empty() ? garden : seat(nick);
        muc_room().on_subject({{speaker, bot, {}}, std::move(subject)});
        world.let_run();
    }
    void reconnect() {
        muc_room().on_disconnected();
        world.let_run();
        muc_room().on_connected();
        world.let_run();
    }
    std::size_t joins_of_romeo() { return world.xmpp.nicks_of(world.puppet_of(world.romeo)).size(); }
};

// XEP-0045 §8.2, status 307
TEST_F(ModerationByMucTest, APuppetThatIsKickedTakesItsUserOutOfTheRoom) {
    begin();
    put_romeo_out(307);
    ASSERT_THAT(world.room_admin.kicks, SizeIs(1));
    EXPECT_EQ(world.room_admin.kicks.front().user, world.romeo);
    EXPECT_EQ(world.room_admin.kicks.front().reason, "by Juliet: too loud");
    EXPECT_THAT(notices(), IsEmpty());
}

// XEP-0045 §9.1, status 301
TEST_F(ModerationByMucTest, APuppetThatIsBannedHasItsUserBannedAndUnbannedWithIt) {
    begin();
    put_romeo_out(301);
    ASSERT_THAT(world.room_admin.bans, SizeIs(1));
    muc_room().on_news({{garden, bot, {}}, {}, world.puppet_of(world.romeo).bare(), "none", {}, {}});
    world.let_run();
    ASSERT_THAT(world.room_admin.unbans, SizeIs(1));
    EXPECT_THAT(world.expulsions.rows, IsEmpty());
}

// XEP-0045 §17.1 in later versions: status 333 says that nobody wanted it.
TEST_F(ModerationByMucTest, AFaultOfTheConnectionIsNoKick) {
    begin();
    auto out = tests::occupant_presence(seat("Romeo"), world.puppet_of(world.romeo));
    out.is_available = false;
    out.statuses = {110, 307, 333};
    tell(std::move(out));
    EXPECT_THAT(world.room_admin.kicks, IsEmpty());
    EXPECT_EQ(joins_of_romeo(), 2U) << "he is put back";
}

TEST_F(ModerationByMucTest, WhomTheBridgeHasNoPowerOverStaysBarredByWritingAndByRestart) {
    world.homeserver.rooms[orchard].rights.users[world.romeo] = 100;
    begin();
    put_romeo_out(307);
    ASSERT_THAT(notices(), SizeIs(1));
    EXPECT_THAT(notices().front(), AllOf(HasSubstr("50"), HasSubstr(world.romeo.str())));
    const auto said = world.finish(muc_room().say(world.said("$1", orchard, world.romeo, "But soft!"), {}));
    EXPECT_EQ(said.state, Delivery::State::parked);
    reconnect();
    EXPECT_EQ(joins_of_romeo(), 1U);
    MucRooms again{world.muc_world([](const QueueName&) {})};
    world.xmpp.on_joined = [&](const JoinRequest& request) {
        auto own = tests::occupant_presence(garden.with_resource(request.nick).value(), request.occupant);
        own.statuses = {110};
        again.find(garden)->on_presence(own);
    };
    again.add({PortalKind::plumbed, orchard, garden, {}, 0}, false);
    world.let_run();
    EXPECT_TRUE(again.find(garden)->status().is_in);
    EXPECT_EQ(joins_of_romeo(), 1U);
    world.finish(again.stop("the end"));
}

TEST_F(ModerationByMucTest, WhoIsBarredComesBackWhenHeLeavesTheRoomAndJoinsItAnew) {
    world.homeserver.rooms[orchard].rights.users[world.romeo] = 100;
    begin();
    put_romeo_out(307);
    change(world.romeo, world.romeo, Membership::leave, Membership::join);
    world.homeserver.rooms[orchard].members.insert(world.romeo);
    change(world.romeo, world.romeo, Membership::join, Membership::leave);
    EXPECT_EQ(joins_of_romeo(), 2U);
    EXPECT_THAT(world.expulsions.rows, IsEmpty());
}

TEST_F(ModerationByMucTest, ABanWhileTheBridgeWasAwayIsFoundWhenThePuppetIsRefused) {
    begin();
    world.xmpp.refuse_join = [this](const JoinRequest& request) -> std::optional<StanzaError> {
        return request.occupant == bot ? std::nullopt : std::optional{StanzaError{"auth", "forbidden", {}}};
    };
    reconnect();
    ASSERT_THAT(world.room_admin.bans, SizeIs(1));
    EXPECT_EQ(world.room_admin.bans.front().user, world.romeo);
}

TEST_F(ModerationByMucTest, SomebodyWhoWasNeverInIsNotBannedForBeingRefused) {
    world.xmpp.refuse_join = [this](const JoinRequest& request) -> std::optional<StanzaError> {
        return request.occupant == bot ? std::nullopt : std::optional{StanzaError{"auth", "forbidden", {}}};
    };
    begin();
    EXPECT_THAT(world.room_admin.bans, IsEmpty());
}

// As when the homeserver went away while his ghost was being invited.
TEST_F(ModerationByMucTest, ABanAlsoFallsOnAGhostThatWasNotInYet) {
    begin();
    world.ghosts.note(juliet, orchard, GhostKeeper::Presence::out);
    go("Juliet", 301, "Tybalt");
    ASSERT_THAT(world.room_admin.bans, SizeIs(1));
    EXPECT_EQ(world.room_admin.bans.front().user, juliet);
}

TEST_F(ModerationByMucTest, AnOccupantsKickAndBanFallOnHisGhost) {
    begin();
    enter("Tybalt", "tybalt@capulet.example");
    go("Tybalt", 307, "Juliet");
    ASSERT_THAT(world.room_admin.kicks, SizeIs(1));
    EXPECT_EQ(world.room_admin.kicks.front().reason, "by Juliet: too loud");
    go("Juliet", 301, "Nurse");
    ASSERT_THAT(world.room_admin.bans, SizeIs(1));
    EXPECT_EQ(world.room_admin.bans.front().user, juliet);
    enter("Juliet", "juliet@capulet.example"); // the MUC has lifted the ban
    EXPECT_TRUE(is_here(juliet));
    EXPECT_THAT(world.room_admin.unbans, SizeIs(1));
}

// XEP-0045 §9.2
TEST_F(ModerationByMucTest, TheBanListIsComparedAtEveryEntry) {
    begin();
    go("Juliet", 0, {});
    world.muc.outcasts = {{samples::jid("juliet@capulet.example"), mapping::Affiliation::outcast, {}},
                          {world.puppet_of(world.romeo).bare(), mapping::Affiliation::outcast, {}}};
    reconnect();
    EXPECT_THAT(world.room_admin.bans, SizeIs(2));
    world.muc.outcasts.clear();
    reconnect();
    EXPECT_THAT(world.room_admin.unbans, SizeIs(2));
}

TEST_F(ModerationByMucTest, ASubjectBecomesTheTopicAlsoAnEmptyOne) {
    begin();
    say_subject("Juliet", "Verona");
    EXPECT_EQ(topic(), "") << "a room that was there before keeps its own";
    say_subject("Juliet", "Mantua");
    EXPECT_EQ(topic(), "Mantua");
    EXPECT_EQ(notices(), std::vector<std::string>{"Juliet has set the topic."});
    say_subject("Juliet", "");
    EXPECT_EQ(topic(), "");
}

// Both sides change it at once, and the MUC lets nobody of ours, whose try comes back at any moment.
TEST_F(ModerationByMucTest, ATopicIsPutBackToTheLastSubjectThatTheMucHas) {
    constexpr int moments = 30;
    world.faces.rows[garden] = {"Verona", "", ""};
    begin();
    for (int moment = 0; moment < moments; ++moment) {
        const auto subject = "Mantua " + std::to_string(moment);
        muc_room().on_subject({{seat("Juliet"), bot, {}}, subject});
        world.context.restart();
        for (int step = 0; step < moment; ++step) {
            world.context.poll_one();
        }
        world.finish(muc_room().on_returned({{garden, bot, "bot-topic $topic"}, {"auth", "forbidden", {}}}));
        world.let_run();
        EXPECT_EQ(topic(), subject) << "after so many steps: " << moment;
    }
    topic() = "Padua";
    world.finish(muc_room().on_returned({{garden, bot, "bot-topic $topic"}, {"auth", "forbidden", {}}}));
    world.let_run();
    EXPECT_EQ(topic(), "Mantua " + std::to_string(moments - 1));
}

TEST_F(ModerationByMucTest, ASubjectThatChangedWhileNobodyLookedIsCarriedAtTheNextEntry) {
    world.faces.rows[garden] = {"Verona", "", ""};
    begin();
    say_subject("", "Verona");
    EXPECT_EQ(topic(), "");
    say_subject("", "Mantua");
    EXPECT_EQ(topic(), "Mantua");
}

// XEP-0045 §10.2.1, status 104
TEST_F(ModerationByMucTest, ANewNameOfTheMucIsTheRoomsNewName) {
    begin();
    world.xmpp.traits->name = "Garden";
    muc_room().on_news({{garden, bot, {}}, {104}, {}, {}, {}, {}});
    world.let_run();
    EXPECT_EQ(name(), "Garden");
}

TEST_F(ModerationByMucTest, ATopicThatTheBridgeMayNotSetIsToldOnceWithWhoCanHelp) {
    auto& rights = world.homeserver.rooms[orchard].rights;
    rights.users[world.bot] = 0;
    rights.users[benvolio] = 100;
    begin();
    say_subject("Juliet", "Verona");
    say_subject("Juliet", "Mantua");
    say_subject("Juliet", "Padua");
    ASSERT_THAT(notices(), SizeIs(1));
    EXPECT_THAT(notices().front(), AllOf(HasSubstr("50"), HasSubstr(benvolio.str())));
}

TEST_F(ModerationByMucTest, WhoseGhostCannotComeIsHeardThroughTheBot) {
    plumb();
    world.homeserver.refusals["join"] = {403, "M_FORBIDDEN", "not invited"};
    const JournalEntry entry{{{Side::xmpp, garden.str()}, "s1"}, "s1", juliet.str(), 0};
    const auto relayed = world.finish(
        muc_room().relay({1, entry}, tests::group_message({seat("Juliet"), bot, "1"}, "s1", "Romeo?"), Doubt::none));
    EXPECT_EQ(relayed.state, Delivery::State::arrived);
    const auto texts = notices();
    ASSERT_THAT(texts, SizeIs(2));
    EXPECT_EQ(texts.back(), "Juliet: Romeo?");
}

TEST_F(ModerationByMucTest, ThatNobodyCanBeBroughtInIsToldOnceWhetherHeComesOrSpeaks) {
    world.homeserver.rooms[orchard].rights.users[benvolio] = 100;
    plumb();
    world.homeserver.refusals["join"] = {403, "M_FORBIDDEN", "not invited"};
    enter("Juliet", "juliet@capulet.example");
    ASSERT_THAT(notices(), SizeIs(1));
    EXPECT_THAT(notices().front(), AllOf(HasSubstr("needs the right to invite"), HasSubstr(benvolio.str())));
    const JournalEntry entry{{{Side::xmpp, garden.str()}, "s1"}, "s1", juliet.str(), 0};
    world.finish(
        muc_room().relay({1, entry}, tests::group_message({seat("Juliet"), bot, "1"}, "s1", "Romeo?"), Doubt::none));
    EXPECT_EQ(notices().size(), 2U) << "the message, and no second notice";
    EXPECT_EQ(notices().back(), "Juliet: Romeo?");
}

// XEP-0045 §7.8.2
TEST_F(ModerationByMucTest, APuppetsInvitationGoesToItsUserAndHisNoGoesBack) {
    begin();
    world.homeserver.users[benvolio];
    const MucInvitation invitation{.head = {garden, world.puppet_of(benvolio), {}},
                                   .is_mediated = true,
                                   .room = garden,
                                   .from = samples::jid("juliet@capulet.example"),
                                   .to = std::nullopt,
                                   .reason = {},
                                   .password = {}};
    EXPECT_TRUE(world.finish(muc_room().on_invitation(benvolio, invitation)));
    EXPECT_TRUE(world.homeserver.rooms[orchard].invited.contains(benvolio));
    change(benvolio, benvolio, Membership::leave, Membership::invite);
    ASSERT_THAT(world.muc.declines, SizeIs(1));
    EXPECT_EQ(world.muc.declines.front().to, samples::jid("juliet@capulet.example"));
}

} // namespace
} // namespace bascule::bridge
