#include "xmpp_component/codec/message_text.hpp"
#include "xmpp_component/xml/serialize.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::xmpp {
namespace {

mapping::Message said(const std::string& children) {
    pugi::xml_document document;
    const auto text = "<message xmlns='jabber:client'>" + children + "</message>";
    EXPECT_TRUE(document.load_string(text.c_str(), pugi::parse_default | pugi::parse_ws_pcdata));
    return decode_said(document.document_element());
}

mapping::Message said_again(const mapping::Message& message) {
    pugi::xml_document document;
    auto stanza = document.append_child("message");
    stanza.append_attribute("xmlns") = "jabber:client";
    add_words(stanza, message);
    return decode_said(stanza);
}

// XEP-0461 §3, example with its fallback
TEST(SaidTest, AReplyComesWithoutItsQuotation) {
    const auto message = said(
        "<body>&gt; Anna wrote:\n&gt; We should bake a cake\nGreat idea!</body>"
        "<reply to='anna@example.com' id='message-id1' xmlns='urn:xmpp:reply:0'/>"
        "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'>"
        "<body start='0' end='38'/></fallback>");
    EXPECT_EQ(message.body, "Great idea!");
    ASSERT_TRUE(message.reply);
    EXPECT_EQ(message.reply->target, "message-id1");
    EXPECT_EQ(message.reply->author, "anna@example.com");
    EXPECT_EQ(message.reply->quotation, "> Anna wrote:\n> We should bake a cake\n");
}

// XEP-0428 §2: only what stands for an element that is there is a fallback.
TEST(SaidTest, AFallbackOfNothingStays) {
    const auto message = said(
        "<body>&gt; quoted\nmine</body><fallback xmlns='urn:xmpp:fallback:0' "
        "for='urn:xmpp:reply:0'><body start='0' end='9'/></fallback>");
    EXPECT_EQ(message.body, "> quoted\nmine");
    EXPECT_FALSE(message.reply);
}

TEST(SaidTest, RangesBeyondTheBodyHarmNobody) {
    for (const auto* const range : {"start='5' end='99999999999999999999'", "start='-1' end='3'", "start='9' end='2'",
                                    "start='x'", "end='18446744073709551615'"}) {
        const auto message = said(
            "<body>äöü</body><reply id='1' xmlns='urn:xmpp:reply:0'/><fallback "
            "xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body " +
            std::string{range} + "/></fallback>");
        EXPECT_TRUE(message.body == "äöü" || message.body.empty()) << range;
    }
}

// XEP-0308 §3, example 2
TEST(SaidTest, ACorrectionNamesWhatItReplaces) {
    const auto message = said(
        "<body>But soft, what light through yonder window breaks?</body>"
        "<replace id='bad1' xmlns='urn:xmpp:message-correct:0'/>");
    EXPECT_EQ(message.replaces, "bad1");
    EXPECT_EQ(message.body, "But soft, what light through yonder window breaks?");
}

// XEP-0372 §3.1
TEST(SaidTest, AReferenceMentions) {
    const auto message = said(
        "<body>Please read this, romeo</body><reference xmlns='urn:xmpp:reference:0' begin='18' "
        "end='23' type='mention' uri='xmpp:romeo@montague.example'/>");
    ASSERT_EQ(message.mentions.size(), 1U);
    EXPECT_EQ(message.mentions[0].who, "romeo@montague.example");
    EXPECT_EQ(message.mentions[0].at, (mapping::Span{18, 23}));
}

// XEP-0447 §4 and XEP-0066 §3: the link stands for the file.
TEST(SaidTest, AFileWhoseLinkIsTheBodyHasNoWords) {
    const auto message = said(
        "<body>https://files.example/a.png</body><x xmlns='jabber:x:oob'>"
        "<url>https://files.example/a.png</url></x>");
    ASSERT_EQ(message.files.size(), 1U);
    EXPECT_EQ(message.files[0].source, "https://files.example/a.png");
    EXPECT_EQ(message.body, "");
}

TEST(SaidTest, WhatIsWrittenIsReadAgain) {
    mapping::Message message;
    message.body = "Great idea, Anna!";
    message.replaces = "m0";
    message.reply = mapping::Reply{"m1", "anna@example.com", "> We should bäke\n"};
    message.thread = mapping::ThreadMark{"t1"};
    message.mentions = {{mapping::Mention::By::jid, "muc@example.com/An na", {12, 16}}};
    message.spoiler = "cake";
    EXPECT_EQ(said_again(message), message);
}

TEST(SaidTest, AFileIsWrittenAndReadAgain) {
    mapping::Message message;
    message.files = {{.kind = mapping::FileKind::image,
                      .source = "https://files.example/a.png",
                      .name = "a.png",
                      .media_type = "image/png",
                      .size = 1234,
                      .width = 10,
                      .height = 20,
                      .has_link_as_body = true}};
    const auto again = said_again(message);
    ASSERT_EQ(again.files.size(), 1U);
    EXPECT_EQ(again.files[0].source, "https://files.example/a.png");
    EXPECT_EQ(again.files[0].name, "a.png");
    EXPECT_EQ(again.files[0].kind, mapping::FileKind::image);
    EXPECT_EQ(again.files[0].size, 1234);
    EXPECT_EQ(again.files[0].width, 10);
    EXPECT_EQ(again.body, "");
}

TEST(SaidTest, APlaceIsWrittenAndReadAgain) {
    mapping::Message message;
    message.place = mapping::Place{45.44, 12.33, 10, "Verona"};
    const auto again = said_again(message);
    ASSERT_TRUE(again.place);
    EXPECT_NEAR(again.place->latitude, 45.44, 1e-6);
    EXPECT_NEAR(again.place->longitude, 12.33, 1e-6);
    EXPECT_EQ(again.place->name, "Verona");
}

} // namespace
} // namespace bascule::xmpp
