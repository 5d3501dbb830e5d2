#include "xmpp_component/service/service_stanzas.hpp"

#include "tests/samples.hpp"
#include "xmpp_component/xml/serialize.hpp"

#include <gtest/gtest.h>

namespace bascule::xmpp {
namespace {

using bridge::SeatPresence;
using mapping::Affiliation;
using mapping::Role;
using samples::jid;

const auto verona = jid("verona@matrix.example");
const auto seat = jid("verona@matrix.example/Romeo");
const auto juliet = jid("juliet@capulet.example/balcony");

std::string text(const pugi::xml_document& document) {
    return serialize(document.document_element());
}

// XEP-0045 §7.2.2, §7.2.3; XEP-0421
TEST(ServiceStanzasTest, APresenceHasRankAddressStatusesAndOccupantId) {
    EXPECT_EQ(text(encode(SeatPresence{.to = juliet,
                                       .seat = seat,
                                       .rank = {Affiliation::owner, Role::moderator},
                                       .real_jid = jid("romeo@matrix.example/bascule"),
                                       .occupant_id = "o1",
                                       .statuses = {100, 110},
                                       .show = "away",
                                       .id = "p1"})),
              "<presence from='verona@matrix.example/Romeo' to='juliet@capulet.example/balcony' id='p1'>"
              "<show>away</show><x xmlns='http://jabber.org/protocol/muc#user'>"
              "<item affiliation='owner' role='moderator' jid='romeo@matrix.example/bascule'/>"
              "<status code='100'/><status code='110'/></x>"
              "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='o1'/></presence>");
}

// XEP-0045 §7.6, §8.2
TEST(ServiceStanzasTest, WhoIsPutOutIsToldByWhomAndWhy) {
    EXPECT_EQ(text(encode(SeatPresence{.to = juliet,
                                       .seat = seat,
                                       .kind = SeatPresence::Kind::unavailable,
                                       .rank = {Affiliation::none, Role::none},
                                       .statuses = {307},
                                       .actor = "Mercutio",
                                       .reason = "A plague"})),
              "<presence type='unavailable' from='verona@matrix.example/Romeo' to='juliet@capulet.example/balcony'>"
              "<x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='none' role='none'>"
              "<actor nick='Mercutio'/><reason>A plague</reason></item><status code='307'/></x></presence>");
}

// XEP-0153 §3.1
TEST(ServiceStanzasTest, AnAvatarIsNamedByItsHash) {
    const auto with = [](std::optional<std::string> hash) {
        return text(encode(SeatPresence{.to = juliet, .seat = seat, .rank = {}, .avatar_hash = std::move(hash)}));
    };
    EXPECT_NE(with("abc").find("<x xmlns='vcard-temp:x:update'><photo>abc</photo></x>"), std::string::npos);
    EXPECT_NE(with("").find("<x xmlns='vcard-temp:x:update'><photo/></x>"), std::string::npos);
    EXPECT_EQ(with({}).find("vcard-temp"), std::string::npos);
}

// XEP-0486 §6.2
TEST(ServiceStanzasTest, ARoomShowsItsAvatarInItsOwnName) {
    EXPECT_EQ(text(encode_face(verona, juliet, "abc")),
              "<presence from='verona@matrix.example' to='juliet@capulet.example/balcony'>"
              "<x xmlns='vcard-temp:x:update'><photo>abc</photo></x></presence>");
}

// XEP-0317 §2
TEST(ServiceStanzasTest, PowerIsAHat) {
    const auto presence = text(encode(SeatPresence{.to = juliet, .seat = seat, .rank = {}, .hat = "Admin (100)"}));
    EXPECT_NE(presence.find("<hats xmlns='urn:xmpp:hats:0'><hat title='Admin (100)'"), std::string::npos) << presence;
}

// XEP-0045 §7.4; XEP-0359 §3; XEP-0203
TEST(ServiceStanzasTest, AMessageHasTheRoomsOwnIdAndItsTime) {
    bridge::SeatMessage message{juliet, seat, "m1", {mapping::MessageKind::emote, "sighs"}, "$1", "o1"};
    message.delay_ms = 0;
    EXPECT_EQ(
        text(encode_within(message, 10'000)),
        "<message type='groupchat' from='verona@matrix.example/Romeo' to='juliet@capulet.example/balcony' id='m1'>"
        "<body>/me sighs</body><stanza-id xmlns='urn:xmpp:sid:0' by='verona@matrix.example' id='$1'/>"
        "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='o1'/>"
        "<delay xmlns='urn:xmpp:delay' from='verona@matrix.example' stamp='1970-01-01T00:00:00.000Z'/></message>");
}

// XEP-0045 §7.5
TEST(ServiceStanzasTest, APrivateMessageIsMarkedAsOne) {
    bridge::SeatMessage message{juliet, seat, "m1", {mapping::MessageKind::text, "Psst"}, {}, {}};
    message.is_private = true;
    EXPECT_EQ(text(encode_within(message, 10'000)),
              "<message type='chat' from='verona@matrix.example/Romeo' to='juliet@capulet.example/balcony' id='m1'>"
              "<body>Psst</body><x xmlns='http://jabber.org/protocol/muc#user'/></message>");
}

// XEP-0424 §5, XEP-0425 §5
TEST(ServiceStanzasTest, ATombstoneSaysWhenAndByWhom) {
    bridge::SeatMessage message{
        .to = juliet, .from = seat, .id = "$1", .message = {}, .stanza_id = "$1", .occupant_id = "o1"};
    message.retracted = bridge::Retracted{"$2", 1'569'013'389'000, "rude", "verona@matrix.example/Escalus", "o2"};
    const auto grave = text(encode_within(message, 10'000));
    EXPECT_NE(grave.find("<retracted xmlns='urn:xmpp:message-retract:1' stamp='2019-09-20T21:03:09.000Z' id='$2'>"
                         "<moderated xmlns='urn:xmpp:message-moderate:1' by='verona@matrix.example/Escalus'>"
                         "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='o2'/></moderated><reason>rude</reason>"
                         "</retracted>"),
              std::string::npos)
        << grave;
    EXPECT_EQ(grave.find("<body"), std::string::npos);
}

TEST(ServiceStanzasTest, ATextThatIsTooLongIsShortened) {
    constexpr std::size_t most = 1'000;
    bridge::SeatMessage message{juliet, seat, "m1", {mapping::MessageKind::text, std::string(5'000, '<')}, "$1", "o1"};
    EXPECT_LE(text(encode_within(message, most)).size(), most);
}

// XEP-0045 §7.2.15: an empty one where there is none.
TEST(ServiceStanzasTest, ASubjectIsAMessageWithoutABody) {
    const auto none = text(encode(bridge::SeatSubject{.to = juliet, .from = verona, .id = "s1", .text = {}}));
    EXPECT_EQ(none,
              "<message type='groupchat' from='verona@matrix.example' to='juliet@capulet.example/balcony' "
              "id='s1'><subject></subject></message>");
}

// XEP-0045 §7.8.2; XEP-0249
TEST(ServiceStanzasTest, AnInvitationIsBothMediatedAndDirect) {
    using Kind = bridge::SeatInvitation::Kind;
    const auto invitation =
        text(encode(bridge::SeatInvitation{Kind::invite, verona, juliet.bare(), jid("romeo@matrix.example"), "Come"}));
    EXPECT_NE(invitation.find("<invite from='romeo@matrix.example'><reason>Come</reason></invite>"), std::string::npos);
    EXPECT_NE(invitation.find("<x xmlns='jabber:x:conference' jid='verona@matrix.example' reason='Come'/>"),
              std::string::npos);
    const auto decline =
        text(encode(bridge::SeatInvitation{Kind::decline, verona, juliet.bare(), jid("paris@capulet.example"), {}}));
    EXPECT_NE(decline.find("<decline from='paris@capulet.example'/>"), std::string::npos);
    EXPECT_EQ(decline.find("jabber:x:conference"), std::string::npos);
}

// XEP-0045 §10.9, §10.2.1
TEST(ServiceStanzasTest, ARoomThatEndsNamesWhereItGoesOn) {
    EXPECT_EQ(
        text(encode(bridge::SeatEnd{juliet, seat, jid("mantua@matrix.example"), "moved"})),
        "<presence type='unavailable' from='verona@matrix.example/Romeo' to='juliet@capulet.example/balcony'>"
        "<x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='none' role='none'/>"
        "<destroy jid='mantua@matrix.example'><reason>moved</reason></destroy><status code='110'/></x></presence>");
    EXPECT_NE(text(encode_change(verona, juliet)).find("<status code='104'/>"), std::string::npos);
}

// XEP-0045 §7.2.8
TEST(ServiceStanzasTest, ARefusalSaysWhoRefuses) {
    EXPECT_EQ(text(encode_refusal(seat, juliet, "p1", {{}, "conflict", {}})),
              "<presence type='error' from='verona@matrix.example/Romeo' to='juliet@capulet.example/balcony' id='p1'>"
              "<x xmlns='http://jabber.org/protocol/muc'/><error type='cancel' by='verona@matrix.example'>"
              "<conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>");
}

// RFC 6120 §8.3.3.5
TEST(ServiceStanzasTest, ARefusalNamesWhereTheRoomIsInstead) {
    const bridge::StanzaError moved{{}, "gone", "Go there.", "xmpp:garden@muc.example?join"};
    EXPECT_NE(text(encode_refusal(seat, juliet, "p1", moved))
                  .find("<error type='cancel' by='verona@matrix.example'>"
                        "<gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>xmpp:garden@muc.example?join</gone>"),
              std::string::npos);
}

} // namespace
} // namespace bascule::xmpp
