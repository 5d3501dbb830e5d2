#include "matrix_appservice/listener/transaction.hpp"

#include "matrix_appservice/event_codec.hpp"
#include "matrix_appservice/json_text.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace bascule::matrix {
namespace {

std::string event(const std::string& id, const std::string& more = "") {
    return R"({"event_id":")" + id + R"(","room_id":"!orchard:verona.example","sender":"@romeo:verona.example",)" +
           R"("type":"m.room.message","content":{"msgtype":"m.text","body":"a"})" + more + '}';
}

std::string transaction(const std::vector<std::string>& events) {
    std::string body = R"({"events":[)";
    for (const auto& one : events) {
        body += (body.back() == '[' ? "" : ",") + one;
    }
    return body + "]}";
}

Transaction read_whole(const std::string& body) {
    auto read = read_transaction(body);
    EXPECT_TRUE(read) << body.substr(0, 200);
    return read ? std::move(*read) : Transaction{};
}

std::vector<std::string> ids_of(const Transaction& read) {
    std::vector<std::string> ids;
    for (const auto& one : read.events) {
        ids.push_back(one.id.str());
    }
    return ids;
}

std::string errcode_of(const std::string& body) {
    const auto read = read_transaction(body);
    return read ? "" : read.error().errcode;
}

TEST(TransactionTest, HandsItsEventsOverInOrderAsTheyCame) {
    const auto first = event("$1", R"(,"unsigned":{"age":  1})");
    const auto read = read_whole(transaction({first, event("$2"), event("$3")}));
    EXPECT_EQ(ids_of(read), (std::vector<std::string>{"$1", "$2", "$3"}));
    EXPECT_EQ(read.events.at(0).json, first);
    EXPECT_EQ(read.events.at(0).room.str(), "!orchard:verona.example");
    EXPECT_TRUE(read.left_out.empty());
}

TEST(TransactionTest, TakesWhatElseATransactionHolds) {
    const auto body = R"({"ephemeral":[{"type":"m.typing"}],"de.sorunome.msc2409.ephemeral":[1],"to_device":[{}],)"
                      R"("device_lists":{"changed":[]},"events":[]})";
    EXPECT_TRUE(read_whole(body).events.empty());
}

TEST(TransactionTest, LeavesPoisonOutAndKeepsItsNeighbours) {
    const std::string deep = std::string(100000, '[') + std::string(100000, ']');
    const std::vector<std::string> poison{
        "null",
        "1",
        "\"text\"",
        "[]",
        "{}",
        R"({"event_id":7,"room_id":"!a:b"})",
        R"({"event_id":"7","room_id":"!a:b"})",
        R"({"event_id":"$7"})",
        R"({"event_id":"$7","room_id":"#a:b"})",
        R"({"event_id":"$7","room_id":{}})",
        event("$7", R"(,"nesting":)" + deep),
        event("$7", R"(,"big":")" + std::string(largest_event, 'x') + '"'),
        event("$" + std::string(300, 'x')),
        event("$7", R"(,"number":1e999)"),
        event("$7", R"(,"number":01)"),
        event("$7", ",\"control\":\"\x01\""),
        R"({"event_id":"$7" "room_id":"!a:b"})",
    };
    for (const auto& one : poison) {
        const auto read = read_whole(transaction({event("$1"), one, event("$2")}));
        EXPECT_EQ(ids_of(read), (std::vector<std::string>{"$1", "$2"})) << one.substr(0, 200);
        EXPECT_EQ(read.left_out.size(), 1U);
    }
}

TEST(TransactionTest, SaysWhyAnEventIsLeftOut) {
    const auto cause = [](const std::string& one) {
        return std::string{name_of(read_whole(transaction({one})).left_out.at(0).cause)};
    };
    EXPECT_EQ(cause("{}"), "malformed");
    EXPECT_EQ(cause(event("$7", R"(,"x":)" + std::string(200, '[') + std::string(200, ']'))), "too_deep");
    EXPECT_EQ(cause(event("$7", R"(,"x":")" + std::string(largest_event, 'x') + '"')), "too_large");
}

TEST(TransactionTest, RepairsTextSoThatTheMessageArrives) {
    for (const std::string& body : {std::string{"\xFF\xFE"}, std::string{"\\ud800"}, std::string{"\\u0000"}}) {
        const auto one = R"({"event_id":"$1","room_id":"!a:b","sender":"@a:b","type":"m.room.message",)"
                         R"("content":{"msgtype":"m.text","body":")" +
                         body + "\"}}";
        const auto read = read_whole(transaction({one}));
        ASSERT_EQ(read.events.size(), 1U);
        const auto decoded = JsonEventCodec{}.decode(read.events.at(0).json).value();
        EXPECT_TRUE(std::get<mapping::Message>(decoded.content).body.starts_with("\xEF\xBF\xBD"));
    }
}

TEST(TransactionTest, RefusesABodyThatIsNone) {
    for (const auto* body : {"", "no", "[]", "{", "{\"events\":[}", "{\"events\":[{]}", "\xFF", "{\"events\":[\"}"}) {
        EXPECT_EQ(errcode_of(body), "M_NOT_JSON") << body;
    }
    for (const auto* body : {"{}", "{\"events\":{}}", "{\"events\":null}", "{\"events\":[,]}"}) {
        EXPECT_EQ(errcode_of(body), "M_BAD_JSON") << body;
    }
}

TEST(TransactionTest, SurvivesBeingCutAnywhere) {
    const auto whole = transaction({event("$1"), event("$2", R"(,"x":"\ud83d\udc0e")")});
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_EQ(errcode_of(whole.substr(0, length)), "M_NOT_JSON") << length;
    }
}

// AS API, "Pushing ephemeral data", and its name before version 1.13.
TEST(Transaction, PresencesAreReadAndWhatIsBesideThemIsNot) {
    const std::string ephemeral =
        R"([{"type":"m.presence","sender":"@romeo:verona.example","content":{"presence":"online","status_msg":"sad"}},)"
        R"({"type":"m.typing","room_id":"!a:b","content":{"user_ids":[]}},7,)"
        R"({"type":"m.presence","sender":"nobody","content":{"presence":"online"}},)"
        R"({"type":"m.presence","sender":"@romeo:verona.example","content":{}}])";
    for (const auto* const name : {"ephemeral", "de.sorunome.msc2409.ephemeral"}) {
        const auto read = read_whole(R"({"events":[],")" + std::string{name} + "\":" + ephemeral + '}');
        ASSERT_EQ(read.ephemeral.presences.size(), 1U);
        EXPECT_EQ(read.ephemeral.presences.front().user.str(), "@romeo:verona.example");
        EXPECT_EQ(read.ephemeral.presences.front().presence, "online");
        EXPECT_EQ(read.ephemeral.presences.front().status, "sad");
    }
}

// CS API, "Typing notifications" and "Receipts", its examples with the room as an appservice is told it.
TEST(Transaction, TypingAndReceiptsAreReadButNotPrivateOnes) {
    const auto read = read_whole(R"({"events": [], "ephemeral": [
        {"type": "m.typing", "room_id": "!jEsUZKDJdhlrceRyVU:example.org",
         "content": {"user_ids": ["@alice:matrix.org", "no user", 7]}},
        {"type": "m.typing", "content": {"user_ids": ["@alice:matrix.org"]}},
        {"type": "m.typing", "room_id": "!a:example.org", "content": {}},
        {"type": "m.receipt", "room_id": "!jEsUZKDJdhlrceRyVU:example.org",
         "content": {"$1435641916114394fHBLK:matrix.org": {
             "m.read": {"@erikj:jki.re": {"ts": 1436451550453, "thread_id": "main"}},
             "m.read.private": {"@self:example.org": {"ts": 1661384801651}}}}},
        {"type": "m.receipt", "room_id": "!a:example.org", "content": {"$e:b": 7, "no event": {"m.read": {"@a:b.c": {}}}}}
    ]})");
    ASSERT_EQ(read.ephemeral.typing.size(), 1U);
    EXPECT_EQ(read.ephemeral.typing[0].users, std::vector{mapping::UserId::parse("@alice:matrix.org").value()});
    ASSERT_EQ(read.ephemeral.reads.size(), 1U);
    EXPECT_EQ(read.ephemeral.reads[0].user.str(), "@erikj:jki.re");
    EXPECT_EQ(read.ephemeral.reads[0].event.str(), "$1435641916114394fHBLK:matrix.org");
}

} // namespace
} // namespace bascule::matrix
