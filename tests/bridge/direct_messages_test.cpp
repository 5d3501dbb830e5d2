#include "bridge/direct/direct_messages.hpp"

#include "bridge/ports/outage.hpp"
#include "tests/bridge/stanzas.hpp"
#include "tests/fakes/small_world.hpp"

#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bascule::bridge {
namespace {

using mapping::Permission;
using samples::event;
using samples::jid;
using samples::user;
using Words = std::vector<std::string>;

class DirectMessagesTest : public testing::Test {
protected:
    ChatMessage from_juliet(std::string id, std::string text) {
        return tests::chat_message({jid("juliet@capulet.example/balcony"),
                                    jid("romeo%montague.example@matrix.montague.example"), std::move(id)},
                                   std::move(text));
    }
    Delivery deliver(ChatMessage chat, Doubt doubt = Doubt::none) {
        auto key = "juliet " + chat.head.id;
        return world.finish(messages.on_chat(std::move(chat), std::move(key), doubt));
    }
    const Portal& portal() const { return world.registry.portals.rows.at(0); }
    auto& room_of(const Portal& portal) { return world.homeserver.rooms.at(portal.room); }

    fakes::SmallWorld world;
    DirectRooms rooms{world.context.get_executor(),
                      {world.homeserver, world.registry.portals, world.event_codec, world.book, world.now},
                      world.ghosts};
    DirectMessages messages{{world.homeserver, world.xmpp, world.registry.message_links, world.book, world.encryption,
                             world.conversations, world.feedback},
                            rooms,
                            world.ghosts,
                            world.puppets,
                            world.policy};
    const mapping::UserId juliet = world.ghost_of("juliet@capulet.example");
};

TEST_F(DirectMessagesTest, TheFirstMessageMakesOneRoomThatCanBeFoundAgain) {
    EXPECT_EQ(deliver(from_juliet("1", "Romeo?")).state, Delivery::State::arrived);
    deliver(from_juliet("2", "Wherefore?"));
    ASSERT_EQ(world.homeserver.rooms.size(), 1U);
    EXPECT_EQ(portal().user, world.romeo);
    EXPECT_EQ(portal().address, jid("juliet@capulet.example"));
    EXPECT_EQ(room_of(portal()).marker, "direct @romeo:montague.example juliet@capulet.example");
    EXPECT_TRUE(room_of(portal()).invited.contains(world.romeo));
    EXPECT_EQ(world.homeserver.texts(portal().room), (Words{"Romeo?", "Wherefore?"}));
    EXPECT_EQ(room_of(portal()).events.at(0).sender, juliet);
}

TEST_F(DirectMessagesTest, AGhostIsCalledByTheNickInTheMessage) {
    auto chat = from_juliet("1", "Romeo?");
    chat.nick = "Juliet C.";
    deliver(std::move(chat));
    EXPECT_EQ(world.homeserver.users.at(juliet).display_name, "Juliet C.");
}

// RFC 6121 §8.5.1: no such user.
TEST_F(DirectMessagesTest, AMessageToNobodyComesBackAsItemNotFound) {
    world.homeserver.users.erase(world.romeo);
    EXPECT_EQ(deliver(from_juliet("1", "Romeo?")).state, Delivery::State::parked);
    ASSERT_EQ(world.xmpp.bounces.size(), 1U);
    EXPECT_EQ(world.xmpp.bounces.front().error.condition, "item-not-found");
    EXPECT_EQ(world.xmpp.bounces.front().to, jid("juliet@capulet.example/balcony"));
    EXPECT_TRUE(world.homeserver.rooms.empty());
}

// RFC 6120 §8.3.3.17: somebody may be there, but his server does not answer.
TEST_F(DirectMessagesTest, AMessageToAUserOfADeadServerComesBackAsRemoteServerTimeout) {
    world.homeserver.refusals["profile"] = {502, "M_UNKNOWN", "Failed to fetch profile"};
    auto chat = from_juliet("1", "Cousin?");
    chat.head.to = jid("tybalt%grave.example@matrix.montague.example");
    EXPECT_EQ(deliver(std::move(chat)).state, Delivery::State::parked);
    ASSERT_EQ(world.xmpp.bounces.size(), 1U);
    EXPECT_EQ(world.xmpp.bounces.front().error.condition, "remote-server-timeout");
    EXPECT_EQ(world.xmpp.bounces.front().error.type, "wait");
}

TEST_F(DirectMessagesTest, WhoIsBlockedIsForbidden) {
    for (const auto* key : {"capulet.example", "@romeo:montague.example"}) {
        world.policy.permissions = world.allow({{key, Permission::block}});
        deliver(from_juliet(key, "Romeo?"));
        EXPECT_EQ(world.xmpp.bounces.back().error.condition, "forbidden");
    }
    EXPECT_TRUE(world.homeserver.rooms.empty());
}

TEST_F(DirectMessagesTest, WhatIsEncryptedIsReturnedToItsSender) {
    auto chat = from_juliet("1", "I sent you an OMEMO message");
    chat.is_encrypted = true;
    deliver(std::move(chat));
    EXPECT_EQ(world.xmpp.bounces.at(0).error.condition, "not-acceptable");
}

// XEP-0184 §5.1: the receipt says that the message was delivered.
TEST_F(DirectMessagesTest, AReceiptIsSentOnlyWhenTheHomeserverHasTheEvent) {
    auto chat = from_juliet("1", "Romeo?");
    chat.wants_receipt = true;
    deliver(from_juliet("0", "Hush"));
    world.homeserver.is_away = true;
    EXPECT_THROW(deliver(chat), Outage);
    EXPECT_TRUE(world.xmpp.acknowledgements.empty());
    world.homeserver.is_away = false;
    deliver(chat, Doubt::maybe_there);
    ASSERT_EQ(world.xmpp.acknowledgements.size(), 1U);
    EXPECT_EQ(world.xmpp.acknowledgements.front().message_id, "1");
}

TEST_F(DirectMessagesTest, NoReceiptIsSentToWhoDoesNotAsk) {
    deliver(from_juliet("1", "Romeo?"));
    EXPECT_TRUE(world.xmpp.acknowledgements.empty());
}

TEST_F(DirectMessagesTest, AMessageWhoseAnswerWasLostIsNotSentTwice) {
    deliver(from_juliet("0", "Hush"));
    world.homeserver.lost_answers = {"send"};
    auto chat = from_juliet("1", "Romeo?");
    chat.wants_receipt = true;
    EXPECT_THROW(deliver(chat), Outage);
    const auto again = deliver(chat, Doubt::maybe_there);
    EXPECT_TRUE(again.was_there);
    EXPECT_EQ(world.homeserver.texts(portal().room), (Words{"Hush", "Romeo?"}));
    EXPECT_EQ(world.xmpp.acknowledgements.size(), 1U);
}

TEST_F(DirectMessagesTest, ARoomWhoseCreationWasNotAnsweredIsAdopted) {
    world.homeserver.lost_answers = {"create_direct_room"};
    EXPECT_THROW(deliver(from_juliet("1", "Romeo?")), Outage);
    EXPECT_TRUE(world.registry.portals.rows.empty());
    deliver(from_juliet("1", "Romeo?"), Doubt::maybe_there);
    EXPECT_EQ(world.homeserver.rooms.size(), 1U);
    EXPECT_EQ(world.homeserver.texts(portal().room), Words{"Romeo?"});
}

TEST_F(DirectMessagesTest, ADeadRoomIsReplacedByANewOne) {
    deliver(from_juliet("1", "Romeo?"));
    const auto dead = portal().room;
    room_of(portal()).members.clear(); // from now on: M_FORBIDDEN
    EXPECT_EQ(deliver(from_juliet("2", "Wherefore?")).state, Delivery::State::arrived);
    EXPECT_NE(portal().room, dead);
    EXPECT_EQ(world.registry.portals.rows.size(), 1U);
    EXPECT_EQ(world.homeserver.texts(portal().room), Words{"Wherefore?"});
}

TEST_F(DirectMessagesTest, WhatTheHomeserverRefusesForGoodIsReturned) {
    world.homeserver.refusals["send"] = {413, "M_TOO_LARGE", "too large"};
    EXPECT_EQ(deliver(from_juliet("1", "Romeo?")).state, Delivery::State::parked);
    EXPECT_EQ(world.xmpp.bounces.at(0).error.text, "too large");
}

TEST_F(DirectMessagesTest, TwoWhoOpenAtOnceMakeOneRoom) {
    const auto ignore = [](const std::exception_ptr& /*failure*/) {};
    std::optional<Answer<Portal>> one;
    std::optional<Answer<Portal>> other;
    for (auto* const result : {&one, &other}) {
        auto opening = rooms.open(world.romeo, jid("juliet@capulet.example"), {});
        boost::asio::co_spawn(world.context, tests::detail::keep(std::move(opening), *result), ignore);
    }
    world.let_run();
    ASSERT_TRUE(one && other);
    EXPECT_EQ((*one)->room, (*other)->room);
    EXPECT_EQ(world.homeserver.rooms.size(), 1U);
}

TEST_F(DirectMessagesTest, WhatWasSaidAfterADepartureIsSaidAgainInTheNewRoom) {
    deliver(from_juliet("1", "Romeo?"));
    const auto old = portal();
    const auto ours = [&](const char* id, const char* text, const char* key) {
        auto one = world.said(id, old.room, juliet, text);
        one.sent_key = key;
        world.event_codec.events.emplace(id, one);
    };
    ours("$before", "Romeo?", "juliet 1");
    ours("$after1", "Wherefore?", "juliet 2");
    ours("$after2", "Art thou?", "juliet 3");
    room_of(old).history = {{event("$after2"), "$after2"},
                            {event("$after1"), "$after1"},
                            {event("$left"), "$left"},
                            {event("$before"), "$before"}};
    world.finish(rooms.on_departure(old, event("$left")));
    EXPECT_NE(portal().room, old.room);
    EXPECT_FALSE(room_of(old).members.contains(juliet));
    EXPECT_EQ(world.homeserver.texts(portal().room), (Words{"Wherefore?", "Art thou?"}));
    EXPECT_EQ(room_of(portal()).events.at(0).token.key, "juliet 2");
}

TEST_F(DirectMessagesTest, ADepartureAfterWhichNothingWasSaidOpensNoRoom) {
    deliver(from_juliet("1", "Romeo?"));
    const auto old = portal();
    world.finish(rooms.on_departure(old, event("$left")));
    EXPECT_TRUE(world.registry.portals.rows.empty());
    EXPECT_EQ(world.homeserver.rooms.size(), 1U);
}

TEST_F(DirectMessagesTest, AGhostAcceptsADirectInvitationAndTheNewestRoomWins) {
    deliver(from_juliet("1", "Romeo?"));
    const auto old = portal();
    const auto fresh = samples::room("!fresh:montague.example");
    world.homeserver.rooms[fresh].members = {world.romeo};
    world.homeserver.rooms[fresh].invited = {juliet};
    world.finish(rooms.on_ghost_invited(juliet, world.said("$invite", fresh, world.romeo, {})));
    EXPECT_EQ(world.registry.portals.rows.size(), 1U);
    EXPECT_EQ(portal().room, fresh);
    EXPECT_FALSE(room_of(old).members.contains(juliet));
}

TEST_F(DirectMessagesTest, AGhostDoesNotStayInARoomOfMany) {
    const auto hall = samples::room("!hall:montague.example");
    world.homeserver.rooms[hall].members = {world.romeo, user("@benvolio:montague.example")};
    world.homeserver.rooms[hall].invited = {juliet};
    world.finish(rooms.on_ghost_invited(juliet, world.said("$invite", hall, world.romeo, {})));
    EXPECT_FALSE(world.homeserver.rooms[hall].members.contains(juliet));
    EXPECT_TRUE(world.registry.portals.rows.empty());
}

TEST_F(DirectMessagesTest, WhatTheUserSaysIsHandedOnAsHisPuppet) {
    deliver(from_juliet("1", "Romeo?"));
    world.xmpp.stream = 9;
    const auto delivery =
        world.finish(messages.on_message(portal(), world.said("$2", portal().room, world.romeo, "My lady"), {}));
    EXPECT_EQ(delivery.state, Delivery::State::handed_on);
    EXPECT_EQ(delivery.session, 9U);
    const auto& message = world.xmpp.messages.at(0);
    EXPECT_EQ(message.from, world.puppet_of(world.romeo));
    EXPECT_EQ(message.to, jid("juliet@capulet.example"));
    EXPECT_EQ(message.id, "$2");
    EXPECT_EQ(message.nick, "Romeo");
    EXPECT_FALSE(message.is_groupchat);
}

TEST_F(DirectMessagesTest, ABlockedUserIsToldAndNothingCrosses) {
    deliver(from_juliet("1", "Romeo?"));
    world.policy.permissions = world.allow({{"@romeo:montague.example", Permission::block}});
    const auto delivery =
        world.finish(messages.on_message(portal(), world.said("$2", portal().room, world.romeo, "My lady"), {}));
    EXPECT_EQ(delivery.state, Delivery::State::parked);
    EXPECT_TRUE(world.xmpp.messages.empty());
    EXPECT_EQ(room_of(portal()).events.back().message.kind, mapping::MessageKind::notice);
}

} // namespace
} // namespace bascule::bridge
