#include "xmpp_component/muc/room_traits.hpp"

#include "tests/xmpp_component/stanzas.hpp"
#include "xmpp_component/codec/stanza_error.hpp"
#include "xmpp_component/muc/self_ping.hpp"

#include <gtest/gtest.h>

namespace bascule::xmpp {
namespace {

std::optional<bridge::RoomTraits> traits(const std::string& children) {
    return decode_room_traits(stanza_from("<iq type='result'><query xmlns='http://jabber.org/protocol/disco#info'>" +
                                          children + "</query></iq>")
                                  .root());
}

// XEP-0045 §6.4
TEST(RoomTraitsTest, ARoomSaysWhatItIs) {
    const auto room = traits(
        "<identity category='conference' type='text' name='Garden'/>"
        "<feature var='http://jabber.org/protocol/muc'/>"
        "<feature var='urn:xmpp:sid:0'/><feature var='urn:xmpp:occupant-id:0'/>"
        "<feature var='urn:xmpp:mam:2'/><feature var='muc_nonanonymous'/>");
    ASSERT_TRUE(room);
    EXPECT_EQ(room->name, "Garden");
    EXPECT_TRUE(room->has_stanza_ids && room->has_occupant_ids && room->has_archive && room->is_nonanonymous);
}

// XEP-0045 §15.5.4, XEP-0486 §3
TEST(RoomTraitsTest, ItsFormSaysMoreOfIt) {
    const auto room = traits(
        "<identity category='conference' type='text'/><feature var='http://jabber.org/protocol/muc'/>"
        "<feature var='muc_membersonly'/><feature var='muc_moderated'/><feature var='muc_passwordprotected'/>"
        "<feature var='vcard-temp'/><x xmlns='jabber:x:data' type='result'>"
        "<field var='muc#roominfo_description'><value>By night</value></field>"
        "<field var='muc#roominfo_subject'><value>Love</value></field>"
        "<field var='muc#roominfo_occupants'><value>3</value></field>"
        "<field var='muc#roominfo_avatarhash'><value>da39a3ee</value></field></x>");
    ASSERT_TRUE(room);
    EXPECT_TRUE(room->is_members_only && room->is_moderated && room->has_password && room->has_vcard);
    EXPECT_EQ(room->description, "By night");
    EXPECT_EQ(room->subject, "Love");
    EXPECT_EQ(room->occupants, 3);
    EXPECT_EQ(room->avatar_hash, "da39a3ee");
}

TEST(RoomTraitsTest, AnAvatarIsNamedAsOlderServersNameItToo) {
    const auto room = traits(
        "<identity category='conference' type='text'/><feature var='http://jabber.org/protocol/muc'/>"
        "<x xmlns='jabber:x:data' type='result'>"
        "<field var='{http://modules.prosody.im/mod_vcard_muc}avatar#sha1'><value>da39a3ee</value></field></x>");
    ASSERT_TRUE(room);
    EXPECT_EQ(room->avatar_hash, "da39a3ee");
}

TEST(RoomTraitsTest, WhatIsNoRoomHasNone) {
    EXPECT_FALSE(traits(""));
    EXPECT_FALSE(traits("<identity category='server' type='im'/><feature var='http://jabber.org/protocol/muc'/>"));
    EXPECT_FALSE(traits("<identity category='conference' type='irc'/>"));
    EXPECT_FALSE(decode_room_traits(stanza_from("<iq type='result'/>").root()));
}

// XEP-0410 §3
TEST(SelfPingTest, TheAnswerSaysWhetherTheOccupantIsIn) {
    const auto judged = [](const char* condition) {
        IqReply reply;
        if (condition != nullptr) {
            reply.error = stanza_error(condition);
        }
        return judge_self_ping(reply);
    };
    EXPECT_EQ(judged(nullptr), true);
    EXPECT_EQ(judged("service-unavailable"), true);
    EXPECT_EQ(judged("feature-not-implemented"), true);
    EXPECT_EQ(judged("not-acceptable"), false);
    EXPECT_EQ(judged("not-allowed"), false);
    EXPECT_EQ(judged("bad-request"), false);
    EXPECT_EQ(judged("remote-server-timeout"), std::nullopt);
    EXPECT_EQ(judged("remote-server-not-found"), std::nullopt);
    EXPECT_EQ(judged("item-not-found"), false);
}

} // namespace
} // namespace bascule::xmpp
