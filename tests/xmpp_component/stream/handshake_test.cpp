#include "xmpp_component/stream/handshake.hpp"

#include "tests/samples.hpp"
#include "tests/xmpp_component/stanzas.hpp"

#include <gtest/gtest.h>

namespace bascule::xmpp {
namespace {

using Kind = StreamFailure::Kind;

Handshake proving() {
    Handshake handshake{samples::jid("plays.shakespeare.example"), "test"};
    handshake.open();
    handshake.prove({.id = "3BF96D32", .from = {}});
    return handshake;
}

StreamFailure verdict_on(std::string_view element) {
    return proving().judge(stanza_from(element).root()).value();
}

StreamFailure verdict_on_condition(const std::string& condition, const std::string& text = {}) {
    return verdict_on("<stream:error><" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>" +
                      "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>" + text + "</text></stream:error>");
}

// XEP-0114 §3
TEST(HandshakeTest, OpensTheStreamInTheComponentNamespace) {
    Handshake handshake{samples::jid("matrix.example"), "test"};
    EXPECT_EQ(handshake.open(),
              "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' "
              "xmlns:stream='http://etherx.jabber.org/streams' to='matrix.example'>");
}

TEST(HandshakeTest, ProvesTheSecretByTheHashOfStreamIdAndSecret) {
    Handshake handshake{samples::jid("matrix.example"), "test"};
    handshake.open();
    EXPECT_EQ(handshake.prove({.id = "3BF96D32", .from = {}}),
              "<handshake>aaee83c26aeeafcbabeabfcbcd50df997e0a2a1e</handshake>");
}

TEST(HandshakeTest, IsAcceptedByAnEmptyHandshake) {
    auto handshake = proving();
    EXPECT_FALSE(handshake.judge(stanza_from("<handshake/>").root()));
    EXPECT_TRUE(handshake.is_accepted());
    EXPECT_EQ(handshake.ended().kind, Kind::lost);
}

TEST(HandshakeTest, SaysInPlainWordsWhatIsWrong) {
    EXPECT_EQ(verdict_on_condition("not-authorized").kind, Kind::not_authorized);
    EXPECT_NE(verdict_on_condition("not-authorized").words.find("xmpp.secret"), std::string::npos);
    EXPECT_EQ(verdict_on_condition("host-unknown").kind, Kind::not_configured);
    EXPECT_NE(verdict_on_condition("host-unknown").words.find("Component \"plays.shakespeare.example\""),
              std::string::npos);
    EXPECT_EQ(verdict_on_condition("conflict", "Replaced").kind, Kind::conflict);
    EXPECT_NE(verdict_on_condition("conflict", "Replaced").words.find("(it says: Replaced)"), std::string::npos);
    EXPECT_EQ(verdict_on_condition("undefined-condition").kind, Kind::refused);
}

// Prosody does this for a component that it does not know.
TEST(HandshakeTest, AnEndWithoutWordsMeansAnUnknownComponent) {
    EXPECT_EQ(proving().ended().kind, Kind::not_configured);
}

TEST(HandshakeTest, WhatIsNoComponentPortIsNamedSo) {
    EXPECT_EQ(verdict_on("<stream:features/>").kind, Kind::ill_formed);
    Handshake early{samples::jid("matrix.example"), "test"};
    early.open();
    EXPECT_EQ(early.judge(stanza_from("<handshake/>").root()).value().kind, Kind::ill_formed);
}

} // namespace
} // namespace bascule::xmpp
