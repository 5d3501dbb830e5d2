#include "mapping/links.hpp"

#include "mapping/utf8.hpp"
#include "tests/mapping/arbitrary.hpp"

#include <gtest/gtest.h>

#include <array>

namespace bascule::mapping {
namespace {

using namespace std::string_view_literals;

constexpr std::array beginnings{"xmpp:"sv, "https://matrix.to/#/"sv};

std::vector<std::string> links(std::string_view text) {
    std::vector<std::string> found;
    for (const auto& link : links_in(text, beginnings, 20)) {
        found.emplace_back(text.substr(link.at, link.length));
    }
    return found;
}

using Found = std::vector<std::string>;

TEST(Links, AreFoundAmongWords) {
    EXPECT_EQ(links("see xmpp:juliet@capulet.example and XMPP:nurse@capulet.example?message"),
              (Found{"xmpp:juliet@capulet.example", "XMPP:nurse@capulet.example?message"}));
    EXPECT_EQ(links("https://matrix.to/#/@romeo:montague.example"),
              Found{"https://matrix.to/#/@romeo:montague.example"});
    EXPECT_EQ(links("no links: xmpp, axmpp:juliet@capulet.example, xmpp: nothing"), Found{});
}

TEST(Links, EndBeforeThePunctuationOfTheirSentence) {
    for (const std::string text :
         {"(xmpp:a@b.example)", "<xmpp:a@b.example>", "xmpp:a@b.example.", "\"xmpp:a@b.example\"", "xmpp:a@b.example?!",
          "*xmpp:a@b.example*", "[x](xmpp:a@b.example)", "xmpp:a@b.example,\tor", "`xmpp:a@b.example`"}) {
        EXPECT_EQ(links(text), Found{"xmpp:a@b.example"}) << text;
    }
}

// Nobody knows whether what follows belongs to it.
TEST(Links, ThatRunIntoOtherScriptsAreNone) {
    EXPECT_EQ(links("xmpp:a@b.example。"), Found{});
    EXPECT_EQ(links("xmpp:caf\u00E9@b.example"), Found{});
    EXPECT_EQ(links("\u00E9xmpp:a@b.example"), Found{});
}

TEST(Links, AreBounded) {
    std::string many;
    for (int count = 0; count < 100; ++count) {
        many += "xmpp:a@b.example ";
    }
    EXPECT_EQ(links(many).size(), 20U);
}

TEST(Links, OnlySomeAreReplacedAndTheRestStaysAsItIs) {
    const std::string text = "a xmpp:a@b.example, b xmpp:c@d.example!";
    EXPECT_EQ(with_links_replaced(text, links_in(text, beginnings, 20), {std::nullopt, "X"}),
              "a xmpp:a@b.example, b X!");
    EXPECT_EQ(with_links_replaced(text, links_in(text, beginnings, 20), {"", std::nullopt}), "a , b xmpp:c@d.example!");
    EXPECT_EQ(with_links_replaced(text, {}, {}), text);
}

// Whatever people write: outside of links no byte changes, and what was well-formed stays so.
TEST(Links, LeaveEveryOtherByteAlone) {
    constexpr int rounds = 3'000;
    Arbitrary arbitrary{7};
    for (int round = 0; round < rounds; ++round) {
        std::string text;
        for (std::size_t piece = arbitrary.below(6); piece > 0; --piece) {
            text += arbitrary.text(arbitrary.below(8));
            text += arbitrary.one_in(2) ? "xmpp:" : "https://matrix.to/#/";
            text += arbitrary.one_in(2) ? arbitrary.bare_jid().str() : arbitrary.text(arbitrary.below(8));
            text += arbitrary.one_in(3) ? arbitrary.bytes(arbitrary.below(4)) : " ";
        }
        const auto found = links_in(text, beginnings, 3);
        ASSERT_LE(found.size(), 3U);
        const std::vector<std::optional<std::string>> marks(found.size(), "\x01");
        const auto replaced = with_links_replaced(text, found, marks);
        std::string expected;
        std::size_t after = 0;
        for (const auto& link : found) {
            ASSERT_GE(link.at, after) << text;
            ASSERT_TRUE(is_ascii(text.substr(link.at, link.length))) << text;
            expected += text.substr(after, link.at - after) + "\x01";
            after = link.at + link.length;
        }
        ASSERT_EQ(replaced, expected + text.substr(after));
        ASSERT_EQ(is_utf8(replaced), is_utf8(text));
        ASSERT_EQ(with_links_replaced(text, found, std::vector<std::optional<std::string>>(found.size())), text);
    }
}

} // namespace
} // namespace bascule::mapping
