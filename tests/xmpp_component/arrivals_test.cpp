#include "xmpp_component/arrivals.hpp"

#include "tests/run.hpp"
#include "tests/samples.hpp"
#include "tests/xmpp_component/fakes.hpp"
#include "tests/xmpp_component/stanzas.hpp"
#include "xmpp_component/codec/stanza_codec.hpp"
#include "xmpp_component/iq/handlers.hpp"

#include <gtest/gtest.h>

namespace bascule::xmpp {
namespace {

using namespace std::chrono_literals;
using samples::jid;

class ArrivalsTest : public testing::Test {
protected:
    ArrivalsTest() {
        clock.start();
        listeners.elect(jid("garden@muc.example"), jid("bot@matrix.example/bascule"));
    }

    std::size_t take(std::initializer_list<std::string> texts, FramerLimits limits = {}) {
        std::vector<Stanza> stanzas;
        for (const auto& text : texts) {
            stanzas.push_back(stanza_from(text, limits));
        }
        inbox.stanzas.clear();
        tests::run(arrivals.take(std::move(stanzas)));
        settle(context);
        return inbox.stanzas.size();
    }

    std::string presence(const std::string& to, const std::string& status, const std::string& type = {}) const {
        return "<presence from='garden@muc.example/Juliet' to='" + to + "' type='" + type +
               "'><x xmlns='http://jabber.org/protocol/muc#user'><item role='participant'/>" + status +
               "</x></presence>";
    }

    boost::asio::io_context context;
    KeptStanzas sent;
    KeptInbox inbox;
    mapping::Jid domain = jid("matrix.example");
    ReadingClock clock{context.get_executor()};
    bridge::NoMetrics metrics;
    ElectedListeners listeners;
    IqTracker tracker{context.get_executor(), sent, clock, metrics};
    IqResponder responder{context.get_executor(), domain, make_iq_table({}), inbox, sent, 8};
    JoinTracker joins{context.get_executor(), sent, clock, metrics, 1h};
    Archive archive{tracker, 1h};
    MessageHandlers handlers;
    ChatSignDesk signs{sent};
    PeerCaps caps{context.get_executor(), tracker, 1h};
    Arrivals arrivals{domain, {listeners, tracker, responder, joins, archive, inbox, handlers, signs, caps}};
};

const std::string group_message =
    "<message type='groupchat' from='garden@muc.example/Juliet' to='bot@matrix.example/bascule'><body>Hi</body>"
    "<x xmlns='http://jabber.org/protocol/muc#user'><item jid='forged@capulet.example'/></x></message>";

TEST_F(ArrivalsTest, OneReadIsOneBatchInOrder) {
    EXPECT_EQ(
        take({"<message from='a@b.example' to='romeo@matrix.example' id='1'><body>one</body></message>",
              "<iq type='get' from='a@b.example' to='romeo@matrix.example' id='2'><ping xmlns='urn:xmpp:ping'/></iq>",
              "<presence from='a@b.example' to='romeo@matrix.example' id='3'/>", group_message}),
        3U);
    EXPECT_EQ(inbox.batches, std::vector<std::size_t>{3});
    EXPECT_EQ(bridge::head_of(inbox.stanzas.at(0).event).id, "1");
    EXPECT_EQ(inbox.stanzas.at(0).xml,
              "<message xmlns='jabber:client' from='a@b.example' to='romeo@matrix.example' id='1'>"
              "<body>one</body></message>");
    EXPECT_EQ(bridge::head_of(inbox.stanzas.at(1).event).id, "3");
    EXPECT_EQ(inbox.stanzas.at(1).xml, "");
    EXPECT_EQ(sent.texts.size(), 1U);
}

TEST_F(ArrivalsTest, ALiveGroupMessageCannotForgeARealAddress) {
    take({group_message});
    EXPECT_FALSE(std::get<bridge::GroupMessage>(inbox.stanzas.at(0).event).real_jid);
    EXPECT_EQ(inbox.stanzas.at(0).xml.find("forged"), std::string::npos);
}

TEST_F(ArrivalsTest, CopiesForOthersThanTheListenerAreNotHandedOn) {
    EXPECT_EQ(
        take({"<message type='groupchat' from='garden@muc.example/Juliet' to='ROMEO@matrix.example/bascule'><body>Hi"
              "</body></message>",
              presence("romeo@matrix.example/bascule", "")}),
        0U);
    EXPECT_EQ(take({presence("bot@matrix.example/bascule", "")}), 1U);
}

// XEP-0045 §8.2: the one who is kicked is told so himself.
TEST_F(ArrivalsTest, WhatHappensToOneOfOursIsHandedOn) {
    EXPECT_EQ(take({presence("romeo@matrix.example/bascule", "<status code='110'/>"),
                    presence("romeo@matrix.example/bascule", "<status code='307'/><status code='110'/>", "unavailable"),
                    "<presence type='error' from='garden@muc.example/Romeo' to='romeo@matrix.example/bascule'/>",
                    "<message type='error' from='garden@muc.example' to='romeo@matrix.example/bascule'/>"}),
              4U);
}

TEST_F(ArrivalsTest, AMessageFromAnOccupantIsPrivateEvenUnmarked) {
    take(
        {"<message type='chat' from='garden@muc.example/Juliet' "
         "to='romeo@matrix.example'><body>Psst</body></message>"});
    EXPECT_TRUE(std::get<bridge::ChatMessage>(inbox.stanzas.at(0).event).is_private_of_muc);
    const auto stored = XmlStanzaCodec{}.decode(inbox.stanzas.at(0).xml);
    EXPECT_TRUE(std::get<bridge::ChatMessage>(stored.value()).is_private_of_muc);
}

TEST_F(ArrivalsTest, WhatTellsTheBridgeNothingIsNotHandedOn) {
    EXPECT_EQ(take({"<message from='a@b.example' to='romeo@matrix.example'><active xmlns='urn:c'/></message>",
                    "<presence from='garden@muc.example' to='bot@matrix.example/bascule'/>",
                    "<message from='romeo@matrix.example' to='mercutio@matrix.example'><body>loop</body></message>",
                    "<message from='@' to='romeo@matrix.example'><body>x</body></message>",
                    "<message from='a@b.example'><body>x</body></message>",
                    "<presence type='odd' from='a@b.example' to='romeo@matrix.example'/>", "<odd/>",
                    "<iq type='result' from='a@b.example' to='romeo@matrix.example' id='1'/>",
                    "<iq type='error' from='a@b.example' to='romeo@matrix.example' id='1'/>"}),
              0U);
    EXPECT_TRUE(inbox.batches.empty());
    EXPECT_TRUE(sent.texts.empty());
}

TEST_F(ArrivalsTest, OnlyAPersonIsToldThatHisMessageWasTooLarge) {
    const std::string body = "<body>" + std::string(500, 'x') + "</body></message>";
    const std::string to = "' to='romeo@matrix.example' id='1'>";
    const FramerLimits small{.stanza_bytes = 300};
    take({"<message type='groupchat' from='garden@muc.example/Juliet" + to + body,
          "<message type='chat' from='garden@muc.example/Juliet" + to + body,
          "<message type='error' from='a@b.example" + to + body, "<message type='chat' from='@" + to + body},
         small);
    EXPECT_TRUE(sent.texts.empty());
    take({"<message type='chat' from='a@b.example" + to + body}, small);
    ASSERT_EQ(sent.texts.size(), 1U);
    EXPECT_NE(sent.texts[0].find("<not-acceptable "), std::string::npos);
}

TEST_F(ArrivalsTest, AnAwaitedJoinErrorIsNotHandedOn) {
    Running joined{context, joins.join({.occupant = jid("romeo@matrix.example/bascule"),
                                        .room = jid("garden@muc.example"),
                                        .nick = "Romeo",
                                        .password = {},
                                        .history = {}})};
    settle(context);
    EXPECT_EQ(take({"<presence type='error' from='garden@muc.example/Romeo' to='romeo@matrix.example/bascule'/>"}), 0U);
    EXPECT_TRUE(joined.outcome->error);
}

} // namespace
} // namespace bascule::xmpp
