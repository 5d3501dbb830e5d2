#include "bridge/delivery/xmpp_courier.hpp"

#include "tests/bridge/stanzas.hpp"
#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::bridge {
namespace {

using samples::jid;
using samples::room;

class XmppCourierTest : public testing::Test {
protected:
    Delivery deliver(const char* payload, Doubt doubt) {
        JournalEntry entry{{{Side::xmpp, "juliet@capulet.example romeo"}, payload}, payload, {}, 0};
        JournalRow row{1, std::move(entry)};
        const Before before{doubt, {}};
        return world.finish(courier.deliver(std::move(row), before));
    }

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
    MucRooms mucs{world.muc_world([](const QueueName&) {})};
    Activity activity{world.registry.activity, world.now};
    AddressResolver addresses{world.names, world.registry.name_pairs, world.registry.portals, world.registry.occupants};
    LinkTranslator links_in_text{addresses, world.registry.portals, "montague.example"};
    CommandTable commands{world.policy, world.registry.audit, world.now};
    BridgeChat bridge_chat{commands, world.xmpp, jid("_xmpp_bot@matrix.montague.example/bascule")};
    PortalMaker portals{world.context.get_executor(), mucs, world.registry.portals};
    MucInvitations invitations{portals, mucs, rooms};
    XmppCourier courier{{world.homeserver, world.registry.message_links, world.registry.portals, world.stanza_codec,
                         rooms, messages, mucs, activity, bridge_chat, links_in_text, invitations}};
};

TEST_F(XmppCourierTest, WhatCannotBeReadIsParkedWithTheReason) {
    const auto delivery = deliver("<garbled", Doubt::none);
    EXPECT_EQ(delivery.state, Delivery::State::parked);
    EXPECT_EQ(delivery.reason, "no stanza");
}

TEST_F(XmppCourierTest, AMessageOfAMucThatIsBridgedNoMoreIsParked) {
    world.stanza_codec.stanzas.emplace(
        "late", tests::group_message(
                    {jid("garden@muc.capulet.example/Juliet"), jid("matrix.montague.example/bascule"), "1"}, "s1", {}));
    EXPECT_EQ(deliver("late", Doubt::none).state, Delivery::State::parked);
}

TEST_F(XmppCourierTest, AnOrderToTheBridgeIsAnswered) {
    world.stanza_codec.stanzas.emplace(
        "order",
        tests::chat_message({jid("juliet@capulet.example/balcony"), jid("matrix.montague.example"), "1"}, "help"));
    EXPECT_EQ(deliver("order", Doubt::none).state, Delivery::State::arrived);
    ASSERT_EQ(world.xmpp.messages.size(), 1U);
    EXPECT_NE(world.xmpp.messages.front().message.body.find("Commands that you may give"), std::string::npos);
}

class ReturnedDirectMessage : public XmppCourierTest {
protected:
    ReturnedDirectMessage() {
        const auto juliet = jid("juliet@capulet.example");
        world.registry.portals.rows.push_back({PortalKind::direct, chat, juliet, world.romeo, 0});
        world.registry.message_links.rows.push_back(
            {chat, samples::event("$1"), world.romeo.str(), "$1", "$1", {}, juliet, 0});
        world.homeserver.rooms[chat].members = {world.romeo, world.ghost_of("juliet@capulet.example")};
        world.stanza_codec.stanzas.emplace("error",
                                           ReturnedMessage{.head = {juliet, world.puppet_of(world.romeo), "$1"},
                                                           .error = {"cancel", "service-unavailable", {}}});
    }
    const mapping::RoomId chat = room("!chat:montague.example");
};

TEST_F(ReturnedDirectMessage, IsToldToItsAuthor) {
    EXPECT_EQ(deliver("error", Doubt::none).state, Delivery::State::arrived);
    ASSERT_EQ(world.homeserver.texts(chat).size(), 1U);
    EXPECT_NE(world.homeserver.texts(chat).front().find("did not reach juliet@capulet.example"), std::string::npos);
}

// Nobody can see whether an earlier try came this far, so it does not end the doubt.
TEST_F(ReturnedDirectMessage, LeavesTheRowsBehindItInDoubt) {
    EXPECT_TRUE(deliver("error", Doubt::maybe_there).was_there);
    EXPECT_FALSE(deliver("error", Doubt::none).was_there);
}

} // namespace
} // namespace bascule::bridge
