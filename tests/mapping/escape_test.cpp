#include "mapping/hashed_name.hpp"
#include "mapping/jid_escape.hpp"
#include "mapping/matrix_escape.hpp"
#include "tests/mapping/arbitrary.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bascule::mapping {
namespace {

// XEP-0106, examples of §4.2 and §5.
TEST(JidEscape, WritesTheExamplesOfItsSpecification) {
    const std::vector<std::pair<std::string, std::string>> examples{
        {"space cadet", "space\\20cadet"},
        {"call me \"ishmael\"", "call\\20me\\20\\22ishmael\\22"},
        {"at&t guy", "at\\26t\\20guy"},
        {"d'artagnan", "d\\27artagnan"},
        {"/.fanboy", "\\2f.fanboy"},
        {"::foo::", "\\3a\\3afoo\\3a\\3a"},
        {"<foo>", "\\3cfoo\\3e"},
        {"user@host", "user\\40host"},
        {"c:\\net", "c\\3a\\net"},
        {"c:\\\\net", "c\\3a\\\\net"},
        {"c:\\cool stuff", "c\\3a\\cool\\20stuff"},
        {"c:\\5commas", "c\\3a\\5c5commas"},
        {"\\3and\\2is\\5cool", "\\5c3and\\2is\\5c5cool"},
        {"\\", "\\"},
        {"\\40", "\\5c40"},
        {"\\5c40", "\\5c5c40"}};
    for (const auto& [text, escaped] : examples) {
        EXPECT_EQ(jid_escape(text), escaped);
        EXPECT_EQ(jid_unescape(escaped), text);
    }
}

TEST(JidEscape, ReadsOnlyWhatItWrites) {
    for (const std::string foreign : {"a b", "a@b", "\\5c", "a\\5cb", "\\5c\\5c"}) {
        EXPECT_EQ(jid_unescape(foreign), std::nullopt) << foreign;
    }
    EXPECT_EQ(jid_unescape("\\2F"), "\\2F"); // upper case is no escape
}

TEST(MatrixEscape, KeepsWhatALocalpartMayHoldAndEscapesTheRest) {
    const std::vector<std::pair<std::string, std::string>> examples{
        {"juliet@capulet.example", "juliet=40capulet.example"},
        {"a=b", "a=3db"},
        {"=40", "=3d40"},
        {"garden@muc.example/Nurse", "garden=40muc.example=2f=4eurse"},
        {"a_b-c.d+e0", "a_b-c.d+e0"},
        {"\xC3\xA9", "=c3=a9"},
        {"", ""}};
    for (const auto& [text, escaped] : examples) {
        EXPECT_EQ(matrix_escape(text), escaped);
        EXPECT_EQ(matrix_unescape(escaped), text);
    }
}

TEST(MatrixEscape, ReadsOnlyWhatItWrites) {
    for (const std::string foreign :
         {"=", "=4", "=4g", "=4E", "=61", "=5f", "A", "a/b", "a b", "a@b", "h==", "\xC3\xA9"}) {
        EXPECT_EQ(matrix_unescape(foreign), std::nullopt) << foreign;
    }
}

TEST(Escapes, EveryTextComesBackAndNoTwoMeet) {
    Arbitrary any{4};
    std::map<std::string, std::string> on_matrix;
    std::map<std::string, std::string> on_xmpp;
    for (int i = 0; i < 20'000; ++i) {
        const auto text = any.one_in(8) ? any.bytes(any.below(30)) : any.text(any.below(10));
        const auto matrix = matrix_escape(text);
        const auto xmpp = jid_escape(text);
        EXPECT_EQ(matrix_unescape(matrix), text);
        EXPECT_EQ(jid_unescape(xmpp), text);
        EXPECT_EQ(on_matrix.emplace(matrix, text).first->second, text);
        EXPECT_EQ(on_xmpp.emplace(xmpp, text).first->second, text);
        EXPECT_EQ(matrix.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._=+-"), std::string::npos);
        EXPECT_EQ(xmpp.find_first_of(" \"&'/:<>@"), std::string::npos);
    }
}

TEST(Escapes, WhatIsReadIsWhatWasWritten) {
    Arbitrary any{5};
    for (int i = 0; i < 20'000; ++i) {
        const auto text = any.text(any.below(10));
        if (const auto read = jid_unescape(text)) {
            EXPECT_EQ(jid_escape(*read), text);
        }
        if (const auto read = matrix_unescape(text)) {
            EXPECT_EQ(matrix_escape(*read), text);
        }
    }
}

// Made with openssl dgst -sha256 -binary and base32, of `xmpp:juliet@capulet.example`.
TEST(HashedName, IsTheBase32OfTheSha256) {
    EXPECT_EQ(hash_of(Origin::xmpp, "juliet@capulet.example").name,
              "6zqnsyoqzsqaabimvfjyoy6adibcgo6uv6nejvkskirv6eouh5jq");
    EXPECT_EQ(hash_of(Origin::xmpp, "x").name.size(), 52U);
    EXPECT_NE(hash_of(Origin::xmpp, "x"), hash_of(Origin::matrix, "x"));
}

TEST(HashedName, IsKnownByItsShape) {
    const auto name = hash_of(Origin::matrix, "@romeo:montague.example");
    EXPECT_EQ(hashed_name_from(name.name), name);
    for (const auto& other :
         {name.name + "a", name.name.substr(1), "1" + name.name.substr(1), "A" + name.name.substr(1), std::string{}}) {
        EXPECT_EQ(hashed_name_from(other), std::nullopt);
    }
}

} // namespace
} // namespace bascule::mapping
