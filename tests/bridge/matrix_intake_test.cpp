#include "bridge/intake/matrix_intake.hpp"

#include "bridge/ports/outage.hpp"
#include "tests/fakes/counting_metrics.hpp"
#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bascule::bridge {
namespace {

using samples::event;
using samples::jid;
using samples::room;
using samples::user;
using Words = std::vector<std::string>;

class MatrixIntakeTest : public testing::Test {
protected:
    /// An event whose payload is its id.
    ArrivedEvent arrived(const char* id, const mapping::UserId& sender, decltype(MatrixEvent::content) content) {
        auto decoded = world.said(id, orchard, sender, {});
        decoded.content = std::move(content);
        world.event_codec.events.insert_or_assign(id, decoded);
        return {event(id), orchard, id};
    }
    ArrivedEvent said(const char* id, const mapping::UserId& sender) {
        return arrived(id, sender, mapping::Message{mapping::MessageKind::text, "But soft!"});
    }
    static MemberChange change_of(const mapping::UserId& subject, Membership now) {
        return {.subject = subject, .now = now, .before = Membership::join, .display_name = {}, .reason = {}};
    }
    /// A transaction of these events.
    void push(std::vector<ArrivedEvent> events) { world.finish(intake.on_events(std::move(events))); }
    Words waiting() const { return world.journal.waiting(Side::matrix); }

    fakes::SmallWorld world;
    const mapping::RoomId orchard = room("!orchard:montague.example");
    const QueueName queue{Side::matrix, orchard.str()};
    const mapping::UserId juliet = world.ghost_of("juliet@capulet.example");
    fakes::CountingMetrics metrics;
    std::vector<QueueName> woken;
    int gaps = 0;
    MatrixIntake intake{world.context.get_executor(),
                        {world.journal, world.event_codec, world.book, metrics, world.now,
                         [this](const QueueName& name) { woken.push_back(name); }, [this] { ++gaps; }},
                        world.ghosts};
};

TEST_F(MatrixIntakeTest, AMessageIsJournaledInItsRoomsQueueAndWakesIt) {
    push({said("$1", world.romeo)});
    ASSERT_EQ(world.journal.rows.size(), 1U);
    const auto& entry = world.journal.rows.front().row.entry;
    EXPECT_EQ(entry.key, (EntryKey{queue, "$1"}));
    EXPECT_EQ(entry.payload, "$1");
    EXPECT_EQ(entry.arrived_ms, world.now_ms);
    EXPECT_EQ(woken, std::vector{queue});
}

TEST_F(MatrixIntakeTest, ATransactionIsOneCommitInItsOrder) {
    push({said("$1", world.romeo), said("$2", world.romeo), said("$3", world.romeo)});
    EXPECT_EQ(world.journal.commits.size(), 1U);
    EXPECT_EQ(waiting(), (Words{"$1", "$2", "$3"}));
}

TEST_F(MatrixIntakeTest, WhatMattersIsJournaledWhateverItIs) {
    push({arrived("$join", world.romeo, change_of(world.romeo, Membership::join)),
          arrived("$encryption", world.romeo, EncryptionOn{}), arrived("$secret", world.romeo, Unreadable{}),
          arrived("$upgrade", world.romeo, RoomUpgraded{"!hall:montague.example"})});
    EXPECT_EQ(waiting(), (Words{"$join", "$encryption", "$secret", "$upgrade"}));
}

TEST_F(MatrixIntakeTest, WhatCannotCrossIsNotKept) {
    push({arrived("$1", world.romeo, OtherEvent{"m.room.pinned_events"})});
    EXPECT_TRUE(world.journal.rows.empty());
    EXPECT_TRUE(world.journal.commits.empty());
    EXPECT_TRUE(woken.empty());
}

TEST_F(MatrixIntakeTest, AnEventOfWrongShapeDoesNotHurtThoseBesideItAndIsKeptForInspection) {
    push({said("$1", world.romeo), {event("$poison"), orchard, "{"}, said("$2", world.romeo)});
    EXPECT_EQ(waiting(), (Words{"$1", "$poison", "$2"}));
    EXPECT_EQ(world.journal.at("$poison").row.entry.payload, "{");
}

TEST_F(MatrixIntakeTest, WhatOursSaidComesBackAndIsNotKept) {
    push({said("$1", juliet), said("$2", world.bot), arrived("$3", world.bot, EncryptionOn{})});
    EXPECT_TRUE(world.journal.rows.empty());
}

TEST_F(MatrixIntakeTest, AGhostWhoComesAndGoesByItselfIsNotKept) {
    push({arrived("$1", juliet, change_of(juliet, Membership::join)),
          arrived("$2", juliet, change_of(juliet, Membership::leave)),
          arrived("$3", world.bot, change_of(world.bot, Membership::join))});
    EXPECT_TRUE(world.journal.rows.empty());
}

TEST_F(MatrixIntakeTest, WhatOneDoesToAnotherIsKeptOnBothSidesOfTheBridge) {
    push({arrived("$invited", world.romeo, change_of(juliet, Membership::invite)),
          arrived("$kicked", world.romeo, change_of(world.bot, Membership::leave)),
          arrived("$asked", juliet, change_of(world.romeo, Membership::invite))});
    EXPECT_EQ(waiting(), (Words{"$invited", "$kicked", "$asked"}));
}

// A homeserver may repeat a transaction, and an event under another transaction id.
TEST_F(MatrixIntakeTest, WhatArrivesAgainIsCountedAndNotKeptTwice) {
    push({said("$1", world.romeo), said("$2", world.romeo)});
    push({said("$1", world.romeo), said("$2", world.romeo), said("$3", world.romeo)});
    EXPECT_EQ(waiting(), (Words{"$1", "$2", "$3"}));
    EXPECT_EQ(metrics.figures.at("bridge_dedupe_hits_total:matrix_to_xmpp"), 2);
}

TEST_F(MatrixIntakeTest, NothingIsCountedWhereAllIsNew) {
    push({said("$1", world.romeo)});
    EXPECT_TRUE(metrics.figures.empty());
}

TEST_F(MatrixIntakeTest, WhileTheStoreIsAwayTheHomeserverIsToldSoAndRepeats) {
    world.journal.is_away = true;
    EXPECT_THROW(push({said("$1", world.romeo)}), Outage);
    EXPECT_TRUE(woken.empty());
    world.journal.is_away = false;
    push({said("$1", world.romeo)});
    EXPECT_EQ(waiting(), Words{"$1"});
    EXPECT_EQ(woken, std::vector{queue});
}

TEST_F(MatrixIntakeTest, ACommitWhoseAnswerWasLostWakesItsQueueWhenTheTransactionIsRepeated) {
    world.journal.lost_answers = 1;
    EXPECT_THROW(push({said("$1", world.romeo)}), Outage);
    push({said("$1", world.romeo)});
    EXPECT_EQ(waiting(), Words{"$1"});
    EXPECT_EQ(woken, std::vector{queue});
}

TEST_F(MatrixIntakeTest, CommitsWaitWhileTheyArePaused) {
    auto turn = std::optional{world.finish(intake.pause_commits())};
    std::vector<ArrivedEvent> events{said("$1", world.romeo)};
    bool is_answered = false;
    boost::asio::co_spawn(world.context, intake.on_events(std::move(events)),
                          [&](const std::exception_ptr&) { is_answered = true; });
    world.let_run();
    EXPECT_TRUE(world.journal.commits.empty());
    EXPECT_FALSE(is_answered);
    turn.reset();
    world.let_run();
    EXPECT_EQ(waiting(), Words{"$1"});
    EXPECT_TRUE(is_answered);
}

TEST_F(MatrixIntakeTest, AGapIsTold) {
    intake.on_gap();
    EXPECT_EQ(gaps, 1);
}

// Application service API, "Querying": a user that is provided exists before the answer.
TEST_F(MatrixIntakeTest, AGhostOfAPersonIsRegisteredUnderHisLocalPart) {
    EXPECT_TRUE(world.finish(intake.provide_user(juliet)));
    ASSERT_TRUE(world.homeserver.users.contains(juliet));
    EXPECT_EQ(world.homeserver.users.at(juliet).display_name, "juliet");
}

TEST_F(MatrixIntakeTest, WhatIsNoPersonsGhostIsNotProvided) {
    const auto occupant = world.finish(world.book.ghost_of_occupant(jid("garden@muc.capulet.example"), "Juliet"));
    const auto puppets_ghost = "@_xmpp_romeo=25montague.example=40matrix.montague.example:montague.example";
    for (const auto& nobody :
         {world.romeo, world.bot, user("@_xmpp_juliet=40capulet.example:elsewhere.example"), occupant,
          world.ghost_of("capulet.example"), user("@_xmpp_=zz:montague.example"), user(puppets_ghost)}) {
        EXPECT_FALSE(world.finish(intake.provide_user(nobody))) << nobody.str();
    }
    EXPECT_EQ(world.homeserver.users.size(), 1U);
}

TEST_F(MatrixIntakeTest, WhetherThereIsAUserIsNotAnsweredWhileThatCannotBeKnown) {
    world.homeserver.is_away = true;
    EXPECT_THROW(world.finish(intake.provide_user(juliet)), Outage);
}

TEST_F(MatrixIntakeTest, NoAliasIsProvided) {
    EXPECT_FALSE(
        world.finish(intake.provide_alias(samples::alias("#_xmpp_garden=40muc.capulet.example:montague.example"))));
}

} // namespace
} // namespace bascule::bridge
