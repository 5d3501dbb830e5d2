#include "mapping/permissions.hpp"

#include "tests/samples.hpp"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bascule::mapping {
namespace {

using samples::jid;
using samples::user;

Permissions permissions(const std::map<std::string, Permission>& rules) {
    return Permissions::create(rules).value();
}

TEST(Permissions, WithoutARuleEverybodyMayUse) {
    EXPECT_EQ(permissions({}).of(user("@romeo:montague.example")), Permission::use);
    EXPECT_EQ(permissions({}).of(jid("juliet@capulet.example")), Permission::use);
}

TEST(Permissions, TheMostSpecificRuleWins) {
    const auto rules = permissions({{"*", Permission::block},
                                    {"montague.example", Permission::plumb},
                                    {"@romeo:montague.example", Permission::admin},
                                    {"capulet.example", Permission::use},
                                    {"tybalt@capulet.example", Permission::block}});
    EXPECT_EQ(rules.of(user("@romeo:montague.example")), Permission::admin);
    EXPECT_EQ(rules.of(user("@benvolio:montague.example")), Permission::plumb);
    EXPECT_EQ(rules.of(user("@paris:elsewhere.example")), Permission::block);
    EXPECT_EQ(rules.of(jid("juliet@capulet.example")), Permission::use);
    EXPECT_EQ(rules.of(jid("tybalt@capulet.example/sword")), Permission::block);
    EXPECT_EQ(rules.of(jid("paris@elsewhere.example")), Permission::block);
}

TEST(Permissions, ADomainIsTheWholeServerName) {
    const auto rules = permissions({{"montague.example:8448", Permission::admin}, {"example", Permission::block}});
    EXPECT_EQ(rules.of(user("@romeo:montague.example:8448")), Permission::admin);
    EXPECT_EQ(rules.of(user("@romeo:montague.example")), Permission::use);
}

TEST(Permissions, AKeyIsPreparedAsAddressesAre) {
    const auto rules =
        permissions({{"Tybalt@Capulet.Example", Permission::block}, {"Verona.Example", Permission::plumb}});
    EXPECT_EQ(rules.of(jid("tybalt@capulet.example")), Permission::block);
    EXPECT_EQ(rules.of(jid("prince@verona.example")), Permission::plumb);
    EXPECT_EQ(rules.of(user("@prince:Verona.Example")), Permission::plumb);
}

TEST(Permissions, AKeyOfNoKnownFormIsNamed) {
    for (const std::string key :
         {"", "two words", "@romeo", "tybalt@capulet.example/sword", "#verona:montague.example", "**"}) {
        const auto rules = Permissions::create({{key, Permission::use}});
        ASSERT_TRUE(rules.has_error()) << key;
        EXPECT_TRUE(rules.error().reason.starts_with("'" + key + "' ")) << rules.error().reason;
    }
}

TEST(Permissions, TwoKeysForOneAddressMustAgree) {
    EXPECT_TRUE(Permissions::create({{"A@b", Permission::use}, {"a@b", Permission::admin}}).has_error());
    EXPECT_TRUE(Permissions::create({{"A@b", Permission::admin}, {"a@b", Permission::admin}}).has_value());
}

TEST(Permissions, ThoseNamedWithALevelCanBeListed) {
    const auto rules = permissions({{"*", Permission::admin},
                                    {"montague.example", Permission::admin},
                                    {"@romeo:montague.example", Permission::admin},
                                    {"juliet@capulet.example", Permission::admin},
                                    {"tybalt@capulet.example", Permission::block}});
    const std::vector<std::string> admins{"@romeo:montague.example", "juliet@capulet.example"};
    EXPECT_EQ(rules.named_with(Permission::admin), admins);
}

TEST(Permissions, EachLevelHasAWord) {
    for (const auto permission : {Permission::block, Permission::use, Permission::plumb, Permission::admin}) {
        EXPECT_EQ(permission_from(word_of(permission)), permission);
    }
    EXPECT_EQ(permission_from("Admin"), std::nullopt);
    EXPECT_LT(Permission::block, Permission::use);
    EXPECT_LT(Permission::plumb, Permission::admin);
}

} // namespace
} // namespace bascule::mapping
