#include "mapping/table.hpp"

#include <gtest/gtest.h>

namespace bascule::mapping {
namespace {

const Table people{{"Name", "House"}, {{"Romeo", "Montague"}, {"Nurse", ""}}};

TEST(Table, IsALineARowInPlainText) {
    EXPECT_EQ(plain_text_of("Present:", people), "Present:\nRomeo – Montague\nNurse");
    EXPECT_EQ(plain_text_of("", people), "Romeo – Montague\nNurse");
    EXPECT_EQ(plain_text_of("Nobody.", {}), "Nobody.");
}

TEST(Table, IsATableInHtml) {
    EXPECT_EQ(html_of("Present:", people),
              "<p>Present:</p><table><thead><tr><th>Name</th><th>House</th></tr></thead><tbody>"
              "<tr><td>Romeo</td><td>Montague</td></tr><tr><td>Nurse</td><td></td></tr></tbody></table>");
    EXPECT_EQ(html_of("a\nb", {}), "<p>a<br>b</p>");
}

TEST(Table, LetsNobodyWriteHtml) {
    EXPECT_EQ(html_of("<b> & \"c\"", {{}, {{"<img src=x>"}}}),
              "<p>&lt;b&gt; &amp; &quot;c&quot;</p><table><tbody><tr><td>&lt;img src=x&gt;</td></tr></tbody></table>");
}

} // namespace
} // namespace bascule::mapping
