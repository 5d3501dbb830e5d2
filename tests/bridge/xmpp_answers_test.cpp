// What the stream's intake answers by itself: presence, questions about our addresses, messages to nobody.
#include "bridge/ports/outage.hpp"
#include "tests/bridge/xmpp_intake_fixture.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace bascule::bridge {
namespace {

using samples::jid;
using Kind = Addressee::Kind;

class XmppAnswersTest : public tests::XmppIntakeFixture {
protected:
    Addressee addressee(const mapping::Jid& address) { return world.finish(intake.addressee(address)); }
    std::vector<PresenceKind> shown() const {
        std::vector<PresenceKind> kinds;
        for (const auto& presence : world.xmpp.presences) {
            kinds.push_back(presence.kind);
        }
        return kinds;
    }
    const mapping::Jid nurse = jid("nurse@capulet.example");
};

TEST_F(XmppAnswersTest, WhoeverWritesToTheBotIsToldHowToReachPeople) {
    for (const auto& to : {component, bot}) {
        take(chat_from(juliet, to, "1"));
        answer();
        ASSERT_EQ(world.xmpp.messages.size(), 1U);
        const auto& message = world.xmpp.messages.back();
        EXPECT_EQ(message.from, to);
        EXPECT_EQ(message.to, juliet);
        EXPECT_FALSE(message.is_groupchat);
        EXPECT_NE(message.message.body.find("romeo%montague.example"), std::string::npos);
        world.xmpp.messages.clear();
        world.now_ms += 60'000; // he is answered once a minute
    }
    EXPECT_TRUE(world.journal.rows.empty());
}

TEST_F(XmppAnswersTest, AnOrderToTheBridgeIsKeptUntilItIsCarriedOut) {
    intake.tell_orders_by([](const ChatMessage& chat) { return chat.message.body == "help"; });
    take(chat_from(juliet, component, "1", "help"));
    take(chat_from(juliet, component, "2", "Hush"));
    answer();
    EXPECT_EQ(world.journal.rows.size(), 1U);
    EXPECT_EQ(world.xmpp.messages.size(), 1U);
}

// XEP-0045 §7.5
TEST_F(XmppAnswersTest, APrivateMessageFromAMucIsAnsweredAndDoesNotCross) {
    auto stanza = chat_from(garden.with_resource("Juliet").value(), romeos_puppet, "1");
    std::get<ChatMessage>(stanza.event).is_private_of_muc = true;
    take(stanza);
    answer();
    ASSERT_EQ(world.xmpp.messages.size(), 1U);
    EXPECT_EQ(world.xmpp.messages.front().from, romeos_puppet);
    EXPECT_EQ(world.xmpp.messages.front().to, garden.with_resource("Juliet").value());
    EXPECT_NE(world.xmpp.messages.front().message.body.find("do not cross"), std::string::npos);
    EXPECT_TRUE(world.journal.rows.empty());
}

TEST_F(XmppAnswersTest, AnOccupantOfABridgedMucIsKnownWithoutTheMark) {
    enter();
    take(chat_from(garden.with_resource("Juliet").value(), world.puppet_of(world.romeo), "1"));
    answer();
    EXPECT_EQ(world.xmpp.messages.size(), 1U);
    EXPECT_TRUE(world.journal.rows.empty());
}

TEST_F(XmppAnswersTest, AnAnswerThatComesBackConcernsNobody) {
    enter();
    const auto occupant_jid = garden.with_resource("Juliet").value();
    take(chat_from(occupant_jid, world.puppet_of(world.romeo), "1"));
    answer();
    ASSERT_EQ(world.xmpp.messages.size(), 1U);
    take(returned(occupant_jid, world.xmpp.messages.front().id));
    EXPECT_TRUE(world.journal.rows.empty());
}

// RFC 6121 §3.1.3, §4.3: as a user's own server would.
TEST_F(XmppAnswersTest, PresenceIsAnsweredInItsOrder) {
    take_all(
        {asked(juliet, romeos_puppet, PresenceKind::probe), asked(juliet, romeos_puppet, PresenceKind::subscribe)});
    answer();
    EXPECT_EQ(shown(), (std::vector{PresenceKind::unsubscribed, PresenceKind::subscribed, PresenceKind::available,
                                    PresenceKind::subscribe}));
    EXPECT_TRUE(world.journal.commits.empty());
}

TEST_F(XmppAnswersTest, PresenceFromOurOwnDomainIsNotAnswered) {
    take(asked(world.puppet_of(world.romeo), romeos_puppet, PresenceKind::probe));
    answer();
    EXPECT_TRUE(world.xmpp.presences.empty());
}

TEST_F(XmppAnswersTest, AFloodOfPresenceIsAnsweredUpToABound) {
    constexpr std::size_t bound = 10'000;
    const std::vector flood(bound + 1, asked(juliet, romeos_puppet, PresenceKind::probe));
    take_all(flood);
    answer();
    EXPECT_EQ(world.xmpp.presences.size(), bound);
    take(asked(juliet, romeos_puppet, PresenceKind::probe)); // behind it there is room again
    world.let_run();
    EXPECT_EQ(world.xmpp.presences.size(), bound + 1);
}

TEST_F(XmppAnswersTest, PresenceThatMeetsAnOutageIsLetGoAndTheNextIsAnswered) {
    answer();
    world.registry.go_away();
    take(asked(juliet, romeos_puppet, PresenceKind::probe));
    world.let_run();
    world.registry.come_back();
    take(asked(nurse, romeos_puppet, PresenceKind::probe));
    world.let_run();
    ASSERT_EQ(world.xmpp.presences.size(), 1U);
    EXPECT_EQ(world.xmpp.presences.front().to, nurse);
}

TEST_F(XmppAnswersTest, ANewStreamShowsPuppetsToTheirWatchers) {
    world.registry.contacts.rows.emplace(std::pair{romeos_puppet, nurse}, Contact{romeos_puppet, nurse, true, false});
    answer();
    EXPECT_TRUE(world.xmpp.presences.empty());
    intake.on_connected();
    world.let_run();
    ASSERT_EQ(shown(), std::vector{PresenceKind::available});
    EXPECT_EQ(world.xmpp.presences.front().from, world.puppet_of(world.romeo));
}

TEST_F(XmppAnswersTest, PuppetsAreShownAsSoonAsTheStoreTellsTheirWatchers) {
    world.registry.contacts.rows.emplace(std::pair{romeos_puppet, nurse}, Contact{romeos_puppet, nurse, true, false});
    world.registry.go_away();
    answer();
    intake.on_connected();
    world.let_run();
    world.registry.come_back();
    run_until([this] { return !world.xmpp.presences.empty(); });
    EXPECT_EQ(shown(), std::vector{PresenceKind::available});
}

TEST_F(XmppAnswersTest, TheComponentItselfIsTheBridge) {
    for (const auto& address : {component, bot}) {
        EXPECT_EQ(addressee(address).kind, Kind::bridge);
        EXPECT_EQ(addressee(address).name, "bridge");
    }
}

TEST_F(XmppAnswersTest, APuppetIsCalledAsItsUserIs) {
    for (const auto& address : {romeos_puppet, world.puppet_of(world.romeo)}) {
        EXPECT_EQ(addressee(address).kind, Kind::puppet);
        EXPECT_EQ(addressee(address).name, "Romeo");
    }
}

TEST_F(XmppAnswersTest, AnAddressWithoutAUserBehindItIsNobody) {
    for (const auto* address : {"nobody%montague.example@matrix.montague.example", "romeo@matrix.montague.example",
                                "\\5fxmpp\\5fjuliet=40capulet.example%montague.example@matrix.montague.example"}) {
        EXPECT_EQ(addressee(jid(address)).kind, Kind::nobody) << address;
    }
}

TEST_F(XmppAnswersTest, WhoAnAddressIsIsNotSaidWhileThatCannotBeKnown) {
    world.homeserver.is_away = true;
    EXPECT_THROW(addressee(romeos_puppet), Outage);
}

} // namespace
} // namespace bascule::bridge
