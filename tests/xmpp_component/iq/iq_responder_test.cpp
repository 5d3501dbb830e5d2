#include "xmpp_component/iq/iq_responder.hpp"

#include "tests/samples.hpp"
#include "tests/xmpp_component/fakes.hpp"
#include "tests/xmpp_component/stanzas.hpp"
#include "xmpp_component/iq/handlers.hpp"

#include <gtest/gtest.h>

namespace bascule::xmpp {
namespace {

class IqResponderTest : public testing::Test {
protected:
    explicit IqResponderTest(std::size_t at_once = 8) : at_once_{at_once} {}

    std::string answer_to(Stanza iq) {
        sent.texts.clear();
        responder.respond(std::move(iq));
        settle(context);
        return sent.texts.empty() ? "" : sent.texts.at(0);
    }

    std::string answer_to(const std::string& iq) { return answer_to(stanza_from(iq)); }

    std::size_t at_once_;
    boost::asio::io_context context;
    KeptStanzas sent;
    KeptInbox inbox;
    mapping::Jid domain = samples::jid("matrix.example");
    IqResponder responder{context.get_executor(), domain, make_iq_table({}), inbox, sent, at_once_};
};

std::string error(const std::string& type, const std::string& condition) {
    return "<error type='" + type + "'><" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>";
}

const std::string head = "<iq from='juliet@capulet.example/balcony' to='romeo@matrix.example' id='long+/=id'";
const std::string ping = "<ping xmlns='urn:xmpp:ping'/>";

// RFC 6120 §8.2.3: from the address that was asked, with the same id.
TEST_F(IqResponderTest, AnswersFromTheAddressAskedWithTheSameId) {
    EXPECT_EQ(answer_to(head + " type='get'>" + ping + "</iq>"),
              "<iq type='result' from='romeo@matrix.example' to='juliet@capulet.example/balcony' id='long+/=id'/>");
}

TEST_F(IqResponderTest, EveryRequestIsAnsweredOnceWhateverItIs) {
    const auto answered_with = [&](const std::string& iq, const std::string& expected) {
        const auto answer = answer_to(iq);
        EXPECT_NE(answer.find(expected), std::string::npos) << iq << "\n" << answer;
        EXPECT_EQ(sent.texts.size(), 1U);
    };
    answered_with(head + " type='set'>" + ping + "</iq>", error("cancel", "service-unavailable"));
    answered_with(head + " type='get'><odd/></iq>", error("cancel", "service-unavailable"));
    answered_with(head + " type='get'/>", error("modify", "bad-request"));
    answered_with(head + " type='get'>" + ping + ping + "</iq>", error("modify", "bad-request"));
    answered_with(head + ">" + ping + "</iq>", error("modify", "bad-request"));
    answered_with(head + " type='odd'>" + ping + "</iq>", error("modify", "bad-request"));
    answered_with("<iq type='get' from='a@b.example' to='nobody@matrix.example' id='1'>" + ping + "</iq>",
                  error("cancel", "item-not-found"));
    answered_with("<iq type='get' from='a@b.example' to='@matrix.example' id='1'>" + ping + "</iq>",
                  error("modify", "jid-malformed"));
    answered_with("<iq type='get' from='a@b.example' id='1'>" + ping + "</iq>", error("modify", "jid-malformed"));
}

TEST_F(IqResponderTest, NobodyIsAnsweredWhereThereIsNobody) {
    EXPECT_EQ(answer_to("<iq type='get' to='romeo@matrix.example' id='1'>" + ping + "</iq>"), "");
    EXPECT_EQ(answer_to("<iq type='get' from='@' to='romeo@matrix.example' id='1'>" + ping + "</iq>"), "");
}

class Curtain final : public bridge::SeatPrivacy {
public:
    bool may_ask_about(const mapping::Jid& address, const mapping::Jid& /*asker*/) const override {
        return address.is_bare();
    }
};

// XEP-0045 §6.6: nobody learns from outside who is in.
TEST_F(IqResponderTest, WhoMayNotAskGetsOneAnswerWhoeverIsThere) {
    const Curtain curtain;
    responder.guard_by(curtain);
    for (const std::string to : {"romeo@matrix.example/Romeo", "nobody@matrix.example/Romeo"}) {
        for (const std::string payload : {"<query xmlns='http://jabber.org/protocol/disco#info'/>",
                                          "<query xmlns='http://jabber.org/protocol/disco#items'/>",
                                          "<vCard xmlns='vcard-temp'/>", "<zork xmlns='urn:zork'/>"}) {
            const auto answer = answer_to("<iq from='juliet@capulet.example/balcony' to='" + to +
                                          "' type='get' id='1'>" + payload + "</iq>");
            EXPECT_NE(answer.find(error("modify", "bad-request")), std::string::npos) << payload << answer;
        }
    }
    EXPECT_EQ(answer_to(head + " type='get'>" + ping + "</iq>").find("bad-request"), std::string::npos);
}

TEST_F(IqResponderTest, ARequestOverTheLimitsIsNotAcceptable) {
    const auto large = head + " type='get'><q xmlns='urn:q'>" + std::string(500, 'x') + "</q></iq>";
    EXPECT_NE(answer_to(stanza_from(large, {.stanza_bytes = 300})).find(error("modify", "not-acceptable")),
              std::string::npos);
}

TEST_F(IqResponderTest, AnAnswerThatIsTooLargeIsAnError) {
    sent.most_bytes = 400;
    const auto answer = answer_to(head + " type='get'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>");
    EXPECT_NE(answer.find(error("wait", "resource-constraint")), std::string::npos) << answer;
}

// C.3 of the mapping: the world is at fault, the asker may come back.
TEST_F(IqResponderTest, AnOutageAsksToWait) {
    inbox.is_store_away = true;
    EXPECT_NE(answer_to(head + " type='get'>" + ping + "</iq>").find(error("wait", "internal-server-error")),
              std::string::npos);
}

TEST_F(IqResponderTest, AStreamThatBrokeIsNoFailure) {
    sent.is_down = true;
    EXPECT_EQ(answer_to(head + " type='get'>" + ping + "</iq>"), "");
}

class BusyIqResponderTest : public IqResponderTest {
protected:
    BusyIqResponderTest() : IqResponderTest{1} {}
};

TEST_F(BusyIqResponderTest, TooManyRequestsAtOnceAreAskedToWait) {
    const auto iq = head + " type='get'>" + ping + "</iq>";
    responder.respond(stanza_from(iq));
    const auto first = answer_to(iq);
    EXPECT_NE(first.find(error("wait", "resource-constraint")), std::string::npos);
    EXPECT_EQ(sent.texts.size(), 2U);
}

} // namespace
} // namespace bascule::xmpp
