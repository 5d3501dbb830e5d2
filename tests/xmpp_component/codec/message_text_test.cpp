#include "xmpp_component/codec/message_text.hpp"

#include "mapping/text/html.hpp"
#include "xmpp_component/xml/serialize.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::xmpp {
namespace {

using mapping::Message;
using mapping::MessageKind;

Message decoded(const std::string& children) {
    pugi::xml_document document;
    document.load_string(("<message xmlns='jabber:client'>" + children + "</message>").c_str(), pugi::parse_full);
    return decode_words(document.document_element());
}

// What was understood, as HTML; empty where there are no marks.
std::string marks(const std::string& children) {
    const auto message = decoded(children);
    return message.rich ? mapping::write_html(*message.rich) : std::string{};
}

std::string encoded(const Message& message) {
    pugi::xml_document document;
    auto stanza = document.append_child("message");
    add_words(stanza, message);
    return serialize(stanza);
}

TEST(MessageText, StylingIsReadAndItsBodyStays) {
    EXPECT_EQ(marks("<body>*O* Romeo</body>"), "<strong>O</strong> Romeo");
    EXPECT_EQ(decoded("<body>*O* Romeo</body>").body, "*O* Romeo");
    EXPECT_EQ(marks("<body>no marks</body>"), "");
}

// XEP-0393 §6
TEST(MessageText, WhatIsUnstyledHasNoMarks) {
    EXPECT_EQ(marks("<body>*O* Romeo</body><unstyled xmlns='urn:xmpp:styling:0'/>"), "");
}

TEST(MessageText, AnEmotesMarksBeginBehindItsOwn) {
    const auto message = decoded("<body>/me _sighs_</body>");
    EXPECT_EQ(message.kind, MessageKind::emote);
    EXPECT_EQ(message.body, "_sighs_");
    EXPECT_EQ(marks("<body>/me _sighs_</body>"), "<em>sighs</em>");
    EXPECT_EQ(marks("<body>/me sighs</body><markup xmlns='urn:xmpp:markup:0'><span start='4' end='9'><emphasis/>"
                    "</span></markup>"),
              "<em>sighs</em>");
}

TEST(MessageText, MarkupCountsMoreThanStyling) {
    EXPECT_EQ(marks("<body>*a* bc</body><markup xmlns='urn:xmpp:markup:0'><span start='4' end='6'><strong/><code/>"
                    "</span></markup>"),
              "*a* <strong><code>bc</code></strong>");
    EXPECT_EQ(marks("<body>x\n* a\n* b</body><markup xmlns='urn:xmpp:markup:0'><list start='2' end='9' ordered='true'>"
                    "<li start='2'/><li start='6'/></list></markup>"),
              "<p>x</p><ol><li>a</li><li>b</li></ol>");
    EXPECT_EQ(
        marks("<body>ab</body><markup xmlns='urn:xmpp:markup:0'><span start='-1' end='x'><strong/></span></markup>"),
        "");
}

TEST(MessageText, XhtmlImIsReadAsHtml) {
    EXPECT_EQ(marks("<body>I am</body><html xmlns='http://jabber.org/protocol/xhtml-im'><body "
                    "xmlns='http://www.w3.org/1999/xhtml'><p>I <em>am</em></p></body></html>"),
              "I <em>am</em>");
}

TEST(MessageText, MarksAreWrittenAsStyling) {
    EXPECT_EQ(encoded({MessageKind::text, "x", mapping::read_html("<b>O</b> Romeo")}),
              "<message><body>*O* Romeo</body></message>");
    EXPECT_EQ(encoded({MessageKind::emote, "x", mapping::read_html("<i>sighs</i>")}),
              "<message><body>/me _sighs_</body></message>");
}

TEST(MessageText, APlainTextIsNeverStyledByAccident) {
    EXPECT_EQ(encoded({MessageKind::text, "2 *3* 4"}),
              "<message><body>2 *3* 4</body><unstyled xmlns='urn:xmpp:styling:0'/></message>");
    EXPECT_EQ(encoded({MessageKind::text, "2*3*4"}), "<message><body>2*3*4</body></message>");
}

TEST(MessageText, MarksOfNothingLeaveTheBody) {
    EXPECT_EQ(encoded({MessageKind::text, "see above", mapping::read_html("<table></table>")}),
              "<message><body>see above</body></message>");
}

TEST(MessageText, ForItsSizeTheMarksGoFirst) {
    Message words{MessageKind::text, std::string(100, 'x'), mapping::read_html("<b>" + std::string(300, 'x') + "</b>")};
    const auto encode = [&] {
        pugi::xml_document document;
        add_words(document.append_child("message"), words);
        return document;
    };
    EXPECT_EQ(serialize(encode_shortened(words, 200, encode).document_element()),
              "<message><body>" + std::string(100, 'x') + "</body></message>");
    EXPECT_TRUE(serialize(encode_shortened(words, 80, encode).document_element()).ends_with("\u2026</body></message>"));
}

} // namespace
} // namespace bascule::xmpp
