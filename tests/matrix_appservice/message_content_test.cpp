#include "matrix_appservice/message_content.hpp"

#include "mapping/text/html.hpp"
#include "matrix_appservice/json_value.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::matrix {
namespace {

using mapping::Message;
using mapping::MessageKind;

TEST(MessageContentTest, RoundTripsWithItsKey) {
    for (const auto kind : {MessageKind::text, MessageKind::emote, MessageKind::notice}) {
        const Message message{kind, "O Romeo, \"Romeo\"\n🐎"};
        const auto content = parse_json(message_content(message, "key 1")).value();
        EXPECT_EQ(message_of_content(content).value(), message);
        EXPECT_EQ(content["org.bascule.key"], "key 1");
        // CS API, "User and room mentions": sent even where nobody is mentioned.
        EXPECT_EQ(content["m.mentions"], nlohmann::json::object());
    }
}

TEST(MessageContentTest, FormattingGoesBesideTheBody) {
    const auto rich = mapping::read_html("<b>O</b> Romeo");
    const auto content = parse_json(message_content({MessageKind::emote, "*O* Romeo", rich}, "k")).value();
    EXPECT_EQ(content["body"], "*O* Romeo");
    EXPECT_EQ(content["format"], "org.matrix.custom.html");
    EXPECT_EQ(content["formatted_body"], "<strong>O</strong> Romeo");
    EXPECT_EQ(message_of_content(content).value().rich, rich);
}

TEST(MessageContentTest, FormattingThatSaysNothingMoreIsNone) {
    const auto said = [](const char* format, const char* html) {
        return message_of_content({{"msgtype", "m.text"}, {"body", "x"}, {"format", format}, {"formatted_body", html}})
            .value();
    };
    EXPECT_EQ(said("org.matrix.custom.html", "<p>x</p>"), (Message{MessageKind::text, "x"}));
    EXPECT_EQ(said("org.matrix.custom.html", "<b>x</b>").rich, mapping::read_html("<b>x</b>"));
    EXPECT_EQ(said("text/markdown", "<b>x</b>").rich, std::nullopt);
}

TEST(MessageContentTest, FormattingThatDoesNotFitIsLeftOut) {
    const auto rich = mapping::read_html("<b>" + std::string(40'000, 'x') + "</b>");
    const auto content = parse_json(message_content({MessageKind::text, std::string(40'000, 'x'), rich}, "k")).value();
    EXPECT_FALSE(content.contains("formatted_body"));
    EXPECT_EQ(content["body"].get<std::string>().size(), 40'000U);
}

// CS API, "Rich replies", before version 1.13
TEST(MessageContentTest, TheQuotationThatBeginsAReplyIsNotWhatWasSaid) {
    const auto said = [](const std::string& body, const char* related) {
        return message_of_content(
                   {{"msgtype", "m.text"}, {"body", body}, {"m.relates_to", {{related, {{"event_id", "$before"}}}}}})
            .value()
            .body;
    };
    EXPECT_EQ(said("> <@juliet:hs> it is not\n> yet near day\n\nI must be gone", "m.in_reply_to"), "I must be gone");
    EXPECT_EQ(said("> * <@juliet:hs> sighs\n\n> indeed", "m.in_reply_to"), "> indeed");
    EXPECT_EQ(said("> <@juliet:hs> only this", "m.in_reply_to"), "");
    EXPECT_EQ(said("> as I said\n\nso", "m.in_reply_to"), "> as I said\n\nso");
    EXPECT_EQ(said("> <@juliet:hs> a\n\nb", "other"), "> <@juliet:hs> a\n\nb");
}

TEST(ShortenedBodyTest, LeavesAloneWhatAHomeserverTakes) {
    EXPECT_EQ(shortened_body("text"), "text");
    EXPECT_EQ(shortened_body(""), "");
    const std::string long_body(57341, 'a');
    EXPECT_EQ(shortened_body(long_body), long_body);
}

TEST(ShortenedBodyTest, CutsBetweenCharactersAndSaysSo) {
    std::string horses;
    for (int count = 0; count < 20000; ++count) {
        horses += "🐎";
    }
    const auto cut = shortened_body(horses);
    EXPECT_LE(cut.size(), 56U * 1024U);
    EXPECT_TRUE(cut.ends_with("🐎…"));
    EXPECT_EQ((cut.size() - 3) % 4, 0U);
}

// CS API, "Size limits": an event has less than 65,536 bytes, whatever JSON makes of the characters.
TEST(ShortenedBodyTest, StaysSmallAlsoAsJson) {
    for (const char character : {'\x01', '\n', '"', '\\', '\xFF', '\0', 'a'}) {
        const Message message{MessageKind::text, std::string(100000, character)};
        EXPECT_LT(message_content(message, std::string(200, 'k')).size(), 60000U) << static_cast<int>(character);
    }
}

TEST(ShortenedBodyTest, ReplacesWhatTextCannotHold) {
    EXPECT_EQ(shortened_body(std::string{"a\0b\xFF", 4}),
              "a\xEF\xBF\xBD"
              "b\xEF\xBF\xBD");
}

TEST(NoticeContent, HasItsHtmlBesideItsPlainText) {
    const auto content = parse_json(notice_content({"a – b", "<p>a</p>"}, "key")).value();
    EXPECT_EQ(content["msgtype"], "m.notice");
    EXPECT_EQ(content["body"], "a – b");
    EXPECT_EQ(content["format"], "org.matrix.custom.html");
    EXPECT_EQ(content["formatted_body"], "<p>a</p>");
    EXPECT_EQ(content["m.mentions"], nlohmann::json::object());
    EXPECT_FALSE(parse_json(notice_content({"a", ""}, "key")).value().contains("format"));
}

TEST(NoticeContent, LosesHtmlThatWouldMakeItTooLarge) {
    const std::string large(60'000, 'x');
    EXPECT_FALSE(parse_json(notice_content({"a", large}, "key")).value().contains("formatted_body"));
}

} // namespace
} // namespace bascule::matrix
