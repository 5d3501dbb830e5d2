#include "mapping/names.hpp"

#include "tests/samples.hpp"

#include <boost/regex.hpp>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bascule::mapping {
namespace {

using samples::alias;
using samples::jid;
using samples::room;
using samples::user;

class NamesTest : public testing::Test {
protected:
    Names names = Names::create({}, "hs", jid("matrix.example.org")).value();

    static std::string reason_of(const NameTemplates& templates) {
        const auto made = Names::create(templates, "hs", jid("matrix.example.org"));
        return made.has_value() ? "" : made.error().reason;
    }
};

TEST_F(NamesTest, AGhostIsNamedAfterHisJid) {
    const std::vector<std::pair<std::string, std::string>> examples{
        {"juliet@capulet.lit", "@_xmpp_juliet=40capulet.lit:hs"},
        {"capulet.lit", "@_xmpp_capulet.lit:hs"},
        {"a=b@capulet.lit", "@_xmpp_a=3db=40capulet.lit:hs"},
        {"a\\40b@capulet.lit", "@_xmpp_a=5c40b=40capulet.lit:hs"},
        {"\xC3\xA9@capulet.lit", "@_xmpp_=c3=a9=40capulet.lit:hs"},
        {"garden@muc.capulet.lit/key", "@_xmpp_garden=40muc.capulet.lit=2fkey:hs"},
        {"garden@muc.capulet.lit/Key", "@_xmpp_garden=40muc.capulet.lit=2f=4bey:hs"}};
    for (const auto& [address, ghost] : examples) {
        EXPECT_EQ(names.ghost_of(jid(address)).id.str(), ghost);
        EXPECT_FALSE(names.ghost_of(jid(address)).is_hashed);
        EXPECT_EQ(names.jid_of(user(ghost)), Names::JidMeaning{jid(address)});
    }
}

TEST_F(NamesTest, APuppetIsNamedAfterHisUserId) {
    const std::vector<std::pair<std::string, std::string>> examples{
        {"@romeo:montague.lit", "romeo%montague.lit@matrix.example.org"},
        {"@romeo:hs:8448", "romeo%hs\\3a8448@matrix.example.org"},
        {"@romeo:[::1]:8448", "romeo%[\\3a\\3a1]\\3a8448@matrix.example.org"},
        {"@50%off:hs", "50%off%hs@matrix.example.org"},
        {"@a\\40b:hs", "a\\5c40b%hs@matrix.example.org"},
        {"@a@b:hs", "a\\40b%hs@matrix.example.org"},
        {"@a b:hs", "a\\20b%hs@matrix.example.org"},
        {"@a/b:hs", "a\\2fb%hs@matrix.example.org"}};
    for (const auto& [id, puppet] : examples) {
        EXPECT_EQ(names.puppet_of(user(id)).id.str(), puppet);
        EXPECT_FALSE(names.puppet_of(user(id)).is_hashed);
        EXPECT_EQ(names.user_of(jid(puppet + "/resource")), Names::UserMeaning{user(id)});
    }
}

TEST_F(NamesTest, RoomsAreNamedAfterTheirAliasesAndMucs) {
    EXPECT_EQ(names.gateway_room_of(alias("#verona:montague.lit")).id, jid("#verona%montague.lit@matrix.example.org"));
    EXPECT_EQ(names.alias_of_gateway_room(jid("#verona%montague.lit@matrix.example.org")),
              Names::AliasMeaning{alias("#verona:montague.lit")});
    EXPECT_EQ(names.alias_of(jid("garden@muc.capulet.lit")).id, alias("#_xmpp_garden=40muc.capulet.lit:hs"));
    EXPECT_EQ(names.muc_of(alias("#_xmpp_garden=40muc.capulet.lit:hs")),
              Names::JidMeaning{jid("garden@muc.capulet.lit")});
}

TEST_F(NamesTest, ARoomWithoutAliasHasAHandle) {
    const auto handle = names.gateway_room_of(room("!orchard:montague.lit"));
    EXPECT_TRUE(handle.is_hashed);
    EXPECT_EQ(names.alias_of_gateway_room(handle.id),
              Names::AliasMeaning{hash_of(Origin::matrix, "!orchard:montague.lit")});
    EXPECT_EQ(names.user_of(handle.id), std::nullopt);
}

// nodeprep maps or refuses these, or servers do not make accounts of them.
TEST_F(NamesTest, AUserIdThatAJidCannotTellIsHashed) {
    for (const std::string id : {"@Romeo:hs", "@romeo:HS", "@\xC3\x89:hs", "@\xEF\xBD\x81:hs", "@ a:hs", "@\x01:hs",
                                 "@a\xC2\xAD:hs", "@\xF0\x9F\x90\x8E:hs", "@#verona:hs",
                                 "@\xD7\x90"
                                 "a:hs",
                                 "@\xEE\x80\x80:hs"}) {
        const auto puppet = names.puppet_of(user(id));
        EXPECT_TRUE(puppet.is_hashed) << id;
        EXPECT_EQ(names.user_of(puppet.id), Names::UserMeaning{hash_of(Origin::matrix, id)});
        EXPECT_EQ(names.alias_of_gateway_room(puppet.id), std::nullopt);
    }
}

TEST_F(NamesTest, AJidTooLongForAMatrixIdIsHashed) {
    const auto fits = jid(std::string(242, 'a') + ".b");
    EXPECT_EQ(names.ghost_of(fits).id.str().size(), 254U);
    EXPECT_FALSE(names.ghost_of(fits).is_hashed);
    const auto too_long = jid(std::string(244, 'a') + ".b");
    const auto ghost = names.ghost_of(too_long);
    EXPECT_TRUE(ghost.is_hashed);
    EXPECT_TRUE(ghost.id.str().starts_with("@_xmpp_h=="));
    EXPECT_EQ(names.jid_of(ghost.id), Names::JidMeaning{hash_of(Origin::xmpp, too_long.str())});
    EXPECT_TRUE(names.alias_of(too_long).is_hashed);
}

// XEP-0421: the key is opaque.
TEST_F(NamesTest, AnOccupantsKeyThatIsNoResourceIsHashed) {
    const auto garden = jid("garden@muc.capulet.lit");
    EXPECT_EQ(names.ghost_of_occupant(garden, "Key").id, names.ghost_of(jid("garden@muc.capulet.lit/Key")).id);
    EXPECT_FALSE(names.ghost_of_occupant(garden, "a/b").is_hashed);
    for (const std::string key : {"", "\x01", "\xFF", "\xE2\x84\xAB"}) {
        EXPECT_TRUE(names.ghost_of_occupant(garden, key).is_hashed);
    }
}

TEST_F(NamesTest, WhatIsNoNameOfOursStandsForNobody) {
    for (const std::string id :
         {"@romeo:hs", "@_xmpp_:hs", "@_xmpp_juliet=40capulet.lit:elsewhere", "@_xmpp_juliet=40Capulet.lit:hs",
          "@_xmpp_=4auliet=40capulet.lit:hs", "@_xmpp_juliet=2:hs", "@_xmpp_h==short:hs",
          "@_xmpp_juliet@capulet.lit:hs", "@_xmpp_a=40matrix.example.org:hs", "@_xmpp_=40:hs"}) {
        EXPECT_EQ(names.jid_of(user(id)), std::nullopt) << id;
    }
    for (const std::string address :
         {"romeo@matrix.example.org", "matrix.example.org", "romeo%montague.lit@elsewhere", "romeo%@matrix.example.org",
          "%hs@matrix.example.org", "a\\5cb%hs@matrix.example.org", "a\\3ab%hs@matrix.example.org",
          "a%h_s@matrix.example.org", "\\20a%hs@matrix.example.org", "#a%hs@matrix.example.org",
          "_xmpp_juliet=40capulet.lit%hs@matrix.example.org"}) {
        EXPECT_EQ(names.user_of(jid(address)), std::nullopt) << address;
    }
    EXPECT_EQ(names.muc_of(alias("#_xmpp_garden=40muc=2fkey:hs")), std::nullopt);
    EXPECT_EQ(names.alias_of_gateway_room(jid("#_xmpp_garden=40muc%hs@matrix.example.org")), std::nullopt);
    EXPECT_EQ(names.portal_alias_at(jid("#_xmpp_garden=40muc%hs@matrix.example.org")), alias("#_xmpp_garden=40muc:hs"));
    EXPECT_EQ(names.portal_alias_at(jid("#verona%hs@matrix.example.org")), std::nullopt);
    EXPECT_EQ(names.alias_of_gateway_room(jid("verona%hs@matrix.example.org")), std::nullopt);
}

TEST_F(NamesTest, TheBotIsNobodysGhost) {
    NameTemplates templates;
    templates.bot = "_xmpp_bot";
    const auto with_bot = Names::create(templates, "hs", jid("matrix.example.org")).value();
    EXPECT_EQ(with_bot.bot(), user("@_xmpp_bot:hs"));
    EXPECT_FALSE(with_bot.is_ghost(user("@_xmpp_bot:hs")));
    EXPECT_EQ(with_bot.jid_of(user("@_xmpp_bot:hs")), std::nullopt);
    EXPECT_TRUE(with_bot.ghost_of(jid("bot")).is_hashed);
    EXPECT_FALSE(names.ghost_of(jid("bot")).is_hashed);
    EXPECT_EQ(names.bot(), std::nullopt);
}

TEST_F(NamesTest, TheNamespacesHoldOurNamesAndNoOthers) {
    const boost::regex ghosts{names.ghost_namespace()};
    const boost::regex aliases{names.alias_namespace()};
    EXPECT_TRUE(boost::regex_match(names.ghost_of(jid("juliet@capulet.lit")).id.str(), ghosts));
    EXPECT_TRUE(boost::regex_match(names.ghost_of(jid(std::string(300, 'a'))).id.str(), ghosts));
    EXPECT_TRUE(boost::regex_match(names.alias_of(jid("garden@muc.capulet.lit")).id.str(), aliases));
    EXPECT_FALSE(boost::regex_match("@romeo:hs", ghosts));
    EXPECT_FALSE(boost::regex_match("@_xmpp_a:hsx", ghosts));
    EXPECT_FALSE(boost::regex_match("#verona:hs", aliases));
    const auto dotted = Names::create({}, "h.s:8448", jid("c")).value();
    EXPECT_EQ(dotted.ghost_namespace(), "^@_xmpp_.+:h\\.s:8448$");
    EXPECT_FALSE(boost::regex_match("@_xmpp_a:hxs:8448", boost::regex{dotted.ghost_namespace()}));
}

TEST_F(NamesTest, TheOtherWellKnownFormsCanBeChosen) {
    NameTemplates templates;
    templates.puppet = "{localpart}_{server}";
    templates.room = "#{alias}#{server}";
    const auto other = Names::create(templates, "hs", jid("c")).value();
    EXPECT_EQ(other.puppet_of(user("@some_one:montague.lit")).id, jid("some_one_montague.lit@c"));
    EXPECT_EQ(other.user_of(jid("some_one_montague.lit@c")), Names::UserMeaning{user("@some_one:montague.lit")});
    EXPECT_EQ(other.gateway_room_of(alias("#a#b:montague.lit")).id, jid("#a#b#montague.lit@c"));
    EXPECT_EQ(other.alias_of_gateway_room(jid("#a#b#montague.lit@c")), Names::AliasMeaning{alias("#a#b:montague.lit")});
}

TEST_F(NamesTest, ATemplateNeedsItsPlaceholdersOnce) {
    const std::string needs_two = "the puppet template '";
    for (const std::string puppet :
         {"", "x", "{localpart}", "{localpart}%{localpart}", "{localpart}%{server}%{server}", "{localpart}%{serve}",
          "{localpart}%{server", "{localpart}%server}", "{}%{server}"}) {
        NameTemplates templates;
        templates.puppet = puppet;
        EXPECT_TRUE(reason_of(templates).starts_with(needs_two + puppet + "' "))
            << puppet << ": " << reason_of(templates);
    }
    NameTemplates templates;
    templates.ghost = "_xmpp_{localpart}";
    EXPECT_EQ(reason_of(templates), "the ghost template '_xmpp_{localpart}' needs {jid} exactly once");
}

TEST_F(NamesTest, ATemplateMustBeLegalOnItsSide) {
    for (const std::string ghost : {"_XMPP_{jid}", "_xmpp {jid}", "_xmpp_{jid}:", "\xC3\xA9_{jid}"}) {
        NameTemplates templates;
        templates.ghost = ghost;
        EXPECT_NE(reason_of(templates), "") << ghost;
    }
    for (const std::string puppet : {"{localpart}@{server}", "{localpart} {server}", "{localpart}\\{server}",
                                     "M{localpart}%{server}", "{localpart}\xC3\xA9{server}"}) {
        NameTemplates templates;
        templates.puppet = puppet;
        EXPECT_NE(reason_of(templates), "") << puppet;
    }
}

TEST_F(NamesTest, ATemplateThatCouldBeReadInTwoWaysIsRefused) {
    for (const std::string puppet :
         {"{localpart}{server}", "{localpart}.{server}", "{localpart}-{server}", "{localpart}x{server}",
          "{server}1{localpart}", "{localpart}[{server}", "{server}={localpart}"}) {
        NameTemplates templates;
        templates.puppet = puppet;
        EXPECT_NE(reason_of(templates), "") << puppet;
    }
}

TEST_F(NamesTest, PuppetsAndRoomsMustHaveNamespacesOfTheirOwn) {
    for (const auto& [puppet, shared] :
         std::vector<std::pair<std::string, std::string>>{{"{localpart}%{server}", "{alias}%{server}"},
                                                          {"{localpart}%{server}", "{alias}#{server}"},
                                                          {"#{localpart}%{server}", "#{alias}_{server}"},
                                                          {"{localpart}%{server}", "room{alias}%{server}"},
                                                          {"{server}%{localpart}", "h=#{alias}%{server}"}}) {
        NameTemplates templates;
        templates.puppet = puppet;
        templates.room = shared;
        EXPECT_TRUE(reason_of(templates).starts_with("the puppet and room templates would share names"))
            << puppet << " " << shared;
    }
}

TEST_F(NamesTest, AGhostTemplateMustSetOurNamesApart) {
    NameTemplates templates;
    templates.ghost = "{jid}";
    EXPECT_TRUE(reason_of(templates).starts_with("the ghost and alias templates must begin"));
    templates.ghost = "{jid}_xmpp";
    EXPECT_TRUE(reason_of(templates).starts_with("the ghost and alias templates must begin"));
}

TEST_F(NamesTest, TheDomainsMustBeDomainsAndLeaveRoom) {
    EXPECT_TRUE(Names::create({}, "h s", jid("c")).has_error());
    EXPECT_TRUE(Names::create({}, "hs", jid("a@c")).has_error());
    EXPECT_TRUE(Names::create({}, "hs", jid("c/r")).has_error());
    EXPECT_TRUE(Names::create({}, std::string(192, 'h'), jid("c")).has_value());
    EXPECT_TRUE(Names::create({}, std::string(193, 'h'), jid("c")).has_error());
    NameTemplates templates;
    templates.bot = "Bot";
    EXPECT_NE(reason_of(templates), "");
    templates.bot = "bot";
    templates.room = "#" + std::string(1000, 'x') + "{alias}%{server}";
    EXPECT_NE(reason_of(templates), "");
}

} // namespace
} // namespace bascule::mapping
