#include "matrix_appservice/event_codec.hpp"

#include <gtest/gtest.h>

#include <string>
#include <variant>

namespace bascule::matrix {
namespace {

using bridge::Membership;
using mapping::Message;
using mapping::MessageKind;

// An event of this type; `more` begins with a comma where it is not empty.
std::string event(const std::string& type, const std::string& content, const std::string& more = "") {
    return R"({"event_id":"$balcony","room_id":"!orchard:verona.example","sender":"@romeo:verona.example",)"
           R"("origin_server_ts":1595000000000,"type":")" +
           type + R"(","content":)" + content + more + '}';
}

bridge::MatrixEvent decoded(const std::string& json) {
    return JsonEventCodec{}.decode(json).value();
}

std::string type_of_other(const std::string& json) {
    return std::get<bridge::OtherEvent>(decoded(json).content).type;
}

Message message_in(const std::string& content) {
    return std::get<Message>(decoded(event("m.room.message", content)).content);
}

TEST(EventCodecTest, TellsWhoSaidSomethingWhereAndWhen) {
    const auto read = decoded(event("m.room.message", R"({"msgtype":"m.text","body":"But soft"})"));
    EXPECT_EQ(read.id.str(), "$balcony");
    EXPECT_EQ(read.room.str(), "!orchard:verona.example");
    EXPECT_EQ(read.sender.str(), "@romeo:verona.example");
    EXPECT_EQ(read.at_ms, 1595000000000);
    EXPECT_EQ(read.sent_key, "");
    EXPECT_FALSE(read.is_suppressed);
}

// Room version 12: a room's id is a hash, without a server.
TEST(EventCodecTest, TakesARoomIdWithoutAServer) {
    const auto json = R"({"event_id":"$e","room_id":"!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM","sender":"@a:b",)"
                      R"("type":"m.room.name","content":{}})";
    EXPECT_EQ(decoded(json).room.server(), "");
    EXPECT_EQ(decoded(json).at_ms, 0);
}

TEST(EventCodecTest, TellsTheKindsOfMessagesApart) {
    EXPECT_EQ(message_in(R"({"msgtype":"m.text","body":"a"})"), (Message{MessageKind::text, "a"}));
    EXPECT_EQ(message_in(R"({"msgtype":"m.emote","body":"sighs"})"), (Message{MessageKind::emote, "sighs"}));
    EXPECT_EQ(message_in(R"({"msgtype":"m.notice","body":"n"})"), (Message{MessageKind::notice, "n"}));
    EXPECT_EQ(message_in(R"({"msgtype":"m.text","body":""})"), (Message{MessageKind::text, ""}));
}

TEST(EventCodecTest, SaysInWordsWhatItCannotCarryYet) {
    EXPECT_EQ(message_in(R"({"msgtype":"m.image","body":"cat.png"})").body, "[image: cat.png]");
    EXPECT_EQ(message_in(R"({"msgtype":"m.file","body":"see this","filename":"a.pdf"})").body,
              "[file: a.pdf] see this");
    EXPECT_EQ(message_in(R"({"msgtype":"m.audio","body":"","filename":"a.ogg"})").body, "[audio: a.ogg]");
    EXPECT_EQ(message_in(R"({"msgtype":"m.video","body":""})").body, "[video]");
    EXPECT_EQ(message_in(R"({"msgtype":"m.location","body":"Verona","geo_uri":"geo:45.4,11"})").body,
              "Verona geo:45.4,11");
    EXPECT_EQ(message_in(R"({"msgtype":"org.example.new","body":"fallback"})").body, "fallback");
    EXPECT_EQ(message_in(R"({"msgtype":"org.example.new","body":""})").body, "[org.example.new]");
    EXPECT_EQ(message_in(R"({"body":"without msgtype"})").body, "without msgtype");
    EXPECT_EQ(std::get<Message>(decoded(event("m.sticker", R"({"body":"Rose"})")).content).body, "[sticker: Rose]");
}

// CS API, "Event replacements": the top level is what they read who do not know edits.
TEST(EventCodecTest, ReadsAnEditByItsFallback) {
    EXPECT_EQ(message_in(R"({"msgtype":"m.text","body":"* Romeo!","m.new_content":{"msgtype":"m.text","body":"Romeo!"},
                             "m.relates_to":{"rel_type":"m.replace","event_id":"$0"}})")
                  .body,
              "* Romeo!");
}

TEST(EventCodecTest, TakesARedactedMessageForNoMessage) {
    EXPECT_TRUE(std::holds_alternative<bridge::Tombstone>(decoded(event("m.room.message", "{}")).content));
    EXPECT_TRUE(std::holds_alternative<bridge::Tombstone>(decoded(event("m.sticker", "{}")).content));
    EXPECT_EQ(type_of_other(event("m.room.encrypted", "{}")), "m.room.encrypted");
}

TEST(EventCodecTest, TellsItsOwnKeyAndTheServersFlags) {
    const auto sent = decoded(event("m.room.message", R"({"body":"a","org.bascule.key":"k1"})"));
    EXPECT_EQ(sent.sent_key, "k1");
    const auto content = R"({"msgtype":"m.text","body":"a"})";
    EXPECT_TRUE(decoded(event("m.room.message", content, R"(,"unsigned":{"io.element.synapse.soft_failed":true})"))
                    .is_suppressed);
    EXPECT_TRUE(
        decoded(event("m.room.message", content, R"(,"unsigned":{"io.element.synapse.policy_server_spammy":true})"))
            .is_suppressed);
    EXPECT_FALSE(decoded(event("m.room.message", content, R"(,"unsigned":{"io.element.synapse.soft_failed":false})"))
                     .is_suppressed);
}

TEST(EventCodecTest, TellsWhatBecameOfAMember) {
    const auto read = decoded(
        event("m.room.member", R"({"membership":"invite","displayname":"Juliet","is_direct":true,"reason":"come"})",
              R"(,"state_key":"@juliet:verona.example","unsigned":{"prev_content":)"
              R"({"membership":"knock","displayname":"Giulietta","avatar_url":"mxc://verona.example/a"}})"));
    const auto& change = std::get<bridge::MemberChange>(read.content);
    EXPECT_EQ(change.subject.str(), "@juliet:verona.example");
    EXPECT_EQ(change.now, Membership::invite);
    EXPECT_EQ(change.before, Membership::knock);
    EXPECT_EQ(change.display_name, "Juliet");
    EXPECT_EQ(change.name_before, "Giulietta");
    EXPECT_EQ(change.avatar_url, "");
    EXPECT_EQ(change.avatar_before, "mxc://verona.example/a");
    EXPECT_EQ(change.reason, "come");
    EXPECT_TRUE(change.is_direct);
}

TEST(EventCodecTest, TakesAMemberWithoutPastForOneWhoWasNotThere) {
    for (const auto* name : {"join", "leave", "ban"}) {
        const auto content = std::string{R"({"membership":")"} + name + R"(","displayname":null})";
        const auto read = decoded(event("m.room.member", content, R"(,"state_key":"@a:b")"));
        EXPECT_EQ(std::get<bridge::MemberChange>(read.content).before, Membership::leave) << name;
    }
}

TEST(EventCodecTest, TellsThatARoomIsEncryptedOrUpgraded) {
    EXPECT_TRUE(std::holds_alternative<bridge::EncryptionOn>(
        decoded(event("m.room.encryption", R"({"algorithm":"m.megolm.v1.aes-sha2"})", R"(,"state_key":"")")).content));
    EXPECT_TRUE(std::holds_alternative<bridge::Unreadable>(
        decoded(event("m.room.encrypted", R"({"ciphertext":"x"})")).content));
    const auto upgraded = decoded(event("m.room.tombstone", R"({"replacement_room":"!new:b"})", R"(,"state_key":"")"));
    EXPECT_EQ(std::get<bridge::RoomUpgraded>(upgraded.content).replacement, "!new:b");
}

TEST(EventCodecTest, TellsWhatTheRoomIsLike) {
    const auto told = [](const char* type, const std::string& content) {
        return std::get<bridge::StateChange>(decoded(event(type, content, R"(,"state_key":"")")).content);
    };
    EXPECT_EQ(told("m.room.name", R"({"name":"Garden"})").value, "Garden");
    EXPECT_EQ(told("m.room.topic", R"({"topic":"Love"})").aspect, bridge::RoomAspect::topic);
    EXPECT_EQ(told("m.room.avatar", R"({"url":"mxc://b/a"})").value, "mxc://b/a");
    EXPECT_EQ(told("m.room.avatar", "{}").value, "");
    EXPECT_EQ(told("m.room.join_rules", R"({"join_rule":"knock"})").value, "knock");
    EXPECT_EQ(told("m.room.history_visibility", R"({"history_visibility":"joined"})").value, "joined");
    EXPECT_EQ(told("m.room.canonical_alias", R"({"alias":"#garden:b"})").value, "#garden:b");
    EXPECT_EQ(told("m.room.power_levels", R"({"users":{}})").aspect, bridge::RoomAspect::power_levels);
    // Only the room's own state says so.
    EXPECT_EQ(type_of_other(event("m.room.name", R"({"name":"a"})", R"(,"state_key":"b")")), "m.room.name");
}

TEST(EventCodecTest, TellsWhosePowerIsAnotherThanBefore) {
    const auto read = decoded(event("m.room.power_levels",
                                    R"({"users":{"@a:b":50,"@c:b":100,"@e:b":"10","no user":7},"users_default":5})",
                                    R"(,"state_key":"","unsigned":{"prev_content":{"users":{"@c:b":100,"@d:b":50}}})"));
    const auto& powers = std::get<bridge::StateChange>(read.content).powers;
    ASSERT_EQ(powers.size(), 3U);
    EXPECT_EQ(powers[2].now, 10) << "as rooms of old have it";
    EXPECT_EQ(powers[0].user.str(), "@a:b");
    EXPECT_EQ(powers[0].before, 0);
    EXPECT_EQ(powers[0].now, 50);
    EXPECT_EQ(powers[1].user.str(), "@d:b");
    EXPECT_EQ(powers[1].before, 50);
    EXPECT_EQ(powers[1].now, 5);
}

TEST(EventCodecTest, TakesPowersWithoutPastForNew) {
    const auto read = decoded(event("m.room.power_levels", R"({"users":{"@a:b":50}})", R"(,"state_key":"")"));
    const auto& powers = std::get<bridge::StateChange>(read.content).powers;
    ASSERT_EQ(powers.size(), 1U);
    EXPECT_EQ(powers[0].before, 0);
}

// CS API, "Redactions"
TEST(EventCodecTest, KnowsWhoHasRedactedAMessage) {
    const auto bare = decoded(event("m.room.message", "{}"));
    EXPECT_TRUE(std::get<bridge::Tombstone>(bare.content).by.empty());
    const auto told = decoded(event("m.sticker", "{}",
                                    R"(,"unsigned":{"redacted_because":{"event_id":"$2","sender":"@a:b",
                                       "origin_server_ts":7,"content":{"reason":"rude"}}})"));
    const auto& tombstone = std::get<bridge::Tombstone>(told.content);
    EXPECT_EQ(tombstone.by, "@a:b");
    EXPECT_EQ(tombstone.redaction, "$2");
    EXPECT_EQ(tombstone.reason, "rude");
    EXPECT_EQ(tombstone.at_ms, 7);
}

TEST(EventCodecTest, TakesAllElseForOthers) {
    EXPECT_EQ(type_of_other(event("m.room.redaction", R"({"redacts":"$0"})")), "m.room.redaction");
    EXPECT_EQ(type_of_other(event("m.reaction", "{}")), "m.reaction");
    // Anybody may send a state event of a message's type, or the other way round.
    EXPECT_EQ(type_of_other(event("m.room.message", R"({"body":"a"})", R"(,"state_key":"")")), "m.room.message");
    EXPECT_EQ(type_of_other(event("m.room.member", R"({"membership":"join"})")), "m.room.member");
    EXPECT_EQ(type_of_other(event("m.room.encryption", "{}")), "m.room.encryption");
}

TEST(EventCodecTest, SaysWhyAnEventIsNone) {
    const auto reason = [](const std::string& json) {
        const auto read = JsonEventCodec{}.decode(json);
        return read ? "" : read.error().reason;
    };
    EXPECT_EQ(reason("no"), "this is no JSON");
    EXPECT_EQ(reason(event("m.room.message", R"({"body":1})")), "the message has no body");
    EXPECT_EQ(
        reason(event("m.room.message", R"({"body":"a","x":)" + std::string(200, '[') + std::string(200, ']') + '}')),
        "the JSON is nested too deeply");
    for (const std::string& json :
         {std::string{}, std::string{"[]"}, std::string{"null"}, std::string{"{}"}, std::string{"{\"event_id\":1}"},
          event("m.room.member", R"({"membership":"dances"})", R"(,"state_key":"@a:b")"),
          event("m.room.member", R"({"membership":"join"})", R"(,"state_key":"nobody")"),
          event("m.room.member", R"({"membership":["join"]})", R"(,"state_key":"@a:b")"),
          event("m.room.message", R"({"msgtype":{},"body":[]})"), event("m.room.message", R"({"body":1e999})"),
          event("m.room.message", "{\"body\":\"\xFF\"}"), event("m.room.message", R"({"body":"\ud800"})"),
          std::string{R"({"event_id":"$e","room_id":"!r:s","sender":"romeo","type":"t","content":{}})"},
          std::string{R"({"event_id":"$e","room_id":"#r:s","sender":"@a:b","type":"t","content":{}})"},
          std::string{R"({"event_id":"e","room_id":"!r:s","sender":"@a:b","type":"t","content":{}})"},
          std::string{R"({"event_id":"$e","room_id":"!r:s","sender":"@a:b","content":{}})"}}) {
        EXPECT_NE(reason(json), "") << json;
    }
}

TEST(EventCodecTest, BearsContentsOfAnyType) {
    for (const auto* content : {"null", "[]", "\"text\"", "1", R"({"org.bascule.key":7,"x":{"y":[]}})"}) {
        EXPECT_EQ(type_of_other(event("org.example", content)), "org.example") << content;
    }
    EXPECT_EQ(type_of_other(event("m.room.message", "[1]")), "m.room.message");
}

TEST(EventCodecTest, SurvivesBeingCutAnywhere) {
    const auto whole = event("m.room.message", R"({"msgtype":"m.text","body":"But soft \ud83d\udc0e"})");
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_FALSE(JsonEventCodec{}.decode(whole.substr(0, length))) << length;
    }
}

} // namespace
} // namespace bascule::matrix
