#include "tests/fakes/fake_hosted_faces.hpp"
#include "tests/xmpp_component/service/request_fixture.hpp"
#include "xmpp_component/service/service_handlers.hpp"

namespace bascule::xmpp {
namespace {

// XEP-0486 §4.1
class RoomFaceTest : public RequestTest {
protected:
    RoomFaceTest() { register_room_face(table, faces); }
    std::string set_photo(const std::string& photo) {
        return answer_to(Type::set, "<vCard xmlns='vcard-temp'>" + photo + "</vCard>", Kind::room);
    }

    fakes::FakeHostedFaces faces;
};

TEST_F(RoomFaceTest, APictureIsTakenFromTheCard) {
    EXPECT_EQ(set_photo("<PHOTO><TYPE>image/png</TYPE><BINVAL>Ynl0\nZXM=</BINVAL></PHOTO>"), "");
    EXPECT_EQ(faces.faces, std::vector<std::string>{"bytes"});
}

TEST_F(RoomFaceTest, ACardWithoutPictureTakesItAway) {
    EXPECT_EQ(set_photo(""), "");
    EXPECT_EQ(faces.faces, std::vector<std::string>{""});
}

TEST_F(RoomFaceTest, WhoMayNotIsToldSo) {
    faces.error = bridge::StanzaError{"auth", "forbidden", {}};
    EXPECT_EQ(set_photo(""), "forbidden");
}

TEST_F(RoomFaceTest, WhatIsNoBase64AndNoRoomIsRefused) {
    EXPECT_EQ(set_photo("<PHOTO><BINVAL>*</BINVAL></PHOTO>"), "bad-request");
    resource = "Juliet";
    EXPECT_EQ(set_photo(""), "not-allowed");
    EXPECT_TRUE(faces.faces.empty());
}

} // namespace
} // namespace bascule::xmpp
