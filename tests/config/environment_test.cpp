#include "config/keys.hpp"
#include "tests/config/sample.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

namespace bascule::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class EnvironmentTest : public testing::Test {
protected:
    EnvironmentTest() { std::ofstream{secret_file} << "from the file\n"; }
    ~EnvironmentTest() override { std::filesystem::remove(secret_file); }

    const std::filesystem::path secret_file =
        std::filesystem::temp_directory_path() /
        (std::string{"bascule-secret-"} + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(EnvironmentTest, WinsOverTheFile) {
    const auto configuration = loaded(smallest, {{"BASCULE_XMPP_SECRET", "lark"},
                                                 {"BASCULE_DATABASE", "sqlite://x.db"},
                                                 {"BASCULE_MEMBERSHIP_LEAVE_DELAY", "1s"},
                                                 {"BASCULE_LOGGING_LEVELS_XMPP", "trace"}});
    EXPECT_EQ(configuration.xmpp.secret.reveal(), "lark");
    EXPECT_EQ(configuration.database.reveal(), "sqlite://x.db");
    EXPECT_EQ(configuration.leave_delay, std::chrono::seconds{1});
    EXPECT_EQ(configuration.logging.xmpp, LogLevel::trace);
}

TEST_F(EnvironmentTest, CanHoldEveryRequiredKey) {
    Environment environment{{"BASCULE_HOMESERVER_URL", "http://a"},    {"BASCULE_HOMESERVER_DOMAIN", "a.example"},
                            {"BASCULE_APPSERVICE_AS_TOKEN", "a"},      {"BASCULE_APPSERVICE_HS_TOKEN", "h"},
                            {"BASCULE_XMPP_COMPONENT", "x.a.example"}, {"BASCULE_XMPP_SECRET", "s"}};
    EXPECT_EQ(loaded("", environment).homeserver.domain, "a.example");
}

TEST_F(EnvironmentTest, NamesAFileForASecret) {
    const auto configuration = loaded(smallest, {{"BASCULE_XMPP_SECRET_FILE", secret_file.string()}});
    EXPECT_EQ(configuration.xmpp.secret.reveal(), "from the file");
}

TEST_F(EnvironmentTest, ASecretAndItsFileContradictEachOther) {
    EXPECT_THAT(
        problems_of(smallest, {{"BASCULE_XMPP_SECRET", "lark"}, {"BASCULE_XMPP_SECRET_FILE", secret_file.string()}}),
        ElementsAre("BASCULE_XMPP_SECRET_FILE: BASCULE_XMPP_SECRET is set as well; unset one of the two"));
}

TEST_F(EnvironmentTest, ASecretFileMustBeReadable) {
    EXPECT_THAT(problems_of(smallest, {{"BASCULE_XMPP_SECRET_FILE", "/nowhere/secret"}}),
                ElementsAre(HasSubstr("/nowhere/secret cannot be read")));
}

TEST_F(EnvironmentTest, OnlySecretsComeFromFiles) {
    EXPECT_THAT(problems_of(smallest, {{"BASCULE_XMPP_SERVER_FILE", secret_file.string()}}),
                ElementsAre(StartsWith("BASCULE_XMPP_SERVER_FILE: names no key; did you mean ")));
}

TEST_F(EnvironmentTest, AVariableThatNamesNoKeyIsAnError) {
    EXPECT_THAT(problems_of(smallest, {{"BASCULE_XMPP_SERCET", "lark"}}),
                ElementsAre("BASCULE_XMPP_SERCET: names no key; did you mean BASCULE_XMPP_SECRET?"));
    EXPECT_THAT(problems_of(smallest, {{"BASCULE_DATABSE", "x"}}),
                ElementsAre("BASCULE_DATABSE: names no key; did you mean BASCULE_DATABASE?"));
    EXPECT_THAT(problems_of(smallest, {{"BASCULE_LOGGING_COLOURS_OF_LINES", "x"}}),
                ElementsAre("BASCULE_LOGGING_COLOURS_OF_LINES: names no key; unset it"));
    EXPECT_THAT(problems_of(smallest, {{"BASCULE_PERMISSIONS", "@a:b.example: admin"}}),
                ElementsAre("BASCULE_PERMISSIONS: is no variable: permissions are lines of the file; unset it"));
}

TEST_F(EnvironmentTest, VariablesThatAreNotForTheConfigurationAreLeftAlone) {
    loaded(smallest, {{"BASCULE_CONFIG", "/etc/x"},
                      {"BASCULE_TEST_POSTGRES", "x"},
                      {"BASCULE_BINARY", "x"},
                      {"BASCULE_SEED", "1"},
                      {"BASCULE_KILLS", "20"},
                      {"HOME", "/root"}});
}

TEST_F(EnvironmentTest, ABadValueIsToldWithItsVariable) {
    EXPECT_THAT(problems_of(smallest, {{"BASCULE_XMPP_SERVER", "verona"}}),
                ElementsAre(StartsWith("BASCULE_XMPP_SERVER: xmpp.server: ")));
}

TEST(KeysTest, EveryDefaultIsAValidValue) {
    auto configuration = loaded(smallest);
    for (const auto& key : keys()) {
        EXPECT_TRUE(key.fallback.empty() || key.field.read(configuration, key.fallback)) << key.path;
        EXPECT_FALSE(key.meaning.empty()) << key.path;
    }
}

} // namespace
} // namespace bascule::config
