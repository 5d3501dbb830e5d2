#include "bridge/ports/outage.hpp"
#include "tests/bridge/matrix_courier_fixture.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bascule::bridge {
namespace {

using samples::jid;
using State = Delivery::State;
using Words = std::vector<std::string>;

class MatrixCourierTest : public MatrixCourierFixture {
protected:
    /// Causes of the notices in a room. The homeserver shows those of one cause once.
    std::set<std::string> notices(const mapping::RoomId& in) {
        std::set<std::string> causes;
        for (const auto& one : world.homeserver.rooms[in].events) {
            EXPECT_EQ(one.message.kind, mapping::MessageKind::notice);
            causes.insert(one.token.key);
        }
        return causes;
    }
};

TEST_F(MatrixCourierTest, WhatCannotBeReadIsParkedWithTheReason) {
    JournalEntry entry{{{Side::matrix, orchard.str()}, "$1"}, "{", {}, 0};
    JournalRow row{1, std::move(entry)};
    const auto delivery = world.finish(courier.deliver(std::move(row), {}));
    EXPECT_EQ(delivery.state, State::parked);
    EXPECT_EQ(delivery.reason, "no event");
}

TEST_F(MatrixCourierTest, WhatTheHomeserverRejectedAfterTheFactIsParked) {
    plumb();
    auto rejected = world.said("$1", orchard, world.romeo, "But soft!");
    rejected.is_suppressed = true;
    EXPECT_EQ(deliver(std::move(rejected)).state, State::parked);
    EXPECT_TRUE(world.xmpp.messages.empty());
}

TEST_F(MatrixCourierTest, ACommandIsAnsweredAndDoesNotCross) {
    plumb();
    EXPECT_EQ(deliver(world.said("$1", orchard, world.romeo, "!xmpp greet")).state, State::arrived);
    EXPECT_EQ(world.homeserver.texts(orchard), Words{"Hello"});
    EXPECT_TRUE(world.xmpp.messages.empty());
}

TEST_F(MatrixCourierTest, WhatIsSaidInABridgedRoomGoesIntoItsMuc) {
    plumb();
    EXPECT_EQ(deliver(world.said("$1", orchard, world.romeo, "But soft!")).state, State::handed_on);
    ASSERT_EQ(world.xmpp.messages.size(), 1U);
    EXPECT_EQ(world.xmpp.messages.front().to, garden);
}

TEST_F(MatrixCourierTest, WhatIsSaidInADirectRoomGoesToItsPeer) {
    open_chat();
    EXPECT_EQ(deliver(world.said("$1", chat, world.romeo, "My lady")).state, State::handed_on);
    ASSERT_EQ(world.xmpp.messages.size(), 1U);
    EXPECT_EQ(world.xmpp.messages.front().to, jid("juliet@capulet.example"));
}

TEST_F(MatrixCourierTest, WhatOursSaidIsNotSaidAgain) {
    plumb();
    open_chat();
    EXPECT_EQ(deliver(world.said("$1", orchard, world.bot, "!xmpp greet")).state, State::arrived);
    EXPECT_EQ(deliver(world.said("$2", chat, juliet, "Romeo?")).state, State::arrived);
    EXPECT_TRUE(world.xmpp.messages.empty());
    EXPECT_TRUE(world.homeserver.texts(orchard).empty());
}

TEST_F(MatrixCourierTest, WhatIsSaidInARoomThatIsNotBridgedStaysThere) {
    EXPECT_EQ(deliver(world.said("$1", orchard, world.romeo, "But soft!")).state, State::arrived);
    EXPECT_TRUE(world.xmpp.messages.empty());
}

TEST_F(MatrixCourierTest, AnEncryptedRoomIsToldOncePerAuthor) {
    plumb();
    EXPECT_EQ(deliver("$1", orchard, world.romeo, Unreadable{}).reason, "encrypted");
    deliver("$2", orchard, world.romeo, Unreadable{});
    EXPECT_EQ(notices(orchard).size(), 1U);
    EXPECT_EQ(world.homeserver.rooms[orchard].events.front().sender, world.bot);
    deliver("$3", orchard, benvolio, Unreadable{});
    EXPECT_EQ(notices(orchard).size(), 2U);
    EXPECT_TRUE(world.xmpp.messages.empty());
}

TEST_F(MatrixCourierTest, WhenARoomTurnsEncryptedBothSidesAreTold) {
    plumb();
    EXPECT_EQ(deliver("$1", orchard, world.romeo, EncryptionOn{}).state, State::arrived);
    EXPECT_EQ(notices(orchard).size(), 1U);
    ASSERT_EQ(world.xmpp.messages.size(), 1U);
    EXPECT_EQ(world.xmpp.messages.front().to, garden);
}

TEST_F(MatrixCourierTest, InAnEncryptedChatTheGhostTellsIt) {
    open_chat();
    EXPECT_EQ(deliver("$1", chat, world.romeo, Unreadable{}).state, State::parked);
    ASSERT_EQ(notices(chat).size(), 1U);
    EXPECT_EQ(world.homeserver.rooms[chat].events.front().sender, juliet);
}

TEST_F(MatrixCourierTest, AnEncryptedRoomThatIsNotBridgedIsNoneOfOurs) {
    world.homeserver.rooms[orchard].members.insert(benvolio);
    EXPECT_EQ(deliver("$1", orchard, world.romeo, Unreadable{}).state, State::arrived);
    EXPECT_TRUE(notices(orchard).empty());
}

TEST_F(MatrixCourierTest, AnOutageIsNotTheRowsFault) {
    open_chat();
    world.xmpp.go_down();
    EXPECT_THROW(deliver(world.said("$1", chat, world.romeo, "My lady")), Outage);
}

TEST_F(MatrixCourierTest, WhatIsBehindRowsOfABrokenStreamIsNotWrittenToTheNext) {
    open_chat();
    world.xmpp.stream = 8;
    const Before before{Doubt::none, 7};
    EXPECT_THROW(deliver(world.said("$1", chat, world.romeo, "My lady"), before), Outage);
    EXPECT_TRUE(world.xmpp.messages.empty());
}

// XEP-0199: a stream is ordered, so its answer says that all before it was taken.
TEST_F(MatrixCourierTest, WhatTheSameStreamHasTakenHasArrived) {
    EXPECT_EQ(world.finish(courier.settle(world.xmpp.stream)), Fate::arrived);
}

TEST_F(MatrixCourierTest, NobodyKnowsWhatBecameOfWhatAnEarlierStreamWasGiven) {
    int barriers = 0;
    world.xmpp.on_barrier = [&] { ++barriers; };
    const auto session = world.xmpp.stream;
    world.xmpp.go_down();
    EXPECT_EQ(world.finish(courier.settle(session)), Fate::unknown);
    world.xmpp.come_up();
    EXPECT_EQ(world.finish(courier.settle(session)), Fate::unknown);
    EXPECT_EQ(barriers, 0);
}

TEST_F(MatrixCourierTest, NobodyKnowsItWhereTheStreamBreaksBeforeItAnswers) {
    world.xmpp.on_barrier = [this] {
        world.xmpp.go_down();
        throw Outage{"the stream broke"};
    };
    EXPECT_EQ(world.finish(courier.settle(world.xmpp.stream)), Fate::unknown);
}

// Asked again of a new stream, the server would not know what the old one had been given.
TEST_F(MatrixCourierTest, AnAnswerFromTheNextStreamSaysNothingOfTheOneBefore) {
    world.xmpp.on_barrier = [this] { world.xmpp.come_up(); };
    EXPECT_EQ(world.finish(courier.settle(world.xmpp.stream)), Fate::unknown);
}

TEST_F(MatrixCourierTest, WhileTheStreamLivesAndDoesNotAnswerTheFateIsOpen) {
    world.xmpp.on_barrier = [] { throw Outage{"no answer yet"}; };
    EXPECT_THROW(world.finish(courier.settle(world.xmpp.stream)), Outage);
}

TEST_F(MatrixCourierTest, LinksAreTurnedIntoThoseThatWorkOverXmpp) {
    open_chat();
    const auto say = [&](const char* id, std::string text) {
        mapping::Message message{mapping::MessageKind::text, std::move(text)};
        deliver(id, chat, world.romeo, std::move(message));
    };
    say("$1", "I am https://matrix.to/#/@romeo:montague.example.");
    ASSERT_EQ(world.xmpp.messages.size(), 1U);
    EXPECT_EQ(world.xmpp.messages.back().message.body, "I am xmpp:romeo%25montague.example@matrix.montague.example.");
}

TEST_F(MatrixCourierTest, BeforeRowsAreReadTheirRoomIsSearchedForWhatIsLost) {
    const QueueName queue{Side::matrix, orchard.str()};
    EXPECT_FALSE(world.finish(courier.complete(queue)));
    world.registry.portals.rows.push_back({PortalKind::plumbed, orchard, garden, {}, 0});
    world.homeserver.rooms[orchard].members = {world.bot};
    lost_events.on_gap();
    EXPECT_TRUE(world.finish(courier.complete(queue)));
    EXPECT_FALSE(world.finish(courier.complete(queue)));
}

} // namespace
} // namespace bascule::bridge
