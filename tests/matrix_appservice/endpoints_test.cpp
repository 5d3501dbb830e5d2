#include "matrix_appservice/listener/endpoints.hpp"

#include "matrix_appservice/json_value.hpp"
#include "tests/fakes/counting_metrics.hpp"
#include "tests/matrix_appservice/coroutine_test.hpp"
#include "tests/matrix_appservice/fake_inbox.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace bascule::matrix {
namespace {

class EndpointsTest : public CoroutineTest {
protected:
    // As a session does it: first the head decides, then the body is read.
    HttpAnswer ask(const std::string& method, const std::string& target, const std::string& body = "",
                   const std::string& authorization = "Bearer hs_secret") {
        RequestHead head{method, target, authorization};
        if (auto refused = endpoints.refuse(head)) {
            return std::move(*refused);
        }
        return run(endpoints.answer(std::move(head), body));
    }

    static std::string errcode(const HttpAnswer& answer) {
        return string_in(parse_json(answer.body).value(), "errcode").value_or("");
    }

    FakeInbox inbox;
    fakes::CountingMetrics metrics;
    Endpoints endpoints{"hs_secret", inbox, metrics};
    const std::string one_event = R"({"events":[{"event_id":"$1","room_id":"!a:b"}]})";
};

TEST_F(EndpointsTest, TakeATransactionOnItsPathAndOnTheOldOne) {
    for (const auto* path : {"/_matrix/app/v1/transactions/35", "/transactions/35"}) {
        const auto answer = ask("PUT", path, one_event);
        EXPECT_EQ(answer.status, 200) << path;
        EXPECT_EQ(answer.body, "{}");
    }
    EXPECT_EQ(inbox.events.size(), 2U);
}

TEST_F(EndpointsTest, TellOfATransactionThatWasSkipped) {
    ask("PUT", "/transactions/1", one_event);
    ask("PUT", "/transactions/2", R"({"events":[]})");
    EXPECT_EQ(inbox.gaps, 0);
    inbox.outage = "no database";
    ask("PUT", "/transactions/4", one_event);
    inbox.outage.reset();
    ask("PUT", "/transactions/4", one_event); // it was not taken, so the gap is still before it
    ask("PUT", "/transactions/5", one_event);
    EXPECT_EQ(inbox.gaps, 2);
}

TEST_F(EndpointsTest, CountWhatATransactionLeavesOut) {
    EXPECT_EQ(ask("PUT", "/transactions/1", R"({"events":[{},{"event_id":"$1","room_id":"!a:b"},7]})").status, 200);
    EXPECT_EQ(inbox.events.size(), 1U);
    EXPECT_EQ(metrics.figures["matrix_events_left_out_total:malformed"], 2);
}

TEST_F(EndpointsTest, RefuseATransactionThatIsNone) {
    EXPECT_EQ(errcode(ask("PUT", "/transactions/1", "no")), "M_NOT_JSON");
    EXPECT_EQ(errcode(ask("PUT", "/transactions/1", "{}")), "M_BAD_JSON");
    EXPECT_EQ(ask("PUT", "/transactions/1", "{}").status, 400);
}

TEST_F(EndpointsTest, AskTheHomeserverToRepeatWhatCannotBeKeptNow) {
    inbox.outage = "the store is away";
    const auto answer = ask("PUT", "/transactions/1", one_event);
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(errcode(answer), "M_UNKNOWN");
    EXPECT_EQ(answer.body.find("store"), std::string::npos) << "the peer is not told of our insides";
}

TEST_F(EndpointsTest, SurviveABugBehindThem) {
    inbox.before_events = []() -> bridge::Task<void> {
        throw std::logic_error{"bug"};
        co_return;
    };
    EXPECT_EQ(ask("PUT", "/transactions/1", one_event).status, 500);
}

// AS API, "Querying": path parameters come percent-encoded, and Synapse leaves '/' as it is.
TEST_F(EndpointsTest, ProvideUsersWhateverTheirIdsHold) {
    inbox.known = {"@_xmpp_a/b=40c:hs.example"};
    for (const auto* path :
         {"/_matrix/app/v1/users/%40_xmpp_a%2Fb%3D40c%3Ahs.example", "/_matrix/app/v1/users/@_xmpp_a/b=40c:hs.example",
          "/users/%40_xmpp_a/b%3D40c%3Ahs.example"}) {
        EXPECT_EQ(ask("GET", path).status, 200) << path;
    }
    const auto unknown = ask("GET", "/users/%40nobody%3Ahs.example");
    EXPECT_EQ(unknown.status, 404);
    EXPECT_EQ(errcode(unknown), "M_NOT_FOUND");
    EXPECT_EQ(ask("GET", "/users/no%20id").status, 404);
    EXPECT_EQ(inbox.asked.back(), "@nobody:hs.example");
}

TEST_F(EndpointsTest, ProvideAliases) {
    inbox.known = {"#_xmpp_garden=40muc:hs.example"};
    EXPECT_EQ(ask("GET", "/_matrix/app/v1/rooms/%23_xmpp_garden%3D40muc%3Ahs.example").status, 200);
    EXPECT_EQ(ask("GET", "/rooms/%23_xmpp_garden%3D40muc%3Ahs.example?access_token=hs_secret").status, 200);
    EXPECT_EQ(ask("GET", "/rooms/%23other%3Ahs.example").status, 404);
    EXPECT_EQ(ask("GET", "/rooms/%21room%3Ahs.example").status, 404);
}

TEST_F(EndpointsTest, AnswerAPing) {
    EXPECT_EQ(ask("POST", "/_matrix/app/v1/ping", R"({"transaction_id":"1"})").body, "{}");
    EXPECT_EQ(ask("POST", "/_matrix/app/v1/ping", "{}").status, 200);
    EXPECT_EQ(ask("POST", "/_matrix/app/v1/ping").status, 200);
    EXPECT_EQ(errcode(ask("POST", "/_matrix/app/v1/ping", "ping")), "M_NOT_JSON");
}

// AS API, "Third-party networks"; Synapse drops a description whose `instances` is no list.
TEST_F(EndpointsTest, DescribeTheirProtocol) {
    for (const std::string prefix : {"/_matrix/app/v1/thirdparty", "/_matrix/app/unstable/thirdparty"}) {
        const auto answer = ask("GET", prefix + "/protocol/xmpp");
        const auto described = parse_json(answer.body).value();
        for (const auto* list : {"user_fields", "location_fields", "instances"}) {
            ASSERT_TRUE(described[list].is_array()) << list;
        }
        for (const auto& field : {described["user_fields"][0], described["location_fields"][0]}) {
            EXPECT_TRUE(described["field_types"][field.get<std::string>()]["regexp"].is_string());
            EXPECT_TRUE(described["field_types"][field.get<std::string>()]["placeholder"].is_string());
        }
        EXPECT_TRUE(described["icon"].is_string());
        for (const auto* member : {"desc", "network_id"}) {
            EXPECT_TRUE(described["instances"][0][member].is_string()) << member;
        }
        EXPECT_TRUE(described["instances"][0]["fields"].is_object());
        EXPECT_EQ(ask("GET", prefix + "/protocol/irc").status, 404);
    }
}

TEST_F(EndpointsTest, AnswerLookUpsWithLists) {
    for (const std::string prefix : {"/_matrix/app/v1/thirdparty", "/_matrix/app/unstable/thirdparty"}) {
        for (const std::string rest : {"/user/xmpp?jid=juliet%40capulet.example", "/location/xmpp?room=a",
                                       "/user?userid=%40a%3Ab", "/location?alias=%23a%3Ab", "/user", "/location"}) {
            const auto answer = ask("GET", prefix + rest);
            EXPECT_EQ(answer.status, 200) << rest;
            EXPECT_TRUE(parse_json(answer.body).value().is_array()) << rest;
        }
        EXPECT_EQ(ask("GET", prefix + "/user/irc?nick=a").status, 404);
        EXPECT_EQ(ask("GET", prefix + "/location/irc").status, 404);
    }
}

/// Answers with what it was asked.
class EchoLookup final : public bridge::ThirdPartyLookup {
public:
    bridge::Task<bridge::ThirdPartyMatches> users_by_jid(std::string jid) override { return one("@ghost:hs", jid); }
    bridge::Task<bridge::ThirdPartyMatches> rooms_by_jid(std::string jid) override { return one("#portal:hs", jid); }
    bridge::Task<bridge::ThirdPartyMatches> users_by_id(std::string id) override { return one(id, "a@b"); }
    bridge::Task<bridge::ThirdPartyMatches> rooms_by_alias(std::string alias) override { return one(alias, "m@b"); }

private:
    static bridge::Task<bridge::ThirdPartyMatches> one(std::string id, std::string address) {
        bridge::ThirdPartyMatches matches;
        matches.push_back({std::move(id), std::move(address)});
        co_return matches;
    }
};

TEST_F(EndpointsTest, TellWhoSomebodyIsOnTheOtherSide) {
    EchoLookup lookup;
    endpoints.lead_lookups_to(lookup);
    const std::string prefix = "/_matrix/app/v1/thirdparty";
    const auto answer = [&](const std::string& rest) { return ask("GET", prefix + rest).body; };
    EXPECT_EQ(answer("/user/xmpp?jid=juliet%40capulet.example&access_token=hs_secret"),
              R"([{"fields":{"jid":"juliet@capulet.example"},"protocol":"xmpp","userid":"@ghost:hs"}])");
    EXPECT_EQ(answer("/user/xmpp?mxid=%40a%3Ab"), R"([{"fields":{"jid":"a@b"},"protocol":"xmpp","userid":"@a:b"}])");
    EXPECT_EQ(answer("/user?userid=%40a%3Ab"), R"([{"fields":{"jid":"a@b"},"protocol":"xmpp","userid":"@a:b"}])");
    EXPECT_EQ(answer("/location/xmpp?room=garden%40muc"),
              R"([{"alias":"#portal:hs","fields":{"room":"garden@muc"},"protocol":"xmpp"}])");
    EXPECT_EQ(answer("/location?alias=%23a%3Ab"), R"([{"alias":"#a:b","fields":{"room":"m@b"},"protocol":"xmpp"}])");
    EXPECT_EQ(answer("/user/xmpp?nick=a"), "[]");
}

TEST_F(EndpointsTest, DoNotRecogniseOtherPaths) {
    for (const auto* path : {"/", "", "*", "/_matrix/app/v1/", "/_matrix/app/v1/users/", "/_matrix/app/v1/users",
                             "/_matrix/app/v1/ping/", "/_matrix/app/v2/ping", "/_matrix/client/versions", "/users/?x",
                             "/_matrix/app/unstable/org.matrix.msc3984/keys/query"}) {
        const auto answer = ask("GET", path);
        EXPECT_EQ(answer.status, 404) << path;
        EXPECT_EQ(errcode(answer), "M_UNRECOGNIZED") << path;
    }
}

TEST_F(EndpointsTest, DoNotRecogniseOtherMethods) {
    using Pair = std::pair<const char*, const char*>;
    for (const auto& [method, path] :
         {Pair{"GET", "/transactions/1"}, Pair{"POST", "/users/%40a%3Ab"}, Pair{"DELETE", "/rooms/%23a%3Ab"},
          Pair{"GET", "/_matrix/app/v1/ping"}, Pair{"PUT", "/_matrix/app/v1/thirdparty/protocol/xmpp"},
          Pair{"get", "/users/%40a%3Ab"}}) {
        const auto answer = ask(method, path);
        EXPECT_EQ(answer.status, 405) << path;
        EXPECT_EQ(errcode(answer), "M_UNRECOGNIZED") << path;
    }
}

TEST_F(EndpointsTest, RefuseWhoHasNoTokenOrAWrongOne) {
    EXPECT_EQ(ask("PUT", "/transactions/1", one_event, "").status, 401);
    EXPECT_EQ(errcode(ask("PUT", "/transactions/1", one_event, "")), "M_UNAUTHORIZED");
    EXPECT_EQ(ask("PUT", "/transactions/1", one_event, "Bearer wrong").status, 403);
    EXPECT_EQ(errcode(ask("PUT", "/transactions/1?access_token=wrong", one_event)), "M_FORBIDDEN");
    EXPECT_EQ(ask("PUT", "/transactions/1?access_token=hs_secret", one_event, "").status, 200);
    EXPECT_EQ(inbox.events.size(), 1U);
}

TEST_F(EndpointsTest, RefuseAPathThatIsNotEncodedWell) {
    EXPECT_EQ(errcode(ask("GET", "/users/%4")), "M_INVALID_PARAM");
}

} // namespace
} // namespace bascule::matrix
