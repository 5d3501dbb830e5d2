#include "xmpp_component/muc/archive.hpp"

#include "tests/samples.hpp"
#include "tests/xmpp_component/fakes.hpp"
#include "tests/xmpp_component/stanzas.hpp"
#include "xmpp_component/codec/stanza_codec.hpp"

#include <gtest/gtest.h>

namespace bascule::xmpp {
namespace {

using namespace std::chrono_literals;
using samples::jid;

std::string query_id_in(const std::string& iq) {
    const auto at = iq.find("queryid='") + 9;
    return iq.substr(at, iq.find('\'', at) - at);
}

class ArchiveTest : public testing::Test {
protected:
    ArchiveTest() { clock.start(); }

    bridge::ArchiveRequest request() const {
        return {.room = jid("garden@muc.example"),
                .asker = jid("matrix.example/bascule"),
                .after_id = "s0",
                .start_ms = std::nullopt,
                .at_most = 2};
    }

    /// `said` is what the archived message has besides its body.
    bool result(const std::string& id, const std::string& query = {}, const std::string& from = "garden@muc.example",
                const std::string& said = {}) {
        const auto message = stanza_from(
            "<message from='" + from + "' to='matrix.example/bascule'><result xmlns='urn:xmpp:mam:2' queryid='" +
            (query.empty() ? query_id_in(sent.texts.back()) : query) + "' id='" + id +
            "'><forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='2002-09-10T23:08:25Z'/>"
            "<message xmlns='jabber:client' from='garden@muc.example/Juliet' type='groupchat' id='m1'>"
            "<body>Hi</body>" +
            said +
            "<stanza-id xmlns='urn:xmpp:sid:0' by='garden@muc.example' id='forged'/></message>"
            "</forwarded></result></message>");
        return archive.accept(message.root());
    }

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

    boost::asio::io_context context;
    KeptStanzas sent;
    ReadingClock clock{context.get_executor()};
    bridge::NoMetrics metrics;
    IqTracker tracker{context.get_executor(), sent, clock, metrics};
    Archive archive{tracker, 1h};
};

// XEP-0059 §2.5
TEST_F(ArchiveTest, TheLastPageIsAskedForFromTheEnd) {
    Running fetched{context, archive.latest(jid("garden@muc.example"), jid("matrix.example/bascule"), 2)};
    settle(context);
    EXPECT_NE(sent.texts.at(0).find("<set xmlns='http://jabber.org/protocol/rsm'><max>2</max><before"),
              std::string::npos);
    EXPECT_TRUE(result("s1"));
    EXPECT_TRUE(result("s2"));
    answer("result", "<fin xmlns='urn:xmpp:mam:2'/>");
    ASSERT_TRUE(fetched.outcome);
    ASSERT_EQ(fetched.outcome->items.size(), 2U);
    EXPECT_EQ(fetched.outcome->items.at(0).stanza_id, "s1");
}

// XEP-0313 §4, XEP-0059 §2.1
TEST_F(ArchiveTest, APageIsAskedForAfterAnId) {
    Running fetched{context, archive.fetch(request())};
    settle(context);
    const auto& iq = sent.texts.at(0);
    EXPECT_NE(iq.find("<set xmlns='http://jabber.org/protocol/rsm'><max>2</max><after>s0</after></set>"),
              std::string::npos);
    EXPECT_EQ(iq.find("start"), std::string::npos);
    EXPECT_TRUE(result("s1"));
    EXPECT_TRUE(result("s2"));
    EXPECT_TRUE(result("s3")) << "more than asked for is left out";
    answer("result", "<fin xmlns='urn:xmpp:mam:2'/>");
    ASSERT_TRUE(fetched.outcome);
    EXPECT_FALSE(fetched.outcome->is_complete);
    ASSERT_EQ(fetched.outcome->items.size(), 2U);
    EXPECT_EQ(fetched.outcome->items[0].stanza_id, "s1");
    EXPECT_EQ(fetched.outcome->items[0].at_ms, 1031699305000);
}

TEST_F(ArchiveTest, AnArchivedMessageReadsLikeALiveOne) {
    Running fetched{context, archive.fetch(request())};
    settle(context);
    result("s1");
    answer("result", "<fin xmlns='urn:xmpp:mam:2' complete='true'/>");
    EXPECT_TRUE(fetched.outcome->is_complete);
    const auto event = XmlStanzaCodec{}.decode(fetched.outcome->items.at(0).stanza).value();
    const auto& message = std::get<bridge::GroupMessage>(event);
    EXPECT_EQ(message.head.from, jid("garden@muc.example/Juliet"));
    EXPECT_EQ(message.head.to, jid("matrix.example/bascule"));
    EXPECT_EQ(message.message.body, "Hi");
    EXPECT_EQ(message.stanza_id, "s1");
    EXPECT_EQ(message.delay_ms, 1031699305000);
}

// XEP-0313 §5.1.2: the archive tells who somebody was; what he wrote himself in the same shape stands beside that.
TEST_F(ArchiveTest, WhoSomebodyWasIsNotBelievedWhereTwoAreNamed) {
    const std::string romeo = "<x xmlns='http://jabber.org/protocol/muc#user'><item jid='romeo@montague.example'/></x>";
    const std::string juliet =
        "<x xmlns='http://jabber.org/protocol/muc#user'><item jid='juliet@capulet.example'/></x>";
    Running fetched{context, archive.fetch(request())};
    settle(context);
    result("s1", {}, "garden@muc.example", juliet);
    result("s2", {}, "garden@muc.example", romeo + juliet);
    answer("result", "<fin xmlns='urn:xmpp:mam:2' complete='true'/>");
    const auto real_jid = [&](std::size_t at) {
        const auto event = XmlStanzaCodec{}.decode(fetched.outcome->items.at(at).stanza).value();
        return std::get<bridge::GroupMessage>(event).real_jid;
    };
    EXPECT_EQ(real_jid(0), jid("juliet@capulet.example"));
    EXPECT_EQ(real_jid(1), std::nullopt);
}

TEST_F(ArchiveTest, ResultsOfOthersAreNotTaken) {
    Running fetched{context, archive.fetch(request())};
    settle(context);
    EXPECT_FALSE(result("s1", "guessed"));
    EXPECT_FALSE(result("s1", {}, "evil@muc.example"));
    answer("result", "<fin xmlns='urn:xmpp:mam:2'/>");
    EXPECT_TRUE(fetched.outcome->items.empty());
    EXPECT_TRUE(fetched.outcome->is_complete) << "nothing came, so nothing more will";
    EXPECT_FALSE(result("s1")) << "it is over";
}

// XEP-0313 §4.3: an id that the archive has forgotten is item-not-found.
TEST_F(ArchiveTest, WhereTheIdIsForgottenTheTimeIsTried) {
    auto both = request();
    both.start_ms = 1031699305123;
    Running fetched{context, archive.fetch(both)};
    settle(context);
    refuse("item-not-found");
    ASSERT_EQ(sent.texts.size(), 2U);
    EXPECT_NE(sent.texts.at(1).find("<field var='start'><value>2002-09-10T23:08:25.123Z</value></field>"),
              std::string::npos);
    EXPECT_EQ(sent.texts.at(1).find("<after>"), std::string::npos);
    result("s5");
    answer("result", "<fin xmlns='urn:xmpp:mam:2' complete='true'/>");
    EXPECT_EQ(fetched.outcome->items.size(), 1U);
}

TEST_F(ArchiveTest, ARefusalIsAnEmptyPageAndAnOutageIsThrown) {
    Running refused{context, archive.fetch(request())};
    settle(context);
    refuse("forbidden");
    EXPECT_TRUE(refused.outcome->items.empty() && refused.outcome->is_complete);
    Running far{context, archive.fetch(request())};
    settle(context);
    refuse("remote-server-timeout");
    EXPECT_THROW(std::rethrow_exception(far.failure), bridge::Outage);
}

} // namespace
} // namespace bascule::xmpp
