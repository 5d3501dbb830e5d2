#include "mapping/text/html.hpp"

#include "mapping/text/styling.hpp"
#include "tests/mapping/arbitrary.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace bascule::mapping {

namespace {

std::string cleaned(std::string_view html) {
    return write_html(read_html(html).value());
}

TEST(Html, OfMatrixStaysAsItIs) {
    for (const std::string_view html :
         {"a <strong>b</strong> <em>c</em> <u>d</u> <del>e</del> <code>f</code>", "<p>one</p><p>two</p>",
          "<blockquote>q<br>r</blockquote><p>s</p>", "<ul><li>a</li><li><p>b</p><ol><li>c</li></ol></li></ul>",
          "<ol start=\"3\"><li>x</li></ol>", "<pre><code class=\"language-sh\">ls\n</code></pre>", "<h2>head</h2>",
          "<a href=\"https://example.org/?a=1&amp;b=2\">link</a>", "<span data-mx-spoiler=\"why\">what</span>",
          "<span data-mx-spoiler>what</span>", "x<sup>2</sup><sub>3</sub>", "<p>a</p><hr><p>b</p>",
          "<table><tr><th>h</th></tr><tr><td>c</td></tr></table>", "<span data-mx-maths=\"x\"><code>x</code></span>"}) {
        EXPECT_EQ(cleaned(html), html);
    }
}

TEST(Html, KeepsNothingThatMatrixDoesNotAllow) {
    EXPECT_EQ(cleaned("<script>alert(1)</script>a<style>b{}</style>"), "a");
    EXPECT_EQ(cleaned("<a href=\"javascript:alert(1)\" onclick=\"x()\">a</a>"), "a");
    EXPECT_EQ(cleaned("<b onmouseover=\"x()\">a</b>"), "<strong>a</strong>");
    EXPECT_EQ(cleaned("<iframe src=\"https://example.org\"></iframe>a"), "a");
    EXPECT_EQ(cleaned("&lt;b&gt;a&lt;/b&gt; &quot;x&quot;"), "&lt;b&gt;a&lt;/b&gt; &quot;x&quot;");
}

TEST(Html, BrokenHtmlIsReadAsBrowsersDo) {
    EXPECT_EQ(cleaned("<b>a<i>b</b>c"), "<strong>a<em>b</em></strong><em>c</em>");
    EXPECT_EQ(cleaned("<p>a<p>b"), "<p>a</p><p>b</p>");
    EXPECT_EQ(cleaned("a < b && c"), "a &lt; b &amp;&amp; c");
}

TEST(Html, OfXhtmlImIsReadByItsStyles) {
    EXPECT_EQ(cleaned("<p>I <span style='font-weight: bold'>am</span> <span style='font-style:italic'>he</span></p>"),
              "I <strong>am</strong> <em>he</em>");
    EXPECT_EQ(cleaned("<span style='text-decoration: line-through'>x</span>"), "<del>x</del>");
}

TEST(Html, IsFormattedOnlyWhereItSaysMoreThanTheText) {
    EXPECT_TRUE(is_plain(read_html("a<br>b").value()));
    EXPECT_TRUE(is_plain(read_html("<p>a</p><p><span>b</span></p>").value()));
    EXPECT_FALSE(is_plain(read_html("<b>a</b>").value()));
    EXPECT_TRUE(is_plain(rich_text_of_plain("*a*\n\nb")));
    EXPECT_EQ(write_html(rich_text_of_plain("a\nb\n\nc")), "<p>a<br>b</p><p>c</p>");
}

TEST(Html, ThatMultipliesIsRefused) {
    std::string html = "<p>";
    for (int number = 0; number < 1'000; ++number) {
        html += "<b id=" + std::to_string(number) + ">";
    }
    for (int number = 0; number < 1'000; ++number) {
        html += "<p>x";
    }
    EXPECT_FALSE(read_html(html).has_value());
}

TEST(Html, ManyMarksInOneAnotherAreRead) {
    std::string html;
    for (int number = 0; number < 600; ++number) {
        html += "<b>";
    }
    EXPECT_TRUE(read_html(html + "x").has_value());
    EXPECT_FALSE(read_html(html + html + "x").has_value());
}

TEST(Html, ThatMultipliesAttributesIsRefused) {
    std::string tag = "<b";
    for (int number = 0; number < 900; ++number) {
        tag += " a" + std::to_string(number);
    }
    std::string paragraphs;
    for (int number = 0; number < 1'000; ++number) {
        paragraphs += "<p>x";
    }
    EXPECT_FALSE(read_html("<p>" + tag + ">" + paragraphs).has_value());
    EXPECT_FALSE(read_html("<i" + std::string(5'000, ' ') + ">").has_value());
    EXPECT_TRUE(read_html(tag.substr(0, 400) + ">" + paragraphs).has_value());
}

TEST(Html, OnlyPicturesOfTheHomeserverAreEmoji) {
    EXPECT_EQ(cleaned("<img data-mx-emoticon src='http://tracker.example/x.png' alt=':x:'>"), ":x:");
    EXPECT_EQ(cleaned("<ol start='99999999999'><li>a</li></ol>"), "<ol><li>a</li></ol>");
    EXPECT_EQ(cleaned("<ol start='2147483647'><li>a</li></ol>"), "<ol start=\"1000000\"><li>a</li></ol>");
}

TEST(Html, ThatIsNestedDeeplyIsReadToABound) {
    for (const std::string_view piece : {"<div>", "<blockquote>", "<ul><li>", "<span>", "<table><tr><td>"}) {
        std::string html;
        for (int number = 0; number < 1'300; ++number) {
            html += piece;
        }
        EXPECT_TRUE(read_html(html + "x").has_value());
        EXPECT_FALSE(read_html(html + html + html + html).has_value());
    }
}

// Whatever comes, HTML that was written is understood as it was meant, and styling never fails of it.
TEST(Html, AnyHtmlComesBackTheSameOnceItIsWritten) {
    static constexpr std::array<std::string_view, 26> pieces{
        "<b>",      "</b>",    "<i>",   "</i>",         "<p>",           "</p>",
        "<ul>",     "<li>",    "</ul>", "<blockquote>", "</blockquote>", "<br>",
        "<code>",   "</code>", "a",     " b ",          "&amp;",         "<pre>",
        "</pre>",   "<h1>",    "</h1>", "<div>",        "</div>",        "<table><tr><td>",
        "</table>", "*"};
    Arbitrary arbitrary{71};
    for (int number = 0; number < 10'000; ++number) {
        std::string html;
        for (auto left = arbitrary.below(16); left > 0; --left) {
            html += pieces[arbitrary.below(pieces.size())];
        }
        const auto once = cleaned(html);
        EXPECT_EQ(cleaned(once), once) << html;
        const auto styled = write_styling(read_html(html).value());
        if (!styled.is_unstyled) {
            read_styling(styled.text);
        }
    }
}

TEST(Html, OfAnyBytesIsReadWithoutHarm) {
    Arbitrary arbitrary{7};
    for (int number = 0; number < 2'000; ++number) {
        const auto html = arbitrary.bytes(arbitrary.below(60));
        EXPECT_TRUE(read_html(html).has_value());
    }
}

} // namespace

} // namespace bascule::mapping
