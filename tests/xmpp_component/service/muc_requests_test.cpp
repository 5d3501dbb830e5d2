#include "tests/fakes/fake_hosted_rooms.hpp"
#include "tests/xmpp_component/service/request_fixture.hpp"
#include "xmpp_component/service/service_handlers.hpp"

namespace bascule::xmpp {
namespace {

using mapping::Affiliation;
using mapping::Role;

class MucRequestsTest : public RequestTest {
protected:
    MucRequestsTest() {
        register_muc_admin(table, rooms);
        register_muc_owner(table);
        register_enrolment(table, rooms);
        register_self_ping(table, rooms);
    }
    std::string admin(Type type, const std::string& items) {
        return answer_to(type, "<query xmlns='http://jabber.org/protocol/muc#admin'>" + items + "</query>", Kind::room);
    }

    fakes::FakeHostedRooms rooms;
};

// XEP-0045 §9.5
TEST_F(MucRequestsTest, AListIsAskedByOneAffiliationOrOneRole) {
    rooms.list.items.push_back(
        {"Romeo", samples::jid("romeo%montague.example@matrix.example"), {Affiliation::owner, Role::moderator}});
    const auto answer = admin(Type::get, "<item affiliation='owner'/>");
    EXPECT_TRUE(has(answer,
                    "<item affiliation='owner' role='moderator' nick='Romeo' "
                    "jid='romeo%montague.example@matrix.example'/>"));
    EXPECT_EQ(rooms.queries.at(0).affiliation, Affiliation::owner);
    EXPECT_EQ(rooms.queries.at(0).asker, samples::jid("juliet@capulet.example/balcony"));
    admin(Type::get, "<item role='visitor'/>");
    EXPECT_EQ(rooms.queries.at(1).role, Role::visitor);
    EXPECT_EQ(admin(Type::get, "<item/>"), "bad-request");
    EXPECT_EQ(admin(Type::get, "<item role='king'/>"), "bad-request");
    rooms.list.error = bridge::StanzaError{{}, "forbidden", {}};
    EXPECT_EQ(admin(Type::get, "<item role='visitor'/>"), "forbidden");
}

// XEP-0045 §8.2, §9.1
TEST_F(MucRequestsTest, AChangeNamesSomebodyAndOneThing) {
    EXPECT_EQ(admin(Type::set,
                    "<item nick='Tybalt' role='none'><reason>Peace</reason></item>"
                    "<item jid='paris@capulet.example' affiliation='outcast'/>"),
              "");
    ASSERT_EQ(rooms.wishes.size(), 2U);
    EXPECT_EQ(rooms.wishes.at(0).nick, "Tybalt");
    EXPECT_EQ(rooms.wishes.at(0).role, Role::none);
    EXPECT_EQ(rooms.wishes.at(0).reason, "Peace");
    EXPECT_EQ(rooms.wishes.at(1).jid, samples::jid("paris@capulet.example"));
    EXPECT_EQ(rooms.wishes.at(1).affiliation, Affiliation::outcast);
    EXPECT_EQ(admin(Type::set, "<item nick='Tybalt' role='none' affiliation='outcast'/>"), "bad-request");
    EXPECT_EQ(admin(Type::set, "<item role='none'/>"), "bad-request");
    EXPECT_EQ(admin(Type::set, ""), "bad-request");
    rooms.error = bridge::StanzaError{{}, "not-allowed", {}};
    EXPECT_EQ(admin(Type::set, "<item nick='Tybalt' role='none'/>"), "not-allowed");
}

// XEP-0045 §10: what a room is like is decided in Matrix.
TEST_F(MucRequestsTest, AnOwnerFindsAFormWithoutChoices) {
    const auto query = [](const std::string& inner) {
        return "<query xmlns='http://jabber.org/protocol/muc#owner'>" + inner + "</query>";
    };
    EXPECT_TRUE(has(answer_to(Type::get, query(""), Kind::room), "muc#roomconfig"));
    EXPECT_EQ(answer_to(Type::set, query("<x xmlns='jabber:x:data' type='cancel'/>"), Kind::room), "");
    EXPECT_EQ(answer_to(Type::set, query("<x xmlns='jabber:x:data' type='submit'/>"), Kind::room), "forbidden");
    EXPECT_EQ(answer_to(Type::set, query("<destroy/>"), Kind::room), "forbidden");
}

// XEP-0045 §7.10
TEST_F(MucRequestsTest, ToRegisterIsToAskWithAReason) {
    const auto query = [](const std::string& inner) {
        return "<query xmlns='jabber:iq:register'>" + inner + "</query>";
    };
    EXPECT_TRUE(has(answer_to(Type::get, query(""), Kind::room), "muc#register_reason"));
    const auto form =
        "<x xmlns='jabber:x:data' type='submit'><field var='muc#register_reason'>"
        "<value>Let me in</value></field></x>";
    EXPECT_EQ(answer_to(Type::set, query(form), Kind::room), "");
    EXPECT_EQ(rooms.reasons, std::vector<std::string>{"Let me in"});
    EXPECT_EQ(answer_to(Type::set, query("<remove/>"), Kind::room), "not-allowed");
    rooms.state.nick = "Juliet";
    EXPECT_TRUE(has(answer_to(Type::get, query(""), Kind::room), "<registered/><username>Juliet</username>"));
}

// XEP-0410 §3
TEST_F(MucRequestsTest, APingToTheRoomItselfAsksNobody) {
    EXPECT_EQ(answer_to(Type::get, "<ping xmlns='urn:xmpp:ping'/>", Kind::room), "");
    EXPECT_TRUE(rooms.pings.empty());
}

} // namespace
} // namespace bascule::xmpp
