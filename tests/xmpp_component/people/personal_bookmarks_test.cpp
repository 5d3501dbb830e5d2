// XEP-0402 through XEP-0356 §6: bookmarks in other people's accounts.
#include "xmpp_component/people/personal_bookmarks.hpp"

#include "tests/samples.hpp"
#include "tests/xmpp_component/fakes.hpp"
#include "tests/xmpp_component/stanzas.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace bascule::xmpp {
namespace {

using namespace std::chrono_literals;
using samples::jid;

const std::string pubsub = "http://jabber.org/protocol/pubsub";

class PersonalBookmarksTest : public testing::Test {
protected:
    PersonalBookmarksTest() {
        clock.start();
        privileges.listen(handlers);
        grant("<namespace ns='" + pubsub + "' type='both'/>");
    }

    void grant(const std::string& namespaces) {
        const auto message = stanza_from(
            "<message from='capulet.example' to='matrix.example'>"
            "<privilege xmlns='urn:xmpp:privilege:2'><perm access='iq'>" +
            namespaces + "</perm></privilege></message>");
        EXPECT_TRUE(handlers.take(message.root()));
    }
    void begin(bridge::Task<void> task) {
        boost::asio::co_spawn(context, std::move(task),
                              [](const std::exception_ptr& failure) { EXPECT_FALSE(failure); });
        settle(context);
    }
    void answer(const std::string& type, const std::string& payload) {
        auto iq = stanza_from("<iq type='" + type + "' from='juliet@capulet.example' to='matrix.example' id='" +
                              sent.ids.back() + "'>" + payload + "</iq>");
        EXPECT_TRUE(tracker.accept(iq));
        settle(context);
    }
    /// The account's own answer, as her server forwards it.
    void answer_as_her(const std::string& payload, const std::string& type = "result") {
        answer("result",
               "<privilege xmlns='urn:xmpp:privilege:2'><forwarded xmlns='urn:xmpp:forward:0'>"
               "<iq xmlns='jabber:client' type='" +
                   type + "' from='juliet@capulet.example' id='own'>" + payload + "</iq></forwarded></privilege>");
    }
    static std::string kept(const std::string& attributes, const std::string& inside) {
        return "<pubsub xmlns='" + pubsub + "'><items node='urn:xmpp:bookmarks:1'><item id='" + room +
               "'><conference xmlns='urn:xmpp:bookmarks:1' " + attributes + ">" + inside +
               "</conference></item></items></pubsub>";
    }

    static inline const std::string room = "#verona%montague.example@matrix.example";
    static inline const std::string mark = "<extensions><invited xmlns='urn:bascule:bookmark:0'/></extensions>";
    const mapping::Jid juliet = jid("juliet@capulet.example");
    const bridge::RoomBookmark verona{juliet, jid(room), "Verona"};
    boost::asio::io_context context;
    KeptStanzas sent;
    ReadingClock clock{context.get_executor()};
    bridge::NoMetrics metrics;
    IqTracker tracker{context.get_executor(), sent, clock, metrics};
    MessageHandlers handlers;
    Privileges privileges{jid("matrix.example"), tracker, 1h};
    PersonalBookmarks bookmarks{privileges};
};

TEST_F(PersonalBookmarksTest, OnlyWhereRequestsOfBothKindsAreGranted) {
    EXPECT_TRUE(bookmarks.may_keep_for(juliet));
    EXPECT_FALSE(bookmarks.may_keep_for(jid("romeo@montague.example")));
    grant("<namespace ns='" + pubsub + "' type='set'/>");
    EXPECT_FALSE(bookmarks.may_keep_for(juliet));
    // As Prosody 0.12 writes more than one.
    grant("<namespace ns='jabber:iq:private' type='get'><namespace ns='" + pubsub + "' type='both'/></namespace>");
    EXPECT_TRUE(bookmarks.may_keep_for(juliet));
    privileges.forget_all();
    EXPECT_FALSE(bookmarks.may_keep_for(juliet));
}

TEST_F(PersonalBookmarksTest, ARoomThatIsNotThereYetIsPublishedForHerAlone) {
    begin(bookmarks.add(verona));
    const auto asked =
        "<privileged_iq xmlns='urn:xmpp:privilege:2'><iq xmlns='jabber:client' type='get' "
        "to='juliet@capulet.example' id='own'><pubsub xmlns='" +
        pubsub + "'><items node='urn:xmpp:bookmarks:1'><item id='" + room + "'/></items></pubsub></iq></privileged_iq>";
    EXPECT_NE(sent.texts.back().find(asked), std::string::npos) << sent.texts.back();
    answer_as_her("<pubsub xmlns='" + pubsub + "'><items node='urn:xmpp:bookmarks:1'/></pubsub>");
    const auto published =
        "<publish node='urn:xmpp:bookmarks:1'><item id='" + room +
        "'><conference xmlns='urn:xmpp:bookmarks:1' name='Verona'>" + mark +
        "</conference></item></publish><publish-options><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' "
        "type='hidden'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>"
        "<field var='pubsub#persist_items'><value>true</value></field>"
        "<field var='pubsub#max_items'><value>max</value></field>"
        "<field var='pubsub#send_last_published_item'><value>never</value></field>"
        "<field var='pubsub#access_model'><value>whitelist</value></field></x></publish-options>";
    EXPECT_NE(sent.texts.back().find(published), std::string::npos) << sent.texts.back();
    answer_as_her("");
}

TEST_F(PersonalBookmarksTest, WhoHasNoBookmarksYetGetsTheFirst) {
    const std::string error =
        "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
    begin(bookmarks.add(verona));
    answer_as_her(error, "error");
    EXPECT_NE(sent.texts.back().find("<publish "), std::string::npos);
    answer_as_her("");
    begin(bookmarks.add(verona));
    answer("error",
           "<error type='cancel'><internal-server-error "
           "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"); // Prosody 0.12
    EXPECT_NE(sent.texts.back().find("<publish "), std::string::npos);
    answer_as_her("");
}

TEST_F(PersonalBookmarksTest, WhatSheHasIsLeftAsItIs) {
    begin(bookmarks.add(verona));
    answer_as_her(kept("autojoin='true'", "<nick>J</nick>"));
    EXPECT_EQ(sent.texts.size(), 1U);
    begin(bookmarks.add(verona));
    answer("error", "<error type='auth'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>");
    EXPECT_EQ(sent.texts.size(), 2U);
}

TEST_F(PersonalBookmarksTest, OnlyWhatSheHasNotTouchedIsTakenBack) {
    for (const auto& hers : {kept("", ""), kept("autojoin='true'", mark), kept("", mark + "<nick>J</nick>")}) {
        begin(bookmarks.withdraw(juliet, verona.room));
        const auto before = sent.texts.size();
        answer_as_her(hers);
        EXPECT_EQ(sent.texts.size(), before);
    }
    begin(bookmarks.withdraw(juliet, verona.room));
    answer_as_her(kept("name='Verona'", mark));
    EXPECT_NE(sent.texts.back().find("<retract node='urn:xmpp:bookmarks:1' notify='true'><item id='" + room + "'/>"),
              std::string::npos);
    answer_as_her("");
}

} // namespace
} // namespace bascule::xmpp
