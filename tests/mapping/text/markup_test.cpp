#include "mapping/text/markup.hpp"

#include "mapping/text/html.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

// XEP-0394 0.3.0: each example of §4.
namespace bascule::mapping {

namespace {

std::string understood(std::string_view body, Markup markup) {
    return write_html(read_markup(body, std::move(markup)));
}

TEST(Markup, SpansMarkWhatStandsInALine) {
    EXPECT_EQ(understood("There is really no reason to worry.", {.spans = {{9, 15, {NodeKind::emphasis}}}}),
              "There is <em>really</em> no reason to worry.");
}

TEST(Markup, ASpanMayHaveSeveralMarks) {
    EXPECT_EQ(understood("abc", {.spans = {{0, 3, {NodeKind::strong, NodeKind::code}}}}),
              "<strong><code>abc</code></strong>");
}

TEST(Markup, CodeBlocksKeepTheirLanguage) {
    EXPECT_EQ(
        understood("Just run this command:\n$ cowsay XMPP is awesome.",
                   {.blocks = {{NodeKind::preformatted, 23, 48, "bash"}}}),
        "<p>Just run this command:</p><pre><code class=\"language-bash\">$ cowsay XMPP is awesome.\n</code></pre>");
}

TEST(Markup, ListsLoseTheMarksOfPlainText) {
    EXPECT_EQ(
        understood("This XEP supports many things:\n* inline markup\n* code blocks\n* lists\n* and possibly more!",
                   {.blocks = {{NodeKind::bullet_list, 31, 89, {}, {31, 47, 61, 69}}}}),
        "<p>This XEP supports many things:</p><ul><li>inline markup</li><li>code blocks</li><li>lists</li>"
        "<li>and possibly more!</li></ul>");
}

TEST(Markup, QuotationsLoseTheirMarksToo) {
    EXPECT_EQ(
        understood("He said:\n> Thou shalt not pass!\nand raised his hand.", {.blocks = {{NodeKind::quote, 9, 32}}}),
        "<p>He said:</p><blockquote>Thou shalt not pass!</blockquote><p>and raised his hand.</p>");
}

TEST(Markup, QuotationsNest) {
    EXPECT_EQ(
        understood("> He said:\n>> Thou shalt not pass!\n> and raised his hand.\n\nIsn't this from some famous movie?",
                   {.blocks = {{NodeKind::quote, 0, 57}, {NodeKind::quote, 11, 34}}}),
        "<blockquote><p>He said:</p><blockquote>Thou shalt not pass!</blockquote><p>and raised his hand.</p>"
        "</blockquote><p>Isn't this from some famous movie?</p>");
}

TEST(Markup, PlacesAreCodePoints) {
    EXPECT_EQ(understood("🐎 ü bold", {.spans = {{4, 8, {NodeKind::strong}}}}), "🐎 ü <strong>bold</strong>");
}

TEST(Markup, WrongRangesAreLeftOut) {
    EXPECT_EQ(
        understood("abc",
                   {.spans = {{2, 2, {NodeKind::strong}}, {1, 99, {NodeKind::strong}}, {3, 1, {NodeKind::strong}}}}),
        "abc");
    EXPECT_EQ(understood("abcdef", {.spans = {{0, 4, {NodeKind::strong}}, {2, 6, {NodeKind::emphasis}}}}),
              "<strong>abcd</strong>ef");
    EXPECT_EQ(understood("abcdef", {.blocks = {{NodeKind::quote, 0, 4}, {NodeKind::quote, 2, 6}}}),
              "<blockquote>abcd</blockquote><p>ef</p>");
}

TEST(Markup, AListWhoseItemsAreNotInTheirOrderIsPlainText) {
    const std::vector<std::vector<std::size_t>> wrong{{}, {1}, {0, 0}, {0, 2, 1}, {0, 3}};
    for (const auto& items : wrong) {
        EXPECT_EQ(understood("abc", {.blocks = {{NodeKind::bullet_list, 0, 3, {}, items}}}), "abc");
    }
}

// Each of these would take for ever, or more stack than there is.
TEST(Markup, HostileMarkupIsReadInNoTime) {
    Markup nested;
    for (int number = 0; number < 50'000; ++number) {
        nested.blocks.push_back({NodeKind::quote, 0, 1});
    }
    EXPECT_FALSE(read_markup("x", nested).blocks.empty());
    Markup lists;
    for (int number = 0; number < 20; ++number) {
        lists.blocks.push_back({NodeKind::bullet_list, 0, 2, {}, {0, 1, 0, 1, 0, 1, 0, 1}});
        lists.blocks.push_back({NodeKind::bullet_list, 0, 2, {}, {0, 1}});
    }
    EXPECT_FALSE(read_markup("xy", lists).blocks.empty());
    Markup spans;
    std::string body;
    for (std::size_t number = 0; number < 50'000; ++number) {
        spans.spans.push_back({2 * number, 2 * number + 1, {NodeKind::strong}});
        body += "a\n";
    }
    EXPECT_FALSE(read_markup(body, spans).blocks.empty());
}

} // namespace

} // namespace bascule::mapping
