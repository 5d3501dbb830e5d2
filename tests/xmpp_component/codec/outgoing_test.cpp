#include "xmpp_component/codec/outgoing.hpp"

#include "tests/samples.hpp"
#include "xmpp_component/codec/stanza_error.hpp"
#include "xmpp_component/xml/serialize.hpp"

#include <gtest/gtest.h>

namespace bascule::xmpp {
namespace {

using mapping::MessageKind;
using samples::jid;

std::string text(const pugi::xml_document& document) {
    return serialize(document.document_element());
}

bridge::OutgoingMessage message(MessageKind kind, std::string body) {
    return {.from = jid("romeo@matrix.example/bascule"),
            .to = jid("juliet@capulet.example"),
            .is_groupchat = false,
            .id = "e1",
            .message = {.kind = kind, .body = std::move(body)},
            .nick = {},
            .wants_receipt = false};
}

TEST(OutgoingTest, AChatMessageHasIdOriginIdNickAndRequest) {
    auto sent = message(MessageKind::text, "But <soft>!");
    sent.nick = "Romeo";
    sent.wants_receipt = true;
    EXPECT_EQ(text(encode(sent)),
              "<message type='chat' from='romeo@matrix.example/bascule' to='juliet@capulet.example' id='e1'>"
              "<body>But &lt;soft&gt;!</body><origin-id xmlns='urn:xmpp:sid:0' id='e1'/>"
              "<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>"
              "<active xmlns='http://jabber.org/protocol/chatstates'/><nick "
              "xmlns='http://jabber.org/protocol/nick'>Romeo</nick></message>");
}

// XEP-0184 §5.3
TEST(OutgoingTest, AGroupMessageNeverAsksForReceipts) {
    auto sent = message(MessageKind::text, "x");
    sent.is_groupchat = true;
    sent.wants_receipt = true;
    EXPECT_EQ(text(encode(sent)),
              "<message type='groupchat' from='romeo@matrix.example/bascule' "
              "to='juliet@capulet.example' id='e1'><body>x</body>"
              "<origin-id xmlns='urn:xmpp:sid:0' id='e1'/><markable xmlns='urn:xmpp:chat-markers:0'/></message>");
}

TEST(OutgoingTest, EmoteAndNoticeAreBodies) {
    EXPECT_NE(text(encode(message(MessageKind::emote, "sighs"))).find("<body>/me sighs</body>"), std::string::npos);
    EXPECT_NE(text(encode(message(MessageKind::notice, "ding"))).find("<body>ding</body>"), std::string::npos);
}

TEST(OutgoingTest, ABodyThatIsTooLongEndsInAnEllipsis) {
    for (const std::string_view piece : {"x", "<", "\u00E9", "\U0001F339", "\xFF"}) {
        std::string body;
        while (body.size() < 3000) {
            body += piece;
        }
        const auto shortened = text(encode_within(message(MessageKind::text, body), 2000));
        EXPECT_LE(shortened.size(), 2000U) << piece;
        EXPECT_NE(shortened.find("\u2026</body>"), std::string::npos) << piece;
    }
    const auto whole = message(MessageKind::text, "short");
    EXPECT_EQ(text(encode_within(whole, 2000)), text(encode(whole)));
}

TEST(OutgoingTest, OnlyAvailablePresenceCarriesCapabilities) {
    const auto presence = [](bridge::PresenceKind kind) {
        return bridge::OutgoingPresence{.from = jid("romeo@matrix.example/bascule"),
                                        .to = jid("juliet@capulet.example"),
                                        .kind = kind,
                                        .nick = "Romeo",
                                        .status = "Banished"};
    };
    EXPECT_EQ(text(encode(presence(bridge::PresenceKind::available), "HASH")),
              "<presence from='romeo@matrix.example/bascule' to='juliet@capulet.example'><status>Banished</status>"
              "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='urn:bascule:puppet' ver='HASH'/>"
              "<nick xmlns='http://jabber.org/protocol/nick'>Romeo</nick></presence>");
    EXPECT_EQ(text(encode(presence(bridge::PresenceKind::subscribe), "HASH")),
              "<presence type='subscribe' from='romeo@matrix.example/bascule' to='juliet@capulet.example'>"
              "<status>Banished</status><nick xmlns='http://jabber.org/protocol/nick'>Romeo</nick></presence>");
}

// XEP-0045 §7.2.15: who wants no history says so.
TEST(OutgoingTest, AJoinSaysWhichHistoryItWants) {
    bridge::JoinRequest request{.occupant = jid("romeo@matrix.example/bascule"),
                                .room = jid("garden@muc.example"),
                                .nick = "Romeo",
                                .password = {},
                                .history = {}};
    EXPECT_EQ(
        text(encode_join(request, jid("garden@muc.example/Romeo"), "j1", "HASH")),
        "<presence from='romeo@matrix.example/bascule' to='garden@muc.example/Romeo' id='j1'>"
        "<x xmlns='http://jabber.org/protocol/muc'><history maxchars='0'/></x>"
        "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='urn:bascule:puppet' ver='HASH'/></presence>");
    request.password = "rose";
    request.history.since_ms = 1031699305123;
    EXPECT_NE(text(encode_join(request, jid("garden@muc.example/Romeo"), "j1", "HASH"))
                  .find("<history since='2002-09-10T23:08:25.123Z'/><password>rose</password>"),
              std::string::npos);
}

TEST(OutgoingTest, ReceiptsAndBouncesNameTheMessage) {
    EXPECT_NE(text(encode_receipt(jid("romeo@matrix.example"), jid("juliet@capulet.example/balcony"), "m1"))
                  .find("<received xmlns='urn:xmpp:receipts' id='m1'/>"),
              std::string::npos);
    EXPECT_EQ(text(encode_bounce(jid("romeo@matrix.example"), jid("juliet@capulet.example/balcony"), "m1",
                                 stanza_error("forbidden", "No."))),
              "<message type='error' from='romeo@matrix.example' to='juliet@capulet.example/balcony' id='m1'>"
              "<error type='auth'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
              "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>No.</text></error></message>");
}

// RFC 6121 §4.7.1
TEST(OutgoingTest, PresenceCanBeRefused) {
    EXPECT_EQ(text(encode_presence_error(jid("romeo@matrix.example"), jid("juliet@capulet.example"),
                                         stanza_error("remote-server-timeout", ""))),
              "<presence type='error' from='romeo@matrix.example' to='juliet@capulet.example'><error type='wait'>"
              "<remote-server-timeout xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>");
}

TEST(OutgoingTest, AnErrorThatNobodyKnowsBecomesUndefined) {
    pugi::xml_document document;
    auto stanza = document.append_child("message");
    add_error(stanza, {.type = "odd", .condition = "x'><evil", .text = {}});
    EXPECT_EQ(serialize(stanza),
              "<message><error type='cancel'><undefined-condition "
              "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
}

} // namespace
} // namespace bascule::xmpp
