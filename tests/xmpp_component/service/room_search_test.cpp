#include "tests/fakes/fake_room_guide.hpp"
#include "tests/xmpp_component/service/request_fixture.hpp"
#include "xmpp_component/service/guide_handlers.hpp"

namespace bascule::xmpp {
namespace {

class RoomSearchTest : public RequestTest {
protected:
    RoomSearchTest() {
        register_channel_search(table, guide);
        register_search(table, guide);
        register_prompt(table, guide);
        bridge::FoundRooms rooms{.first = "<", .last = ">n", .total = 2};
        rooms.rooms.push_back(
            {.address = samples::jid(room), .name = "Verona", .description = "Two houses", .occupants = 12});
        guide.rooms = rooms;
    }

    std::string search(const std::string& content, Type type = Type::get) {
        const auto payload = "<search xmlns='urn:xmpp:channel-search:0:search'>" + content + "</search>";
        return answer_to(type, payload, Kind::bridge);
    }
    static std::string form(const std::string& form_type, const std::string& fields) {
        return "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>" + form_type +
               "</value></field>" + fields + "</x>";
    }
    static std::string params(const std::string& fields) {
        return form("urn:xmpp:channel-search:0:search-params", fields);
    }
    static std::string field(const std::string& var, const std::string& value) {
        return "<field var='" + var + "'><value>" + value + "</value></field>";
    }

    fakes::FakeRoomGuide guide;
};

// XEP-0433 §4.2.1
TEST_F(RoomSearchTest, TheFormNamesWhatCanBeAskedFor) {
    const auto answer = search("");
    EXPECT_TRUE(has(answer, "<value>urn:xmpp:channel-search:0:search-params</value>"));
    for (const auto* var : {"q", "all", "sinname", "sindescription", "sinaddr", "types", "key"}) {
        EXPECT_TRUE(has(answer, "var='" + std::string{var} + "'"));
    }
    EXPECT_TRUE(guide.searches.empty());
}

// XEP-0433 §4.2.2
TEST_F(RoomSearchTest, ASearchFindsRooms) {
    const auto rsm = "<set xmlns='http://jabber.org/protocol/rsm'><max>5</max><after>&gt;m</after></set>";
    const auto answer = search(rsm + params(field("q", "house") + field("sinname", "false") + field("odd", "x") +
                                            field("key", "{urn:xmpp:channel-search:0:order}nusers")));
    EXPECT_TRUE(has(answer,
                    "<item address='#verona%montague.example@matrix.example'><name>Verona</name>"
                    "<description>Two houses</description><nusers>12</nusers>"
                    "<service-type>xep-0045</service-type><is-open/>"));
    EXPECT_TRUE(has(answer, "<last>&gt;n</last><count>2</count>"));
    const auto& asked = guide.searches.at(0);
    EXPECT_EQ(asked.term, "house");
    EXPECT_FALSE(asked.in_name);
    EXPECT_TRUE(asked.in_description);
    EXPECT_EQ(asked.after, ">m");
    EXPECT_EQ(asked.at_most, 5);
}

TEST_F(RoomSearchTest, ASearchMayBeASetToo) {
    EXPECT_TRUE(has(search(params(field("all", "1")), Type::set), "<name>Verona</name>"));
    EXPECT_EQ(guide.searches.at(0).term, "");
}

TEST_F(RoomSearchTest, WhatIsNoRoomIsNotFound) {
    const auto answer = search(params(field("q", "house") + field("types", "xep-0369")));
    EXPECT_TRUE(has(answer, "<result xmlns='urn:xmpp:channel-search:0:search'><set"));
    EXPECT_TRUE(guide.searches.empty());
}

TEST_F(RoomSearchTest, AWrongSearchIsToldWhatIsWrongWithIt) {
    const auto order = search(params(field("q", "x") + field("key", "{urn:xmpp:channel-search:0:order}address")));
    EXPECT_EQ(order, "feature-not-implemented<invalid-sort-key xmlns='urn:xmpp:channel-search:0:error'/>");
    EXPECT_TRUE(has(search(params(field("q", "x") + field("all", "true"))), "bad-request<conflicting-fields"));
    EXPECT_TRUE(has(search(params("")), "bad-request<no-search-conditions"));
    EXPECT_TRUE(has(search(params(field("q", ""))), "bad-request<invalid-search-terms"));
    EXPECT_TRUE(guide.searches.empty());
}

// XEP-0055 §2.1, §3
TEST_F(RoomSearchTest, TheOldSearchHasAFormToo) {
    const auto answer = answer_to(Type::get, "<query xmlns='jabber:iq:search'/>", Kind::bridge);
    EXPECT_TRUE(has(answer, "<instructions>Search"));
    EXPECT_TRUE(has(answer, "<nick/>"));
    EXPECT_TRUE(has(answer, "var='q'"));
}

TEST_F(RoomSearchTest, TheOldSearchAnswersInTheWayItWasAsked) {
    const auto with_form =
        "<query xmlns='jabber:iq:search'>" + form("jabber:iq:search", field("q", "house")) + "</query>";
    const auto rows = answer_to(Type::set, with_form, Kind::bridge);
    EXPECT_TRUE(has(rows, "<reported>"));
    EXPECT_TRUE(has(rows, "<item><field var='jid'><value>#verona%montague.example@matrix.example</value></field>"));
    const auto without = "<query xmlns='jabber:iq:search'><nick>house</nick></query>";
    EXPECT_TRUE(has(answer_to(Type::set, without, Kind::bridge),
                    "<item jid='#verona%montague.example@matrix.example'><first/><last/><email/><nick>Verona</nick>"));
    EXPECT_EQ(guide.searches.at(0).term, "house");
    EXPECT_EQ(guide.searches.at(1).term, "house");
}

// XEP-0100 §6.3
TEST_F(RoomSearchTest, APromptTurnsAMatrixIdIntoAnAddress) {
    guide.address = samples::jid("romeo%montague.example@matrix.example");
    EXPECT_TRUE(has(answer_to(Type::get, "<query xmlns='jabber:iq:gateway'/>", Kind::bridge), "<prompt>"));
    const auto asked = "<query xmlns='jabber:iq:gateway'><prompt>@romeo:montague.example</prompt></query>";
    EXPECT_TRUE(has(answer_to(Type::set, asked, Kind::bridge), "<jid>romeo%montague.example@matrix.example</jid>"));
    EXPECT_EQ(guide.names.at(0), "@romeo:montague.example");
    guide.address = bridge::StanzaError{"modify", "bad-request", "no id"};
    EXPECT_EQ(answer_to(Type::set, asked, Kind::bridge), "bad-request");
}

} // namespace
} // namespace bascule::xmpp
