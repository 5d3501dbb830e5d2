#include "tests/bridge/crossing/crossing_fixture.hpp"

#include <algorithm>

namespace bascule::tests {
namespace {

using enum mapping::Feature;
using mapping::Action;
using mapping::Direction;
using ToXmppTest = CrossingTest;

TEST_F(ToXmppTest, WordsCrossAsTheyAre) {
    const auto crossing = outward("$1", words("But soft!"));
    ASSERT_EQ(crossing.out.size(), 1U);
    EXPECT_EQ(crossing.out[0].message.body, "But soft!");
    ASSERT_EQ(crossing.features.size(), 1U);
    EXPECT_EQ(crossing.features[0].decision.feature, mapping::Feature::text);
}

TEST_F(ToXmppTest, WhatIsRejectedIsALoss) {
    rule(notice, Direction::matrix_to_xmpp, Action::reject);
    auto message = words("beep");
    message.kind = mapping::MessageKind::notice;
    const auto crossing = outward("$1", message);
    EXPECT_TRUE(crossing.out.empty());
    ASSERT_EQ(crossing.losses.size(), 1U);
    EXPECT_TRUE(crossing.losses[0].is_whole);
}

// XEP-0308 §3
TEST_F(ToXmppTest, AnEditNamesTheStanzaItCorrects) {
    romeo_said("$1", "Juliet is the moon");
    auto edit = words("Juliet is the sun");
    edit.replaces = "$1";
    const auto crossing = outward("$2", edit);
    ASSERT_EQ(crossing.out.size(), 1U);
    EXPECT_EQ(crossing.out[0].message.replaces, "$1");
    EXPECT_EQ(crossing.out[0].message.body, "Juliet is the sun");
    const auto made = bridge::ToXmpp::links_of(by_romeo("$2"), edit, crossing, venue());
    ASSERT_EQ(made.size(), 1U);
    EXPECT_EQ(made[0].event.str(), "$1") << "answers to the correction answer the message";
}

TEST_F(ToXmppTest, AnEditOfWhatIsNotKnownIsSaidAnew) {
    auto edit = words("the sun");
    edit.replaces = "$0";
    const auto crossing = outward("$2", edit);
    ASSERT_EQ(crossing.out.size(), 1U);
    EXPECT_EQ(crossing.out[0].message.replaces, "");
    EXPECT_EQ(crossing.out[0].message.body, "* the sun");
    EXPECT_EQ(action_of(crossing, mapping::Feature::edit), Action::text);
}

// XEP-0461 §3
TEST_F(ToXmppTest, AReplyNamesTheStanzaIdAndQuotesWhatWasSaid) {
    rule(reply, Direction::matrix_to_xmpp, Action::both);
    juliet_said("m1", "Romeo!\nwherefore\nart\nthou", "$1");
    auto answer = words("Here.");
    answer.reply = mapping::Reply{.target = "$1"};
    const auto crossing = outward("$2", answer);
    ASSERT_EQ(crossing.out.size(), 1U);
    const auto& made = crossing.out[0].message;
    ASSERT_TRUE(made.reply);
    EXPECT_EQ(made.reply->target, "s-m1");
    EXPECT_EQ(made.reply->author, "garden@muc.capulet.example/Juliet");
    EXPECT_EQ(made.reply->quotation, "> Juliet: Romeo!\n> wherefore\n> art…\n");
    EXPECT_EQ(made.body, "Here.");
}

TEST_F(ToXmppTest, AReplyInWordsQuotesInTheBody) {
    rule(reply, Direction::matrix_to_xmpp, Action::text);
    juliet_said("m1", "Romeo!", "$1");
    auto answer = words("Here.");
    answer.reply = mapping::Reply{.target = "$1"};
    const auto crossing = outward("$2", answer);
    EXPECT_EQ(crossing.out.at(0).message.body, "> Juliet: Romeo!\nHere.");
    EXPECT_FALSE(crossing.out.at(0).message.reply);
}

TEST_F(ToXmppTest, WhatWasRedactedIsNotQuotedAnyMore) {
    rule(reply, Direction::matrix_to_xmpp, Action::both);
    juliet_said("m1", "Romeo!", "$1");
    run(links.forget_words(samples::event("$1")));
    auto answer = words("Here.");
    answer.reply = mapping::Reply{.target = "$1"};
    const auto crossing = outward("$2", answer);
    EXPECT_EQ(crossing.out.at(0).message.reply->quotation, "");
}

// XEP-0444 §3: the set is complete.
TEST_F(ToXmppTest, ReactionsAreOnesWholeSet) {
    juliet_said("m1", "Romeo!", "$1");
    outward("$2", mapping::Act{mapping::Reaction{"$1", "👍"}});
    const auto second = outward("$3", mapping::Act{mapping::Reaction{"$1", "❤️"}});
    ASSERT_EQ(second.out.size(), 1U);
    EXPECT_EQ(std::get<mapping::Reactions>(*second.out[0].act), (mapping::Reactions{"s-m1", {"👍", "❤️"}}));
    const auto taken_back = outward("$4", mapping::Act{mapping::Redaction{.target = "$2"}});
    EXPECT_EQ(std::get<mapping::Reactions>(*taken_back.out.at(0).act), (mapping::Reactions{"s-m1", {"❤️"}}));
    const auto once_more = outward("$4", mapping::Act{mapping::Redaction{.target = "$2"}});
    EXPECT_EQ(once_more.out.size(), 1U) << "an outage came between, and it is asked again";
}

TEST_F(ToXmppTest, AReactionInWordsSaysToWhat) {
    rule(reaction, Direction::matrix_to_xmpp, Action::text);
    juliet_said("m1", "O Romeo, Romeo, wherefore art thou Romeo? Deny thy father", "$1");
    const auto crossing = outward("$2", mapping::Act{mapping::Reaction{"$1", "👍"}});
    ASSERT_EQ(crossing.out.size(), 1U);
    EXPECT_EQ(crossing.out[0].message.kind, mapping::MessageKind::emote);
    EXPECT_EQ(crossing.out[0].message.body, "reacted with 👍 to \"O Romeo, Romeo, wherefore art thou Romeo…\"");
    const auto back = outward("$3", mapping::Act{mapping::Redaction{.target = "$2"}});
    EXPECT_TRUE(back.out.empty()) << "taking back is silent";
}

// Until the other side has been told, whatever its person puts on the message is one line.
TEST_F(ToXmppTest, ReactionsInWordsAreOneLineUntilItIsSaid) {
    rule(reaction, Direction::matrix_to_xmpp, Action::text);
    juliet_said("m1", "Romeo!", "$1");
    outward("$2", mapping::Act{mapping::Reaction{"$1", "👍"}});
    outward("$3", mapping::Act{mapping::Reaction{"$1", "❤️"}});
    const auto line = outward("$2", mapping::Act{mapping::Reaction{"$1", "👍"}});
    EXPECT_EQ(line.out.at(0).message.body, "reacted with 👍 ❤️ to \"Romeo!\"");
    ASSERT_TRUE(line.line);
    run(marks.set_told(line.line->target, line.line->actor, line.line->name));
    EXPECT_TRUE(outward("$3", mapping::Act{mapping::Reaction{"$1", "❤️"}}).out.empty());
    const auto again = outward("$2", mapping::Act{mapping::Reaction{"$1", "👍"}});
    EXPECT_EQ(again.out.at(0).message.body, "reacted with 👍 ❤️ to \"Romeo!\"") << "an outage came between";
    const auto next = outward("$4", mapping::Act{mapping::Reaction{"$1", "🌹"}});
    EXPECT_EQ(next.out.at(0).message.body, "reacted with 🌹 to \"Romeo!\"");
}

TEST_F(ToXmppTest, AReactionTakenBackInTimeIsNotSaid) {
    rule(reaction, Direction::matrix_to_xmpp, Action::text);
    juliet_said("m1", "Romeo!", "$1");
    outward("$2", mapping::Act{mapping::Reaction{"$1", "👍"}});
    outward("$3", mapping::Act{mapping::Redaction{.target = "$2"}});
    EXPECT_TRUE(outward("$2", mapping::Act{mapping::Reaction{"$1", "👍"}}).out.empty());
}

TEST_F(ToXmppTest, AReactionThatIsNoEmojiIsWords) {
    juliet_said("m1", "Romeo!", "$1");
    const auto crossing = outward("$2", mapping::Act{mapping::Reaction{"$1", "well said"}});
    EXPECT_FALSE(crossing.out.at(0).act);
    EXPECT_EQ(action_of(crossing, reaction), Action::text);
}

// XEP-0424 §3, XEP-0425 §4
TEST_F(ToXmppTest, ARedactionTellsAuthorFromModerator) {
    romeo_said("$1", "mine");
    juliet_said("m1", "hers", "$2");
    const auto own = outward("$3", mapping::Act{mapping::Redaction{.target = "$1"}});
    EXPECT_EQ(std::get<mapping::Redaction>(*own.out.at(0).act).target, "s-$1");
    EXPECT_EQ(std::get<mapping::Redaction>(*own.out.at(0).act).by, mapping::Redaction::By::author);
    const auto others = outward("$4", mapping::Act{mapping::Redaction{.target = "$2", .reason = "rude"}});
    EXPECT_EQ(std::get<mapping::Redaction>(*others.out.at(0).act).target, "s-m1");
    EXPECT_EQ(std::get<mapping::Redaction>(*others.out.at(0).act).by, mapping::Redaction::By::moderator);
    EXPECT_EQ(action_of(others, moderation), Action::both);
}

TEST_F(ToXmppTest, AThreadIsBegunByAnAnswerToItsRoot) {
    juliet_said("m1", "Shall we meet?", "$1");
    auto first = words("When?");
    first.thread = mapping::ThreadMark{"$1"};
    const auto begun = outward("$2", first);
    EXPECT_EQ(begun.out.at(0).message.thread->id, "$1");
    ASSERT_TRUE(begun.out.at(0).message.reply);
    EXPECT_EQ(begun.out.at(0).message.reply->target, "s-m1");
    auto next = words("Where?");
    next.thread = mapping::ThreadMark{"$1"};
    EXPECT_FALSE(outward("$3", next).out.at(0).message.reply);
}

TEST_F(ToXmppTest, AThreadInWordsIsNamedOnceUntilItChanges) {
    rule(thread, Direction::matrix_to_xmpp, Action::text);
    juliet_said("m1", "Shall we meet?", "$1");
    auto in_thread = words("When?");
    in_thread.thread = mapping::ThreadMark{"$1"};
    EXPECT_EQ(outward("$2", in_thread).out.at(0).message.body, "[thread: \"Shall we meet?\"] When?");
    EXPECT_EQ(outward("$3", in_thread).out.at(0).message.body, "When?");
    EXPECT_EQ(outward("$4", words("else")).out.at(0).message.body, "else");
    EXPECT_EQ(outward("$5", in_thread).out.at(0).message.body, "[thread: \"Shall we meet?\"] When?");
    EXPECT_EQ(outward("$5", in_thread).out.at(0).message.body, "[thread: \"Shall we meet?\"] When?") << "asked again";
}

// XEP-0372 §3.1
TEST_F(ToXmppTest, AMentionNamesTheSeatAndItsNick) {
    auto message = words("Jule: hear, Jule!");
    message.mentions = {{mapping::Mention::By::user_id, juliet.str(), {0, 4}}};
    const auto crossing = outward("$1", message);
    const auto& made = crossing.out.at(0).message;
    EXPECT_EQ(made.body, "Juliet: hear, Jule!");
    ASSERT_EQ(made.mentions.size(), 1U);
    EXPECT_EQ(made.mentions[0].who, "garden@muc.capulet.example/Juliet");
    EXPECT_EQ(made.mentions[0].at, (mapping::Span{0, 6}));
    EXPECT_EQ(made.mentions[0].occupant_id, "occ-juliet");
}

TEST_F(ToXmppTest, OnlyWhoHasTheRightAlertsTheRoom) {
    auto message = words("@room hear me");
    message.mentions_room = true;
    EXPECT_FALSE(outward("$1", message).out.at(0).message.mentions_room);
    people.rulers = {romeo};
    EXPECT_TRUE(outward("$2", message).out.at(0).message.mentions_room);
}

TEST_F(ToXmppTest, AFileIsALinkAndItsCaptionComesAfterIt) {
    auto message = words("the balcony");
    message.files = {{.kind = mapping::FileKind::image, .source = "mxc://montague.example/pic", .name = "b.png"}};
    const auto crossing = outward("$1", message);
    ASSERT_EQ(crossing.out.size(), 2U);
    EXPECT_EQ(crossing.out[0].message.files.at(0).source, "https://media.example/pic");
    EXPECT_TRUE(crossing.out[0].message.files.at(0).has_link_as_body);
    EXPECT_EQ(crossing.out[1].message.body, "the balcony");
    EXPECT_EQ(bridge::message_id_of(samples::event("$1"), crossing.out[1].part), "$1/1");
    auto edit = words("the window");
    edit.files = message.files;
    edit.replaces = "$1";
    run(links.remember(bridge::ToXmpp::links_of(by_romeo("$1"), message, crossing, venue())));
    const auto corrected = outward("$2", edit);
    ASSERT_EQ(corrected.out.size(), 1U);
    EXPECT_EQ(corrected.out[0].message.replaces, "$1/1");
}

TEST_F(ToXmppTest, AFileThatCannotBeHadIsNamed) {
    auto message = words("");
    message.files = {{.source = "mxc://m.example/x", .name = "a.txt", .is_encrypted = true}};
    const auto crossing = outward("$1", message);
    EXPECT_EQ(crossing.out.at(0).message.body, "[a.txt]");
    ASSERT_EQ(crossing.losses.size(), 1U);
    EXPECT_FALSE(crossing.losses[0].is_whole);
}

TEST_F(ToXmppTest, APollIsNumberedWords) {
    auto message = words("fallback");
    message.poll = mapping::Poll{"Where?", {{"a", "Garden"}, {"b", "Tomb"}}};
    const auto crossing = outward("$1", message);
    EXPECT_TRUE(crossing.out.at(0).message.body.starts_with("📊 Where?\n1. Garden\n2. Tomb\n"));
    const auto vote = inward("m1", words("!vote 2"));
    ASSERT_EQ(vote.out.size(), 1U);
    EXPECT_EQ(std::get<mapping::Vote>(*vote.out[0].act), (mapping::Vote{"$1", {"b"}}));
    EXPECT_EQ(inward("m2", words("!vote 3")).losses.size(), 1U);
}

TEST_F(ToXmppTest, UnknownEventsCrossByTheirWords) {
    const auto crossing = outward("$1", bridge::OtherEvent{"org.example.dance", "Romeo dances"});
    EXPECT_EQ(crossing.out.size(), action_of(crossing, unknown) == Action::text ? 1U : 0U);
    EXPECT_TRUE(outward("$2", bridge::OtherEvent{"org.example.dance", ""}).out.empty());
}

class ToOneContactTest : public CrossingTest {
protected:
    ToOneContactTest() : CrossingTest{bridge::PortalKind::direct} {}
};

// XEP-0115: native where a client of his shows it.
TEST_F(ToOneContactTest, WhatNoClientOfHisKnowsIsSaidInWords) {
    juliet_said("m1", "Romeo!", "$1");
    const auto known = outward("$2", mapping::Act{mapping::Reaction{"$1", "👍"}});
    EXPECT_TRUE(known.out.at(0).act);
    capabilities.lacking = {{muc.str(), reaction}, {muc.str(), edit}};
    const auto crossing = outward("$3", mapping::Act{mapping::Reaction{"$1", "🌹"}});
    EXPECT_EQ(crossing.out.at(0).message.body, "reacted with 🌹 to \"Romeo!\"");
    EXPECT_EQ(action_of(crossing, reaction), Action::text);
    EXPECT_EQ(crossing.features.at(0).reason, "no client of " + muc.str() + " knows it");
    rule(reaction, Direction::matrix_to_xmpp, Action::drop);
    EXPECT_TRUE(outward("$4", mapping::Act{mapping::Reaction{"$1", "🌼"}}).out.empty()) << "the table decides the rest";
}

TEST_F(ToXmppTest, InAMucNobodysClientsCount) {
    juliet_said("m1", "Romeo!", "$1");
    capabilities.lacking = {{muc.str(), reaction}};
    EXPECT_TRUE(outward("$2", mapping::Act{mapping::Reaction{"$1", "👍"}}).out.at(0).act);
}

} // namespace
} // namespace bascule::tests
