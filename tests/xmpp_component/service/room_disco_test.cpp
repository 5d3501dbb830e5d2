#include "tests/fakes/fake_room_guide.hpp"
#include "tests/xmpp_component/service/request_fixture.hpp"
#include "xmpp_component/service/guide_handlers.hpp"

namespace bascule::xmpp {
namespace {

class RoomDiscoTest : public RequestTest {
protected:
    RoomDiscoTest() { register_room_disco(table, guide); }

    std::string info(const std::string& node = {}) {
        return answer_to(Type::get, "<query xmlns='http://jabber.org/protocol/disco#info'" + node + "/>", Kind::room);
    }
    std::string items(const std::string& content, Kind kind = Kind::bridge) {
        const auto query = "<query xmlns='http://jabber.org/protocol/disco#items'>" + content + "</query>";
        return answer_to(Type::get, query, kind);
    }
    static std::string page(const std::string& content) {
        return "<set xmlns='http://jabber.org/protocol/rsm'>" + content + "</set>";
    }
    static std::string field(const std::string& var, const std::string& value) {
        return "var='" + var + "'" + (value.empty() ? "" : "><value>" + value + "</value>");
    }

    fakes::FakeRoomGuide guide;
};

// XEP-0045 §6.4
TEST_F(RoomDiscoTest, ARoomSaysWhatItIs) {
    guide.info = bridge::HostedRoomInfo{.name = "Verona",
                                        .topic = "Two houses",
                                        .occupants = 12,
                                        .is_listed = true,
                                        .is_members_only = false,
                                        .takes_requests = false,
                                        .is_moderated = false,
                                        .avatar_hash = "abc",
                                        .most_history = 100,
                                        .most_shown = 500};
    const auto answer = info();
    EXPECT_TRUE(has(answer, "<identity category='conference' type='text' name='Verona'/>"));
    for (const auto* feature :
         {"http://jabber.org/protocol/muc", "http://jabber.org/protocol/muc#stable_id",
          "http://jabber.org/protocol/muc#self-ping-optimization", "urn:xmpp:sid:0", "urn:xmpp:occupant-id:0",
          "urn:xmpp:mam:2", "urn:xmpp:mam:2#extended", "http://jabber.org/protocol/rsm",
          "http://jabber.org/protocol/commands", "vcard-temp", "muc_public", "muc_open", "muc_unmoderated",
          "muc_nonanonymous", "muc_persistent", "muc_unsecured"}) {
        EXPECT_TRUE(has(answer, "<feature var='" + std::string{feature} + "'/>"));
    }
    EXPECT_FALSE(has(answer, "jabber:iq:register"));
    EXPECT_TRUE(has(answer, "<value>http://jabber.org/protocol/muc#roominfo</value>"));
    EXPECT_TRUE(has(answer, "label='Description'><value>Two houses</value>"));
    EXPECT_TRUE(has(answer, "label='Subject'><value>Two houses</value>"));
    EXPECT_TRUE(has(answer, "var='muc#roominfo_occupants' label='Members of the room'><value>12</value>"));
    EXPECT_TRUE(has(answer, "label='Messages of history'><value>100</value>"));
    EXPECT_TRUE(has(answer,
                    "var='{urn:bascule:gateway:0}most_shown' label='Members that are shown at most'>"
                    "<value>500</value>"));
    EXPECT_TRUE(has(answer, "var='muc#roominfo_avatarhash'><value>abc</value>"));
    EXPECT_EQ(guide.described.at(0).second, samples::jid("juliet@capulet.example/balcony"));
}

TEST_F(RoomDiscoTest, ARoomThatIsNotForEverybodySaysSo) {
    guide.info =
        bridge::HostedRoomInfo{.name = "Vault", .is_members_only = true, .takes_requests = true, .is_moderated = true};
    const auto answer = info();
    for (const auto* feature : {"muc_hidden", "muc_membersonly", "muc_moderated", "jabber:iq:register"}) {
        EXPECT_TRUE(has(answer, "<feature var='" + std::string{feature} + "'/>"));
    }
    for (const auto* feature : {"muc_public", "muc_open", "muc_unmoderated"}) {
        EXPECT_FALSE(has(answer, "<feature var='" + std::string{feature} + "'/>"));
    }
}

TEST_F(RoomDiscoTest, ARoomThatOneMayNotKnowOfDoesNotExist) {
    guide.info = bridge::StanzaError{"cancel", "item-not-found", ""};
    EXPECT_EQ(info(), "item-not-found");
}

// XEP-0045 §7.12, §6.4; XEP-0030 §7
TEST_F(RoomDiscoTest, NodesOfARoomAreRefusedEachInItsWay) {
    EXPECT_EQ(info(" node='x-roomuser-item'"), "feature-not-implemented");
    EXPECT_EQ(info(" node='http://jabber.org/protocol/muc#traffic'"), "service-unavailable");
    EXPECT_EQ(info(" node='nothing'"), "item-not-found");
    EXPECT_TRUE(guide.described.empty());
}

// XEP-0045 §6.6
TEST_F(RoomDiscoTest, AnEmptySeatIsNoRoom) {
    resource = "Nobody";
    EXPECT_EQ(info(), "bad-request");
    EXPECT_EQ(items("", Kind::room), "bad-request");
    EXPECT_TRUE(guide.described.empty());
}

// XEP-0045 §6.5
TEST_F(RoomDiscoTest, WhoIsInARoomIsNoItemOfIt) {
    EXPECT_EQ(items("", Kind::room), "<query xmlns='http://jabber.org/protocol/disco#items'/>");
}

// XEP-0045 §6.3 with XEP-0059
TEST_F(RoomDiscoTest, TheComponentsItemsAreThePublicRooms) {
    bridge::FoundRooms rooms{.first = "<", .last = ">n", .total = 7};
    rooms.rooms.push_back({.address = samples::jid(room), .name = "Verona"});
    guide.rooms = rooms;
    const auto answer = items(page("<max>1</max><after>&gt;m</after>"));
    EXPECT_TRUE(has(answer, "<item jid='#verona%montague.example@matrix.example' name='Verona'/>"));
    EXPECT_TRUE(has(answer, "<first>&lt;</first><last>&gt;n</last><count>7</count>"));
    EXPECT_EQ(guide.searches.at(0).after, ">m");
    EXPECT_EQ(guide.searches.at(0).at_most, 1);
    EXPECT_EQ(guide.searches.at(0).term, "");
}

TEST_F(RoomDiscoTest, RoomsArePagedBackwardsFromAPlaceButNotFromTheEnd) {
    items(page("<before>&lt;p</before>"));
    EXPECT_EQ(guide.searches.at(0).before, "<p");
    EXPECT_EQ(guide.searches.at(0).at_most, 100);
    EXPECT_EQ(items(page("<before/>")), "feature-not-implemented");
    EXPECT_EQ(items(page("<index>10</index>")), "feature-not-implemented");
    EXPECT_EQ(guide.searches.size(), 1U);
}

TEST_F(RoomDiscoTest, WhoWantsNoRoomsIsToldHowManyThereAre) {
    bridge::FoundRooms rooms{.rooms = {}, .first = "<", .last = ">n", .total = 7};
    rooms.rooms.push_back({.address = samples::jid(room), .name = "Verona"});
    guide.rooms = rooms;
    EXPECT_TRUE(has(items(page("<max>0</max>")), "rsm'><count>7</count></set></query>"));
}

TEST_F(RoomDiscoTest, AnUnknownNodeOfTheComponentHasNoItems) {
    EXPECT_EQ(answer_to(Type::get, "<query xmlns='http://jabber.org/protocol/disco#items' node='x'/>", Kind::bridge),
              "item-not-found");
}

// XEP-0444 §6
TEST_F(RoomDiscoTest, WhereNoReactionsCrossTheRoomSaysSo) {
    guide.info = bridge::HostedRoomInfo{.name = "Verona"};
    EXPECT_FALSE(has(info(), "urn:xmpp:reactions:0:restrictions"));
    guide.info = bridge::HostedRoomInfo{.name = "Verona", .takes_reactions = false};
    const auto answer = info();
    EXPECT_TRUE(has(answer, "<value>urn:xmpp:reactions:0:restrictions</value>"));
    EXPECT_TRUE(has(answer, "var='max_reactions_per_user'><value>0</value>"));
}

} // namespace
} // namespace bascule::xmpp
