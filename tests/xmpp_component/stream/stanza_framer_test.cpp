#include "xmpp_component/stream/stanza_framer.hpp"

#include "tests/xmpp_component/stanzas.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/serialize.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <gtest/gtest.h>

#include <random>

namespace bascule::xmpp {
namespace {

std::vector<std::string> texts_of(const std::vector<Stanza>& stanzas) {
    std::vector<std::string> texts;
    for (const auto& stanza : stanzas) {
        texts.push_back(serialize(stanza.root()));
    }
    return texts;
}

std::vector<std::string> frame(std::string_view bytes, std::size_t piece) {
    StanzaFramer framer;
    std::vector<std::string> texts;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        EXPECT_TRUE(framer.feed(bytes.substr(at, piece)).has_value());
        for (auto& text : texts_of(framer.take())) {
            texts.push_back(std::move(text));
        }
    }
    return texts;
}

std::string refusal_of(std::string_view bytes) {
    StanzaFramer framer;
    const auto fed = framer.feed(bytes);
    return fed ? "" : fed.error().reason;
}

const std::string conversation = std::string{stream_header} +
                                 "<message from='juliet@capulet.example' to='romeo@matrix.example' xml:lang='it'>\n"
                                 "<body>O Romeo &amp; \xC3\xA9\xF0\x9F\x8C\xB9 ]]&gt; &#13;</body><x xmlns='urn:x' "
                                 "a=\"'&quot;&#10;\"/></message> \n "
                                 "<presence from='a@b.example' to='c@matrix.example'/>"
                                 "<iq type='result' id='1' from='b.example' to='c@matrix.example'><q xmlns='urn:q'><r "
                                 "xmlns='jabber:client'/></q></iq>";

TEST(StanzaFramerTest, PiecesOfEverySizeGiveTheSameStanzas) {
    const auto whole = frame(conversation, conversation.size());
    ASSERT_EQ(whole.size(), 3U);
    for (std::size_t piece = 1; piece < conversation.size(); ++piece) {
        EXPECT_EQ(frame(conversation, piece), whole) << "in pieces of " << piece;
    }
}

TEST(StanzaFramerTest, AStanzaWrittenOutParsesAloneToTheSameTree) {
    for (const auto& text : frame(conversation, conversation.size())) {
        EXPECT_EQ(serialize(stanza_from(text).root()), text);
    }
}

TEST(StanzaFramerTest, TheStreamsNamespaceBecomesTheClients) {
    const auto stanza = stanza_from("<message><body>Hi</body></message>");
    EXPECT_TRUE(is_element(stanza.root(), "message", ns::client));
    EXPECT_EQ(text_of(child_in(stanza.root(), "body", ns::client)), "Hi");
}

TEST(StanzaFramerTest, PrefixesAreResolved) {
    const auto stanza = stanza_from("<message xmlns:n='urn:n'><n:nick n:a='1' b='2'>x</n:nick></message>");
    const auto nick = child_in(stanza.root(), "nick", "urn:n");
    EXPECT_EQ(attribute_of(nick, "b"), "2");
    EXPECT_EQ(attribute_of(nick, "a"), "");
}

TEST(StanzaFramerTest, TheHeaderIsKnownOnceItIsWhole) {
    StanzaFramer framer;
    EXPECT_FALSE(framer.header());
    ASSERT_TRUE(framer.feed(stream_header).has_value());
    EXPECT_EQ(framer.header()->id, "s1");
    EXPECT_EQ(framer.header()->from, "matrix.example");
    ASSERT_TRUE(framer.feed("</stream:stream>").has_value());
    EXPECT_TRUE(framer.is_closed());
}

// RFC 6120 §11.1
TEST(StanzaFramerTest, WhatXmppForbidsEndsTheStream) {
    EXPECT_EQ(refusal_of("<!DOCTYPE lolz [<!ENTITY lol 'lol'><!ENTITY lol2 '&lol;&lol;'>]><stream/>"),
              "a document type declaration");
    const std::string header{stream_header};
    EXPECT_EQ(refusal_of(header + "<?php evil?>"), "a processing instruction");
    EXPECT_EQ(refusal_of(header + "<!-- hello -->"), "a comment");
    EXPECT_NE(refusal_of(header + "<message>&lol;</message>"), "");
    EXPECT_NE(refusal_of(header + "<message>\x01</message>"), "");
    EXPECT_NE(refusal_of(header + "<message>&#1;</message>"), "");
    EXPECT_NE(refusal_of(header + "<message>\xFF</message>"), "");
    EXPECT_NE(refusal_of(header + "<message>\xED\xA0\x80</message>"), "") << "a surrogate";
    EXPECT_NE(refusal_of(header + "<a></b>"), "");
    EXPECT_NE(refusal_of("<html>"), "");
    EXPECT_NE(refusal_of("HTTP/1.1 400 Bad Request\r\n\r\n"), "");
}

TEST(StanzaFramerTest, StanzasBeforeTheFaultAreStillThere) {
    StanzaFramer framer;
    EXPECT_FALSE(framer.feed(std::string{stream_header} + "<presence/><message><oops").has_error());
    EXPECT_TRUE(framer.feed("</message>").has_error());
    EXPECT_TRUE(framer.feed("<presence/>").has_error());
    EXPECT_EQ(framer.take().size(), 1U);
}

std::string repeated(std::string_view text, int times) {
    std::string result;
    for (int time = 0; time < times; ++time) {
        result += text;
    }
    return result;
}

struct Excess {
    const char* what;
    std::string stanza;
};

class OverLimits : public testing::TestWithParam<Excess> {};

TEST_P(OverLimits, KeepsOnlyTheHeadAndGoesOn) {
    const FramerLimits limits{.stanza_bytes = 4096, .tag_bytes = 64 * 1024, .depth = 20, .attributes = 10};
    const auto bytes = std::string{stream_header} + GetParam().stanza + "<presence id='after'/>";
    for (const std::size_t piece : {std::size_t{1}, std::size_t{700}, bytes.size()}) {
        StanzaFramer framer{limits};
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            ASSERT_TRUE(framer.feed(std::string_view{bytes}.substr(at, piece)).has_value()) << GetParam().what;
        }
        const auto stanzas = framer.take();
        ASSERT_EQ(stanzas.size(), 2U);
        EXPECT_TRUE(stanzas[0].is_over_limits);
        EXPECT_EQ(serialize(stanzas[0].root()), "<message xmlns='jabber:client' from='a@b.example' id='1'/>");
        EXPECT_FALSE(stanzas[1].is_over_limits);
        EXPECT_EQ(attribute_of(stanzas[1].root(), "id"), "after");
    }
}

const std::string opening = "<message from='a@b.example' id='1'";

INSTANTIATE_TEST_SUITE_P(
    StanzaFramerTest, OverLimits,
    testing::Values(Excess{"text", opening + "><body>" + std::string(5000, 'x') + "</body></message>"},
                    Excess{"elements", opening + ">" + repeated("<a/>", 2000) + "</message>"},
                    Excess{"depth", opening + ">" + repeated("<a>", 21) + "deep" + repeated("</a>", 21) + "</message>"},
                    Excess{"attributes of the stanza",
                           opening + " a='' b='' c='' d='' e='' f='' g='' h='' i='' j=''><body>x</body></message>"},
                    Excess{"attributes of a child",
                           opening + "><x a='' b='' c='' d='' e='' f='' g='' h='' i='' j='' k=''>y</x></message>"},
                    Excess{"an attribute", opening + "><x a='" + std::string(5000, 'x') + "'/><y/></message>"}));

TEST(StanzaFramerTest, ATagWithoutEndEndsTheStream) {
    StanzaFramer framer{{.stanza_bytes = 4096, .tag_bytes = 8192, .depth = 20, .attributes = 10}};
    ASSERT_TRUE(framer.feed(stream_header).has_value());
    ASSERT_TRUE(framer.feed("<message a='").has_value());
    mapping::Result<void> fed;
    for (int piece = 0; piece < 10 && fed; ++piece) {
        fed = framer.feed(std::string(1000, 'x'));
    }
    EXPECT_TRUE(fed.has_error());
}

TEST(StanzaFramerTest, UnwantedStanzasAreSkippedWhateverTheirSize) {
    const auto is_wanted = [](const StanzaOpening& seen) { return seen.to == "bot@matrix.example"; };
    StanzaFramer framer{{.stanza_bytes = 4096, .tag_bytes = 8192}, is_wanted};
    ASSERT_TRUE(framer.feed(stream_header).has_value());
    ASSERT_TRUE(framer.feed("<message to='a@matrix.example'><body>").has_value());
    for (int piece = 0; piece < 100; ++piece) {
        ASSERT_TRUE(framer.feed(std::string(1000, 'x')).has_value());
    }
    ASSERT_TRUE(framer.feed("</body></message><message to='bot@matrix.example'><body>Hi</body></message>").has_value());
    const auto stanzas = framer.take();
    ASSERT_EQ(stanzas.size(), 1U);
    EXPECT_EQ(text_of(child_in(stanzas[0].root(), "body", ns::client)), "Hi");
}

// Whatever comes in, it neither crashes nor blocks: the sanitizers watch.
TEST(StanzaFramerTest, NoBytesBreakIt) {
    std::minstd_rand random{1597};
    for (int round = 0; round < 2000; ++round) {
        auto bytes = conversation;
        for (int change = 0; change < 3; ++change) {
            bytes[random() % bytes.size()] = static_cast<char>(random() % 256);
        }
        StanzaFramer framer;
        const auto cut = random() % bytes.size();
        if (framer.feed(std::string_view{bytes}.substr(0, cut))) {
            static_cast<void>(framer.feed(std::string_view{bytes}.substr(cut)));
        }
        for (const auto& text : texts_of(framer.take())) {
            EXPECT_FALSE(text.empty());
        }
    }
}

} // namespace
} // namespace bascule::xmpp
