#include "xmpp_component/stream/stanza_sieve.hpp"

#include <gtest/gtest.h>

#include <random>

namespace bascule::xmpp {
namespace {

constexpr std::string_view stream = "<?xml version='1.0'?><stream:stream xmlns:stream='urn:s' id='1'>";

bool is_for_the_bot(const StanzaOpening& opening) {
    return opening.name != "message" || opening.type != "groupchat" || opening.to == "bot@matrix.example";
}

std::string sift(std::string_view bytes, std::size_t piece) {
    StanzaSieve sieve{is_for_the_bot};
    std::string kept;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        kept += sieve.sift(bytes.substr(at, piece));
    }
    return kept;
}

// What is left of the stanza between two that are wanted, in pieces of every size.
std::string left_of(std::string_view stanza) {
    const std::string before = std::string{stream} + "<iq to='bot@matrix.example'/> ";
    const std::string after = "<presence/></stream:stream>";
    const auto whole = before + std::string{stanza} + after;
    const auto kept = sift(whole, whole.size());
    for (std::size_t piece = 1; piece < whole.size(); ++piece) {
        EXPECT_EQ(sift(whole, piece), kept) << "in pieces of " << piece;
    }
    EXPECT_TRUE(kept.starts_with(before) && kept.ends_with(after)) << kept;
    return kept.substr(before.size(), kept.size() - before.size() - after.size());
}

TEST(StanzaSieveTest, ItTakesOutWhatIsNotWantedAndNothingElse) {
    for (const std::string_view unwanted : {
             "<message type='groupchat' to='a@matrix.example'><body>Hi</body></message>",
             "<message type=\"groupchat\" to=\"a@matrix.example\"/>",
             "<message\n\tto = 'a>b@matrix.example' type = 'groupchat' ><x a='/'/><y a=\"'>\"></y ></message >",
             "<message type='groupchat'><message type='chat'><message/></message> ' \" </message>",
             "<message type='groupchat'><body><![CDATA[</body></message>]] ]>]]]></body></message>",
             "<c:message xmlns:c='jabber:component:accept' type='groupchat' "
             "to='a@matrix.example'><c:body/></c:message>",
         }) {
        EXPECT_EQ(left_of(unwanted), "") << unwanted;
    }
}

TEST(StanzaSieveTest, ItKeepsWhatIsWantedToTheByte) {
    for (const std::string_view wanted : {
             "<message type='groupchat' to='bot@matrix.example'><body>Hi ' \" > /></body></message>",
             "<message type='chat' to='a@matrix.example'><message type='groupchat' to='a@matrix.example'/></message>",
             "<iq type='groupchat'><![CDATA[</iq><message type='groupchat'/>]]></iq>",
             "<a:message type='headline'/><presence type='groupchat'>\r\n</presence>",
         }) {
        EXPECT_EQ(left_of(wanted), wanted);
    }
}

TEST(StanzaSieveTest, WhatOnlyAParserCanTellIsKept) {
    for (const std::string_view unclear : {
             "<message type='groupchat' to='&#98;ot@matrix.example'/>",
             "<message type=groupchat/>",
             "<message type/>",
         }) {
        EXPECT_EQ(left_of(unclear), unclear);
    }
    const auto huge = "<message type='groupchat' x='" + std::string(20'000, 'x') + "'></message>";
    EXPECT_EQ(sift(std::string{stream} + huge, 1000), std::string{stream} + huge);
}

TEST(StanzaSieveTest, BehindWhatNoStreamMayHoldEverythingIsLeftToTheParser) {
    const std::string copy = "<message type='groupchat'/>";
    for (const std::string_view forbidden : {"<!-- -->", "<?x y?>", "<!DOCTYPE x>"}) {
        const auto text = std::string{stream} + std::string{forbidden} + copy;
        EXPECT_EQ(sift(text, 7), text);
    }
    EXPECT_EQ(sift(std::string{stream} + "<message type='groupchat'><!-- --></message>", 5),
              std::string{stream} + "-- --></message>");
}

TEST(StanzaSieveTest, WithoutAFilterTheBytesPassAsTheyAre) {
    StanzaSieve sieve{{}};
    EXPECT_EQ(sieve.sift("<a<b"), "<a<b");
}

// Whatever comes in, it neither crashes nor blocks nor invents anything: the sanitizers watch.
TEST(StanzaSieveTest, NoBytesBreakIt) {
    const auto conversation = std::string{stream} +
                              "<message type='groupchat' to='a'><b c=\"d\"/><![CDATA[x]]></message>"
                              "<message to='b'><body>y</body></message><iq/></stream:stream>";
    std::minstd_rand random{2584};
    for (int round = 0; round < 2000; ++round) {
        auto bytes = conversation;
        for (int change = 0; change < 3; ++change) {
            bytes[random() % bytes.size()] = static_cast<char>(random() % 256);
        }
        const auto kept = sift(bytes, 1 + random() % bytes.size());
        ASSERT_LE(kept.size(), bytes.size());
    }
}

} // namespace
} // namespace bascule::xmpp
