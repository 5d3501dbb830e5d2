#include "tests/bridge/crossing/crossing_fixture.hpp"

#include <algorithm>

namespace bascule::tests {
namespace {

using enum mapping::Feature;
using mapping::Action;
using mapping::Direction;
using ToMatrixTest = CrossingTest;

TEST_F(ToMatrixTest, WordsCrossAsTheyAre) {
    const auto crossing = inward("m1", words("O Romeo"));
    ASSERT_EQ(crossing.out.size(), 1U);
    EXPECT_EQ(crossing.out[0].message.body, "O Romeo");
}

// XEP-0308 §3, §5: nobody corrects another's words, whatever nick he has taken.
TEST_F(ToMatrixTest, OnlyTheSpeakerCorrects) {
    juliet_said("m1", "wherefore", "$1");
    auto edit = words("why");
    edit.replaces = "m1";
    EXPECT_EQ(inward("m2", edit).out.at(0).message.replaces, "$1");
    bridge::XmppSaying tybalt{"s-m3", "m3", samples::user("@_xmpp_tybalt:montague.example"), "Juliet", false, 3};
    const auto forged = run(to_matrix.cross(tybalt, edit, venue()));
    EXPECT_EQ(forged.out.at(0).message.replaces, "");
    EXPECT_EQ(forged.out.at(0).message.body, "* why");
}

TEST_F(ToMatrixTest, ACorrectionOfACorrectionIsOneOfTheMessage) {
    juliet_said("m1", "wherefore", "$1");
    auto edit = words("why");
    edit.replaces = "m1";
    const auto first = inward("m2", edit);
    run(to_matrix.remember(by_juliet("m2"), edit, first.out.at(0), samples::event("$2"), venue()));
    edit.replaces = "m2";
    EXPECT_EQ(inward("m3", edit).out.at(0).message.replaces, "$1");
    rule(reply, Direction::matrix_to_xmpp, Action::both);
    auto answer = words("Because.");
    answer.reply = mapping::Reply{.target = "$1"};
    EXPECT_EQ(outward("$9", answer).out.at(0).message.reply->quotation, "> Juliet: why\n");
}

TEST_F(ToMatrixTest, AReplyNamesTheEvent) {
    romeo_said("$1", "Here.");
    auto answer = words("There!");
    answer.reply = mapping::Reply{"s-$1", "garden@muc.capulet.example/Romeo", "> Here.\n"};
    const auto crossing = inward("m1", answer);
    EXPECT_EQ(crossing.out.at(0).message.reply->target, "$1");
    EXPECT_EQ(crossing.out.at(0).message.body, "There!");
}

TEST_F(ToMatrixTest, AReplyToWhatIsNotKnownKeepsItsQuotation) {
    auto answer = words("There!");
    answer.reply = mapping::Reply{"s-unknown", "", "> Long ago\n"};
    const auto crossing = inward("m1", answer);
    EXPECT_FALSE(crossing.out.at(0).message.reply);
    EXPECT_EQ(crossing.out.at(0).message.body, "> Long ago\nThere!");
}

TEST_F(ToMatrixTest, ReactionsAreTheDifference) {
    romeo_said("$1", "Here.");
    const auto first = inward("m1", mapping::Act{mapping::Reactions{"s-$1", {"👍", "❤️"}}});
    ASSERT_EQ(first.out.size(), 2U);
    EXPECT_EQ(std::get<mapping::Reaction>(*first.out[0].act), (mapping::Reaction{"$1", "👍"}));
    run(to_matrix.remember(by_juliet("m1"), std::nullopt, first.out[0], samples::event("$2"), venue()));
    run(to_matrix.remember(by_juliet("m1"), std::nullopt, first.out[1], samples::event("$3"), venue()));
    const auto second = inward("m2", mapping::Act{mapping::Reactions{"s-$1", {"❤"}}});
    ASSERT_EQ(second.out.size(), 1U) << "a variation selector makes no difference";
    EXPECT_EQ(std::get<mapping::Redaction>(*second.out[0].act).target, "$2");
    run(to_matrix.remember(by_juliet("m2"), std::nullopt, second.out[0], samples::event("$4"), venue()));
    EXPECT_TRUE(inward("m3", mapping::Act{mapping::Reactions{"s-$1", {"❤"}}}).out.empty());
}

TEST_F(ToMatrixTest, OnlyTheAuthorRetractsAndOnlyTheRoomModerates) {
    juliet_said("m1", "hers", "$1");
    romeo_said("$2", "his");
    EXPECT_EQ(inward("m2", mapping::Act{mapping::Redaction{.target = "s-m1"}}).out.size(), 1U);
    EXPECT_TRUE(inward("m3", mapping::Act{mapping::Redaction{.target = "s-$2"}}).out.empty());
    const mapping::Act moderated = mapping::Redaction{"s-$2", mapping::Redaction::By::moderator, "rude"};
    EXPECT_TRUE(inward("m4", moderated).out.empty()) << "an occupant's own words";
    auto by_room = by_juliet("m5");
    by_room.is_by_room = true;
    const auto crossing = run(to_matrix.cross(by_room, moderated, venue()));
    EXPECT_EQ(std::get<mapping::Redaction>(*crossing.out.at(0).act).target, "$2");
    EXPECT_EQ(std::get<mapping::Redaction>(*crossing.out.at(0).act).reason, "rude");
}

TEST_F(ToMatrixTest, ARetractionTakesBackEveryEventOfAStanza) {
    auto message = words("");
    message.files = {{.source = "https://a.example/1"}, {.source = "https://a.example/2"}};
    const auto crossing = inward("m1", message);
    ASSERT_EQ(crossing.out.size(), 2U);
    run(to_matrix.remember(by_juliet("m1"), message, crossing.out[0], samples::event("$1"), venue()));
    run(to_matrix.remember(by_juliet("m1"), message, crossing.out[1], samples::event("$2"), venue()));
    EXPECT_EQ(inward("m2", mapping::Act{mapping::Redaction{.target = "s-m1"}}).out.size(), 2U);
}

// XEP-0201; CS API, "Threading"
TEST_F(ToMatrixTest, AThreadBeginsWithItsSecondMessage) {
    auto message = words("Shall we meet?");
    message.thread = mapping::ThreadMark{"t1"};
    const auto first = inward("m1", message);
    EXPECT_FALSE(first.out.at(0).message.thread);
    run(to_matrix.remember(by_juliet("m1"), message, first.out.at(0), samples::event("$1"), venue()));
    const auto second = inward("m2", message);
    ASSERT_TRUE(second.out.at(0).message.thread);
    EXPECT_EQ(second.out.at(0).message.thread->id, "$1");
    EXPECT_TRUE(second.out.at(0).message.thread->is_falling_back);
    EXPECT_EQ(second.out.at(0).message.reply->target, "$1");
}

TEST_F(ToMatrixTest, AMatrixThreadIsKnownByItsRoot) {
    romeo_said("$1", "Shall we meet?");
    auto of_matrix = words("When?");
    of_matrix.thread = mapping::ThreadMark{"$1"};
    outward("$2", of_matrix);
    auto message = words("At nine");
    message.thread = mapping::ThreadMark{"$1"};
    message.reply = mapping::Reply{.target = "s-$1"};
    const auto crossing = inward("m1", message);
    EXPECT_EQ(crossing.out.at(0).message.thread->id, "$1");
}

TEST_F(ToMatrixTest, PeopleAreMentionedByElementAndByName) {
    auto by_element = words("hear me");
    by_element.mentions = {{mapping::Mention::By::jid, "garden@muc.capulet.example/Romeo", {}}};
    EXPECT_EQ(inward("m1", by_element).out.at(0).message.mentions.at(0).who, romeo.str());
    const auto by_name = inward("m2", words("Romeo: hear me"));
    EXPECT_EQ(by_name.out.at(0).message.mentions.at(0).who, romeo.str());
    EXPECT_EQ(by_name.out.at(0).message.mentions.at(0).at, (mapping::Span{0, 5}));
    EXPECT_TRUE(inward("m3", words("Romeo is away")).out.at(0).message.mentions.empty());
}

TEST_F(ToMatrixTest, WordsAreTheCaptionOfTheirFile) {
    auto message = words("the balcony");
    message.files = {{.kind = mapping::FileKind::image, .source = "https://a.example/b.png", .name = "b.png"}};
    const auto crossing = inward("m1", message);
    ASSERT_EQ(crossing.out.size(), 1U);
    EXPECT_EQ(crossing.out[0].message.files.at(0).source, "mxc://montague.example/brought");
    EXPECT_EQ(crossing.out[0].message.body, "the balcony");
}

TEST_F(ToMatrixTest, AFileThatCannotBeBroughtStaysALink) {
    auto message = words("");
    message.files = {{.source = "https://a.example/refused"}};
    const auto crossing = inward("m1", message);
    EXPECT_EQ(crossing.out.at(0).message.body, "https://a.example/refused");
    EXPECT_EQ(crossing.losses.size(), 1U);
    EXPECT_EQ(action_of(crossing, file), Action::text);
}

TEST_F(ToMatrixTest, ReactionsInWordsAreOneLineAndAreNotRepeated) {
    romeo_said("$1", "Here.");
    rule(reaction, Direction::xmpp_to_matrix, Action::text);
    inward("m1", mapping::Act{mapping::Reactions{"s-$1", {"👍"}}});
    inward("m2", mapping::Act{mapping::Reactions{"s-$1", {"👍", "❤"}}});
    const auto line = inward("m1", mapping::Act{mapping::Reactions{"s-$1", {"👍"}}});
    EXPECT_EQ(line.out.at(0).message.body, "reacted with 👍 ❤ to \"Here.\"");
    run(marks.set_told(line.line->target, line.line->actor, line.line->name));
    EXPECT_TRUE(inward("m2", mapping::Act{mapping::Reactions{"s-$1", {"👍", "❤"}}}).out.empty());
    EXPECT_TRUE(inward("m3", mapping::Act{mapping::Reactions{"s-$1", {"👍"}}}).out.empty()) << "silently";
    EXPECT_EQ(inward("m4", mapping::Act{mapping::Reactions{"s-$1", {"👍", "🌹"}}}).out.at(0).message.body,
              "reacted with 🌹 to \"Here.\"");
}

// CS API, "Size limits"
TEST_F(ToMatrixTest, OfWordsThatNoEventHoldsThereIsTheBeginningAndAFile) {
    std::string long_words;
    while (long_words.size() < 70'000) {
        long_words += "Rōmeo, ";
    }
    const auto crossing = inward("m1", words(long_words.c_str()));
    ASSERT_EQ(crossing.out.size(), 2U);
    const auto& beginning = crossing.out[0].message.body;
    EXPECT_LT(beginning.size(), 4'200U);
    EXPECT_TRUE(long_words.starts_with(beginning.substr(0, beginning.size() - 3))) << "not cut inside a character";
    EXPECT_EQ(crossing.out[1].message.files.at(0).size, static_cast<std::int64_t>(long_words.size()));
    EXPECT_EQ(inward("m2", words(long_words.substr(0, 40'000).c_str())).out.size(), 1U);
}

TEST_F(ToMatrixTest, EachActionOfAReactionIsObeyed) {
    romeo_said("$1", "Here.");
    const mapping::Act act = mapping::Reactions{"s-$1", {"👍"}};
    rule(reaction, Direction::xmpp_to_matrix, Action::text);
    EXPECT_EQ(inward("m1", act).out.at(0).message.body, "reacted with 👍 to \"Here.\"");
    rule(reaction, Direction::xmpp_to_matrix, Action::both);
    EXPECT_EQ(inward("m1", act).out.size(), 2U);
    rule(reaction, Direction::xmpp_to_matrix, Action::drop);
    EXPECT_TRUE(inward("m1", act).out.empty());
    rule(reaction, Direction::xmpp_to_matrix, Action::reject);
    EXPECT_EQ(inward("m1", act).losses.size(), 1U);
}

TEST_F(ToMatrixTest, ARuleForTheMucWinsOverOneForItsDomain) {
    romeo_said("$1", "Here.");
    rules.rules.set(
        {reaction, Direction::xmpp_to_matrix, {mapping::ScopeKind::domain, "muc.capulet.example"}, Action::drop, {}});
    rules.rules.set({reaction, Direction::xmpp_to_matrix, {mapping::ScopeKind::portal, muc.str()}, Action::native, {}});
    EXPECT_EQ(inward("m1", mapping::Act{mapping::Reactions{"s-$1", {"👍"}}}).out.size(), 1U);
}

} // namespace
} // namespace bascule::tests
