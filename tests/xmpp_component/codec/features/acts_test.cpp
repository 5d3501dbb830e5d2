#include "xmpp_component/codec/features/acts.hpp"

#include "tests/samples.hpp"
#include "xmpp_component/codec/message_text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::xmpp {
namespace {

const auto occupant = samples::jid("room@muc.example/Bob");
const auto room = samples::jid("room@muc.example");

std::optional<mapping::Act> act(const mapping::Jid& from, const std::string& children) {
    pugi::xml_document document;
    const auto text = "<message xmlns='jabber:client'>" + children + "</message>";
    EXPECT_TRUE(document.load_string(text.c_str()));
    bridge::StanzaHead head{.from = from, .to = samples::jid("bot@matrix.example"), .id = "m1"};
    return decode_act(head, document.document_element());
}

std::optional<mapping::Act> act_again(const mapping::Act& one, const mapping::Jid& from) {
    pugi::xml_document document;
    auto stanza = document.append_child("message");
    stanza.append_attribute("xmlns") = "jabber:client";
    encode_act(stanza, one);
    return decode_act({.from = from, .to = samples::jid("bot@matrix.example"), .id = "m1"}, stanza);
}

// XEP-0444 §3.2, example 1
TEST(ActsTest, ReactionsAreASet) {
    const auto found = act(occupant,
                           "<reactions id='744f6e18-a57a-11e9-a656-4889e7820c76' xmlns='urn:xmpp:reactions:0'>"
                           "<reaction>👋</reaction><reaction> 🐢 </reaction><reaction>👋</reaction></reactions>");
    ASSERT_TRUE(found);
    EXPECT_EQ(std::get<mapping::Reactions>(*found),
              (mapping::Reactions{"744f6e18-a57a-11e9-a656-4889e7820c76", {"👋", "🐢"}}));
}

// XEP-0444 §3.2: none are left.
TEST(ActsTest, NoReactionIsASetToo) {
    const auto found = act(occupant, "<reactions id='a' xmlns='urn:xmpp:reactions:0'/>");
    ASSERT_TRUE(found);
    EXPECT_TRUE(std::get<mapping::Reactions>(*found).emojis.empty());
    EXPECT_FALSE(act(occupant, "<reactions xmlns='urn:xmpp:reactions:0'/>"));
}

// XEP-0424 §3, example 4
TEST(ActsTest, ARetractionIsOfTheAuthor) {
    const auto found = act(occupant,
                           "<retract id='origin-id-1' xmlns='urn:xmpp:message-retract:1'/>"
                           "<body>/me retracted a previous message</body>");
    ASSERT_TRUE(found);
    EXPECT_EQ(std::get<mapping::Redaction>(*found), (mapping::Redaction{"origin-id-1"}));
}

// XEP-0425 §4.2: clients must not believe it from an occupant.
TEST(ActsTest, OnlyTheRoomModerates) {
    const std::string moderation =
        "<retract id='stanza-id-1' xmlns='urn:xmpp:message-retract:1'><moderated by='room@muc.example/macbeth' "
        "xmlns='urn:xmpp:message-moderate:1'><occupant-id xmlns='urn:xmpp:occupant-id:0' id='dd72603d'/></moderated>"
        "<reason>not welcome</reason></retract>";
    const auto found = act(room, moderation);
    ASSERT_TRUE(found);
    EXPECT_EQ(std::get<mapping::Redaction>(*found),
              (mapping::Redaction{"stanza-id-1", mapping::Redaction::By::moderator, "not welcome",
                                  "room@muc.example/macbeth", "dd72603d"}));
    EXPECT_FALSE(act(occupant, moderation));
}

TEST(ActsTest, WhatIsWrittenIsReadAgain) {
    const mapping::Act reactions = mapping::Reactions{"m1", {"👍", "🎂"}};
    EXPECT_EQ(act_again(reactions, occupant), reactions);
    const mapping::Act own = mapping::Redaction{"m1", mapping::Redaction::By::author, "a slip"};
    EXPECT_EQ(act_again(own, occupant), own);
    const mapping::Act moderated =
        mapping::Redaction{"m1", mapping::Redaction::By::moderator, "spam", "room@muc.example/M"};
    EXPECT_EQ(act_again(moderated, room), moderated);
}

TEST(ActsTest, PlainWordsAreNoAct) {
    EXPECT_FALSE(act(occupant, "<body>hello</body>"));
}

} // namespace
} // namespace bascule::xmpp
