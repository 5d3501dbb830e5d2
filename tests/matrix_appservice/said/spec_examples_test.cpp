// What the examples of the Matrix specification's messaging modules, and of the proposals beside them, mean.
#include "mapping/text/styling.hpp"
#include "matrix_appservice/event_codec.hpp"

#include <gtest/gtest.h>

#include <array>
#include <ostream>
#include <string>
#include <variant>

namespace bascule::matrix {
namespace {

using bridge::MatrixEvent;
using mapping::Message;

std::string quoted(const std::string& text) {
    return '"' + text + '"';
}

std::string in_words(const mapping::File& file) {
    static constexpr std::array kinds{"image", "file", "audio", "video", "voice", "sticker"};
    auto words = std::string{" +"} + kinds.at(static_cast<std::size_t>(file.kind)) + ' ' + file.source;
    words += file.name.empty() ? "" : " named " + file.name;
    words += file.media_type.empty() ? "" : ' ' + file.media_type;
    words += file.size ? ' ' + std::to_string(*file.size) + " bytes" : "";
    words += file.width ? ' ' + std::to_string(*file.width) + 'x' + std::to_string(file.height.value_or(0)) : "";
    words += file.duration_ms ? ' ' + std::to_string(*file.duration_ms) + " ms" : "";
    words += file.thumbnail ? " with " + file.thumbnail->source : "";
    return words + (file.is_encrypted ? " encrypted" : "");
}

std::string relations_in_words(const Message& message) {
    auto words = message.replaces.empty() ? std::string{} : " instead of " + message.replaces;
    words += message.reply ? " in answer to " + message.reply->target : "";
    words += message.thread ? " in thread " + message.thread->id : "";
    for (const auto& mention : message.mentions) {
        words += " to " + mention.who;
    }
    return words + (message.mentions_room ? " to everybody" : "");
}

std::string in_words(const Message& message) {
    static constexpr std::array kinds{"text", "emote", "notice"};
    auto words = std::string{kinds.at(static_cast<std::size_t>(message.kind))} + ' ' + quoted(message.body);
    words += message.rich ? " styled " + quoted(mapping::write_styling(*message.rich).text) : "";
    words += relations_in_words(message);
    for (const auto& file : message.files) {
        words += in_words(file);
    }
    words += message.spoiler ? " hidden: " + *message.spoiler : "";
    words += message.place
                 ? " at " + quoted(message.place->name) + ' ' + std::to_string(message.place->latitude).substr(0, 8) +
                       ',' + std::to_string(message.place->longitude).substr(0, 8)
                 : "";
    if (message.poll) {
        words += " asks " + quoted(message.poll->question);
        for (const auto& answer : message.poll->answers) {
            words += ' ' + answer.id + '=' + quoted(answer.text);
        }
    }
    return words;
}

struct InWords {
    std::string operator()(const Message& message) const { return in_words(message); }
    std::string operator()(const mapping::Act& act) const { return std::visit(*this, act); }
    std::string operator()(const mapping::Reaction& one) const { return "reaction " + one.emoji + " on " + one.target; }
    std::string operator()(const mapping::Redaction& one) const {
        return "redaction of " + one.target + ": " + one.reason;
    }
    std::string operator()(const mapping::Vote& vote) const {
        std::string words = "vote in " + vote.target;
        for (const auto& answer : vote.answers) {
            words += ' ' + answer;
        }
        return words;
    }
    std::string operator()(const mapping::PollEnd& end) const {
        return "end of " + end.target + ' ' + quoted(end.text);
    }
    std::string operator()(const bridge::Call& /*call*/) const { return "call"; }
    std::string operator()(const bridge::Tombstone& /*gone*/) const { return "redacted"; }
    std::string operator()(const bridge::OtherEvent& other) const {
        return "other " + other.type + ' ' + quoted(other.body);
    }
    template <class Other>
    std::string operator()(const Other& /*other*/) const {
        return "something else";
    }
};

struct Example {
    const char* name;
    const char* event; ///< its type and content, and what else it has
    const char* meaning;
};

void PrintTo(const Example& example, std::ostream* out) {
    *out << example.name;
}

class SpecExampleTest : public testing::TestWithParam<Example> {};

TEST_P(SpecExampleTest, MeansWhatTheSpecificationSays) {
    const auto& example = GetParam();
    const auto json = std::string{R"({"event_id":"$143273582443PhrSn:example.org","origin_server_ts":1432735824653,)"
                                  R"("room_id":"!jEsUZKDJdhlrceRyVU:example.org","sender":"@example:example.org",)"} +
                      example.event + '}';
    const auto event = JsonEventCodec{Reading::everything}.decode(json);
    ASSERT_TRUE(event) << event.error().reason;
    EXPECT_EQ(std::visit(InWords{}, event->content), example.meaning);
}

const Example words[] = {
    {"m.text",
     R"("type":"m.room.message","content":{"body":"This is an example text message","format":"org.matrix.custom.html",)"
     R"("formatted_body":"<b>This is an example text message</b>","msgtype":"m.text"})",
     R"(text "This is an example text message" styled "*This is an example text message*")"},
    {"m.emote",
     R"("type":"m.room.message","content":{"body":"thinks this is an example emote","format":"org.matrix.custom.html",)"
     R"("formatted_body":"thinks <b>this</b> is an example emote","msgtype":"m.emote"})",
     R"(emote "thinks this is an example emote" styled "thinks *this* is an example emote")"},
    {"m.notice",
     R"("type":"m.room.message","content":{"body":"This is an example notice","format":"org.matrix.custom.html",)"
     R"("formatted_body":"This is an <strong>example</strong> notice","msgtype":"m.notice"})",
     R"(notice "This is an example notice" styled "This is an *example* notice")"},
    {"spoiler",
     R"("type":"m.room.message","content":{"msgtype":"m.text","format":"org.matrix.custom.html",)"
     R"("body":"Alice [Spoiler](mxc://example.org/abc123) in the movie.",)"
     R"("formatted_body":"Alice <span data-mx-spoiler>lived happily ever after</span> in the movie."})",
     R"(text "Alice [Spoiler](mxc://example.org/abc123) in the movie." styled )"
     R"("Alice [spoiler] lived happily ever after in the movie.")"},
    {"mention",
     R"("type":"m.room.message","content":{"body":"Hello Alice!","msgtype":"m.text",)"
     R"("format":"org.matrix.custom.html","formatted_body":)"
     R"("Hello <a href='https://matrix.to/#/@alice:example.org'>Alice</a>!",)"
     R"("m.mentions":{"user_ids":["@alice:example.org"]}})",
     R"(text "Hello Alice!" styled "Hello Alice!" to @alice:example.org)"},
    {"mention of the room",
     R"("type":"m.room.message","content":{"body":"@room Hello!","msgtype":"m.text","m.mentions":{"room":true}})",
     R"(text "@room Hello!" to everybody)"},
};

const Example relations[] = {
    {"rich reply",
     R"("type":"m.room.message","content":{"m.relates_to":{"m.in_reply_to":{"event_id":"$another:event.com"}},)"
     R"("body":"That sounds like a great idea!","msgtype":"m.text"})",
     R"(text "That sounds like a great idea!" in answer to $another:event.com)"},
    {"rich reply with the fallback of old",
     R"("type":"m.room.message","content":{"msgtype":"m.text","body":"> <@alice:example.org> This is the first )"
     R"(message\n\nThis is the second message","format":"org.matrix.custom.html","formatted_body":"<mx-reply>)"
     R"(<blockquote><a href=\"https://matrix.to/#/!somewhere:example.org/$event:example.org\">In reply to</a> )"
     R"(<a href=\"https://matrix.to/#/@alice:example.org\">@alice:example.org</a><br>This is the first message)"
     R"(</blockquote></mx-reply>This is the second message","m.relates_to":{"m.in_reply_to":)"
     R"({"event_id":"$event:example.org"}}})",
     R"(text "This is the second message" in answer to $event:example.org)"},
    {"replacement",
     R"("type":"m.room.message","content":{"body":"* Hello! My name is bar","msgtype":"m.text","m.new_content":)"
     R"({"body":"Hello! My name is bar","msgtype":"m.text"},"m.relates_to":{"rel_type":"m.replace",)"
     R"("event_id":"$some_event_id"}})",
     R"(text "Hello! My name is bar" instead of $some_event_id)"},
    {"replacement of a mention",
     R"("type":"m.room.message","content":{"body":"* Hello Alice & Bob!","msgtype":"m.text","m.mentions":)"
     R"({"user_ids":["@bob:example.org"]},"m.new_content":{"body":"Hello Alice & Bob!","msgtype":"m.text",)"
     R"("m.mentions":{"user_ids":["@alice:example.org","@bob:example.org"]}},"m.relates_to":)"
     R"({"rel_type":"m.replace","event_id":"$some_event_id"}})",
     R"(text "Hello Alice & Bob!" instead of $some_event_id to @alice:example.org to @bob:example.org)"},
    {"thread",
     R"("type":"m.room.message","content":{"body":"Woo! Threads!","msgtype":"m.text","m.relates_to":)"
     R"({"rel_type":"m.thread","event_id":"$root"}})",
     R"(text "Woo! Threads!" in thread $root)"},
    {"thread for clients that know none",
     R"("type":"m.room.message","content":{"body":"Woo!","msgtype":"m.text","m.relates_to":{"rel_type":"m.thread",)"
     R"("event_id":"$root","m.in_reply_to":{"event_id":"$latest"},"is_falling_back":true}})",
     R"(text "Woo!" in thread $root)"},
    {"answer in a thread",
     R"("type":"m.room.message","content":{"body":"Woo!","msgtype":"m.text","m.relates_to":{"rel_type":"m.thread",)"
     R"("event_id":"$root","m.in_reply_to":{"event_id":"$event_target"},"is_falling_back":false}})",
     R"(text "Woo!" in answer to $event_target in thread $root)"},
    {"annotation",
     R"("type":"m.reaction","content":{"m.relates_to":{"rel_type":"m.annotation","event_id":"$some_event_id",)"
     R"("key":"👍"}})",
     "reaction 👍 on $some_event_id"},
    {"redaction", R"("type":"m.room.redaction","content":{"reason":"Spamming","redacts":"$fukweghifu23:localhost"})",
     "redaction of $fukweghifu23:localhost: Spamming"},
    {"redaction in rooms before version 11",
     R"("type":"m.room.redaction","content":{"reason":"Spamming"},"redacts":"$fukweghifu23:localhost")",
     "redaction of $fukweghifu23:localhost: Spamming"},
    {"what is left of a redacted message",
     R"("type":"m.room.message","content":{},"unsigned":{"redacted_because":{"type":"m.room.redaction"}})", "redacted"},
};

const Example things[] = {
    {"m.image",
     R"("type":"m.room.message","content":{"body":"filename.jpg","info":{"h":398,"mimetype":"image/jpeg",)"
     R"("size":31037,"w":394},"msgtype":"m.image","url":"mxc://example.org/JWEIFJgwEIhweiWJE"})",
     R"(text "" +image mxc://example.org/JWEIFJgwEIhweiWJE named filename.jpg image/jpeg 31037 bytes 394x398)"},
    {"m.image with a caption",
     R"("type":"m.room.message","content":{"body":"this is a **caption**","filename":"dog.jpg",)"
     R"("format":"org.matrix.custom.html","formatted_body":"this is a <strong>caption</strong>",)"
     R"("msgtype":"m.image","url":"mxc://example.org/abc"})",
     R"(text "this is a **caption**" styled "this is a *caption*" +image mxc://example.org/abc named dog.jpg)"},
    {"m.file",
     R"("type":"m.room.message","content":{"body":"something-important.doc","filename":"something-important.doc",)"
     R"("info":{"mimetype":"application/msword","size":46144},"msgtype":"m.file",)"
     R"("url":"mxc://example.org/FHyPlCeYUSFFxlgbQYZmoEoe"})",
     R"(text "" +file mxc://example.org/FHyPlCeYUSFFxlgbQYZmoEoe named something-important.doc application/msword )"
     R"(46144 bytes)"},
    {"m.audio",
     R"("type":"m.room.message","content":{"body":"Bee Gees - Stayin' Alive","info":{"duration":2140786,)"
     R"("mimetype":"audio/mpeg","size":1563685},"msgtype":"m.audio",)"
     R"("url":"mxc://example.org/ffed755USFFxlgbQYZGtryd"})",
     R"(text "" +audio mxc://example.org/ffed755USFFxlgbQYZGtryd named Bee Gees - Stayin' Alive audio/mpeg )"
     R"(1563685 bytes 2140786 ms)"},
    {"m.video",
     R"("type":"m.room.message","content":{"body":"Gangnam Style","info":{"duration":2140786,"h":320,)"
     R"("mimetype":"video/mp4","size":1563685,"thumbnail_info":{"h":300,"mimetype":"image/jpeg","size":46144,)"
     R"("w":300},"thumbnail_url":"mxc://example.org/FHyPlCeYUSFFxlgbQYZmoEoe","w":480},"msgtype":"m.video",)"
     R"("url":"mxc://example.org/a526eYUSFFxlgbQYZmo442"})",
     R"(text "" +video mxc://example.org/a526eYUSFFxlgbQYZmo442 named Gangnam Style video/mp4 1563685 bytes )"
     R"(480x320 2140786 ms with mxc://example.org/FHyPlCeYUSFFxlgbQYZmoEoe)"},
    {"m.location",
     R"("type":"m.room.message","content":{"body":"Big Ben, London, UK","geo_uri":"geo:51.5008,0.1247",)"
     R"("msgtype":"m.location"})",
     R"(text "" at "Big Ben, London, UK" 51.50080,0.124700)"},
    {"m.sticker",
     R"("type":"m.sticker","content":{"body":"Landing","info":{"h":200,"mimetype":"image/png","size":73602,)"
     R"("w":140},"url":"mxc://matrix.org/sHhqkFCvSkFwtmvtETOtKnLP"})",
     R"(text "" +sticker mxc://matrix.org/sHhqkFCvSkFwtmvtETOtKnLP image/png 73602 bytes 140x200)"},
    {"MSC3381 start",
     R"("type":"org.matrix.msc3381.poll.start","content":{"org.matrix.msc1767.text":"What should we order?",)"
     R"("org.matrix.msc3381.poll.start":{"kind":"org.matrix.msc3381.poll.disclosed","max_selections":1,)"
     R"("question":{"org.matrix.msc1767.text":"What should we order?"},"answers":[{"id":"pizza",)"
     R"("org.matrix.msc1767.text":"Pizza"},{"id":"poutine","org.matrix.msc1767.text":"Poutine"}]}})",
     R"(text "" asks "What should we order?" pizza="Pizza" poutine="Poutine")"},
    {"MSC3381 response",
     R"("type":"org.matrix.msc3381.poll.response","content":{"m.relates_to":{"rel_type":"m.reference",)"
     R"("event_id":"$poll"},"org.matrix.msc3381.poll.response":{"answers":["poutine"]}})",
     "vote in $poll poutine"},
    {"MSC3381 end",
     R"("type":"org.matrix.msc3381.poll.end","content":{"m.relates_to":{"rel_type":"m.reference",)"
     R"("event_id":"$poll"},"org.matrix.msc3381.poll.end":{},"org.matrix.msc1767.text":"The poll has ended."})",
     R"(end of $poll "The poll has ended.")"},
    {"m.call.invite",
     R"("type":"m.call.invite","content":{"call_id":"12345","lifetime":60000,"offer":{"sdp":"v=0","type":"offer"},)"
     R"("party_id":"67890","version":"1"})",
     "call"},
};

INSTANTIATE_TEST_SUITE_P(Words, SpecExampleTest, testing::ValuesIn(words));
INSTANTIATE_TEST_SUITE_P(Relations, SpecExampleTest, testing::ValuesIn(relations));
INSTANTIATE_TEST_SUITE_P(Things, SpecExampleTest, testing::ValuesIn(things));

} // namespace
} // namespace bascule::matrix
