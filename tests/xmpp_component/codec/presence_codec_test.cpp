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
    EXPECT_EQ(presence.alternate_venue, samples::jid("crypt@muc.example"));
}

// XEP-0153 §3.1: no avatar is something else than not knowing.
TEST(PresenceCodecTest, AnAvatarIsToldByItsHash) {
    const auto hash_in = [](const std::string& photo) {
        return occupant("", "</x><x xmlns='vcard-temp:x:update'>" + photo).avatar_hash;
    };
    EXPECT_EQ(hash_in("<photo>da39a3ee</photo>"), "da39a3ee");
    EXPECT_EQ(hash_in("<photo/>"), "");
    EXPECT_EQ(hash_in(""), std::nullopt);
}

// XEP-0045 §7.2.2, §7.2.13
TEST(PresenceCodecTest, WhoEntersSaysHowMuchHistoryHeWants) {
    const auto event = decode("",
                              "<x xmlns='http://jabber.org/protocol/muc'><password>swordfish</password><history "
                              "maxchars='10' maxstanzas='x' seconds='-1' since='1970-01-01T00:00:01Z'/></x>");
    const auto& entry = std::get<ContactPresence>(event.value()).entry;
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->password, "swordfish");
    EXPECT_EQ(entry->history.most_characters, 10);
    EXPECT_EQ(entry->history.most_stanzas, std::nullopt);
    EXPECT_EQ(entry->history.seconds, std::nullopt);
    EXPECT_EQ(entry->history.since_ms, 1'000);
    EXPECT_FALSE(std::get<ContactPresence>(decode("", "<show>dnd</show>").value()).entry);
    EXPECT_FALSE(
        std::get<ContactPresence>(decode("unavailable", "<x xmlns='http://jabber.org/protocol/muc'/>").value()).entry);
}

// RFC 6121 §4.7.2
TEST(PresenceCodecTest, AContactSaysHowAvailableHeIs) {
    const auto event = decode("", "<show>dnd</show><status>Wooing</status>");
    EXPECT_EQ(std::get<ContactPresence>(event.value()).show, "dnd");
    EXPECT_EQ(std::get<ContactPresence>(event.value()).status, "Wooing");
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
