#include "mapping/text/styling.hpp"

#include "mapping/text/html.hpp"
#include "tests/mapping/arbitrary.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

// XEP-0393 1.1.1: each example of §5 and §6, and what must hold for any text. HTML shows what was understood.
namespace bascule::mapping {

namespace {

struct Sample {
    std::string_view body;
    std::string_view html;
};

std::string understood(std::string_view body) {
    return write_html(read_styling(body));
}

std::string written(std::string_view html) {
    return write_styling(read_html(html).value()).text;
}

class StylingExamples : public testing::TestWithParam<Sample> {};

TEST_P(StylingExamples, AreReadAsTheSpecificationSays) {
    EXPECT_EQ(understood(GetParam().body), GetParam().html);
}

INSTANTIATE_TEST_SUITE_P(
    Spans, StylingExamples,
    testing::Values(Sample{"plain span", "plain span"}, Sample{"*strong span*", "<strong>strong span</strong>"},
                    Sample{"plain _emphasis_ plain", "plain <em>emphasis</em> plain"},
                    Sample{"`pre` plain *strong*", "<code>pre</code> plain <strong>strong</strong>"},
                    Sample{"*strong*plain*", "<strong>strong</strong>plain*"},
                    Sample{"* plain *strong*", "* plain <strong>strong</strong>"}, Sample{"not strong*", "not strong*"},
                    Sample{"*not strong", "*not strong"}, Sample{"*not \n strong*", "*not <br> strong*"},
                    Sample{"*not *strong", "*not *strong"}, Sample{"**", "**"}, Sample{"***", "***"},
                    Sample{"****", "****"},
                    Sample{"Two spans, both *alike in dignity*", "Two spans, both <strong>alike in dignity</strong>"},
                    Sample{"_most_ people", "<em>most</em> people"},
                    Sample{"Everyone ~dis~likes cake.", "Everyone <del>dis</del>likes cake."},
                    Sample{"This is `*monospace*`", "This is <code>*monospace*</code>"},
                    Sample{"This is *`monospace and bold`*",
                           "This is <strong><code>monospace and bold</code></strong>"},
                    Sample{"_*both*_", "<em><strong>both</strong></em>"}, Sample{"un*believ*able", "un*believ*able"},
                    Sample{"2 * 3 * 4", "2 * 3 * 4"}, Sample{"snake_case_name", "snake_case_name"},
                    Sample{"\u3000*wide*", "\u3000<strong>wide</strong>"}, Sample{"*\u2003no*", "*\u2003no*"}));

INSTANTIATE_TEST_SUITE_P(
    Blocks, StylingExamples,
    testing::Values(
        Sample{"There are three blocks in this body, one per line,\nbut there is no *formatting\nas spans* may not "
               "escape blocks.",
               "There are three blocks in this body, one per line,<br>but there is no *formatting<br>as spans* may "
               "not escape blocks."},
        Sample{"```ignored\n(println \"Hello, world!\")\n```\n\nThis should show up as monospace, preformatted text",
               "<pre><code class=\"language-ignored\">(println &quot;Hello, world!&quot;)\n</code></pre>"
               "<p>This should show up as monospace, preformatted text</p>"},
        Sample{"> ```\n> (println \"Hello, world!\")\n\nThe entire blockquote is a preformatted text block",
               "<blockquote><pre><code>(println &quot;Hello, world!&quot;)\n</code></pre></blockquote>"
               "<p>The entire blockquote is a preformatted text block</p>"},
        Sample{"> That that is, is.\n\nSaid the old hermit of Prague.",
               "<blockquote>That that is, is.</blockquote><p>Said the old hermit of Prague.</p>"},
        Sample{">> That that is, is.\n> Said the old hermit of Prague.\n\nWho?",
               "<blockquote><blockquote>That that is, is.</blockquote><p>Said the old hermit of "
               "Prague.</p></blockquote><p>Who?</p>"},
        Sample{"> _ <", "<blockquote>_ &lt;</blockquote>"},
        Sample{"```\n> no quote\n*no strong*\n```", "<pre><code>&gt; no quote\n*no strong*\n</code></pre>"},
        Sample{"```\na\n``` \nb", "<pre><code>a\n``` \nb\n</code></pre>"}));

class StylingWritten : public testing::TestWithParam<Sample> {};

TEST_P(StylingWritten, ReadsWell) {
    EXPECT_EQ(written(GetParam().html), GetParam().body);
}

INSTANTIATE_TEST_SUITE_P(
    Html, StylingWritten,
    testing::Values(
        Sample{"*strong* _em_ _under_ ~gone~ `code`",
               "<b>strong</b> <em>em</em> <u>under</u> <del>gone</del> <code>code</code>"},
        Sample{"*strong _both_*", "<strong>strong <em>both</em></strong>"},
        Sample{"\u00a0\u2002*spaces* outside", "<p>&nbsp;<b>&#8194;spaces </b>outside</p>"},
        Sample{"unbelievable", "un<b>believ</b>able"}, Sample{"*one*\n*two*", "<b>one<br>two</b>"},
        Sample{"a link (https://example.org/)", "<a href=\"https://example.org/\">a link</a>"},
        Sample{"https://example.org/", "<a href=\"https://example.org/\">https://example.org/</a>"},
        Sample{"https://example.org", "<a href=\"https://example.org\">example.org</a>"},
        Sample{"juliet@capulet.example", "<a href=\"mailto:juliet@capulet.example\">juliet@capulet.example</a>"},
        Sample{"Romeo: hi", "<a href=\"https://matrix.to/#/@romeo:montague.example\">Romeo</a>: hi"},
        Sample{"no script", "<a href=\"javascript:alert(1)\">no script</a>"},
        Sample{"*Title*\n\ntext", "<h1>Title</h1><p>text</p>"},
        Sample{"> quoted\n> twice\n>\n>> deeper\nanswer",
               "<blockquote>quoted<br>twice<blockquote>deeper</blockquote></blockquote>answer"},
        Sample{"```cpp\nint a;\n\nint b;\n```", "<pre><code class=\"language-cpp\">int a;\n\nint b;\n</code></pre>"},
        Sample{"list:\n- one\n- two\n  1. inner\n  2. *more*\n\nend",
               "<p>list:</p><ul><li>one</li><li>two<ol><li>inner</li><li><b>more</b></li></ol></li></ul><p>end</p>"},
        Sample{"7. seven\n8. eight", "<ol start=\"7\"><li>seven</li><li>eight</li></ol>"},
        Sample{"- > quoted in a list", "<ul><li><blockquote>quoted in a list</blockquote></li></ul>"},
        Sample{"name | age\nRomeo | 16",
               "<table><thead><tr><th>name</th><th>age</th></tr></thead><tbody><tr><td>Romeo</td>"
               "<td>16</td></tr></tbody></table>"},
        Sample{"a\n\n---\n\nb", "a<hr>b"},
        Sample{"[spoiler: end] he dies", "<span data-mx-spoiler=\"end\">he dies</span>"},
        Sample{"[spoiler] he dies", "<span data-mx-spoiler>he dies</span>"},
        Sample{":heart: it", "<img data-mx-emoticon src=\"mxc://a/b\" alt=\":heart:\" height=\"32\"> it"},
        Sample{"$x^2$", "<span data-mx-maths=\"x^2\"><code>x^2</code></span>"},
        Sample{"2^3 and H_2O", "2<sup>3</sup> and H<sub>2</sub>O"},
        Sample{"seen", "<mx-reply><blockquote>before</blockquote></mx-reply>se<font color=\"red\">en</font>"},
        Sample{"Title\n\nwhat is in it", "<details><summary>Title</summary><p>what is in it</p></details>"},
        Sample{"one two", "  one\n\n  two  "}, Sample{"a & b < c", "a &amp; b &lt; c"}));

TEST(Styling, APlainTextIsNeverStyledByAccident) {
    EXPECT_TRUE(write_unstyled("2*3 is *six*").is_unstyled);
    EXPECT_TRUE(write_unstyled("> _ <").is_unstyled);
    EXPECT_TRUE(write_unstyled("```").is_unstyled);
    EXPECT_FALSE(write_unstyled("2*3*4 is snake_case and a `").is_unstyled);
}

TEST(Styling, WhatWouldBeReadOtherwiseThanItIsMeantGoesUnstyled) {
    EXPECT_EQ(write_styling(read_html("<b>bold</b> and *stars*").value()), (StyledBody{"*bold* and *stars*", true}));
    EXPECT_EQ(write_styling(read_html("<b>bold</b> and 2*3").value()), (StyledBody{"*bold* and 2*3", false}));
    EXPECT_EQ(write_styling(read_html("<pre>```\nx</pre>").value()).is_unstyled, true);
}

TEST(Styling, InWordsAloneOnlyCodeKeepsItsMarks) {
    EXPECT_EQ(write_plain(read_html("<b>bold</b> <i>em</i> <code>c</code>").value()), "bold em `c`");
}

// Whatever is read, is written with the same meaning.
TEST(Styling, AnyBodyKeepsItsMeaningThroughTheTree) {
    Arbitrary arbitrary{393};
    const std::vector<std::string> pieces{"*", "_", "~", "`", "```", "\n", " ", "> ", ">", "a", "b c", "ü", "\u3000"};
    for (int number = 0; number < 20'000; ++number) {
        std::string body;
        for (auto left = arbitrary.below(14); left > 0; --left) {
            body += pieces[arbitrary.below(pieces.size())];
        }
        const auto rich = read_styling(body);
        const auto again = write_styling(rich);
        if (!again.is_unstyled) {
            EXPECT_EQ(write_html(read_styling(again.text)), write_html(rich)) << body;
        }
    }
}

TEST(Styling, ALongTextOfDirectivesIsReadInNoTime) {
    for (const std::string_view piece : {"*a ", " *", "*_~`a", ">", "> ```\n", "`a"}) {
        std::string body;
        while (body.size() < 200'000) {
            body += piece;
        }
        EXPECT_FALSE(read_styling(body).blocks.empty());
    }
}

} // namespace

} // namespace bascule::mapping
