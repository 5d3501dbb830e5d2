#include "mapping/names.hpp"
#include "mapping/stringprep.hpp"
#include "tests/mapping/arbitrary.hpp"
#include "tests/samples.hpp"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

// What must hold for any id of either side, under any templates.
namespace bascule::mapping {

// How GoogleTest names a case.
void PrintTo(const NameTemplates& templates, std::ostream* out) {
    *out << templates.ghost << " " << templates.puppet << " " << templates.room;
}

namespace {

using samples::jid;

constexpr int cases = 6'000;
const std::string own_server = "montague.example";

NameTemplates with(std::string ghost, std::string puppet, std::string room) {
    NameTemplates templates;
    templates.alias = ghost;
    templates.ghost = std::move(ghost);
    templates.puppet = std::move(puppet);
    templates.room = std::move(room);
    templates.bot = "_xmpp_bot";
    return templates;
}

class AnyNames : public testing::TestWithParam<NameTemplates> {
protected:
    Names names = Names::create(GetParam(), own_server, jid("matrix.montague.example")).value();
    Arbitrary any{6};
    std::map<std::string, std::string> meanings; // every name seen, and what it was made of

    void expect_unshared(const std::string& name, const std::string& original) {
        EXPECT_EQ(meanings.emplace(name, original).first->second, original) << "both are " << name;
    }
    void expect_sound_localpart(std::string_view localpart) {
        EXPECT_EQ(localpart.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._=/+-"), std::string_view::npos)
            << localpart;
    }
    // Unchanged by preparation, in the sense in which servers store names.
    void expect_sound_jid(const Jid& name) {
        EXPECT_TRUE(name.is_bare());
        EXPECT_TRUE(names.is_on_component(name));
        EXPECT_EQ(Jid::parse(name.str()).value(), name);
        const auto stored = prepare(PrepProfile::node, name.local(), PrepSense::stored);
        ASSERT_TRUE(stored.has_value()) << name.str();
        EXPECT_EQ(*stored, name.local());
    }
};

TEST_P(AnyNames, GhostsRoundTripAndAreNeverShared) {
    for (int i = 0; i < cases; ++i) {
        const auto original = any.jid();
        const auto ghost = names.ghost_of(original);
        expect_unshared(ghost.id.str(), original.str());
        expect_sound_localpart(ghost.id.localpart());
        EXPECT_EQ(UserId::parse(ghost.id.str()).value(), ghost.id);
        EXPECT_EQ(ghost.id.server(), own_server);
        EXPECT_TRUE(names.is_ghost(ghost.id));
        const Names::JidMeaning expected =
            ghost.is_hashed ? Names::JidMeaning{hash_of(Origin::xmpp, original.str())} : Names::JidMeaning{original};
        EXPECT_EQ(names.jid_of(ghost.id), expected) << ghost.id.str();
        if (!original.is_bare()) {
            EXPECT_EQ(names.ghost_of_occupant(original, original.resource()).id, ghost.id);
        }
    }
}

TEST_P(AnyNames, OccupantsWithAnyKeyAreNeverShared) {
    for (int i = 0; i < cases; ++i) {
        const auto room = any.bare_jid();
        const auto key = any.one_in(4) ? any.bytes(any.below(20)) : any.text(any.below(6));
        const auto ghost = names.ghost_of_occupant(room, key);
        expect_unshared(ghost.id.str(), room.str() + "/" + key);
        expect_sound_localpart(ghost.id.localpart());
        EXPECT_TRUE(names.jid_of(ghost.id).has_value());
    }
}

TEST_P(AnyNames, PortalAliasesRoundTripAndAreNeverShared) {
    for (int i = 0; i < cases; ++i) {
        const auto original = any.bare_jid();
        const auto name = names.alias_of(original);
        expect_unshared(name.id.str(), original.str());
        expect_sound_localpart(name.id.localpart());
        EXPECT_TRUE(names.is_portal_alias(name.id));
        const Names::JidMeaning expected =
            name.is_hashed ? Names::JidMeaning{hash_of(Origin::xmpp, original.str())} : Names::JidMeaning{original};
        EXPECT_EQ(names.muc_of(name.id), expected) << name.id.str();
    }
}

TEST_P(AnyNames, PuppetsAndGatewayRoomsRoundTripAndAreNeverShared) {
    for (int i = 0; i < cases; ++i) {
        const auto user = any.user();
        const auto puppet = names.puppet_of(user);
        expect_unshared(puppet.id.str(), user.str());
        expect_sound_jid(puppet.id);
        const Names::UserMeaning who =
            puppet.is_hashed ? Names::UserMeaning{hash_of(Origin::matrix, user.str())} : Names::UserMeaning{user};
        EXPECT_EQ(names.user_of(puppet.id), who) << puppet.id.str();
        EXPECT_EQ(names.alias_of_gateway_room(puppet.id), std::nullopt) << puppet.id.str();

        const auto alias = any.alias();
        const auto room = names.gateway_room_of(alias);
        expect_unshared(room.id.str(), alias.str());
        expect_sound_jid(room.id);
        const Names::AliasMeaning which =
            room.is_hashed ? Names::AliasMeaning{hash_of(Origin::matrix, alias.str())} : Names::AliasMeaning{alias};
        EXPECT_EQ(names.alias_of_gateway_room(room.id), which) << room.id.str();
        EXPECT_EQ(names.user_of(room.id), std::nullopt) << room.id.str();
    }
}

// Whoever invents an address reaches a person by the one name that he has, or nobody.
TEST_P(AnyNames, NobodyAnswersToASecondName) {
    int read = 0;
    for (int i = 0; i < cases; ++i) {
        const auto puppet = Jid::parse(any.changed(names.puppet_of(any.user()).id.str()));
        const auto who = puppet.has_value() ? names.user_of(*puppet) : std::nullopt;
        if (const auto* user = who ? std::get_if<UserId>(&*who) : nullptr) {
            EXPECT_EQ(names.puppet_of(*user).id, puppet->bare());
            ++read;
        }
        const auto room = Jid::parse(any.changed(names.gateway_room_of(any.alias()).id.str()));
        const auto which = room.has_value() ? names.alias_of_gateway_room(*room) : std::nullopt;
        if (const auto* alias = which ? std::get_if<RoomAlias>(&*which) : nullptr) {
            EXPECT_EQ(names.gateway_room_of(*alias).id, room->bare());
        }
        const auto ghost = UserId::parse(any.changed(names.ghost_of(any.jid()).id.str()));
        const auto whom = ghost.has_value() ? names.jid_of(*ghost) : std::nullopt;
        if (const auto* original = whom ? std::get_if<Jid>(&*whom) : nullptr) {
            EXPECT_EQ(names.ghost_of(*original).id, *ghost);
            ++read;
        }
    }
    EXPECT_GT(read, cases / 20); // or nothing was tested
}

// Those that a careless escape would make one.
TEST_P(AnyNames, NearCollisionsStayApart) {
    const std::vector<std::string> localparts{
        "a",         "A",          "a@b",       "a\\40b",       "a\\5c40b",  "a\\5c5c40b", "a=40b", "a%b",
        "a%25b",     "a\\",        "a\\5c",     "a b",          "a\\20b",    " a",         "\\20a", "a ",
        "a\\20",     "a_b",        "a#b",       "#a",           "a%hs",      "a_hs",       "a#hs",  "a\\3a1",
        "a\xC3\xA9", "ae\xCC\x81", "a\xC3\x89", "\xEF\xBD\x81", "a\xC2\xAD", "_xmpp_a",    "a/b",   "a\\2fb",
        "a\\2Fb",    "h=",         "h==",       "!a",           "\xC3\x9F",  "ss",         "SS",    "a\xE2\x80\x8D"};
    for (const auto& localpart : localparts) {
        for (const std::string server : {"hs", "HS", "hs:1", "hs:8448", "b%hs", "b", "hs.hs"}) {
            if (const auto user = UserId::parse("@" + localpart + ":" + server); user.has_value()) {
                expect_unshared(names.puppet_of(*user).id.str(), user->str());
            }
            if (const auto alias = RoomAlias::parse("#" + localpart + ":" + server); alias.has_value()) {
                expect_unshared(names.gateway_room_of(*alias).id.str(), alias->str());
            }
        }
        for (const std::string rest : {"@b", "@b/c", "@b/C", "@b/=2fc", "=40b@b", "@b=", ""}) {
            if (const auto address = Jid::parse(localpart + rest); address.has_value()) {
                expect_unshared(names.ghost_of(*address).id.str(), address->str());
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Templates, AnyNames,
                         testing::Values(with("_xmpp_{jid}", "{localpart}%{server}", "#{alias}%{server}"),
                                         with("_xmpp_{jid}", "{localpart}_{server}", "#{alias}#{server}"),
                                         with("bridge_{jid}_x", "{server}_{localpart}", "!{server}%{alias}"),
                                         with("x/{jid}=40", "mx_{localpart}20_a_{server}.m", "room_{alias}%{server}"),
                                         with("_{jid}", "_{localpart}!{server}", "{alias}#{server}"),
                                         with("=2f{jid}", "!{localpart}%{server}", "#{server}=+{alias}")));

} // namespace
} // namespace bascule::mapping
