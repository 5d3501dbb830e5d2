#include "mapping/jid.hpp"

#include "tests/mapping/arbitrary.hpp"
#include "tests/samples.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace bascule::mapping {
namespace {

using samples::jid;

constexpr std::string_view horse = "\xF0\x9F\x90\x8E"; // U+1F40E, unknown to Unicode 3.2

std::string reason_of(std::string_view text) {
    const auto parsed = Jid::parse(text);
    return parsed.has_value() ? "parsed as " + parsed->str() : parsed.error().reason;
}

TEST(Jid, HasThreeParts) {
    const auto full = jid("juliet@capulet.example/balcony");
    EXPECT_EQ(full.local(), "juliet");
    EXPECT_EQ(full.domain(), "capulet.example");
    EXPECT_EQ(full.resource(), "balcony");
    EXPECT_FALSE(full.is_bare());
    EXPECT_EQ(full.bare(), jid("juliet@capulet.example"));
    EXPECT_TRUE(full.bare().is_bare());
    EXPECT_EQ(full.bare().resource(), "");
}

TEST(Jid, MayBeADomainAlone) {
    EXPECT_EQ(jid("capulet.example").local(), "");
    EXPECT_EQ(jid("capulet.example").domain(), "capulet.example");
    EXPECT_EQ(jid("capulet.example/x").resource(), "x");
    EXPECT_EQ(jid("capulet.example/x").bare(), jid("capulet.example"));
}

// RFC 7622 §3.1: the first slash comes first, then the first at sign before it.
TEST(Jid, TheResourceMayHoldSlashesAndAtSigns) {
    const auto full = jid("garden@muc.capulet.example/a@b/c@d");
    EXPECT_EQ(full.bare().str(), "garden@muc.capulet.example");
    EXPECT_EQ(full.resource(), "a@b/c@d");
    EXPECT_EQ(jid("capulet.example/a@b").local(), "");
}

// RFC 6122, appendix A and RFC 3491: case is folded and compatibility characters are mapped; resources keep their case.
TEST(Jid, IsPreparedSoThatEqualAddressesAreEqual) {
    const std::vector<std::pair<std::string, std::string>> examples{
        {"Juliet@Capulet.Example/Balcony", "juliet@capulet.example/Balcony"},
        {"STRA\xC3\x9F"
         "E@capulet.example",
         "strasse@capulet.example"},
        {"\xEF\xBC\xAA"
         "uliet@capulet.example",
         "juliet@capulet.example"},
        {"juliet@B\xC3\x9C"
         "CHER.example",
         "juliet@b\xC3\xBC"
         "cher.example"},
        {"ju\xC2\xADliet@capulet.example", "juliet@capulet.example"},
        {"juliet@capulet.example/\xE2\x84\xAB", "juliet@capulet.example/\xC3\x85"},
        {"juliet@capulet.example.", "juliet@capulet.example"},
        {"juliet@capulet.example/ two words ", "juliet@capulet.example/ two words "},
        {"juliet@[::1]", "juliet@[::1]"},
        {"juliet@[2001:DB8::1]/x", "juliet@[2001:db8::1]/x"},
        {"juliet@192.0.2.1", "juliet@192.0.2.1"},
        {"juliet@my_host", "juliet@my_host"}};
    for (const auto& [given, prepared] : examples) {
        const auto parsed = Jid::parse(given);
        ASSERT_TRUE(parsed.has_value()) << given << ": " << parsed.error().reason;
        EXPECT_EQ(parsed->str(), prepared);
    }
}

// Other servers let nicks of emoji pass (RFC 3454 §7, query strings).
TEST(Jid, CodePointsNewerThanUnicode32Pass) {
    const auto occupant = jid("garden@muc.capulet.example/" + std::string{horse});
    EXPECT_EQ(occupant.resource(), horse);
    EXPECT_EQ(jid(std::string{horse} + "@capulet.example").local(), horse);
}

TEST(Jid, WhatIsNoAddressIsRefusedWithTheReason) {
    EXPECT_EQ(reason_of(""), "the domain of an XMPP address is empty");
    EXPECT_EQ(reason_of("@capulet.example"), "the local part of an XMPP address is empty");
    EXPECT_EQ(reason_of("juliet@"), "the domain of an XMPP address is empty");
    EXPECT_EQ(reason_of("juliet@capulet.example/"), "the resource of an XMPP address is empty");
    EXPECT_EQ(reason_of("/balcony"), "the domain of an XMPP address is empty");
    EXPECT_EQ(reason_of("a@b@c"), "the domain of an XMPP address may not hold '@'");
    EXPECT_EQ(reason_of("a b@c"), "the local part of an XMPP address may not hold ' '");
    EXPECT_EQ(reason_of("a@b c"), "the domain of an XMPP address may not hold ' '");
    EXPECT_EQ(reason_of("a@b..c"), "the domain of an XMPP address has an empty label");
    EXPECT_EQ(reason_of("a@."), "the domain of an XMPP address has an empty label");
    EXPECT_EQ(reason_of("a@[::g]"), "the domain of an XMPP address may not hold '['");
    EXPECT_EQ(reason_of("a@b/\x01"), "the resource of an XMPP address may not hold U+0001");
    EXPECT_EQ(reason_of("\xC2\xAD@b"), "the local part of an XMPP address is empty when prepared");
    EXPECT_EQ(reason_of("\xD7\x90"
                        "a@b"),
              "the local part of an XMPP address mixes left-to-right and right-to-left writing");
}

// RFC 6122, appendix A.5, and what would become such a character when mapped.
TEST(Jid, TheLocalPartMayNotHoldForbiddenCharacters) {
    for (const std::string local : {"\"", "&", "'", ":", "<", ">", " ", "\x7F", "\x1F", "a\xE2\x80\xAF", "\xEF\xBC\xA0",
                                    "\xE2\x84\x80", "\xEF\xBF\xBD", "\xEE\x80\x80"}) {
        EXPECT_FALSE(Jid::from_parts(local, "capulet.example", {}).has_value()) << local;
    }
    const std::string nul{"a\0b", 3};
    EXPECT_FALSE(Jid::from_parts(nul, "capulet.example", {}).has_value());
    EXPECT_FALSE(Jid::from_parts(nul + "\xC3\xA9", "capulet.example", {}).has_value());
    EXPECT_FALSE(Jid::from_parts("a", "capulet.example", nul + "\xC3\xA9").has_value());
}

TEST(Jid, IllFormedUtf8IsRefused) {
    for (const std::string bad : {"\x80", "\xC0\xAF", "\xC3", "\xE2\x82", "\xED\xA0\x80", "\xF0\x80\x80\x80",
                                  "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
        EXPECT_FALSE(Jid::parse(bad + "@capulet.example").has_value());
        EXPECT_FALSE(Jid::parse("a@capulet.example/" + bad).has_value());
        EXPECT_FALSE(Jid::parse("a@" + bad).has_value());
    }
}

// RFC 7622 §3.1: 1023 bytes each, whatever the number of characters.
TEST(Jid, EachPartHasAtMost1023Bytes) {
    const std::string most(1023, 'a');
    EXPECT_TRUE(Jid::from_parts(most, most, most).has_value());
    EXPECT_FALSE(Jid::from_parts(most + "a", "b", {}).has_value());
    EXPECT_FALSE(Jid::from_parts("a", most + "a", {}).has_value());
    EXPECT_FALSE(Jid::from_parts("a", "b", most + "a").has_value());
    EXPECT_FALSE(Jid::from_parts("a", "b", most + "\xC3\xA9").has_value());
    // U+FDFA becomes eighteen characters when normalised.
    std::string growing;
    while (growing.size() < 300) {
        growing += "\xEF\xB7\xBA";
    }
    EXPECT_FALSE(Jid::from_parts({}, "b", growing).has_value());
}

TEST(Jid, AnotherResourceIsPreparedToo) {
    EXPECT_EQ(jid("a@b/c").with_resource("D d").value(), jid("a@b/D d"));
    EXPECT_EQ(jid("a@b").with_resource("\xE2\x84\xAB").value().resource(), "\xC3\x85");
    EXPECT_FALSE(jid("a@b").with_resource("").has_value());
    EXPECT_FALSE(jid("a@b").with_resource("\x01").has_value());
}

TEST(Jid, IsUnchangedWhenPreparedAgain) {
    Arbitrary any{1};
    for (int i = 0; i < 20'000; ++i) {
        const auto one = any.jid();
        const auto again = Jid::parse(one.str());
        ASSERT_TRUE(again.has_value()) << one.str() << ": " << again.error().reason;
        EXPECT_EQ(*again, one);
        EXPECT_EQ(again->local(), one.local());
        EXPECT_EQ(again->domain(), one.domain());
        EXPECT_EQ(again->resource(), one.resource());
        EXPECT_EQ(Jid::from_parts(one.local(), one.domain(), one.resource()).value(), one);
        EXPECT_EQ(one.bare().str(), one.str().substr(0, one.str().find('/')));
    }
}

TEST(Jid, AnyBytesAreParsedOrRefused) {
    Arbitrary any{2};
    for (int i = 0; i < 20'000; ++i) {
        const auto parsed = Jid::parse(any.one_in(2) ? any.bytes(any.below(40)) : any.text(any.below(12)));
        if (parsed.has_value()) {
            EXPECT_EQ(Jid::parse(parsed->str()).value(), *parsed);
        } else {
            EXPECT_FALSE(parsed.error().reason.empty());
        }
    }
}

} // namespace
} // namespace bascule::mapping
