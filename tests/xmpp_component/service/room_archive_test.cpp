#include "tests/fakes/fake_hosted_archive.hpp"
#include "tests/xmpp_component/service/request_fixture.hpp"
#include "xmpp_component/service/guide_handlers.hpp"

namespace bascule::xmpp {
namespace {

using Page = bridge::ArchiveSearch::Page;

class RoomArchiveTest : public RequestTest {
protected:
    RoomArchiveTest() { register_room_archive(table, archive, {sink, 64 * 1024}); }

    std::string query(const std::string& content, const std::string& attributes = {}) {
        return answer_to(Type::set, "<query xmlns='urn:xmpp:mam:2'" + attributes + ">" + content + "</query>",
                         Kind::room);
    }
    static std::string form(const std::string& fields) {
        return "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>urn:xmpp:mam:2</value></field>" +
               fields + "</x>";
    }
    static std::string field(const std::string& var, const std::string& value) {
        return "<field var='" + var + "'><value>" + value + "</value></field>";
    }
    static std::string page(const std::string& content) {
        return "<set xmlns='http://jabber.org/protocol/rsm'>" + content + "</set>";
    }
    static bridge::ArchivedMessage message(const std::string& id, const std::string& body) {
        bridge::SeatMessage said{.to = samples::jid(room),
                                 .from = samples::jid(std::string{room} + "/Romeo"),
                                 .id = "stanza-" + id,
                                 .message = {mapping::MessageKind::text, body},
                                 .stanza_id = id,
                                 .occupant_id = "occupant"};
        return {std::move(said), 1000, samples::jid("romeo%montague.example@matrix.example")};
    }

    fakes::FakeHostedArchive archive;
    KeptStanzas sink;
};

// XEP-0313 §4.1.5
TEST_F(RoomArchiveTest, TheFormNamesAllFields) {
    const auto answer = answer_to(Type::get, "<query xmlns='urn:xmpp:mam:2'/>", Kind::room);
    for (const auto* var : {"with", "start", "end", "before-id", "after-id", "ids"}) {
        EXPECT_TRUE(has(answer, "var='" + std::string{var} + "'"));
    }
    EXPECT_TRUE(
        has(answer, "<validate xmlns='http://jabber.org/protocol/xdata-validate' datatype='xs:string'><open/>"));
    EXPECT_FALSE(has(answer, "required"));
}

// XEP-0313 §4.2, §5.1.2
TEST_F(RoomArchiveTest, MessagesComeBeforeTheAnswerAsTheyWereInTheRoom) {
    archive.find = bridge::ArchiveFind{{message("$a", "Hello"), message("$b", "World")}, true};
    const auto answer = query("", " queryid='q1'");
    ASSERT_EQ(sink.texts.size(), 2U);
    const auto& first = sink.texts.at(0);
    EXPECT_TRUE(has(first, "from='#verona%montague.example@matrix.example' to='juliet@capulet.example/balcony'"));
    EXPECT_TRUE(has(first,
                    "<result xmlns='urn:xmpp:mam:2' queryid='q1' id='$a'><forwarded xmlns='urn:xmpp:forward:0'>"
                    "<delay xmlns='urn:xmpp:delay' stamp='1970-01-01T00:00:01.000Z'/>"
                    "<message type='groupchat' from='#verona%montague.example@matrix.example/Romeo' "
                    "id='stanza-$a' xmlns='jabber:client'><body>Hello</body>"));
    EXPECT_TRUE(has(first, "<stanza-id xmlns='urn:xmpp:sid:0' by='#verona%montague.example@matrix.example' id='$a'/>"));
    EXPECT_TRUE(has(first, "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='occupant'/>"));
    EXPECT_TRUE(has(first,
                    "<x xmlns='http://jabber.org/protocol/muc#user'>"
                    "<item jid='romeo%montague.example@matrix.example'/></x>"));
    EXPECT_EQ(answer,
              "<fin xmlns='urn:xmpp:mam:2' complete='true'><set xmlns='http://jabber.org/protocol/rsm'>"
              "<first>$a</first><last>$b</last></set></fin>");
}

// One long message must not end the stream, nor be left out.
TEST_F(RoomArchiveTest, AMessageThatIsTooLongIsShortened) {
    archive.find = bridge::ArchiveFind{{message("$a", std::string(100'000, 'a'))}, true};
    query("", " queryid='" + std::string(100'000, 'q') + "'");
    EXPECT_LT(sink.texts.at(0).size(), 64U * 1024U);
    EXPECT_TRUE(has(sink.texts.at(0), "aaa…</body>"));
}

TEST_F(RoomArchiveTest, AnEmoteIsOneInTheArchiveToo) {
    auto emote = message("$a", "sighs");
    emote.said.message.kind = mapping::MessageKind::emote;
    archive.find = bridge::ArchiveFind{{emote}, true};
    query("");
    EXPECT_TRUE(has(sink.texts.at(0), "<body>/me sighs</body>"));
}

TEST_F(RoomArchiveTest, AFullPageIsNotComplete) {
    archive.find = bridge::ArchiveFind{{message("$a", "Hello")}, false};
    EXPECT_FALSE(has(query(""), "complete"));
}

// XEP-0313 §4.3.4
TEST_F(RoomArchiveTest, AFlippedPageIsSentBackwardsButNamedForwards) {
    archive.find = bridge::ArchiveFind{{message("$a", "Hello"), message("$b", "World")}, true};
    const auto answer = query("<flip-page/>");
    EXPECT_TRUE(has(sink.texts.at(0), "World"));
    EXPECT_TRUE(has(sink.texts.at(1), "Hello"));
    EXPECT_TRUE(has(answer, "<first>$a</first><last>$b</last>"));
}

// XEP-0313 §4.1
TEST_F(RoomArchiveTest, AllFieldsAreRead) {
    query(form(field("with", "romeo@x.example") + field("start", "1970-01-01T00:00:01Z") +
               field("end", "1970-01-01T00:00:02Z") + field("after-id", "$a") + field("before-id", "$b") +
               "<field var='ids'><value>$c</value><value>$d</value></field>"));
    const auto& search = archive.searches.at(0);
    EXPECT_EQ(search.with, samples::jid("romeo@x.example"));
    EXPECT_EQ(search.start_ms, 1000);
    EXPECT_EQ(search.end_ms, 2000);
    EXPECT_EQ(search.after_id, "$a");
    EXPECT_EQ(search.before_id, "$b");
    EXPECT_EQ(search.ids, (std::vector<std::string>{"$c", "$d"}));
    EXPECT_EQ(search.asker, samples::jid("juliet@capulet.example/balcony"));
    EXPECT_EQ(search.page, Page::first);
    EXPECT_EQ(search.at_most, 50);
}

// XEP-0313 §4.3, XEP-0059 §2
TEST_F(RoomArchiveTest, PagesAreAskedForFromBothEnds) {
    query(page("<max>10</max><before/>"));
    query(page("<max>1000</max><before>$x</before>"));
    query(page("<max>10</max><after>$y</after>"));
    EXPECT_EQ(archive.searches.at(0).page, Page::last);
    EXPECT_EQ(archive.searches.at(0).page_before, "");
    EXPECT_EQ(archive.searches.at(0).at_most, 10);
    EXPECT_EQ(archive.searches.at(1).page, Page::last);
    EXPECT_EQ(archive.searches.at(1).page_before, "$x");
    EXPECT_EQ(archive.searches.at(1).at_most, 100);
    EXPECT_EQ(archive.searches.at(2).page, Page::first);
    EXPECT_EQ(archive.searches.at(2).page_after, "$y");
}

TEST_F(RoomArchiveTest, WhatIsNotUnderstoodIsRefused) {
    EXPECT_EQ(query(form(field("mood", "sad"))), "feature-not-implemented");
    EXPECT_EQ(query(form(field("start", "yesterday"))), "bad-request");
    EXPECT_EQ(query(form(field("with", "@"))), "bad-request");
    EXPECT_EQ(query(page("<index>3</index>")), "feature-not-implemented");
    EXPECT_TRUE(archive.searches.empty());
}

TEST_F(RoomArchiveTest, TheArchivesRefusalIsTheAnswer) {
    archive.find = bridge::StanzaError{"cancel", "item-not-found", "none"};
    EXPECT_EQ(query(page("<after>$nowhere</after>")), "item-not-found");
    EXPECT_TRUE(sink.texts.empty());
}

// XEP-0313 §3
TEST_F(RoomArchiveTest, NobodyInARoomHasAnArchive) {
    resource = "Romeo";
    EXPECT_EQ(query(""), "service-unavailable");
    EXPECT_EQ(answer_to(Type::get, "<metadata xmlns='urn:xmpp:mam:2'/>", Kind::room), "service-unavailable");
    EXPECT_TRUE(archive.searches.empty());
}

// XEP-0313 §5
TEST_F(RoomArchiveTest, MetadataNamesBothEnds) {
    const std::string metadata = "<metadata xmlns='urn:xmpp:mam:2'/>";
    EXPECT_EQ(answer_to(Type::get, metadata, Kind::room), metadata);
    archive.kept_ends = bridge::ArchiveEnds{message("$a", "Hello"), message("$b", "World")};
    EXPECT_EQ(answer_to(Type::get, metadata, Kind::room),
              "<metadata xmlns='urn:xmpp:mam:2'><start id='$a' timestamp='1970-01-01T00:00:01.000Z'/>"
              "<end id='$b' timestamp='1970-01-01T00:00:01.000Z'/></metadata>");
}

// XEP-0059 §2.7: how many there are may be left out, where counting is too dear.
TEST_F(RoomArchiveTest, WhoWantsNoMessagesGetsAnEmptyPage) {
    archive.find = bridge::ArchiveFind{{}, false};
    EXPECT_EQ(query(page("<max>0</max>")),
              "<fin xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org/protocol/rsm'/></fin>");
    EXPECT_EQ(archive.searches.at(0).at_most, 0);
    EXPECT_TRUE(sink.texts.empty());
}

} // namespace
} // namespace bascule::xmpp
