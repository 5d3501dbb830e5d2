#include "config/values.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace bascule::config {
namespace {

using namespace std::chrono_literals;

TEST(DurationTest, IsAWholeNumberAndItsUnit) {
    EXPECT_EQ(duration("500ms").value(), 500ms);
    EXPECT_EQ(duration("45s").value(), 45s);
    EXPECT_EQ(duration("30m").value(), 30min);
    EXPECT_EQ(duration("2h").value(), 2h);
    EXPECT_EQ(duration("1d").value(), 24h);
    EXPECT_EQ(duration("0s").value(), 0s);
}

TEST(DurationTest, AnythingElseIsRefused) {
    for (const auto* text : {"", "30", "m", "-1s", "1.5h", "30 m", "30min", "99999999999d", "1s "}) {
        EXPECT_FALSE(duration(text)) << text;
    }
}

TEST(CountTest, IsAWholeNumberThatIsNotTooLarge) {
    EXPECT_EQ(count("0").value(), 0);
    EXPECT_EQ(count("1000000").value(), 1'000'000);
    for (const auto* text : {"", "-1", "1000001", "1.5", "many", " 1"}) {
        EXPECT_FALSE(count(text)) << text;
    }
}

TEST(ChoiceTest, IsOneOfTwoWords) {
    EXPECT_TRUE(yes_or_no("true").value());
    EXPECT_FALSE(yes_or_no("false").value());
    EXPECT_TRUE(public_or_private("public").value());
    EXPECT_FALSE(public_or_private("private").value());
    EXPECT_FALSE(yes_or_no("yes"));
    EXPECT_FALSE(public_or_private("Public"));
}

TEST(EndpointTest, IsHostAndPort) {
    EXPECT_EQ(endpoint("127.0.0.1:9009").value(), (Endpoint{"127.0.0.1", 9009}));
    EXPECT_EQ(endpoint("[::1]:1").value(), (Endpoint{"::1", 1}));
    EXPECT_EQ(to_string(Endpoint{"::1", 1}), "[::1]:1");
    EXPECT_EQ(to_string(Endpoint{"localhost", 80}), "localhost:80");
}

TEST(EndpointTest, AnythingElseIsRefused) {
    for (const auto* text : {"", "9009", "localhost", ":9009", "localhost:", "localhost:0", "localhost:65536",
                             "localhost:http", "::1:9009", "[::1]9009", "[::1", "a b:1", "a:1/x"}) {
        EXPECT_FALSE(endpoint(text)) << text;
    }
}

TEST(WebUrlTest, LosesTheSlashAtItsEnd) {
    EXPECT_EQ(web_url("http://127.0.0.1:8008").value(), "http://127.0.0.1:8008");
    EXPECT_EQ(web_url("https://verona.example/").value(), "https://verona.example");
    EXPECT_EQ(web_url("https://verona.example/matrix/").value(), "https://verona.example/matrix");
    EXPECT_EQ(web_url("http://[::1]:8008").value(), "http://[::1]:8008");
}

TEST(WebUrlTest, AnythingElseIsRefused) {
    for (const auto* text : {"", "verona.example", "ftp://verona.example", "http://", "http://:80", "http://a:b",
                             "http://a b", "http://a?b", "http://user@host", "http:///path"}) {
        EXPECT_FALSE(web_url(text)) << text;
    }
}

TEST(ServerNameTest, MayHaveAPort) {
    EXPECT_EQ(server_name("verona.example").value(), "verona.example");
    EXPECT_EQ(server_name("verona.example:8448").value(), "verona.example:8448");
    EXPECT_FALSE(server_name(""));
    EXPECT_FALSE(server_name("https://verona.example"));
    EXPECT_FALSE(server_name("verona example"));
}

TEST(ComponentDomainTest, IsADomainAlone) {
    EXPECT_EQ(component_domain("matrix.verona.example").value().str(), "matrix.verona.example");
    EXPECT_FALSE(component_domain("romeo@verona.example"));
    EXPECT_FALSE(component_domain("verona.example/balcony"));
    EXPECT_FALSE(component_domain(""));
}

TEST(TokenTest, IsOneWordOfAscii) {
    EXPECT_EQ(token("nightingale").value().reveal(), "nightingale");
    for (const auto* text : {"", "two words", "line\nend", "l\xc3\xa4rche"}) {
        EXPECT_FALSE(token(text)) << text;
    }
}

TEST(DatabaseUrlTest, IsOfOneOfTwoKinds) {
    for (const auto* text : {"sqlite:///var/lib/bascule/bascule.db", "sqlite://bascule.db",
                             "sqlite://:memory:", "postgresql://user@host/name", "postgres:///bascule"}) {
        EXPECT_TRUE(database_url(text)) << text;
    }
    for (const auto* text : {"", "bascule.db", "sqlite:", "sqlite:bascule.db", "sqlite:///", "mysql://host/name"}) {
        EXPECT_FALSE(database_url(text)) << text;
    }
}

TEST(BotTest, IsOfCharactersThatNeedNoEscapeInAUrl) {
    EXPECT_TRUE(bot_localpart("_xmpp_bot"));
    for (const auto* text : {"", "Bot", "@bot", "bot:verona.example", "b=t", "b t"}) {
        EXPECT_FALSE(bot_localpart(text)) << text;
    }
}

TEST(ReasonTest, NeverRepeatsWhatMayBeSecret) {
    EXPECT_EQ(token("hush hush").error().reason.find("hush"), std::string::npos);
    EXPECT_EQ(database_url("mysql://user:hush@host").error().reason.find("hush"), std::string::npos);
}

template <class Type>
concept Streamable = requires(std::ostream& out, const Type& value) {
    out << value;
};

TEST(SecretTest, CannotBePrinted) {
    EXPECT_FALSE(Streamable<Secret>);
    EXPECT_TRUE(Streamable<std::string>);
}

} // namespace
} // namespace bascule::config
