#include "bridge/intake/xmpp_intake.hpp"

#include "tests/bridge/xmpp_intake_fixture.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace bascule::bridge {
namespace {

using samples::jid;
using Words = std::vector<std::string>;

using XmppIntakeTest = tests::XmppIntakeFixture;

TEST_F(XmppIntakeTest, AChatIsJournaledInTheQueueOfItsTwoPeople) {
    take(chat("a-long-and-unique-id", "Romeo?"));
    ASSERT_EQ(world.journal.rows.size(), 1U);
    const auto& entry = world.journal.rows.front().row.entry;
    EXPECT_EQ(entry.key.queue, chat_queue);
    EXPECT_EQ(entry.payload, "a-long-and-unique-id");
    EXPECT_EQ(entry.author, juliet.str());
    EXPECT_EQ(entry.arrived_ms, world.now_ms);
    EXPECT_EQ(woken, std::vector{chat_queue});
}

TEST_F(XmppIntakeTest, AReadIsOneCommitInItsOrder) {
    take_all({chat("1", "O Romeo"), chat("2", "Romeo"), chat("3", "wherefore")});
    EXPECT_EQ(world.journal.commits.size(), 1U);
    EXPECT_EQ(payloads(), (Words{"1", "2", "3"}));
}

TEST_F(XmppIntakeTest, AnIdThatIsLongEnoughNamesItsMessageForEver) {
    take(chat("a-long-and-unique-id", "Romeo?"));
    take(chat("a-long-and-unique-id", "Romeo?"));
    EXPECT_EQ(payloads().size(), 1U);
    EXPECT_EQ(metrics.figures.at("bridge_dedupe_hits_total:xmpp_to_matrix"), 1);
    take(chat("a-long-and-unique-id", "Art thou not Romeo?")); // a client that does not count its messages well
    EXPECT_EQ(payloads().size(), 2U);
}

// Some clients number their messages from 1 at every start.
TEST_F(XmppIntakeTest, AShortIdNamesNothing) {
    take(chat("1", "Romeo?"));
    take(chat("1", "Romeo?"));
    take(chat("", "Romeo?"));
    take_all({chat("", "Romeo?"), chat("", "Romeo?")});
    EXPECT_EQ(payloads().size(), 5U);
    EXPECT_TRUE(metrics.figures.empty());
}

// XEP-0359 §2.2: the id that the sender gave, whatever became of the stanza's own on the way.
TEST_F(XmppIntakeTest, AnOriginIdNamesTheMessageRatherThanTheStanzasId) {
    for (const auto* id : {"rewritten-on-the-way-1", "rewritten-on-the-way-2"}) {
        auto stanza = chat(id, "Romeo?");
        std::get<ChatMessage>(stanza.event).origin_id = "the-id-that-juliet-gave";
        take(std::move(stanza));
    }
    EXPECT_EQ(payloads().size(), 1U);
}

TEST_F(XmppIntakeTest, WhatComesFromOurOwnDomainIsALoopAndIsDropped) {
    const auto ours = jid("benvolio%montague.example@matrix.montague.example/bascule");
    take(chat_from(ours, romeos_puppet, "a-long-and-unique-id"));
    take(chat_from(ours, component, "another-long-and-unique-id"));
    answer();
    EXPECT_TRUE(world.journal.rows.empty());
    EXPECT_TRUE(world.xmpp.messages.empty());
}

TEST_F(XmppIntakeTest, AReturnedMessageIsJournaledInItsChatsQueue) {
    take(returned(juliet, "$1"));
    ASSERT_EQ(world.journal.rows.size(), 1U);
    EXPECT_EQ(world.journal.rows.front().row.entry.key.queue, chat_queue);
    EXPECT_TRUE(world.journal.rows.front().row.entry.key.key.starts_with("error $1 "));
}

TEST_F(XmppIntakeTest, AMessageThatAMucReturnsIsJournaledInTheMucsQueue) {
    enter();
    take(returned(garden, "$1"));
    take(returned(garden.with_resource("Juliet").value(), "$2"));
    ASSERT_EQ(world.journal.rows.size(), 2U);
    EXPECT_EQ(world.journal.rows.at(0).row.entry.key.queue, muc_queue);
    EXPECT_TRUE(world.journal.rows.at(0).row.entry.key.key.starts_with("error $1 "));
    EXPECT_EQ(world.journal.rows.at(1).row.entry.key.queue, muc_queue);
    EXPECT_TRUE(world.journal.rows.at(1).row.entry.key.key.starts_with("error $2 "));
}

// XEP-0359: the MUC's own id.
TEST_F(XmppIntakeTest, AMucsMessageIsJournaledByItsStanzaIdWithItsGhost) {
    enter();
    take(group("Juliet", "s1", bot));
    ASSERT_EQ(world.journal.rows.size(), 1U);
    const auto& entry = world.journal.rows.front().row.entry;
    EXPECT_EQ(entry.key, (EntryKey{muc_queue, "s1"}));
    EXPECT_EQ(entry.payload, "<s1>");
    EXPECT_EQ(entry.author, world.finish(world.book.ghost_of_occupant(garden, "Juliet")).str());
    EXPECT_EQ(world.journal.positions.at(muc_queue).stanza_id, "s1");
    EXPECT_EQ(woken.back(), muc_queue);
}

TEST_F(XmppIntakeTest, OfAMucsMessageOnlyTheCopyForTheBotIsTaken) {
    enter();
    take_all({group("Juliet", "s1", world.puppet_of(world.romeo)), group("Juliet", "s1", bot),
              group("Juliet", "s1", jid("benvolio%montague.example@matrix.montague.example/bascule"))});
    EXPECT_EQ(payloads(), Words{"<s1>"});
    EXPECT_TRUE(metrics.figures.empty());
}

TEST_F(XmppIntakeTest, WhatIsSaidInAMucThatIsNotBridgedIsNotKept) {
    take(group("Juliet", "s1", bot));
    take(occupant("Juliet"));
    EXPECT_TRUE(world.journal.commits.empty());
}

TEST_F(XmppIntakeTest, PresenceInAMucIsOfItsRoomAndIsNotJournaled) {
    enter();
    world.journal.commits.clear();
    take(occupant("Juliet"));
    EXPECT_EQ(mucs.find(garden)->status().occupants, 1U);
    EXPECT_TRUE(world.journal.commits.empty());
}

// XEP-0045 §7.2.15: the subject is what a joiner is sent last.
TEST_F(XmppIntakeTest, TheSubjectThatTheBotIsSentEndsTheHistoryOfAMucWithoutArchive) {
    world.xmpp.traits->has_archive = false;
    mucs.add({PortalKind::plumbed, orchard, garden, {}, 0}, false);
    world.let_run();
    take({SubjectChange{{garden, world.puppet_of(world.romeo), {}}, "Verona"}, {}});
    world.let_run();
    EXPECT_FALSE(mucs.find(garden)->status().is_in);
    take({SubjectChange{{garden, bot, {}}, "Verona"}, {}});
    world.let_run();
    EXPECT_TRUE(mucs.find(garden)->status().is_in);
}

TEST_F(XmppIntakeTest, WhatMeansNothingToTheBridgeIsPassedOver) {
    const StanzaHead head{juliet, romeos_puppet, "1"};
    take_all({{OtherStanza{head}, {}},
              {Receipt{head, "$1"}, {}},
              {PresenceError{head, {"cancel", "item-not-found", {}}}, {}},
              {SubjectChange{head, "Verona"}, {}}});
    answer();
    EXPECT_TRUE(world.journal.commits.empty());
    EXPECT_TRUE(world.xmpp.presences.empty());
}

TEST_F(XmppIntakeTest, WhileTheStoreIsAwayAReadWaitsAndThenNothingIsMissingOrOutOfOrder) {
    world.journal.is_away = true;
    begin({chat("1", "O Romeo"), chat("2", "Romeo"), chat("3", "wherefore")});
    EXPECT_FALSE(is_taken);
    world.journal.is_away = false;
    run_on();
    EXPECT_EQ(payloads(), (Words{"1", "2", "3"}));
    EXPECT_EQ(woken, std::vector{chat_queue});
}

TEST_F(XmppIntakeTest, AStanzaThatNeedsTheStoreIsTriedAgainBeforeThoseBehindIt) {
    enter();
    world.registry.go_away(); // where the pair is kept of a name too long for a Matrix id
    const std::string long_nick(300, 'j');
    begin({group("Juliet", "s1", bot), group(long_nick, "s2", bot), group("Juliet", "s3", bot)});
    EXPECT_FALSE(is_taken);
    world.registry.come_back();
    run_on();
    EXPECT_EQ(payloads(), (Words{"<s1>", "<s2>", "<s3>"}));
    EXPECT_EQ(world.journal.positions.at(muc_queue).stanza_id, "s3");
}

TEST_F(XmppIntakeTest, ACommitWhoseAnswerWasLostIsRepeatedAndWakesItsQueue) {
    world.journal.lost_answers = 1;
    begin({chat("1", "Romeo?")});
    run_on();
    EXPECT_EQ(payloads(), Words{"1"});
    EXPECT_EQ(woken, std::vector{chat_queue});
}

TEST_F(XmppIntakeTest, AReflectionIsLinkedAsSoonAsTheStoreTakesTheLink) {
    enter();
    const auto said = world.said("$1", orchard, world.romeo, "But soft!");
    world.finish(mucs.find(garden)->say(said, {}));
    world.registry.message_links.is_away = true;
    auto reflection = group("Romeo", "s1", bot);
    std::get<GroupMessage>(reflection.event).head.id = "$1";
    begin({std::move(reflection)});
    EXPECT_FALSE(is_taken);
    world.registry.message_links.is_away = false;
    run_on();
    ASSERT_EQ(world.registry.message_links.rows.size(), 1U);
    EXPECT_EQ(world.registry.message_links.rows.front().stanza_id, "s1");
}

TEST_F(XmppIntakeTest, AMucMayBeUnbridgedWhileItsMessagesWaitForTheStore) {
    enter();
    world.journal.is_away = true;
    begin({group("Juliet", "s1", bot)});
    world.finish(mucs.remove(garden, "farewell"));
    world.journal.is_away = false;
    run_on();
    EXPECT_EQ(payloads(), Words{"<s1>"});
}

} // namespace
} // namespace bascule::bridge
