#include "tests/samples.hpp"
#include "tests/store/store_fixture.hpp"

#include <gmock/gmock.h>

#include <string>

namespace bascule::store {
namespace {

using bridge::GatewayNick;
using bridge::GatewayRecord;
using bridge::GatewaySession;
using testing::IsEmpty;
using testing::SizeIs;

const auto verona = samples::jid("#verona%montague.example@matrix.example");
const auto room = samples::room("!verona:montague.example");
const auto juliet = samples::jid("juliet@capulet.example/balcony");
const auto ghost = samples::user("@_xmpp_juliet=40capulet.example:montague.example");

class GatewayTableTest : public StoreTest {};

TEST_P(GatewayTableTest, ARoomIsKeptByItsAddress) {
    run(store->gateway().save(GatewayRecord{verona, samples::room("!old:montague.example")}));
    run(store->gateway().save(GatewayRecord{verona, room}));
    const auto rooms = get(store->gateway().rooms());
    ASSERT_THAT(rooms, SizeIs(1));
    EXPECT_EQ(rooms.at(0).room, room);
}

TEST_P(GatewayTableTest, ASessionIsKeptUntilItIsRemoved) {
    const auto far = samples::jid("juliet@capulet.example/" + std::string(900, 'r'));
    run(store->gateway().save(GatewaySession{verona, juliet, ghost, "Juliet"}));
    run(store->gateway().save(GatewaySession{verona, far, ghost, "Juliet"}));
    auto sessions = get(store->gateway().sessions());
    ASSERT_THAT(sessions, SizeIs(2));
    EXPECT_EQ(sessions.at(0).session, juliet);
    EXPECT_EQ(sessions.at(1).session, far);
    EXPECT_EQ(sessions.at(0).nick, "Juliet");
    EXPECT_EQ(sessions.at(0).ghost, ghost);
    EXPECT_FALSE(sessions.at(0).gone_since_ms);
    run(store->gateway().remove(verona, far));
    run(store->gateway().save(GatewaySession{verona, juliet, ghost, "Capulet", 77}));
    sessions = get(store->gateway().sessions());
    ASSERT_THAT(sessions, SizeIs(1));
    EXPECT_EQ(sessions.at(0).nick, "Capulet");
    EXPECT_EQ(sessions.at(0).gone_since_ms, 77);
}

TEST_P(GatewayTableTest, WhoComesBackHasNotLeft) {
    run(store->gateway().save(GatewaySession{verona, juliet, ghost, "Juliet", 77}));
    run(store->gateway().save(GatewaySession{verona, samples::jid("juliet@capulet.example/phone"), ghost, "Juliet"}));
    const auto sessions = get(store->gateway().sessions());
    ASSERT_THAT(sessions, SizeIs(1));
    EXPECT_EQ(sessions.at(0).session.resource(), "phone");
}

TEST_P(GatewayTableTest, ANickIsKeptByItsRoomAndUser) {
    run(store->gateway().save(GatewayNick{verona, ghost, "one"}));
    run(store->gateway().save(GatewayNick{verona, ghost, "two"}));
    const auto nicks = get(store->gateway().nicks(verona));
    ASSERT_THAT(nicks, SizeIs(1));
    EXPECT_EQ(nicks.at(0).nick, "two");
    EXPECT_THAT(get(store->gateway().nicks(samples::jid("#mantua@matrix.example"))), IsEmpty());
}

BASCULE_ON_BOTH_ENGINES(GatewayTableTest);

} // namespace
} // namespace bascule::store
