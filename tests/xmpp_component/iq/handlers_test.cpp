#include "xmpp_component/iq/handlers.hpp"

#include "tests/run.hpp"
#include "tests/samples.hpp"
#include "tests/xmpp_component/stanzas.hpp"
#include "xmpp_component/iq/caps.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/serialize.hpp"
#include "xmpp_component/xml/timestamp.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <gtest/gtest.h>

namespace bascule::xmpp {
namespace {

using Kind = bridge::Addressee::Kind;
using Type = IqKey::Type;

constexpr const char* component = "matrix.example";
constexpr const char* puppet = "romeo@matrix.example/bascule";
constexpr const char* account = "romeo@matrix.example";

class HandlersTest : public testing::Test {
protected:
    IqAnswer ask(Type type, const std::string& payload, const char* to, Kind kind) const {
        const auto iq = stanza_from("<iq>" + payload + "</iq>");
        const auto element = first_element(iq.root());
        IqRequest request{.from = samples::jid("juliet@capulet.example/balcony"),
                          .to = samples::jid(to),
                          .addressee = {.kind = kind, .name = kind == Kind::bridge ? "" : "Romeo"},
                          .payload = element};
        IqKey key{type, std::string{namespace_of(element)}, element.name()};
        return tests::run(table.answer(std::move(key), std::move(request)));
    }

    std::string get(const std::string& payload, const char* to, Kind kind) const {
        const auto answer = ask(Type::get, payload, to, kind);
        return answer.error ? answer.error->condition : serialize(answer.payload.document_element());
    }

    IqTable table = make_iq_table({.name = "Bascule", .version = "0.1.0"});
};

const std::string info = "<query xmlns='http://jabber.org/protocol/disco#info'/>";
const std::string items = "<query xmlns='http://jabber.org/protocol/disco#items'/>";

std::string at_node(const std::string& ns, const std::string& node) {
    return "<query xmlns='" + ns + "' node='" + node + "'/>";
}

// XEP-0030 §3.1
TEST_F(HandlersTest, TheComponentIsAGatewayAndAConference) {
    const auto answer = get(info, component, Kind::bridge);
    EXPECT_NE(answer.find("<identity category='gateway' type='matrix'"), std::string::npos);
    EXPECT_NE(answer.find("<identity category='conference' type='text'"), std::string::npos);
    EXPECT_NE(answer.find("<feature var='urn:xmpp:ping'/>"), std::string::npos);
}

TEST_F(HandlersTest, APuppetIsAnAccountAndItsResourceAClient) {
    EXPECT_NE(get(info, account, Kind::puppet).find("<identity category='account' type='registered' name='Romeo'/>"),
              std::string::npos);
    EXPECT_NE(get(info, puppet, Kind::puppet).find("<identity category='client' type='bridge'/>"), std::string::npos);
}

// XEP-0115 §6.2
TEST_F(HandlersTest, TheCapabilitiesNodeIsAnsweredWithThePuppetsFeatures) {
    const auto node = std::string{caps_node} + "#" + puppet_caps();
    for (const auto* to : {puppet, account}) {
        const auto answer = get(at_node(ns::disco_info, node), to, Kind::puppet);
        EXPECT_NE(answer.find("node='" + node + "'"), std::string::npos);
        EXPECT_NE(answer.find("<identity category='client' type='bridge'/>"), std::string::npos);
    }
}

// XEP-0030 §7
TEST_F(HandlersTest, AnUnknownNodeIsNotFound) {
    EXPECT_EQ(get(at_node(ns::disco_info, "urn:bascule:puppet#other"), puppet, Kind::puppet), "item-not-found");
    EXPECT_EQ(get(at_node(ns::disco_items, "http://jabber.org/protocol/commands"), component, Kind::bridge),
              "item-not-found");
}

TEST_F(HandlersTest, NobodyHasItems) {
    EXPECT_EQ(get(items, component, Kind::bridge), items);
    EXPECT_EQ(get(items, puppet, Kind::puppet), items);
}

TEST_F(HandlersTest, TheVersionIsTold) {
    EXPECT_EQ(get("<query xmlns='jabber:iq:version'/>", component, Kind::bridge),
              "<query xmlns='jabber:iq:version'><name>Bascule</name><version>0.1.0</version></query>");
}

TEST_F(HandlersTest, APingIsAnsweredByAnEmptyResult) {
    for (const auto kind : {Kind::bridge, Kind::puppet, Kind::room}) {
        const auto answer = ask(Type::get, "<ping xmlns='urn:xmpp:ping'/>", puppet, kind);
        EXPECT_FALSE(answer.error);
        EXPECT_FALSE(answer.payload.first_child());
    }
}

// XEP-0202 §3
TEST_F(HandlersTest, TheTimeIsUtc) {
    const auto answer = ask(Type::get, "<time xmlns='urn:xmpp:time'/>", component, Kind::bridge);
    const auto time = answer.payload.document_element();
    EXPECT_EQ(text_of(child_in(time, "tzo", ns::time)), "+00:00");
    EXPECT_TRUE(parse_timestamp(text_of(child_in(time, "utc", ns::time))));
}

// RFC 6120 §8.4
TEST_F(HandlersTest, WhatNobodyHandlesIsUnavailable) {
    EXPECT_EQ(get("<query xmlns='jabber:iq:private'/>", component, Kind::bridge), "service-unavailable");
    EXPECT_EQ(ask(Type::set, "<ping xmlns='urn:xmpp:ping'/>", component, Kind::bridge).error->condition,
              "service-unavailable");
}

TEST_F(HandlersTest, NobodyIsNotFoundWhateverIsAsked) {
    EXPECT_EQ(get("<ping xmlns='urn:xmpp:ping'/>", account, Kind::nobody), "item-not-found");
    EXPECT_EQ(get("<query xmlns='jabber:iq:private'/>", account, Kind::nobody), "item-not-found");
}

TEST_F(HandlersTest, WhoCannotBeAskedForIsNeitherThereNorNot) {
    EXPECT_EQ(get("<ping xmlns='urn:xmpp:ping'/>", account, Kind::unreachable), "remote-server-timeout");
}

TEST_F(HandlersTest, TwoHandlersForTheSameRequestsAreABug) {
    EXPECT_THROW(register_ping(table), std::logic_error);
}

} // namespace
} // namespace bascule::xmpp
