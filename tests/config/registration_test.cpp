#include "config/registration.hpp"

#include "tests/config/sample.hpp"

#include <yaml-cpp/yaml.h>

namespace bascule::config {
namespace {

// Application service API, "Registration".
TEST(RegistrationTest, SaysWhatTheHomeserverMustKnow) {
    const auto configuration = loaded(smallest);
    const auto registration = YAML::Load(registration_of(configuration));
    EXPECT_EQ(registration["id"].as<std::string>(), "bascule");
    EXPECT_EQ(registration["url"].as<std::string>(), "http://127.0.0.1:9009");
    EXPECT_EQ(registration["as_token"].as<std::string>(), "balcony");
    EXPECT_EQ(registration["hs_token"].as<std::string>(), "orchard");
    EXPECT_EQ(registration["sender_localpart"].as<std::string>(), "_xmpp_bot");
    EXPECT_FALSE(registration["rate_limited"].as<bool>());
    EXPECT_TRUE(registration["receive_ephemeral"].as<bool>());
    EXPECT_TRUE(registration["de.sorunome.msc2409.push_ephemeral"].as<bool>());
    EXPECT_EQ(registration["protocols"][0].as<std::string>(), "xmpp");
}

TEST(RegistrationTest, ClaimsItsUsersAndAliasesForItselfAlone) {
    const auto configuration = loaded(smallest);
    const auto namespaces = YAML::Load(registration_of(configuration))["namespaces"];
    EXPECT_EQ(namespaces["users"][0]["regex"].as<std::string>(), names_of(configuration).ghost_namespace());
    EXPECT_TRUE(namespaces["users"][0]["exclusive"].as<bool>());
    EXPECT_EQ(namespaces["aliases"][0]["regex"].as<std::string>(), names_of(configuration).alias_namespace());
    EXPECT_TRUE(namespaces["aliases"][0]["exclusive"].as<bool>());
    EXPECT_EQ(namespaces["rooms"].size(), 0U);
}

TEST(RegistrationTest, AWordThatYamlWouldReadAsSomethingElseStaysAWord) {
    const auto configuration =
        loaded(smallest, {{"BASCULE_APPSERVICE_AS_TOKEN", "1e3"}, {"BASCULE_APPSERVICE_HS_TOKEN", "it's:#true"}});
    const auto registration = registration_of(configuration);
    EXPECT_NE(registration.find("as_token: '1e3'"), std::string::npos) << registration;
    EXPECT_EQ(YAML::Load(registration)["hs_token"].as<std::string>(), "it's:#true");
}

} // namespace
} // namespace bascule::config
