#include "matrix_appservice/json_value.hpp"
#include "matrix_appservice/said/said_content.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace bascule::matrix {
namespace {

using mapping::Message;

nlohmann::json content_of(const Message& message) {
    return nlohmann::json::parse(draft_of(message).content);
}

// CS API, "Event replacements": the fallback for clients that know none begins with an asterisk.
TEST(DraftTest, AnEditHasItsNewContent) {
    const auto content = content_of({.body = "two", .replaces = "$one"});
    EXPECT_EQ(content["body"], "* two");
    EXPECT_EQ(content["m.new_content"]["body"], "two");
    EXPECT_EQ(content["m.relates_to"], (nlohmann::json{{"rel_type", "m.replace"}, {"event_id", "$one"}}));
}

// CS API, "Threading"
TEST(DraftTest, AThreadHasAReplyForClientsThatKnowNone) {
    const auto content =
        content_of({.body = "a", .reply = mapping::Reply{"$last"}, .thread = mapping::ThreadMark{"$root", true}});
    EXPECT_EQ(content["m.relates_to"], (nlohmann::json{{"rel_type", "m.thread"},
                                                       {"event_id", "$root"},
                                                       {"is_falling_back", true},
                                                       {"m.in_reply_to", {{"event_id", "$last"}}}}));
}

// CS API, "User and room mentions"
TEST(DraftTest, AMentionIsAPill) {
    Message message{.body = "Alice: <look>"};
    message.mentions = {{mapping::Mention::By::user_id, "@alice:example.org", {0, 5}}};
    const auto content = content_of(message);
    EXPECT_EQ(content["m.mentions"], (nlohmann::json{{"user_ids", {"@alice:example.org"}}}));
    EXPECT_EQ(content["formatted_body"], "<a href=\"https://matrix.to/#/@alice:example.org\">Alice</a>: &lt;look&gt;");
    EXPECT_EQ(content["body"], "Alice: <look>");
}

TEST(DraftTest, PlainWordsHaveNoHtml) {
    const auto content = content_of({.body = "a < b"});
    EXPECT_EQ(content,
              (nlohmann::json{{"msgtype", "m.text"}, {"body", "a < b"}, {"m.mentions", nlohmann::json::object()}}));
}

// CS API, "Spoiler messages"
TEST(DraftTest, ASpoilerCoversTheWords) {
    const auto content = content_of({.body = "Juliet dies", .spoiler = "the end"});
    EXPECT_EQ(content["formatted_body"], "<span data-mx-spoiler=\"the end\">Juliet dies</span>");
}

// CS API, "Media captions"
TEST(DraftTest, AFileHasItsNameAndCaption) {
    Message message{.body = "my dog"};
    message.files = {{.kind = mapping::FileKind::image, .source = "mxc://e.org/a", .name = "dog.jpg", .size = 7}};
    const auto content = content_of(message);
    EXPECT_EQ(content["msgtype"], "m.image");
    EXPECT_EQ(content["body"], "my dog");
    EXPECT_EQ(content["filename"], "dog.jpg");
    EXPECT_EQ(content["info"]["size"], 7);
    message.files[0].kind = mapping::FileKind::sticker;
    EXPECT_EQ(draft_of(message).type, "m.sticker");
    EXPECT_FALSE(nlohmann::json::parse(draft_of(message).content).contains("msgtype"));
}

TEST(DraftTest, APlaceHasItsUri) {
    Message message;
    message.place = mapping::Place{51.5, 0.125, std::nullopt, "Big Ben"};
    const auto content = content_of(message);
    EXPECT_EQ(content["msgtype"], "m.location");
    EXPECT_EQ(content["geo_uri"], "geo:51.5,0.125");
    EXPECT_EQ(content["body"], "Big Ben");
}

TEST(DraftTest, ActsAreEvents) {
    const auto reaction = draft_of(mapping::Act{mapping::Reaction{"$a", "👍"}});
    ASSERT_TRUE(reaction);
    EXPECT_EQ(reaction->type, "m.reaction");
    const auto redaction = draft_of(mapping::Act{mapping::Redaction{.target = "$a", .reason = "spam"}});
    ASSERT_TRUE(redaction);
    EXPECT_EQ(redaction->redacts, "$a");
    EXPECT_EQ(redaction->content, R"({"reason":"spam"})");
    EXPECT_EQ(draft_of(mapping::Act{mapping::Vote{"$p", {"y"}}})->type, "org.matrix.msc3381.poll.response");
    EXPECT_FALSE(draft_of(mapping::Act{mapping::Reactions{"$a"}}));
}

} // namespace
} // namespace bascule::matrix
