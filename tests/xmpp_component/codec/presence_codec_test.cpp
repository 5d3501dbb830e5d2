#include "tests/samples.hpp"
#include "xmpp_component/codec/stanza_codec.hpp"

#include <gtest/gtest.h>

namespace bascule::xmpp {
namespace {

using bridge::ContactPresence;
using bridge::OccupantPresence;
using bridge::PresenceKind;

mapping::Result<bridge::XmppEvent> decode(const std::string& type, const std::string& children) {
    return XmlStanzaCodec{}.decode(
        "<presence xmlns='jabber:client' from='garden@muc.example/Juliet' "
        "to='bot@matrix.example/bascule' type='" +
        type + "'>" + children + "</presence>");
}

OccupantPresence occupant(const std::string& type, const std::string& children) {
    return std::get<OccupantPresence>(
        decode(type, "<x xmlns='http://jabber.org/protocol/muc#user'>" + children + "</x>").value());
}

// XEP-0045 §7.2.3
TEST(PresenceCodecTest, AnOccupantHasAffiliationRoleAndPerhapsARealAddress) {
    const auto presence = occupant("",
                                   "<item affiliation='owner' role='moderator' jid='juliet@capulet.example/balcony'/>"
                                   "<status code='110'/><status code='210'/><status code='x'/><status/>");
    EXPECT_TRUE(presence.is_available);
    EXPECT_EQ(presence.affiliation, "owner");
    EXPECT_EQ(presence.role, "moderator");
    EXPECT_EQ(presence.real_jid, samples::jid("juliet@capulet.example/balcony"));
    EXPECT_EQ(presence.statuses, (std::vector{110, 210}));
}

// XEP-0045 §8.2
TEST(PresenceCodecTest, AKickSaysByWhomAndWhy) {
    const auto presence =
        occupant("unavailable",
                 "<item affiliation='none' role='none'><actor nick='Tybalt'/><reason>Avaunt</reason></item>"
                 "<status code='307'/>");
    EXPECT_FALSE(presence.is_available);
    EXPECT_EQ(presence.actor, "Tybalt");
    EXPECT_EQ(presence.reason, "Avaunt");
    EXPECT_TRUE(presence.has_status(307));
}

// XEP-0045 §7.6
TEST(PresenceCodecTest, AChangeOfNickTellsTheNewOne) {
    EXPECT_EQ(occupant("unavailable", "<item nick='Giulietta'/><status code='303'/>").new_nick, "Giulietta");
    EXPECT_EQ(occupant("unavailable", "<item nick='Giulietta'/>").new_nick, "");
}

// XEP-0045 §10.9
TEST(PresenceCodecTest, TheEndOfARoomIsKnown) {
    const auto presence =
        occupant("unavailable",
                 "<item affiliation='none' role='none'/><destroy jid='crypt@muc.example'><reason>Macbeth "
                 "doth come</reason></destroy>");
    EXPECT_TRUE(presence.is_destroyed);
    EXPECT_EQ(presence.reason, "Macbeth doth come");
}

TEST(PresenceCodecTest, WhoLeavesByHimselfMaySayWhy) {
    const auto event = decode("unavailable",
                              "<status>Good night</status>"
                              "<x xmlns='http://jabber.org/protocol/muc#user'><item/></x>"
                              "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='occ1'/>");
    EXPECT_EQ(std::get<OccupantPresence>(event.value()).reason, "Good night");
    EXPECT_EQ(std::get<OccupantPresence>(event.value()).occupant_id, "occ1");
}

// RFC 6121 §4.7.1
TEST(PresenceCodecTest, EveryKindOfContactPresenceIsKnown) {
    const std::vector<std::pair<std::string, PresenceKind>> kinds{{"", PresenceKind::available},
                                                                  {"unavailable", PresenceKind::unavailable},
                                                                  {"subscribe", PresenceKind::subscribe},
                                                                  {"subscribed", PresenceKind::subscribed},
                                                                  {"unsubscribe", PresenceKind::unsubscribe},
                                                                  {"unsubscribed", PresenceKind::unsubscribed},
                                                                  {"probe", PresenceKind::probe}};
    for (const auto& [type, kind] : kinds) {
        const auto event = decode(type, "<nick xmlns='http://jabber.org/protocol/nick'>Juliet</nick>").value();
        EXPECT_EQ(std::get<ContactPresence>(event).kind, kind) << type;
        EXPECT_EQ(std::get<ContactPresence>(event).nick, "Juliet");
    }
    EXPECT_TRUE(decode("present", "").has_error());
}

TEST(PresenceCodecTest, AnErrorSaysWhy) {
    const auto event = decode("error",
                              "<x xmlns='http://jabber.org/protocol/muc'/><error type='cancel'><conflict "
                              "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>");
    EXPECT_EQ(std::get<bridge::PresenceError>(event.value()).error.condition, "conflict");
}

} // namespace
} // namespace bascule::xmpp
