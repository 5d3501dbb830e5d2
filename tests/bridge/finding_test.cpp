// What finds people and rooms of the other side: third-party lookups and links in messages.
#include "bridge/finding/link_translator.hpp"
#include "bridge/finding/third_party_names.hpp"
#include "bridge/ports/outage.hpp"
#include "tests/fakes/small_world.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::bridge {
namespace {

using samples::jid;
using samples::room;

class FindingTest : public testing::Test {
protected:
    fakes::SmallWorld world;
    AddressResolver addresses{world.names, world.registry.name_pairs, world.registry.portals, world.registry.occupants};
};

class ThirdPartyTest : public FindingTest {
protected:
    static std::string text(const ThirdPartyMatches& matches) {
        std::string text;
        for (const auto& match : matches) {
            text += match.matrix_id + " = " + match.address + ";";
        }
        return text;
    }
    std::string user(const char* jid) { return text(world.finish(lookup.users_by_jid(jid))); }
    std::string muc(const char* jid) { return text(world.finish(lookup.rooms_by_jid(jid))); }
    std::string id(const char* id) { return text(world.finish(lookup.users_by_id(id))); }
    std::string alias(const char* alias) { return text(world.finish(lookup.rooms_by_alias(alias))); }

    ThirdPartyNames lookup{addresses};
};

TEST_F(ThirdPartyTest, AUserIsFoundByHisJid) {
    EXPECT_EQ(user("Juliet@capulet.example"),
              "@_xmpp_juliet=40capulet.example:montague.example = juliet@capulet.example;");
    EXPECT_EQ(user("romeo%montague.example@matrix.montague.example"),
              "@romeo:montague.example = romeo%montague.example@matrix.montague.example;");
    EXPECT_EQ(user("xmpp:juliet@capulet.example"), user("juliet@capulet.example"));
}

TEST_F(ThirdPartyTest, ARoomIsFoundByItsMuc) {
    EXPECT_EQ(muc("garden@muc.capulet.example"),
              "#_xmpp_garden=40muc.capulet.example:montague.example = garden@muc.capulet.example;");
    EXPECT_EQ(muc("#verona%montague.example@matrix.montague.example"),
              "#verona:montague.example = #verona%montague.example@matrix.montague.example;");
}

TEST_F(ThirdPartyTest, AnIdTellsItsAddress) {
    EXPECT_EQ(id("@_xmpp_juliet=40capulet.example:montague.example"),
              "@_xmpp_juliet=40capulet.example:montague.example = juliet@capulet.example;");
    EXPECT_EQ(id("@romeo:montague.example"),
              "@romeo:montague.example = romeo%montague.example@matrix.montague.example;");
    EXPECT_EQ(alias("#_xmpp_garden=40muc.capulet.example:montague.example"),
              "#_xmpp_garden=40muc.capulet.example:montague.example = garden@muc.capulet.example;");
    EXPECT_EQ(alias("#verona:montague.example"),
              "#verona:montague.example = #verona%montague.example@matrix.montague.example;");
}

TEST_F(ThirdPartyTest, WhatIsNoAddressFindsNobody) {
    for (const auto* text : {"", "juliet", "@", "capulet.example", "juliet@capulet.example/balcony", "a@b@c",
                             "matrix.montague.example", "nobody@matrix.montague.example"}) {
        EXPECT_EQ(user(text), "") << text;
    }
    for (const auto* text : {"", "muc.capulet.example", "garden@muc.capulet.example/Juliet",
                             "romeo%montague.example@matrix.montague.example"}) {
        EXPECT_EQ(muc(text), "") << text;
    }
    for (const auto* text : {"", "romeo", "@romeo", "juliet@capulet.example", "#verona:montague.example"}) {
        EXPECT_EQ(id(text), "") << text;
    }
    for (const auto* text : {"", "verona", "!verona:montague.example", "@romeo:montague.example"}) {
        EXPECT_EQ(alias(text), "") << text;
    }
}

TEST_F(ThirdPartyTest, LookingMakesNobody) {
    const auto users = world.homeserver.users.size();
    user("juliet@capulet.example");
    EXPECT_EQ(world.homeserver.users.size(), users);
    EXPECT_EQ(world.homeserver.calls, 0);
    EXPECT_TRUE(world.registry.ghosts.rows.empty());
}

class LinkTest : public FindingTest {
protected:
    std::string for_xmpp(const std::string& text) { return world.finish(links.for_xmpp(text)); }
    std::string for_matrix(const std::string& text) { return world.finish(links.for_matrix(text)); }

    LinkTranslator links{addresses, world.registry.portals, "montague.example"};
};

TEST_F(LinkTest, ToAGhostBecomesTheAddressOfHisPerson) {
    EXPECT_EQ(for_xmpp("ask https://matrix.to/#/@_xmpp_juliet=40capulet.example:montague.example, she knows"),
              "ask xmpp:juliet@capulet.example, she knows");
    EXPECT_EQ(for_xmpp("matrix:u/_xmpp_juliet=40capulet.example:montague.example"), "xmpp:juliet@capulet.example");
}

TEST_F(LinkTest, ToAMatrixUserBecomesHisPuppet) {
    EXPECT_EQ(for_xmpp("https://matrix.to/#/%40romeo%3Amontague.example"),
              "xmpp:romeo%25montague.example@matrix.montague.example");
}

TEST_F(LinkTest, ToARoomBecomesAMucToJoin) {
    EXPECT_EQ(for_xmpp("https://matrix.to/#/#_xmpp_garden=40muc.capulet.example:montague.example?via=montague.example"),
              "xmpp:garden@muc.capulet.example?join");
    EXPECT_EQ(for_xmpp("matrix:r/verona:montague.example"),
              "xmpp:%23verona%25montague.example@matrix.montague.example?join");
    world.registry.portals.rows.push_back(
        {PortalKind::plumbed, room("!orchard:montague.example"), jid("garden@muc.capulet.example"), {}, 0});
    EXPECT_EQ(for_xmpp("https://matrix.to/#/!orchard:montague.example"), "xmpp:garden@muc.capulet.example?join");
}

// XEP-0372 §3.1: begin and end count code points of the body.
TEST_F(LinkTest, WhoIsNamedIsStillNamedWhereHeStands) {
    const std::string link = "https://matrix.to/#/%40romeo%3Amontague.example";
    mapping::Message said{mapping::MessageKind::text, "é " + link + " Nurse"};
    said.mentions.push_back({mapping::Mention::By::user_id, "@nurse:x.example", {link.size() + 3, link.size() + 8}});
    said.mentions.push_back({mapping::Mention::By::user_id, "@romeo:x.example", {4, 9}});
    said.mentions.push_back({mapping::Mention::By::user_id, "@accent:x.example", {0, 1}});
    const auto there = world.finish(links.for_xmpp(said));
    const std::string uri = "xmpp:romeo%25montague.example@matrix.montague.example";
    EXPECT_EQ(there.body, "é " + uri + " Nurse");
    EXPECT_EQ(there.mentions[0].at, (mapping::Span{uri.size() + 3, uri.size() + 8}));
    EXPECT_TRUE(there.mentions[1].at.is_empty()) << "he stands in a link";
    EXPECT_EQ(there.mentions[2].at, (mapping::Span{0, 1}));
}

TEST_F(LinkTest, ToWhatXmppDoesNotHaveStays) {
    for (const std::string text :
         {"https://matrix.to/#/!other:montague.example", "https://matrix.to/#/#verona:montague.example/$event",
          "https://matrix.to/#/nothing", "https://matrix.to/", "matrix:x/y", "the matrix: a film",
          "matrix:r/verona:montague.example/e/event", "https://matrix.to/#/%4", "xmpp:juliet@capulet.example"}) {
        EXPECT_EQ(for_xmpp(text), text);
    }
}

TEST_F(LinkTest, OfXmppBecomesOneOfMatrix) {
    EXPECT_EQ(for_matrix("xmpp:juliet@capulet.example"),
              "https://matrix.to/#/%40_xmpp_juliet%3D40capulet.example%3Amontague.example");
    EXPECT_EQ(for_matrix("come to xmpp:garden@muc.capulet.example?join!"),
              "come to https://matrix.to/#/%23_xmpp_garden%3D40muc.capulet.example%3Amontague.example!");
    EXPECT_EQ(for_matrix("xmpp:romeo%25montague.example@matrix.montague.example"),
              "https://matrix.to/#/%40romeo%3Amontague.example");
    EXPECT_EQ(for_matrix("xmpp:%23verona%25montague.example@matrix.montague.example?join"),
              "https://matrix.to/#/%23verona%3Amontague.example");
}

TEST_F(LinkTest, ToAHostedRoomWithoutAliasSaysWhereItIs) {
    const auto handle = world.finish(world.book.gateway_room_of(room("!hall:montague.example")));
    EXPECT_EQ(for_matrix("xmpp:%21" + handle.str().substr(1) + "?join"),
              "https://matrix.to/#/%21hall%3Amontague.example?via=montague.example");
}

TEST_F(LinkTest, ThatSaysMoreThanAnAddressStays) {
    for (const std::string text :
         {"xmpp:juliet@capulet.example?omemo-sid-1=2", "xmpp:garden@muc.capulet.example?join;password=x",
          "xmpp:garden@muc.capulet.example/Juliet", "xmpp:capulet.example", "xmpp:juliet", "xmpp:%4@b",
          "xmpp:nobody@matrix.montague.example", "https://matrix.to/#/@romeo:montague.example"}) {
        EXPECT_EQ(for_matrix(text), text);
    }
}

TEST_F(LinkTest, ThereAndBackIsTheSamePerson) {
    for (const std::string text : {"xmpp:juliet@capulet.example", "xmpp:garden@muc.capulet.example?join",
                                   "xmpp:d%5C27artagnan@capulet.example", "xmpp:%C3%A9milie@capulet.example"}) {
        EXPECT_EQ(for_xmpp(for_matrix(text)), text);
    }
}

} // namespace
} // namespace bascule::bridge
