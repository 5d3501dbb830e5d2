#include "xmpp_component/people/peer_caps.hpp"

#include "tests/samples.hpp"
#include "tests/xmpp_component/fakes.hpp"
#include "tests/xmpp_component/stanzas.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace bascule::xmpp {
namespace {

using namespace std::chrono_literals;
using mapping::Feature;
using samples::jid;

class PeerCapsTest : public testing::Test {
protected:
    PeerCapsTest() { clock.start(); }
    ~PeerCapsTest() override {
        tracker.give_up_all();
        settle(context);
    }
    PeerCapsTest(const PeerCapsTest&) = delete;
    PeerCapsTest& operator=(const PeerCapsTest&) = delete;
    PeerCapsTest(PeerCapsTest&&) = delete;
    PeerCapsTest& operator=(PeerCapsTest&&) = delete;

    void show(const std::string& client, const std::string& version) {
        const auto element = version.empty() ? std::string{}
                                             : "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' "
                                               "node='https://client.example' ver='" +
                                                   version + "'/>";
        notice("<presence from='" + client + "' to='romeo@matrix.example'>" + element + "</presence>");
    }
    void notice(const std::string& presence) {
        caps.notice(stanza_from(presence).root());
        settle(context);
    }
    void answer(const std::string& client, const std::string& features) {
        auto iq =
            stanza_from("<iq type='result' from='" + client + "' to='romeo@matrix.example' id='" + sent.ids.back() +
                        "'><query xmlns='http://jabber.org/protocol/disco#info'>" + features + "</query></iq>");
        EXPECT_TRUE(tracker.accept(iq));
        settle(context);
    }
    bool lacks(Feature feature) const { return caps.lacks(juliet, feature); }

    const mapping::Jid juliet = jid("juliet@capulet.example");
    const std::string balcony = "juliet@capulet.example/balcony";
    const std::string chamber = "juliet@capulet.example/chamber";
    const std::string corrects = "<feature var='urn:xmpp:message-correct:0'/>";
    const std::string reacts = "<feature var='urn:xmpp:reactions:0'/>";
    boost::asio::io_context context;
    KeptStanzas sent;
    ReadingClock clock{context.get_executor()};
    bridge::NoMetrics metrics;
    IqTracker tracker{context.get_executor(), sent, clock, metrics};
    PeerCaps caps{context.get_executor(), tracker, 1h};
};

// XEP-0115 §6.2
TEST_F(PeerCapsTest, AClientIsAskedOnceForEachVersion) {
    show(balcony, "v1");
    show(balcony, "v1");
    ASSERT_EQ(sent.texts.size(), 1U);
    EXPECT_NE(sent.texts[0].find("node='https://client.example#v1'"), std::string::npos);
    EXPECT_FALSE(lacks(Feature::reaction)) << "it has not answered";
    answer(balcony, corrects);
    EXPECT_TRUE(lacks(Feature::reaction));
    EXPECT_FALSE(lacks(Feature::edit));
    show(balcony, "v2");
    EXPECT_EQ(sent.texts.size(), 2U);
    EXPECT_FALSE(lacks(Feature::reaction));
}

TEST_F(PeerCapsTest, OneClientThatKnowsItOrDoesNotSayIsEnough) {
    show(balcony, "v1");
    answer(balcony, corrects);
    show(chamber, "v2");
    answer(chamber, reacts);
    EXPECT_FALSE(lacks(Feature::reaction));
    notice("<presence type='unavailable' from='" + chamber + "' to='romeo@matrix.example'/>");
    EXPECT_TRUE(lacks(Feature::reaction));
    show(chamber, "");
    EXPECT_FALSE(lacks(Feature::reaction));
}

TEST_F(PeerCapsTest, WhoEntersAMucOfOursIsNotAsked) {
    notice(
        "<presence from='" + balcony +
        "' to='#verona@matrix.example/Juliet'>"
        "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='https://client.example' ver='v1'/></presence>");
    EXPECT_TRUE(sent.texts.empty());
}

TEST_F(PeerCapsTest, OfWhoIsNotThereNothingIsKnown) {
    show(balcony, "v1");
    answer(balcony, corrects);
    caps.forget_all();
    EXPECT_FALSE(lacks(Feature::reaction));
    EXPECT_FALSE(lacks(Feature::image)) << "which no client names";
}

} // namespace
} // namespace bascule::xmpp
