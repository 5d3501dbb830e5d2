#include "xmpp_component/muc/muc_client.hpp"

#include "bridge/ports/outage.hpp"
#include "tests/samples.hpp"
#include "tests/xmpp_component/fakes.hpp"
#include "tests/xmpp_component/stanzas.hpp"

#include <gtest/gtest.h>

#include <exception>

namespace bascule::xmpp {
namespace {

using namespace std::chrono_literals;
using samples::jid;

class MucClientTest : public testing::Test {
protected:
    MucClientTest() { clock.start(); }

    void answer(const std::string& type, const std::string& children) {
        auto iq = stanza_from("<iq type='" + type + "' from='garden@muc.example' to='matrix.example/bascule' id='" +
                              sent.ids.back() + "'>" + children + "</iq>");
        EXPECT_TRUE(tracker.accept(iq));
        settle(context);
    }
    void refuse(const std::string& condition) {
        answer("error",
               "<error type='cancel'><" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>");
    }
    bool has_sent(const std::string& part) const { return sent.texts.back().find(part) != std::string::npos; }

    const mapping::Jid bot = jid("matrix.example/bascule");
    const mapping::Jid garden = jid("garden@muc.example");
    boost::asio::io_context context;
    KeptStanzas sent;
    ReadingClock clock{context.get_executor()};
    bridge::NoMetrics metrics;
    IqTracker tracker{context.get_executor(), sent, clock, metrics};
    MucClient client{tracker, sent, 1h};
};

// XEP-0045 §8.2
TEST_F(MucClientTest, AKickNamesTheNickTheRoleAndTheReason) {
    Running kicked{context, client.set_role(bot, jid("garden@muc.example/Tybalt"), mapping::Role::none, "too loud")};
    settle(context);
    EXPECT_TRUE(
        has_sent("<query xmlns='http://jabber.org/protocol/muc#admin'><item nick='Tybalt' role='none'>"
                 "<reason>too loud</reason></item></query>"));
    answer("result", "");
    ASSERT_TRUE(kicked.outcome);
    EXPECT_FALSE(*kicked.outcome);
}

// XEP-0045 §9.1
TEST_F(MucClientTest, ABanNamesTheAddressAndItsRefusalIsAnAnswer) {
    Running banned{context, client.set_affiliation(bot, garden,
                                                   {jid("tybalt@capulet.example"), mapping::Affiliation::outcast, {}})};
    settle(context);
    EXPECT_TRUE(has_sent("<item jid='tybalt@capulet.example' affiliation='outcast'/>"));
    refuse("forbidden");
    ASSERT_TRUE(banned.outcome && *banned.outcome);
    EXPECT_EQ((*banned.outcome)->condition, "forbidden");
}

// XEP-0045 §9.2
TEST_F(MucClientTest, AListIsReadOrNotShown) {
    {
        Running listed{context, client.affiliates(bot, garden, mapping::Affiliation::outcast)};
        settle(context);
        answer("result",
               "<query xmlns='http://jabber.org/protocol/muc#admin'>"
               "<item affiliation='outcast' jid='tybalt@capulet.example'><reason>duel</reason></item>"
               "<item affiliation='outcast' jid='@'/></query>");
        ASSERT_TRUE(listed.outcome && *listed.outcome);
        ASSERT_EQ((*listed.outcome)->size(), 1U);
        EXPECT_EQ((*listed.outcome)->front().jid, jid("tybalt@capulet.example"));
        EXPECT_EQ((*listed.outcome)->front().reason, "duel");
    }
    Running hidden{context, client.affiliates(bot, garden, mapping::Affiliation::outcast)};
    settle(context);
    refuse("forbidden");
    ASSERT_TRUE(hidden.outcome);
    EXPECT_FALSE(*hidden.outcome);
}

TEST_F(MucClientTest, WhatDecidesNothingIsAnOutage) {
    Running kicked{context, client.set_role(bot, jid("garden@muc.example/Tybalt"), mapping::Role::none, "")};
    settle(context);
    refuse("remote-server-timeout");
    ASSERT_TRUE(kicked.failure);
    EXPECT_THROW(std::rethrow_exception(kicked.failure), bridge::Outage);
}

// XEP-0045 §8.1
TEST_F(MucClientTest, ASubjectIsAMessageWithoutABody) {
    Running said{context, client.set_subject(jid("romeo@matrix.example/bascule"), garden, "Verona", "topic $1")};
    settle(context);
    EXPECT_TRUE(has_sent("type='groupchat'"));
    EXPECT_TRUE(has_sent("id='topic $1'"));
    EXPECT_TRUE(has_sent("<subject>Verona</subject>"));
    EXPECT_FALSE(has_sent("<body"));
}

// XEP-0045 §7.8.2, XEP-0249
TEST_F(MucClientTest, AnInvitationGoesThroughTheRoomOrDirectly) {
    const bridge::MucInvite invite{bot, garden, jid("juliet@capulet.example"), "i1", "Come down."};
    Running mediated{context, client.invite_through_room(invite)};
    settle(context);
    EXPECT_TRUE(has_sent("to='garden@muc.example'"));
    EXPECT_TRUE(has_sent("<invite to='juliet@capulet.example'><reason>Come down.</reason></invite>"));
    Running direct{context, client.invite_directly(invite)};
    settle(context);
    EXPECT_TRUE(has_sent("to='juliet@capulet.example'"));
    EXPECT_TRUE(has_sent("<x xmlns='jabber:x:conference' jid='garden@muc.example' reason='Come down.'/>"));
    Running declined{context, client.decline(invite)};
    settle(context);
    EXPECT_TRUE(has_sent("<decline to='juliet@capulet.example'>"));
}

// XEP-0486 §3.2
TEST_F(MucClientTest, APictureComesOutOfTheRoomsCard) {
    Running asked{context, client.picture(bot, garden)};
    settle(context);
    answer("result", "<vCard xmlns='vcard-temp'><PHOTO><TYPE>image/png</TYPE><BINVAL>Zm9v</BINVAL></PHOTO></vCard>");
    ASSERT_TRUE(asked.outcome && *asked.outcome);
    EXPECT_EQ((*asked.outcome)->type, "image/png");
    EXPECT_EQ((*asked.outcome)->bytes, "foo");
}

} // namespace
} // namespace bascule::xmpp
