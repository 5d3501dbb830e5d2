#include "tests/samples.hpp"
#include "tests/xmpp_component/stanzas.hpp"
#include "xmpp_component/codec/stanza_codec.hpp"

#include <gtest/gtest.h>

namespace bascule::xmpp {
namespace {

using bridge::ChatMessage;
using bridge::GroupMessage;
using bridge::OtherStanza;
using mapping::MessageKind;

mapping::Result<bridge::XmppEvent> decode(const std::string& attributes, const std::string& children) {
    return XmlStanzaCodec{}.decode("<message xmlns='jabber:client' " + attributes + ">" + children + "</message>");
}

template <class Event>
Event decoded(const std::string& attributes, const std::string& children) {
    return std::get<Event>(decode(attributes, children).value());
}

const std::string chat = "type='chat' from='juliet@capulet.example/balcony' to='romeo@matrix.example' id='m1'";
const std::string group = "type='groupchat' from='garden@muc.example/Juliet' to='bot@matrix.example/bascule' id='m1'";

TEST(MessageCodecTest, AChatMessageSaysWhoSaidWhat) {
    const auto message = decoded<ChatMessage>(
        chat,
        "<body>Art thou not Romeo?</body><origin-id xmlns='urn:xmpp:sid:0' id='o1'/>"
        "<request xmlns='urn:xmpp:receipts'/><nick xmlns='http://jabber.org/protocol/nick'>Juliet</nick>");
    EXPECT_EQ(message.head.from, samples::jid("juliet@capulet.example/balcony"));
    EXPECT_EQ(message.head.to, samples::jid("romeo@matrix.example"));
    EXPECT_EQ(message.head.id, "m1");
    EXPECT_EQ(message.message, (mapping::Message{.kind = MessageKind::text, .body = "Art thou not Romeo?"}));
    EXPECT_EQ(message.origin_id, "o1");
    EXPECT_EQ(message.nick, "Juliet");
    EXPECT_TRUE(message.wants_receipt);
    EXPECT_FALSE(message.is_private_of_muc);
    EXPECT_FALSE(message.is_encrypted);
    EXPECT_FALSE(message.delay_ms);
}

// XEP-0245 §3
TEST(MessageCodecTest, OnlyTheExactPrefixMakesAnEmote) {
    const auto message_of = [](const std::string& body) {
        return decoded<ChatMessage>(chat, "<body>" + body + "</body>").message;
    };
    EXPECT_EQ(message_of("/me sighs"), (mapping::Message{.kind = MessageKind::emote, .body = "sighs"}));
    for (const auto* body : {"/me", "/meow", " /me sighs", "/Me sighs"}) {
        EXPECT_EQ(message_of(body), (mapping::Message{.kind = MessageKind::text, .body = body}));
    }
}

// RFC 6121 §5.2.3
TEST(MessageCodecTest, OfSeveralBodiesTheOneWithoutLanguageCounts) {
    const std::string italian = "<body xml:lang='it'>Ciao</body>";
    const std::string german = "<body xml:lang='de'>Hallo</body>";
    EXPECT_EQ(decoded<ChatMessage>(chat, italian + "<body>Hello</body>" + german).message.body, "Hello");
    EXPECT_EQ(decoded<ChatMessage>(chat, italian + german).message.body, "Ciao");
    EXPECT_EQ(decoded<ChatMessage>(chat, "<body xmlns='urn:other'>No</body><body>Yes</body>").message.body, "Yes");
}

TEST(MessageCodecTest, TextIsTakenWhole) {
    EXPECT_EQ(decoded<ChatMessage>(chat, "<body>a &lt;<![CDATA[<b>&amp;]]>&#10;c </body>").message.body,
              "a <<b>&amp;\nc ");
}

TEST(MessageCodecTest, AMessageWithoutBodySaysNothing) {
    for (const auto* children : {"", "<active xmlns='http://jabber.org/protocol/chatstates'/>", "<subject>x</subject>",
                                 "<received xmlns='urn:xmpp:receipts'/>", "<body xmlns='urn:other'>x</body>"}) {
        EXPECT_TRUE(std::holds_alternative<OtherStanza>(decode(chat, children).value())) << children;
    }
    EXPECT_TRUE(std::holds_alternative<OtherStanza>(
        decode("type='headline' from='a@b.example' to='c@matrix.example'", "<body>News</body>").value()));
}

// RFC 6121 §5.2.2
TEST(MessageCodecTest, AnUnknownTypeIsNormal) {
    EXPECT_EQ(
        decoded<ChatMessage>("type='letter' from='a@b.example' to='c@matrix.example'", "<body>x</body>").message.body,
        "x");
    EXPECT_EQ(decoded<ChatMessage>("from='a@b.example' to='c@matrix.example'", "<body>x</body>").head.id, "");
}

TEST(MessageCodecTest, AReceiptNamesTheMessage) {
    EXPECT_EQ(decoded<bridge::Receipt>(chat, "<received xmlns='urn:xmpp:receipts' id='b7'/>").message_id, "b7");
}

// XEP-0045 §7.5, XEP-0203
TEST(MessageCodecTest, PrivateAndDelayedMessagesAreKnownByTheirMarks) {
    const auto message = decoded<ChatMessage>(chat,
                                              "<body>x</body><x xmlns='http://jabber.org/protocol/muc#user'/>"
                                              "<delay xmlns='urn:xmpp:delay' stamp='2002-09-10T23:08:25Z'/>");
    EXPECT_TRUE(message.is_private_of_muc);
    EXPECT_EQ(message.delay_ms, 1031699305000);
}

// XEP-0380, XEP-0384
TEST(MessageCodecTest, WhatIsEncryptedIsKnownWithAndWithoutAHint) {
    const std::string eme = "<encryption xmlns='urn:xmpp:eme:0' namespace='eu.siacs.conversations.axolotl'/>";
    const std::string omemo =
        "<encrypted xmlns='eu.siacs.conversations.axolotl'><header/><payload>AA==</payload></encrypted>";
    EXPECT_TRUE(decoded<ChatMessage>(chat, "<body>I sent you OMEMO</body>" + eme).is_encrypted);
    EXPECT_TRUE(decoded<ChatMessage>(chat, omemo).is_encrypted);
    EXPECT_TRUE(decoded<ChatMessage>(chat, "<openpgp xmlns='urn:xmpp:openpgp:0'>AA==</openpgp>").is_encrypted);
    EXPECT_TRUE(decoded<GroupMessage>(group, omemo).is_encrypted);
    const std::string keys = "<encrypted xmlns='eu.siacs.conversations.axolotl'><header/></encrypted>";
    EXPECT_TRUE(std::holds_alternative<OtherStanza>(decode(chat, keys + eme).value())) << "keys alone say nothing";
}

TEST(MessageCodecTest, AGroupMessageCarriesTheRoomsIds) {
    const auto message =
        decoded<GroupMessage>(group,
                              "<body>/me nods</body><stanza-id xmlns='urn:xmpp:sid:0' by='garden@muc.example' id='s1'/>"
                              "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='occ1'/>"
                              "<delay xmlns='urn:xmpp:delay' from='garden@muc.example' stamp='2002-09-10T23:08:25Z'/>");
    EXPECT_EQ(message.message, (mapping::Message{.kind = MessageKind::emote, .body = "nods"}));
    EXPECT_EQ(message.stanza_id, "s1");
    EXPECT_EQ(message.occupant_id, "occ1");
    EXPECT_EQ(message.delay_ms, 1031699305000);
    EXPECT_FALSE(message.real_jid);
}

// XEP-0359 §3, XEP-0203 §4: who wrote it counts.
TEST(MessageCodecTest, IdsAndDelaysByOthersThanTheRoomDoNotCount) {
    const auto message = decoded<GroupMessage>(
        group,
        "<body>x</body><stanza-id xmlns='urn:xmpp:sid:0' by='evil.example' id='s0'/>"
        "<stanza-id xmlns='urn:xmpp:sid:0' by='garden@muc.example/Juliet' id='s2'/>"
        "<delay xmlns='urn:xmpp:delay' from='juliet@capulet.example' stamp='2002-09-10T23:08:25Z'/>"
        "<delay xmlns='urn:xmpp:delay' stamp='2002-09-10T23:08:25Z'/>");
    EXPECT_EQ(message.stanza_id, "");
    EXPECT_FALSE(message.delay_ms);
}

// XEP-0045 §8.1
TEST(MessageCodecTest, ASubjectAloneChangesTheSubject) {
    EXPECT_EQ(decoded<bridge::SubjectChange>(group, "<subject>Balcony</subject>").subject, "Balcony");
    EXPECT_EQ(decoded<bridge::SubjectChange>(group, "<subject/>").subject, "");
    EXPECT_EQ(decoded<GroupMessage>(group, "<subject>Balcony</subject><body>x</body>").message.body, "x");
}

TEST(MessageCodecTest, AnArchiveTellsTheRealAddress) {
    const auto message = decoded<GroupMessage>(group,
                                               "<body>x</body><x xmlns='http://jabber.org/protocol/muc#user'>"
                                               "<item jid='juliet@capulet.example/balcony'/></x>");
    EXPECT_EQ(message.real_jid, samples::jid("juliet@capulet.example/balcony"));
}

// RFC 6120 §8.3
TEST(MessageCodecTest, AReturnedMessageSaysWhy) {
    const std::string error = "type='error' from='juliet@capulet.example' to='romeo@matrix.example' id='m1'";
    const auto returned = decoded<bridge::ReturnedMessage>(
        error,
        "<body>x</body><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
        "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>Away</text></error>");
    EXPECT_EQ(returned.head.id, "m1");
    EXPECT_EQ(returned.error.type, "cancel");
    EXPECT_EQ(returned.error.condition, "service-unavailable");
    EXPECT_EQ(returned.error.text, "Away");
    EXPECT_EQ(decoded<bridge::ReturnedMessage>(error, "").error.condition, "undefined-condition");
    EXPECT_EQ(decoded<bridge::ReturnedMessage>(error,
                                               "<error type='odd'><made-up xmlns="
                                               "'urn:ietf:params:xml:ns:xmpp-stanzas'/></error>")
                  .error.type,
              "cancel");
}

TEST(MessageCodecTest, WhatIsNoStanzaIsRefusedWithItsReason) {
    const XmlStanzaCodec codec;
    for (const auto* xml :
         {"", "hello", "<message", "<iq xmlns='jabber:client' from='a@b.example' to='c@d.example'/>",
          "<message xmlns='urn:other' from='a@b.example' to='c@d.example'/>", "</stream:stream>",
          "<message xmlns='jabber:client' to='c@d.example'/>", "<message xmlns='jabber:client' from='a@b.example'/>",
          "<message xmlns='jabber:client' from='@' to='c@d.example'/>",
          "<message xmlns='jabber:client' from='a@b.example' to='c@d.example'/>"
          "<message xmlns='jabber:client' from='a@b.example' to='c@d.example'/>"}) {
        const auto result = codec.decode(xml);
        ASSERT_TRUE(result.has_error()) << xml;
        EXPECT_FALSE(result.error().reason.empty());
    }
}

// XEP-0045 §7.8.2: the room tells whom it invites.
TEST(MessageCodecTest, ARoomInvites) {
    const auto invitation = decoded<bridge::MucInvitation>(
        "from='garden@muc.example' to='romeo@matrix.example'",
        "<body>Come</body><x xmlns='http://jabber.org/protocol/muc#user'><invite from='juliet@capulet.example/balcony'>"
        "<reason>By night</reason></invite><password>swordfish</password></x>"
        "<x xmlns='jabber:x:conference' jid='other@muc.example'/>");
    EXPECT_TRUE(invitation.is_mediated);
    EXPECT_EQ(invitation.kind, bridge::MucInvitation::Kind::invite);
    EXPECT_EQ(invitation.room, samples::jid("garden@muc.example"));
    EXPECT_EQ(invitation.from, samples::jid("juliet@capulet.example/balcony"));
    EXPECT_EQ(invitation.reason, "By night");
    EXPECT_EQ(invitation.password, "swordfish");
}

TEST(MessageCodecTest, AnOccupantIsNotTheRoomThatInvites) {
    EXPECT_FALSE(std::holds_alternative<bridge::MucInvitation>(
        decode("from='garden@muc.example/Tybalt' to='romeo@matrix.example'",
               "<x xmlns='http://jabber.org/protocol/muc#user'><invite from='juliet@capulet.example'/></x>")
            .value()));
}

// XEP-0045 §7.8.2: an occupant asks a room to invite, or tells it that he declines.
TEST(MessageCodecTest, ARoomOfOursIsAskedToInviteOrToDecline) {
    const std::string to_room = "from='juliet@capulet.example/balcony' to='garden@matrix.example'";
    const auto invitation = decoded<bridge::MucInvitation>(
        to_room, "<x xmlns='http://jabber.org/protocol/muc#user'><invite to='nurse@capulet.example'/></x>");
    EXPECT_EQ(invitation.room, samples::jid("garden@matrix.example"));
    EXPECT_EQ(invitation.to, samples::jid("nurse@capulet.example"));
    const auto decline = decoded<bridge::MucInvitation>(
        to_room, "<x xmlns='http://jabber.org/protocol/muc#user'><decline to='romeo@matrix.example'/></x>");
    EXPECT_EQ(decline.kind, bridge::MucInvitation::Kind::decline);
}

// XEP-0249 §2
TEST(MessageCodecTest, SomebodyInvitesHimself) {
    const auto invitation = decoded<bridge::MucInvitation>(
        chat, "<x xmlns='jabber:x:conference' jid='garden@muc.example' reason='By night' password='swordfish'/>");
    EXPECT_FALSE(invitation.is_mediated);
    EXPECT_EQ(invitation.room, samples::jid("garden@muc.example"));
    EXPECT_EQ(invitation.reason, "By night");
    EXPECT_EQ(invitation.password, "swordfish");
    decoded<ChatMessage>(chat, "<body>a</body><x xmlns='jabber:x:conference' jid='no room'/>");
}

// XEP-0045 §9.9, §10.2.1
TEST(MessageCodecTest, AMucsNewsIsItsOwnWordAlone) {
    const std::string from_room = "from='garden@muc.example' to='matrix.example/bascule'";
    const auto changed = decoded<bridge::MucNews>(
        "type='groupchat' " + from_room, "<x xmlns='http://jabber.org/protocol/muc#user'><status code='104'/></x>");
    EXPECT_EQ(changed.statuses, std::vector<int>{104});
    EXPECT_FALSE(changed.subject);
    const auto banned =
        decoded<bridge::MucNews>(from_room,
                                 "<x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='outcast' "
                                 "jid='tybalt@capulet.example/phone'><reason>duel</reason></item></x>");
    EXPECT_EQ(banned.subject, samples::jid("tybalt@capulet.example"));
    EXPECT_EQ(banned.affiliation, "outcast");
    EXPECT_EQ(banned.reason, "duel");
    decoded<bridge::OtherStanza>("from='garden@muc.example/Tybalt' to='matrix.example/bascule'",
                                 "<x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='owner'/></x>");
}

} // namespace
} // namespace bascule::xmpp
