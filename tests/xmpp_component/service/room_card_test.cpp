#include "tests/fakes/fake_room_guide.hpp"
#include "tests/xmpp_component/service/request_fixture.hpp"
#include "xmpp_component/service/guide_handlers.hpp"

namespace bascule::xmpp {
namespace {

class RoomCardTest : public RequestTest {
protected:
    RoomCardTest() { register_room_card(table, guide); }
    std::string card() { return answer_to(Type::get, "<vCard xmlns='vcard-temp'/>", Kind::room); }

    fakes::FakeRoomGuide guide;
};

// XEP-0486 §3
TEST_F(RoomCardTest, ARoomShowsItsAvatar) {
    guide.kept_card = bridge::RoomCard{"Verona", "Two houses", bridge::Portrait{"bytes", "image/png", "abc"}};
    EXPECT_EQ(card(),
              "<vCard xmlns='vcard-temp'><FN>Verona</FN><DESC>Two houses</DESC>"
              "<PHOTO><TYPE>image/png</TYPE><BINVAL>Ynl0ZXM=</BINVAL></PHOTO></vCard>");
}

TEST_F(RoomCardTest, ARoomWithoutAvatarHasACardToo) {
    guide.kept_card = bridge::RoomCard{"Verona"};
    EXPECT_EQ(card(), "<vCard xmlns='vcard-temp'><FN>Verona</FN></vCard>");
}

TEST_F(RoomCardTest, ARoomThatOneMayNotKnowOfHasNone) {
    guide.kept_card = bridge::StanzaError{"cancel", "item-not-found", ""};
    EXPECT_EQ(card(), "item-not-found");
}

} // namespace
} // namespace bascule::xmpp
