// What the stream's intake says by itself, and when it does not.
#include "tests/bridge/xmpp_intake_fixture.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <utility>
#include <variant>

namespace bascule::bridge {
namespace {

using samples::jid;

class XmppRepliesTest : public tests::XmppIntakeFixture {
protected:
    XmppRepliesTest() { answer(); }

    ArrivedStanza to_the_bot(const mapping::Jid& from) { return chat_from(from, component, "1"); }
    void take_and_answer(ArrivedStanza stanza) {
        take(std::move(stanza));
        world.let_run();
    }
    std::size_t answers() const { return world.xmpp.messages.size(); }
};

TEST_F(XmppRepliesTest, PuppetsAreShownAsSoonAsTheHomeserverCanNameThem) {
    const auto contact = juliet.bare();
    world.registry.contacts.rows.emplace(std::pair{romeos_puppet, contact},
                                         Contact{romeos_puppet, contact, true, false});
    world.homeserver.is_away = true;
    intake.on_connected();
    world.let_run();
    EXPECT_TRUE(world.xmpp.presences.empty());
    world.homeserver.is_away = false;
    run_until([this] { return !world.xmpp.presences.empty(); });
    ASSERT_EQ(world.xmpp.presences.size(), 1U);
    EXPECT_EQ(world.xmpp.presences.front().kind, PresenceKind::available);
    EXPECT_EQ(world.xmpp.presences.front().from, world.puppet_of(world.romeo));
}

TEST_F(XmppRepliesTest, WhoeverAnswersByHimselfGetsOneAnswerAMinute) {
    take_and_answer(to_the_bot(juliet));
    take_and_answer(to_the_bot(juliet));
    take_and_answer(to_the_bot(jid("juliet@capulet.example/orchard")));
    EXPECT_EQ(answers(), 1U);
    take_and_answer(to_the_bot(jid("nurse@capulet.example/kitchen")));
    EXPECT_EQ(answers(), 2U);
    world.now_ms += 60'000;
    take_and_answer(to_the_bot(juliet));
    EXPECT_EQ(answers(), 3U);
}

TEST_F(XmppRepliesTest, OccupantsOfOneMucAreToldApart) {
    for (const auto* nick : {"Juliet", "Nurse"}) {
        auto stanza = to_the_bot(garden.with_resource(nick).value());
        std::get<ChatMessage>(stanza.event).is_private_of_muc = true;
        take_and_answer(std::move(stanza));
    }
    EXPECT_EQ(answers(), 2U);
}

// XEP-0203: it was said while the bridge was away, for instance.
TEST_F(XmppRepliesTest, WhatComesLateIsNotAnswered) {
    auto stanza = to_the_bot(juliet);
    std::get<ChatMessage>(stanza.event).delay_ms = 1;
    take_and_answer(std::move(stanza));
    EXPECT_EQ(answers(), 0U);
}

// RFC 6121 §5.2.2
TEST_F(XmppRepliesTest, OnlyWhatIsSaidToTheBridgeInAChatIsAnswered) {
    const StanzaHead head{juliet, component, "1"};
    take_and_answer({OtherStanza{head}, "headline"});
    take_and_answer({tests::group_message(head, {}, "Hush"), "groupchat"});
    take_and_answer({ReturnedMessage{head, {"cancel", "service-unavailable", {}}}, "error"});
    EXPECT_EQ(answers(), 0U);
}

} // namespace
} // namespace bascule::bridge
