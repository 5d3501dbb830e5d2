#include "tests/config/sample.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <string>
#include <vector>

namespace bascule::config {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(LoadTest, WhatIsNotRequiredHasADefault) {
    const auto configuration = loaded(smallest);
    EXPECT_EQ(configuration.appservice.id, "bascule");
    EXPECT_EQ(configuration.appservice.listen, (Endpoint{"127.0.0.1", 9009}));
    EXPECT_EQ(configuration.appservice.url, "http://127.0.0.1:9009");
    EXPECT_EQ(configuration.appservice.bot.str(), "@_xmpp_bot:verona.example");
    EXPECT_EQ(configuration.xmpp.server, (Endpoint{"127.0.0.1", 5347}));
    EXPECT_EQ(configuration.xmpp.nick, "Bascule");
    EXPECT_EQ(configuration.database.reveal(), "sqlite:///var/lib/bascule/bascule.db");
    EXPECT_EQ(configuration.admin_listen, (Endpoint{"127.0.0.1", 9010}));
    EXPECT_EQ(configuration.leave_delay, 30min);
    EXPECT_EQ(configuration.most_shown, 500U);
    EXPECT_EQ(configuration.portals, mapping::PortalPolicy{});
    EXPECT_EQ(configuration.logging.level, LogLevel::info);
    EXPECT_EQ(configuration.logging.xmpp, std::nullopt);
}

TEST(LoadTest, EveryValueArrivesInItsPlace) {
    const auto configuration = loaded(R"(
homeserver: { url: "https://verona.example", domain: "verona.example:8448", ca_file: /ca.pem }
appservice: { id: b1, listen: "[::1]:1", url: "http://[::1]:1/b", as_token: a, hs_token: h, bot: chorus }
xmpp: { component: m.verona.example, server: "x:2", secret: "s p a c e", nick: Chorus }
database: "postgresql://montague@localhost/verona"
admin: { listen: "127.0.0.1:3" }
membership: { leave_delay: 45s }
gateway: { most_shown: 60 }
portals: { preset: private, publish: true, backfill: 5, most_members: 7 }
names: { ghost: "x_{jid}", alias: "y_{jid}" }
logging: { level: warning, levels: { xmpp: debug } }
permissions: { "*": block, verona.example: use, "@romeo:verona.example": admin }
)");
    EXPECT_EQ(configuration.homeserver.url, "https://verona.example");
    EXPECT_EQ(configuration.homeserver.ca_file, "/ca.pem");
    EXPECT_EQ(configuration.appservice.bot.str(), "@chorus:verona.example:8448");
    EXPECT_EQ(configuration.appservice.url, "http://[::1]:1/b");
    EXPECT_EQ(configuration.appservice.hs_token.reveal(), "h");
    EXPECT_EQ(configuration.xmpp.secret.reveal(), "s p a c e");
    EXPECT_EQ(configuration.leave_delay, 45s);
    EXPECT_EQ(configuration.most_shown, 60U);
    EXPECT_EQ(configuration.portals, (mapping::PortalPolicy{false, true, 5, 7}));
    EXPECT_EQ(configuration.names.ghost, "x_{jid}");
    EXPECT_EQ(configuration.logging.level, LogLevel::warning);
    EXPECT_EQ(configuration.logging.xmpp, LogLevel::debug);
    EXPECT_EQ(configuration.permission_rules.at("@romeo:verona.example"), mapping::Permission::admin);
}

TEST(LoadTest, EveryErrorIsToldAtOnceWithItsLine) {
    const auto problems = problems_of(R"(homeserver:
  url: verona.example
  domain: verona.example
appservice:
  as_token: balcony
  lisen: "127.0.0.1:9009"
xmpp:
  component: romeo@verona.example
  secret: nightingale
membership: { leave_delay: soon }
)");
    EXPECT_THAT(problems,
                ElementsAre(AllOf(StartsWith("bascule.yaml:2: homeserver.url: "), HasSubstr("http://")),
                            AllOf(StartsWith("bascule.yaml:4: appservice.hs_token is missing; "),
                                  HasSubstr("BASCULE_APPSERVICE_HS_TOKEN")),
                            "bascule.yaml:6: there is no key appservice.lisen; did you mean "
                            "appservice.listen?",
                            AllOf(StartsWith("bascule.yaml:8: xmpp.component: "), HasSubstr("write verona.example")),
                            AllOf(StartsWith("bascule.yaml:10: membership.leave_delay: "), HasSubstr("such as 30m"))));
}

TEST(LoadTest, AnEmptyFileLacksTheRequiredKeys) {
    const auto problems = problems_of("");
    EXPECT_EQ(problems.size(), 6U);
    EXPECT_THAT(problems, testing::Each(StartsWith("bascule.yaml:1: ")));
}

TEST(LoadTest, BrokenYamlIsToldWithItsLine) {
    EXPECT_THAT(problems_of("admin:\n  listen: a: b\n"), ElementsAre(StartsWith("bascule.yaml:2: this is no YAML")));
    EXPECT_THAT(problems_of("- a\n- b\n"), testing::Contains(HasSubstr("holds no settings")));
    EXPECT_THAT(problems_of("a: &x [*x]\n"), testing::Not(IsEmpty()));
}

TEST(LoadTest, AKeyWrittenTwiceIsRefused) {
    EXPECT_THAT(problems_of(smallest + "xmpp:\n  nick: x\n"),
                ElementsAre("bascule.yaml:10: xmpp is written twice; remove one of the two"));
    EXPECT_THAT(problems_of(smallest + "  secret: again\n"),
                ElementsAre("bascule.yaml:10: xmpp.secret is written twice; remove one of the two"));
}

TEST(LoadTest, AValueOfWrongShapeIsRefused) {
    EXPECT_THAT(problems_of(smallest + "  nick: [a, b]\n"), ElementsAre(HasSubstr("takes a single value")));
    EXPECT_THAT(problems_of(smallest + "  nick:\n"), ElementsAre(HasSubstr("xmpp.nick has no value")));
    EXPECT_THAT(problems_of(smallest + "logging: loud\n"), ElementsAre(HasSubstr("logging is a section")));
    EXPECT_THAT(problems_of(smallest + "permissions: everybody\n"), ElementsAre(HasSubstr("permissions takes lines")));
}

TEST(LoadTest, AnUnknownSectionIsToldOnceAndNotForEachOfItsKeys) {
    EXPECT_THAT(problems_of(smallest + "loging:\n  level: info\n  levels: {}\n"),
                ElementsAre("bascule.yaml:10: there is no key loging; did you mean logging?"));
}

TEST(LoadTest, APermissionIsToldWithItsOwnLine) {
    EXPECT_THAT(problems_of(smallest + "permissions:\n  \"*\": use\n  verona.example: all\n  \"two words\": use\n"),
                ElementsAre(AllOf(StartsWith("bascule.yaml:12: permissions: verona.example: "), HasSubstr("plumb")),
                            StartsWith("bascule.yaml:13: permissions: ")));
}

// RFC 7622 §3.3: an address may be spelt in capitals or not.
TEST(LoadTest, APermissionThatContradictsAnotherIsToldWithItsOwnLine) {
    EXPECT_THAT(problems_of(smallest + "permissions:\n  \"*\": use\n  \"juliet@capulet.example\": use\n"
                                       "  \"Juliet@capulet.example\": admin\n"),
                ElementsAre(AllOf(StartsWith("bascule.yaml:13: permissions: 'Juliet@capulet.example' "),
                                  HasSubstr("remove one of them"))));
}

TEST(LoadTest, ATemplateWithoutItsPlaceholderIsRefused) {
    EXPECT_THAT(problems_of(smallest + "names:\n  ghost: everybody\n"),
                ElementsAre(StartsWith("bascule.yaml:11: names: the ghost template ")));
    EXPECT_THAT(problems_of(smallest + "names:\n  alias: \"a_{jid}\"\n  room: everywhere\n  ghost: \"g_{jid}\"\n"),
                ElementsAre(StartsWith("bascule.yaml:12: names: the room template ")));
}

TEST(LoadTest, TwoListenersCannotShareAnAddress) {
    EXPECT_THAT(problems_of(smallest + "admin:\n  listen: 127.0.0.1:9009\n"),
                ElementsAre(AllOf(StartsWith("bascule.yaml:11: admin.listen "),
                                  HasSubstr("are the same; give one of them another port"))));
    EXPECT_THAT(problems_of("appservice: { listen: \"127.0.0.1:9010\", as_token: a, hs_token: h }\n" +
                            smallest.substr(0, smallest.find("appservice:")) + smallest.substr(smallest.find("xmpp:"))),
                ElementsAre(StartsWith("bascule.yaml:1: admin.listen ")));
    EXPECT_THAT(problems_of(smallest + "admin:\n  listen: here\n"), ElementsAre(HasSubstr("is no host and port")));
}

TEST(LoadTest, TheTwoTokensCannotBeTheSame) {
    auto text = smallest;
    text.replace(text.find("orchard"), std::string{"orchard"}.size(), "balcony");
    EXPECT_THAT(
        problems_of(text),
        ElementsAre(AllOf(StartsWith("bascule.yaml:6: appservice.hs_token and appservice.as_token are the same"),
                          HasSubstr("bascule registration"))));
}

TEST(LoadTest, AFileThatIsNotThereIsToldWithARemedy) {
    const auto result = load("/nowhere/bascule.yaml", {});
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().lines, ElementsAre(AllOf(StartsWith("/nowhere/bascule.yaml: cannot be read (No such"),
                                                        HasSubstr("bascule init"))));
}

TEST(LoadTest, ADirectoryIsNoConfiguration) {
    EXPECT_FALSE(load("/", {}));
}

} // namespace
} // namespace bascule::config
