#include "matrix_appservice/event_codec.hpp"

#include <gtest/gtest.h>

#include <string>
#include <variant>

namespace bascule::matrix {
namespace {

using mapping::Message;

bridge::MatrixEvent decoded(const std::string& type, const std::string& content, const std::string& more = "") {
    const auto json = R"({"event_id":"$e","room_id":"!r:verona.example","sender":"@romeo:verona.example","type":")" +
                      type + R"(","content":)" + content + more + '}';
    return JsonEventCodec{Reading::everything}.decode(json).value();
}

Message said(const std::string& content) {
    return std::get<Message>(decoded("m.room.message", content).content);
}

template <class Act>
Act act(const std::string& type, const std::string& content, const std::string& more = "") {
    return std::get<Act>(std::get<mapping::Act>(decoded(type, content, more).content));
}

// CS API, "Event replacements"
TEST(SaidInTest, AnEditIsItsNewContent) {
    const auto message = said(R"({"body":"* Hello! My name is bar","msgtype":"m.text","m.new_content":{)"
                              R"("body":"Hello! My name is bar","msgtype":"m.text"},)"
                              R"("m.relates_to":{"rel_type":"m.replace","event_id":"$some_event_id"}})");
    EXPECT_EQ(message.replaces, "$some_event_id");
    EXPECT_EQ(message.body, "Hello! My name is bar");
}

// CS API, "Rich replies"
TEST(SaidInTest, AReplyComesWithoutItsFallback) {
    const auto message = said(R"({"msgtype":"m.text","body":"> <@alice:example.org> forged\n\nThat's great!",)"
                              R"("m.relates_to":{"m.in_reply_to":{"event_id":"$event"}}})");
    ASSERT_TRUE(message.reply);
    EXPECT_EQ(message.reply->target, "$event");
    EXPECT_EQ(message.body, "That's great!");
}

// CS API, "Threading"
TEST(SaidInTest, AThreadsFallbackIsNoReply) {
    const std::string relation =
        R"("m.relates_to":{"rel_type":"m.thread","event_id":"$root","m.in_reply_to":{"event_id":"$x"})";
    const auto message = said(R"({"msgtype":"m.text","body":"a",)" + relation + R"(,"is_falling_back":true}})");
    EXPECT_EQ(message.thread, (mapping::ThreadMark{"$root", true}));
    EXPECT_FALSE(message.reply);
    const auto reply = said(R"({"msgtype":"m.text","body":"a",)" + relation + R"(,"is_falling_back":false}})");
    EXPECT_EQ(reply.thread, (mapping::ThreadMark{"$root", false}));
    ASSERT_TRUE(reply.reply);
    EXPECT_EQ(reply.reply->target, "$x");
}

// CS API, "User and room mentions"
TEST(SaidInTest, MentionsStandWhereTheirPillsAre) {
    const auto message =
        said(R"({"msgtype":"m.text","body":"Hello Alice!","format":"org.matrix.custom.html","formatted_body":)"
             R"("Hello <a href='https://matrix.to/#/@alice:example.org'>Alice</a>!",)"
             R"("m.mentions":{"user_ids":["@alice:example.org","@bob:example.org"],"room":true}})");
    ASSERT_EQ(message.mentions.size(), 2U);
    EXPECT_EQ(message.mentions[0].who, "@alice:example.org");
    EXPECT_EQ(message.mentions[0].at, (mapping::Span{6, 11}));
    EXPECT_TRUE(message.mentions[1].at.is_empty());
    EXPECT_TRUE(message.mentions_room);
}

TEST(SaidInTest, APillThatAlertsNobodyIsNoMention) {
    const auto message =
        said(R"({"msgtype":"m.text","body":"Alice","format":"org.matrix.custom.html","formatted_body":)"
             R"("<a href='https://matrix.to/#/@alice:example.org'>Alice</a>","m.mentions":{}})");
    EXPECT_TRUE(message.mentions.empty());
}

// CS API, "m.image" and "Media captions"
TEST(SaidInTest, AFileIsToldWithWhatIsKnownOfIt) {
    const auto message =
        said(R"({"msgtype":"m.image","body":"a caption","filename":"dog.jpg","url":"mxc://example.org/abc","info":)"
             R"({"mimetype":"image/jpeg","size":31037,"w":394,"h":398,"thumbnail_url":"mxc://example.org/small",)"
             R"("thumbnail_info":{"mimetype":"image/png","w":20,"h":20}}})");
    ASSERT_EQ(message.files.size(), 1U);
    const auto& file = message.files.front();
    EXPECT_EQ(file.kind, mapping::FileKind::image);
    EXPECT_EQ(file.source, "mxc://example.org/abc");
    EXPECT_EQ(file.name, "dog.jpg");
    EXPECT_EQ(file.size, 31037);
    EXPECT_EQ(file.width, 394);
    ASSERT_TRUE(file.thumbnail);
    EXPECT_EQ(file.thumbnail->source, "mxc://example.org/small");
    EXPECT_EQ(message.body, "a caption");
}

TEST(SaidInTest, ABodyThatIsTheNameIsNoCaption) {
    const auto message =
        said(R"({"msgtype":"m.audio","body":"a.ogg","url":"mxc://e.org/a","org.matrix.msc3245.voice":{}})");
    EXPECT_EQ(message.body, "");
    EXPECT_EQ(message.files.at(0).name, "a.ogg");
    EXPECT_EQ(message.files.at(0).kind, mapping::FileKind::voice);
}

TEST(SaidInTest, AStickerIsWhatStandsForIt) {
    const auto event =
        decoded("m.sticker", R"({"body":"Landing","url":"mxc://e.org/s","info":{"mimetype":"image/png"}})");
    const auto& message = std::get<Message>(event.content);
    EXPECT_EQ(message.files.at(0).kind, mapping::FileKind::sticker);
    EXPECT_EQ(message.files.at(0).description, "Landing");
}

// CS API, "m.location"
TEST(SaidInTest, APlaceHasItsName) {
    const auto message = said(R"({"msgtype":"m.location","body":"Big Ben","geo_uri":"geo:51.5008,0.1247"})");
    ASSERT_TRUE(message.place);
    EXPECT_NEAR(message.place->latitude, 51.5008, 1e-9);
    EXPECT_EQ(message.place->name, "Big Ben");
}

// CS API, "Event annotations and reactions"
TEST(SaidInTest, AReactionIsAnAct) {
    const auto reaction = act<mapping::Reaction>(
        "m.reaction", R"({"m.relates_to":{"rel_type":"m.annotation","event_id":"$some_event_id","key":"👍"}})");
    EXPECT_EQ(reaction, (mapping::Reaction{"$some_event_id", "👍"}));
}

// Room version 11 moved `redacts` into the content.
TEST(SaidInTest, ARedactionNamesItsEventInEitherPlace) {
    const auto old = act<mapping::Redaction>("m.room.redaction", R"({"reason":"spam"})", R"(,"redacts":"$x")");
    EXPECT_EQ(old.target, "$x");
    EXPECT_EQ(old.reason, "spam");
    EXPECT_EQ(act<mapping::Redaction>("m.room.redaction", R"({"redacts":"$y"})").target, "$y");
}

// MSC3381
TEST(SaidInTest, PollsAreReadInBothNames) {
    const auto event =
        decoded("org.matrix.msc3381.poll.start",
                R"({"org.matrix.msc3381.poll.start":{"question":{"org.matrix.msc1767.text":"Pizza?"},)"
                R"("max_selections":2,"answers":[{"id":"y","org.matrix.msc1767.text":"Yes"},{"id":7}]}})");
    const auto& poll = std::get<Message>(event.content).poll;
    ASSERT_TRUE(poll);
    EXPECT_EQ(poll->question, "Pizza?");
    ASSERT_EQ(poll->answers.size(), 1U);
    EXPECT_EQ(poll->answers[0], (mapping::Poll::Answer{"y", "Yes"}));
    EXPECT_EQ(poll->most_choices, 2);
    const auto vote =
        act<mapping::Vote>("m.poll.response", R"({"m.relates_to":{"event_id":"$p"},"m.selections":["y"]})");
    EXPECT_EQ(vote, (mapping::Vote{"$p", {"y"}}));
}

TEST(SaidInTest, OnlyNewPinsAreTold) {
    const auto event = decoded("m.room.pinned_events", R"({"pinned":["$a","$b",3]})",
                               R"(,"state_key":"","unsigned":{"prev_content":{"pinned":["$a"]}})");
    EXPECT_EQ(std::get<bridge::Pins>(event.content).added, std::vector<std::string>{"$b"});
}

TEST(SaidInTest, TheUnknownKeepsItsWords) {
    EXPECT_EQ(std::get<bridge::OtherEvent>(decoded("org.example.x", R"({"body":"its words"})").content).body,
              "its words");
    const auto kind = decoded("m.room.message", R"({"msgtype":"org.example.y","body":"words"})");
    EXPECT_EQ(std::get<bridge::OtherEvent>(kind.content).type, "org.example.y");
}

TEST(SaidInTest, HostileShapesHarmNobody) {
    for (const auto* const content :
         {R"({"msgtype":"m.text","body":"a","m.relates_to":5})", R"({"msgtype":"m.text","body":"a","m.mentions":[1]})",
          R"({"msgtype":"m.text","body":"a","m.mentions":{"user_ids":{"a":1}}})",
          R"({"msgtype":"m.image","body":"a","url":3,"info":[]})",
          R"({"msgtype":"m.location","body":"a","geo_uri":"geo:x"})",
          R"({"msgtype":"m.text","body":"a","m.new_content":3,"m.relates_to":{"rel_type":"m.replace"}})"}) {
        const auto json =
            R"({"event_id":"$e","room_id":"!r:v.example","sender":"@a:v.example","type":"m.room.message",)"
            R"("content":)" +
            std::string{content} + '}';
        const auto event = JsonEventCodec{Reading::everything}.decode(json);
        EXPECT_TRUE(!event || !std::holds_alternative<mapping::Act>(event->content)) << content;
    }
}

} // namespace
} // namespace bascule::matrix
