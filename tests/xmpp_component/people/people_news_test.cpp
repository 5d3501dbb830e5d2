// What the wire says of people, and what we ask about them.
#include "tests/samples.hpp"
#include "tests/xmpp_component/fakes.hpp"
#include "tests/xmpp_component/stanzas.hpp"
#include "xmpp_component/people/avatar_fetch.hpp"
#include "xmpp_component/people/avatar_stamps.hpp"
#include "xmpp_component/people/personal_events.hpp"
#include "xmpp_component/people/privileges.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace bascule::xmpp {
namespace {

using namespace std::chrono_literals;
using samples::jid;

void begin(boost::asio::io_context& context, bridge::Task<void> task) {
    boost::asio::co_spawn(context, std::move(task), [](const std::exception_ptr& failure) { EXPECT_FALSE(failure); });
    settle(context);
}

class KeptNews final : public bridge::PeopleInbox {
public:
    std::vector<std::string> words;
    void on_nick(bridge::PersonNews news, std::string nick) override {
        words.push_back(news.person.str() + " " + nick);
    }
    void on_avatar(bridge::PersonNews news, std::string hash) override {
        words.push_back(news.person.str() + " for " + news.puppet.str() + " #" + hash);
    }
};

class PeopleNewsTest : public testing::Test {
protected:
    PeopleNewsTest() {
        clock.start();
        register_personal_events(handlers, news);
        privileges.listen(handlers);
    }

    bool take(const std::string& text) { return handlers.take(stanza_from(text).root()); }
    static std::string event(const std::string& node, const std::string& item, const std::string& from) {
        return "<message type='headline' from='" + from +
               "' to='romeo@matrix.example/bascule'><event xmlns='http://jabber.org/protocol/pubsub#event'>"
               "<items node='" +
               node + "'><item id='1'>" + item + "</item></items></event></message>";
    }
    static std::string grant(const std::string& from, const std::string& perm, const std::string& version = "2") {
        return "<message from='" + from + "' to='matrix.example'><privilege xmlns='urn:xmpp:privilege:" + version +
               "'>" + perm + "</privilege></message>";
    }
    /// Answers what was asked last with this in the iq.
    void answer(const std::string& payload, const std::string& from, const std::string& to) {
        auto iq = stanza_from("<iq type='result' from='" + from + "' to='" + to + "' id='" + sent.ids.back() + "'>" +
                              payload + "</iq>");
        EXPECT_TRUE(tracker.accept(iq));
        settle(context);
    }

    boost::asio::io_context context;
    KeptStanzas sent;
    ReadingClock clock{context.get_executor()};
    bridge::NoMetrics metrics;
    IqTracker tracker{context.get_executor(), sent, clock, metrics};
    MessageHandlers handlers;
    KeptNews news;
    Privileges privileges{jid("matrix.example"), tracker, 1h};
    AvatarFetch fetch{tracker, 1h};
};

// XEP-0172 §4.3, XEP-0084 §4.2
TEST_F(PeopleNewsTest, NicksAndAvatarsOfContactsAreTold) {
    EXPECT_TRUE(take(event("http://jabber.org/protocol/nick",
                           "<nick xmlns='http://jabber.org/protocol/nick'>Sun</nick>", "juliet@capulet.example")));
    const std::string metadata = "<metadata xmlns='urn:xmpp:avatar:metadata'>";
    take(event("urn:xmpp:avatar:metadata",
               metadata + "<info id='far' url='https://x.example'/><info id='abc'/></metadata>",
               "juliet@capulet.example"));
    take(event("urn:xmpp:avatar:metadata", metadata + "</metadata>", "juliet@capulet.example"));
    EXPECT_EQ(news.words, (std::vector<std::string>{"juliet@capulet.example Sun",
                                                    "juliet@capulet.example for romeo@matrix.example #abc",
                                                    "juliet@capulet.example for romeo@matrix.example #"}));
}

TEST_F(PeopleNewsTest, OnlyAPersonsOwnServerSpeaksForHim) {
    take(event("http://jabber.org/protocol/nick", "<nick xmlns='http://jabber.org/protocol/nick'>Moon</nick>",
               "garden@muc.example/Juliet"));
    EXPECT_TRUE(news.words.empty());
    EXPECT_FALSE(take("<message from='a@b.example' to='romeo@matrix.example'><body>Hi</body></message>"));
}

// XEP-0356 §4.2
TEST_F(PeopleNewsTest, AServerGrantsForItsOwnUsersAlone) {
    const auto juliet = jid("juliet@capulet.example");
    EXPECT_TRUE(take(grant("capulet.example", "<perm access='roster' type='get'/>")));
    EXPECT_FALSE(privileges.may_change(juliet));
    take(grant("capulet.example", "<perm access='message' type='outgoing'/><perm access='roster' type='both'/>", "1"));
    EXPECT_TRUE(privileges.may_change(juliet));
    EXPECT_FALSE(privileges.may_change(jid("romeo@montague.example")));
    take(grant("mallory@montague.example", "<perm access='roster' type='both'/>"));
    EXPECT_FALSE(privileges.may_change(jid("romeo@montague.example")));
    privileges.forget_all();
    EXPECT_FALSE(privileges.may_change(juliet));
}

// XEP-0356 §4.3
TEST_F(PeopleNewsTest, AContactIsAddedWhereItIsNotThereYet) {
    const bridge::RosterEntry entry{jid("juliet@capulet.example"), jid("romeo@matrix.example"), "Romeo", "Matrix"};
    for (const auto* const present : {"", "<item jid='romeo@matrix.example'/>"}) {
        begin(context, privileges.add(entry));
        const auto before = sent.texts.size();
        answer("<query xmlns='jabber:iq:roster'>" + std::string{present} + "</query>", "juliet@capulet.example",
               "matrix.example");
        if (std::string{present}.empty()) {
            EXPECT_NE(sent.texts.back().find("<item jid='romeo@matrix.example' name='Romeo'><group>Matrix</group>"),
                      std::string::npos);
            answer("", "juliet@capulet.example", "matrix.example");
        } else {
            EXPECT_EQ(sent.texts.size(), before);
        }
    }
}

// XEP-0084 §4.3, XEP-0054 §3.1
TEST_F(PeopleNewsTest, AnAvatarIsAskedForByItsHashAndElseAsAVCard) {
    const bridge::AvatarQuestion question{jid("romeo@matrix.example"), jid("juliet@capulet.example"), "abc"};
    Running asked{context, fetch.fetch(question)};
    settle(context);
    EXPECT_NE(sent.texts.back().find("<items node='urn:xmpp:avatar:data'><item id='abc'/></items>"), std::string::npos);
    answer("<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:xmpp:avatar:data'/></pubsub>",
           "juliet@capulet.example", "romeo@matrix.example");
    answer("<vCard xmlns='vcard-temp'><PHOTO><TYPE>image/png</TYPE><BINVAL>YW\nJj</BINVAL></PHOTO></vCard>",
           "juliet@capulet.example", "romeo@matrix.example");
    ASSERT_TRUE(asked.outcome && *asked.outcome);
    EXPECT_EQ((*asked.outcome)->bytes, "abc");
    EXPECT_EQ((*asked.outcome)->hash, "a9993e364706816aba3e25717850c26c9cd0d89d");
}

// XEP-0153 §3.1
TEST(AvatarStamps, EveryAvailablePresenceNamesTheHash) {
    boost::asio::io_context context;
    KeptStanzas sent;
    AvatarStamps stamps{sent};
    stamps.set_hash(jid("romeo@matrix.example"), "abc");
    stamps.set_hash(jid("mercutio@matrix.example"), "");
    const auto send = [&](const std::string& text) {
        const auto stanza = stanza_from(text);
        begin(context, stamps.send(stanza.document));
        return sent.texts.back();
    };
    const std::string update = "<x xmlns='vcard-temp:x:update'>";
    EXPECT_NE(
        send("<presence from='romeo@matrix.example/b' to='a@b.example'/>").find(update + "<photo>abc</photo></x>"),
        std::string::npos);
    EXPECT_NE(send("<presence from='mercutio@matrix.example/b' to='a@b.example'/>").find(update + "<photo/></x>"),
              std::string::npos);
    for (const auto* const other : {"<presence type='unavailable' from='romeo@matrix.example/b' to='a@b.example'/>",
                                    "<presence from='benvolio@matrix.example/b' to='a@b.example'/>"}) {
        EXPECT_EQ(send(other).find(update), std::string::npos);
    }
}

} // namespace
} // namespace bascule::xmpp
